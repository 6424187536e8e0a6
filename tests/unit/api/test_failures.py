"""Failures that no server of the tests can bring about, and the server's words made safe."""

import errno
import socket
import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.api import failures
from tests.asking import check_words, settings_for

SETTINGS = settings_for("https://models.test/v1")


def caused_by(cause: BaseException) -> RuntimeError:
    """An error with another beneath it, as libraries raise them."""
    middle, outer = OSError("All connection attempts failed"), RuntimeError("wrapped")
    middle.__cause__, outer.__context__ = cause, middle
    return outer


CAUSES = [
    (OSError(errno.ECONNREFUSED, "x"), "connection refused"),
    (OSError(errno.ENETUNREACH, "x"), "network unreachable"),
    (OSError(errno.EHOSTUNREACH, "x"), "host unreachable"),
    (OSError(errno.ETIMEDOUT, "x"), "timed out"),
    (OSError(errno.ECONNRESET, "x"), "connection reset"),
    (OSError(errno.EMFILE, "x"), "no connection"),
    (
        ExceptionGroup("x", [OSError(errno.ECONNREFUSED, "a"), ValueError("b")]),
        "connection refused",
    ),
    (socket.gaierror(socket.EAI_AGAIN, "x"), "host not found (DNS)"),
]


@pytest.mark.parametrize(("cause", "message"), CAUSES)
def test_why_no_connection_came_about(cause: BaseException, message: str) -> None:
    error = failures.connect_failure(caused_by(cause), SETTINGS, None)
    check_words(error)
    assert (error.message, error.transient) == (message, True)
    through = failures.connect_failure(caused_by(cause), SETTINGS, "http://u:word@p.test:3128")
    check_words(through)
    assert through.message == "the proxy can't be reached"
    assert through.hint.startswith(f"p.test:3128: {message}")


def test_causes_of_a_new_kind() -> None:
    unknown = ssl.SSLCertVerificationError("new")
    unknown.verify_code = 9_999
    error = failures.connect_failure(caused_by(unknown), SETTINGS, None)
    assert (error.message, error.transient) == ("the certificate is not trusted", False)


@given(st.integers(100, 599), st.binary(max_size=400))
def test_any_status_with_any_body(status: int, body: bytes) -> None:
    check_words(failures.masked(failures.not_ok(status, body, SETTINGS), SETTINGS))


def test_where_a_server_says_nothing_and_plain_words() -> None:
    for odd in (b"", b"<p>no", b'{"error": 7}', b"[1]", b"{", b"\xff\xfe\x00", b"[" * 100_000):
        assert failures.server_words(odd, SETTINGS) == ""
    assert failures.server_words(b"upstream is down\n", SETTINGS) == "upstream is down"
    assert failures.server_words(b'{"error": "\\u001b[31m"}', SETTINGS) == r"\x1b[31m"
    assert failures.host_of("http://[") == "?"
