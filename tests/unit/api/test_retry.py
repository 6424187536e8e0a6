"""Whether and when a request is tried again: pure functions of what is given."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.api.retry import (
    LONGEST_WAIT,
    Retry,
    describe_wait,
    pause_before_retry,
    read_http_date,
    read_retry_after,
)
from lumenbrowse.errors import FetchError


def failure(retry_after: float | None = None, transient: bool = True) -> FetchError:
    return FetchError("it failed", transient=transient, retry_after=retry_after)


@pytest.mark.parametrize(
    ("tries", "retry_after", "left", "pause"),
    [
        (1, None, 15, 0.5),
        (2, None, 15, 2.0),
        (3, None, 15, None),
        (1, 4, 15, 4),
        (2, 1, 15, 2.0),
        (1, 10, 15, 10),
        (1, 10.1, 1000, None),
        (1, 10, 9, None),
        (1, None, 0.5, None),
        (1, None, -1, None),
        (3, 0, 15, None),
    ],
)
def test_the_pause(tries: int, retry_after: float | None, left: float, pause: float | None) -> None:
    assert pause_before_retry(tries, failure(retry_after), left) == pause


@given(st.integers(1, 5), st.floats(0, 1e9) | st.none(), st.floats(-10, 100), st.booleans())
def test_a_pause_is_never_too_long(
    tries: int, retry_after: float | None, left: float, transient: bool
) -> None:
    pause = pause_before_retry(tries, failure(retry_after, transient), left)
    assert pause is None or (transient and 0 < pause <= LONGEST_WAIT and pause < left)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 7 ", 7),
        ("1.5", 1.5),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 37),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 37),
        ("Sun Nov  6 08:49:37 1994", 37),
        ("Sun, 06 Nov 1994 08:40:00 GMT", 0),
        ("", None),
        ("-1", None),
        ("soon", None),
        ("1e9", None),
        ("inf", None),
        ("nan", None),
        ("9" * 4_000, None),
        ("٣", None),
        ("Sun, 99 Nov 1994 08:49:37 GMT", None),
        ("Sun, 06 Nov 99999 08:49:37 GMT", None),
    ],
)
def test_both_forms_of_retry_after(value: str, seconds: float | None) -> None:
    assert read_retry_after(value, now=784_111_740.0) == seconds


@given(st.text())
def test_any_header_is_read(value: str) -> None:
    for seconds in (read_retry_after(value, 0.0), read_http_date(value)):
        assert seconds is None or math.isfinite(seconds)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (11, "11 s"),
        (10.2, "11 s"),
        (120, "120 s"),
        (3600, "3600 s (60 min)"),
        (10_800, "10800 s (3 h)"),
        (1_000_000, "1000000 s (12 days)"),
    ],
)
def test_a_wait_in_words(seconds: float, words: str) -> None:
    assert describe_wait(seconds) == words


@pytest.mark.parametrize(("pause", "line"), [(0.5, "0.5 s"), (2.0, "2 s"), (6.73, "6.8 s")])
def test_the_line_for_the_bar(pause: float, line: str) -> None:
    assert Retry("why", pause, 2).line == f"retrying in {line}"
