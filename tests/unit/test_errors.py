"""The family of errors: plain words, what to do next, and the exit codes that the design fixes."""

from __future__ import annotations

import pytest

from lumenbrowse import errors


@pytest.mark.parametrize(
    ("code", "value"),
    [
        (errors.DONE, 0),
        (errors.NOTHING, 1),
        (errors.USAGE, 2),
        (errors.NO_LIST, 3),
        (errors.KEY_REFUSED, 4),
        (errors.PROGRAM_ERROR, 70),
        (errors.CANCELLED, 130),
    ],
)
def test_the_exit_codes_of_the_design(code: int, value: int) -> None:
    assert code == value


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.LumenbrowseError, 70),
        (errors.UsageError, 2),
        (errors.NoTerminalError, 2),
        (errors.FetchError, 3),
        (errors.AnswerError, 3),
        (errors.KeyRefusedError, 4),
        (errors.FileError, 70),
    ],
)
def test_each_error_has_its_exit_code_and_is_of_the_family(
    kind: type[errors.LumenbrowseError], code: int
) -> None:
    error = kind("timed out", "try again")
    assert error.exit_code == code
    assert isinstance(error, errors.LumenbrowseError)
    assert str(error) == error.message == "timed out"
    assert error.line == "timed out: try again"
    assert kind("timed out").line == "timed out"


def test_a_fetch_error_says_whether_it_is_worth_another_try() -> None:
    error = errors.FetchError("busy", status=429, transient=True, retry_after=2.5)
    assert (error.status, error.transient, error.retry_after) == (429, True, 2.5)
    plain = errors.FetchError("refused")
    assert (plain.status, plain.transient, plain.retry_after) == (None, False, None)
