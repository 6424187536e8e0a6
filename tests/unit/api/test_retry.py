"""Whether and when a request is tried again: pure functions of what is given."""

import math

from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.api import retry
from lumenbrowse.errors import FetchError
from tests.scenarios import case

TABLES = case("api/retry")
NOON = 784_111_740.0  # 6 November 1994, 08:49:00 UTC


def test_the_pause_and_what_is_said_of_it() -> None:
    for tries, retry_after, left, expected in TABLES["pauses"]:
        error = FetchError("it failed", transient=True, retry_after=retry_after)
        assert retry.pause_before_retry(tries, error, left) == expected
    assert retry.pause_before_retry(1, FetchError("it failed", transient=False), 9.0) is None
    for value, seconds in TABLES["headers"]:
        assert retry.read_retry_after(value, NOON) == seconds, value
    for seconds, words in TABLES["waits"]:
        assert retry.describe_wait(seconds) == words
    for seconds, words in TABLES["lines"]:
        assert retry.announce(FetchError("why"), seconds) == f"why, retrying in {words}"


@given(st.text())
def test_any_header_is_read(value: str) -> None:
    seconds = retry.read_retry_after(value, NOON)
    assert seconds is None or math.isfinite(seconds)
