"""The family of errors: plain words, what to do next, and the exit codes that the design fixes."""

from __future__ import annotations

import pytest

from lumenbrowse import errors

KINDS = {
    "LumenbrowseError": 70,
    "UsageError": 2,
    "NoTerminalError": 2,
    "OutputError": 1,
    "FetchError": 3,
}
KINDS |= {"AnswerError": 3, "KeyRefusedError": 4, "FileError": 70, "FetchCancelledError": 130}


@pytest.mark.parametrize("name", KINDS)
def test_each_error_has_its_exit_code_and_is_of_the_family(name: str) -> None:
    kind: type[errors.LumenbrowseError] = getattr(errors, name)
    error = kind("timed out", "try again")
    assert error.exit_code == KINDS[name]
    assert isinstance(error, errors.LumenbrowseError)
    assert str(error) == error.message == "timed out"
    assert error.line == "timed out: try again"
    assert kind("timed out").line == "timed out"


def test_a_fetch_error_says_whether_it_is_worth_another_try() -> None:
    error = errors.FetchError("busy", status=429, transient=True, retry_after=2.5)
    assert (error.status, error.transient, error.retry_after) == (429, True, 2.5)
    plain = errors.FetchError("refused")
    assert (plain.status, plain.transient, plain.retry_after) == (None, False, None)
