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
    SERVER_WORDS,
    causes,
    connect_failure,
    cut_off,
    host_of,
    not_ok,
    redact,
    redacted,
    server_words,
)
from lumenbrowse.errors import AnswerError
from lumenbrowse.settings import Key
from lumenbrowse.text.safe import is_plain
from tests.asking import check_words, holds_key, settings_for
from tests.scenarios import TEST_KEY

SETTINGS = settings_for("https://models.test/v1")
KEY = Key(TEST_KEY, "a test")


def caused_by(cause: BaseException) -> RuntimeError:
    """An error with another beneath it, as libraries raise them."""
    try:
        try:
            raise cause
        except type(cause) as error:
            raise OSError("All connection attempts failed") from error
    except OSError as error:
        outer = RuntimeError("wrapped")
        outer.__context__ = error
        return outer


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (errno.ECONNREFUSED, "connection refused"),
        (errno.ENETUNREACH, "network unreachable"),
        (errno.EHOSTUNREACH, "host unreachable"),
        (errno.ETIMEDOUT, "timed out"),
        (errno.ECONNRESET, "connection reset"),
        (errno.EMFILE, "no connection"),
    ],
)
def test_why_no_connection_came_about(code: int, message: str) -> None:
    error = connect_failure(caused_by(OSError(code, "said by the system")), SETTINGS, None)
    check_words(error)
    assert error.message == message
    assert error.transient
    through = connect_failure(caused_by(OSError(code, "x")), SETTINGS, "http://u:word@p.test:3128")
    check_words(through)
    assert through.message == "the proxy can't be reached"
    assert f"p.test:3128: {message}" in through.hint
    assert "word" not in through.line


def test_a_name_that_the_proxy_has_and_nobody_knows() -> None:
    unknown = socket.gaierror(socket.EAI_NONAME, "unknown")
    error = connect_failure(caused_by(unknown), SETTINGS, "http://u:p@proxy.test")
    assert error.hint.startswith("proxy.test: host not found (DNS)")


def test_a_certificate_that_fails_in_a_new_way() -> None:
    unknown = ssl.SSLCertVerificationError("new")
    unknown.verify_code = 9_999
    error = connect_failure(caused_by(unknown), SETTINGS, None)
    assert error.message == "the certificate is not trusted"
    assert not error.transient


def test_groups_of_errors_are_looked_into() -> None:
    class GroupError(Exception):
        exceptions = (ConnectionRefusedError(errno.ECONNREFUSED, "a"), ValueError("b"))

    found = list(causes(caused_by(GroupError())))
    assert any(isinstance(each, ConnectionRefusedError) for each in found)
    assert connect_failure(caused_by(GroupError()), SETTINGS, None).message == "connection refused"


def test_causes_that_go_in_a_circle_end() -> None:
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    assert len(list(causes(first))) == 2


def test_a_connection_that_broke() -> None:
    reset = caused_by(ConnectionResetError(errno.ECONNRESET, "x"))
    assert cut_off(reset, SETTINGS, answered=True).message == "connection reset"
    ended = cut_off(ValueError("x"), SETTINGS, answered=True)
    assert ended.message == "unexpected answer (broken off)"


@given(st.integers(100, 599), st.binary(max_size=400))
def test_any_status_with_any_body(status: int, body: bytes) -> None:
    check_words(not_ok(status, body, SETTINGS))


@given(said=st.text(), shape=st.sampled_from(["error", "message", "detail", "nested", "plain"]))
def test_any_words_of_a_server(said: str, shape: str) -> None:
    shapes: dict[str, object] = {"nested": {"error": {"message": said}}}
    body = json.dumps(shapes.get(shape, {shape: said})).encode()
    shown = server_words(said.encode("utf-8", "replace") if shape == "plain" else body, KEY)
    assert is_plain(shown)
    assert len(shown) <= SERVER_WORDS


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", ""),
        (b"upstream is down\n", "upstream is down"),
        (b"<html>no</html>", ""),
        (b'{"error": {"code": "QUOTA"}}', "QUOTA"),
        (b'{"error": 7}', ""),
        (b'{"error": {"message": ["a"]}}', ""),
        (b"[1]", ""),
        (b"{", ""),
        (b"\xff\xfe\x00", ""),
        (b"[" * 100_000, ""),
        (b'{"error": "\\u001b[31m"}', r"\x1b[31m"),
        (b'{"error": "\\ud800"}', r"\ud800"),
    ],
)
def test_where_a_server_says_it(body: bytes, words: str) -> None:
    assert server_words(body, None) == words


# The key.


@given(before=st.text(max_size=20), after=st.text(max_size=20), cut=st.integers(0, 30))
def test_no_part_of_a_key_stays(before: str, after: str, cut: int) -> None:
    repeated = f"{before}{TEST_KEY}{after}{TEST_KEY[cut:]} {TEST_KEY[:cut]}"
    leaked = holds_key(redact(repeated, KEY))
    assert not leaked, "the key stayed"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a b c", "a b c"),
        ("the lmnfl_ prefix stays", "the lmnfl_ prefix stays"),
        ("<{key}{key}>", "<…>"),
        ("<{key}> and <{key}>", "<…> and <…>"),
    ],
)
def test_what_else_was_said_stays(text: str, shown: str) -> None:
    left = redact(text.replace("{key}", TEST_KEY), KEY)
    assert left == shown


def test_a_short_key_or_none() -> None:
    assert redact("short: abc.", Key("abc", "a test")) == "short: …."
    assert redact("a b c", None) == "a b c"


def test_an_answers_error_without_the_key() -> None:
    error = AnswerError("the server answered with an error", f"it says “{TEST_KEY}”")
    assert redacted(error, KEY).hint == "it says “…”"


def test_a_key_without_lumenfalls_prefix_is_masked_whole() -> None:
    error = not_ok(401, b"", replace(SETTINGS, key=Key("sk-something-else", "OTHER")))
    assert error.hint.startswith("… from OTHER: ")


@pytest.mark.parametrize(
    ("url", "host"),
    [("https://u:p@h.test:1/x", "h.test:1"), ("h.test", ""), ("http://[::1", "?")],
)
def test_the_host_of_an_address(url: str, host: str) -> None:
    assert host_of(url) == host
