"""Whether and when a request is tried again: pure functions of what is given."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.api import retry
from lumenbrowse.errors import FetchError
from tests.scenarios import case

TABLES = case("api/retry")


def pause(tries: int, retry_after: float | None, left: float, transient: bool) -> float | None:
    error = FetchError("it failed", transient=transient, retry_after=retry_after)
    return retry.pause_before_retry(tries, error, left)


@pytest.mark.parametrize(("tries", "retry_after", "left", "expected"), TABLES["pauses"])
def test_the_pause(tries: int, retry_after: float | None, left: float, expected: object) -> None:
    assert pause(tries, retry_after, left, transient=True) == expected


@pytest.mark.parametrize(("value", "seconds"), TABLES["headers"])
def test_both_forms_of_retry_after(value: str, seconds: float | None) -> None:
    assert retry.read_retry_after(value, now=784_111_740.0) == seconds


@given(st.text())
def test_any_header_is_read(value: str) -> None:
    for seconds in (retry.read_retry_after(value, 0.0), retry.read_http_date(value)):
        assert seconds is None or math.isfinite(seconds)


def test_in_words() -> None:
    for seconds, words in TABLES["waits"]:
        assert retry.describe_wait(seconds) == words
    for seconds, words in TABLES["lines"]:
        assert retry.Retry("why", seconds, 2).line == f"retrying in {words}"
