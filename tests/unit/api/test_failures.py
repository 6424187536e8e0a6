"""Failures that no server of the tests can bring about, and the server's words made safe."""

from __future__ import annotations

import errno
import json
import socket
import ssl
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.api.failures import (
    causes,
    connect_failure,
    cut_off,
    host_of,
    masked,
    not_ok,
    server_words,
)
from lumenbrowse.api.parser import SERVER_WORDS
from lumenbrowse.settings import Key
from lumenbrowse.text.safe import is_plain
from tests.asking import check_words, settings_for

SETTINGS = settings_for("https://models.test/v1")


def caused_by(cause: BaseException) -> RuntimeError:
    """An error with another beneath it, as libraries raise them."""
    middle, outer = OSError("All connection attempts failed"), RuntimeError("wrapped")
    middle.__cause__, outer.__context__ = cause, middle
    return outer


class GroupError(Exception):
    exceptions = (ConnectionRefusedError(errno.ECONNREFUSED, "a"), ValueError("b"))


@pytest.mark.parametrize(
    ("cause", "message"),
    [
        (OSError(errno.ECONNREFUSED, "x"), "connection refused"),
        (OSError(errno.ENETUNREACH, "x"), "network unreachable"),
        (OSError(errno.EHOSTUNREACH, "x"), "host unreachable"),
        (OSError(errno.ETIMEDOUT, "x"), "timed out"),
        (OSError(errno.ECONNRESET, "x"), "connection reset"),
        (OSError(errno.EMFILE, "x"), "no connection"),
        (GroupError(), "connection refused"),
        (socket.gaierror(socket.EAI_AGAIN, "x"), "host not found (DNS)"),
    ],
)
def test_why_no_connection_came_about(cause: BaseException, message: str) -> None:
    error = connect_failure(caused_by(cause), SETTINGS, None)
    check_words(error)
    assert (error.message, error.transient) == (message, True)
    through = connect_failure(caused_by(cause), SETTINGS, "http://u:word@p.test:3128")
    check_words(through)
    assert through.message == "the proxy can't be reached"
    assert through.hint.startswith(f"p.test:3128: {message}")


def test_a_certificate_that_fails_in_a_new_way() -> None:
    unknown = ssl.SSLCertVerificationError("new")
    unknown.verify_code = 9_999
    error = connect_failure(caused_by(unknown), SETTINGS, None)
    assert (error.message, error.transient) == ("the certificate is not trusted", False)


def test_causes_that_go_in_a_circle_end() -> None:
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    assert len(list(causes(first))) == 2
    reset = caused_by(ConnectionResetError(errno.ECONNRESET, "x"))
    assert cut_off(reset, SETTINGS, answered=True).message == "connection reset"


@given(st.integers(100, 599), st.binary(max_size=400))
def test_any_status_with_any_body(status: int, body: bytes) -> None:
    check_words(masked(not_ok(status, body, SETTINGS), SETTINGS))


@given(said=st.text(), shape=st.sampled_from(["error", "message", "detail", "plain"]))
def test_any_words_of_a_server(said: str, shape: str) -> None:
    body = json.dumps({shape: said}).encode()
    shown = server_words(said.encode("utf-8", "replace") if shape == "plain" else body, SETTINGS)
    assert is_plain(shown)
    assert len(shown) <= SERVER_WORDS


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"upstream is down\n", "upstream is down"),
        *(
            (odd, "")
            for odd in (b"", b"<html>no</html>", b'{"error": 7}', b"[1]", b"{", b"\xff\xfe\x00")
        ),
        (b"[" * 100_000, ""),
        (b'{"error": "\\u001b[31m"}', r"\x1b[31m"),
        (b'{"error": "\\ud800"}', r"\ud800"),
    ],
)
def test_where_a_server_says_it(body: bytes, words: str) -> None:
    assert server_words(body, SETTINGS) == words


def test_a_key_without_lumenfalls_prefix_is_masked_whole() -> None:
    error = not_ok(401, b"", replace(SETTINGS, key=Key("sk-something-else", "OTHER")))
    assert error.hint.startswith("… from OTHER: ")


@pytest.mark.parametrize(
    ("url", "host"),
    [("https://u:p@h.test:1/x", "h.test:1"), ("h.test", ""), ("http://[::1", "?")],
)
def test_the_host_of_an_address(url: str, host: str) -> None:
    assert host_of(url) == host
