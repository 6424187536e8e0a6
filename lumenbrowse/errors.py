"""Exit codes, and the family of errors with plain words for the user: any other is the program's own."""

from collections.abc import Callable

# The exit codes of DESIGN.md section 6.
DONE, NOTHING, USAGE, NO_LIST, KEY_REFUSED, PROGRAM_ERROR, CANCELLED = 0, 1, 2, 3, 4, 70, 130


class LumenbrowseError(Exception):
    """Something the user has to know: `message` in plain words, `hint` saying what to do next."""

    exit_code = PROGRAM_ERROR

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint

    @property
    def line(self) -> str:
        return f"{self.message}: {self.hint}" if self.hint else self.message


class UsageError(LumenbrowseError):
    """The command line, a variable or a configuration file is wrong."""

    exit_code = USAGE


class NoTerminalError(LumenbrowseError):
    """The UI was asked for where there is no controlling terminal."""

    exit_code = USAGE


class OutputError(LumenbrowseError):
    """What the user asked for could not be written to standard output (a full disk, a closed stream)."""

    exit_code = NOTHING


class FetchError(LumenbrowseError):
    """The list could not be had. `status` is the HTTP status where the server gave one."""

    exit_code = NO_LIST

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        status: int | None = None,
        transient: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, hint)
        self.status, self.transient, self.retry_after = status, transient, retry_after


class KeyRefusedError(FetchError):
    """The server refused the key (401, 403)."""

    exit_code = KEY_REFUSED


class AnswerError(FetchError):
    """The server answered, but not with a list of models."""


class FileError(LumenbrowseError):
    """A file of ours could not be read or written."""


class FetchCancelledError(LumenbrowseError):
    """The fetch was ended on purpose: nothing to tell the user."""

    exit_code = CANCELLED


class Cancellation:
    """Handed to a fetch; `cancel()`, from any thread and at any time, ends it at once."""

    def __init__(self) -> None:
        self.cancelled = False
        # Set by the fetch; harmless when that is over.
        self.end: Callable[[], object] = lambda: None

    def cancel(self) -> None:
        """Ends the fetch that was handed this."""
        self.cancelled = True
        self.end()

    def check(self) -> None:
        """Raises `FetchCancelledError` where it was cancelled."""
        if self.cancelled:
            raise FetchCancelledError("cancelled")
