"""Data on standard output, whole and flushed, all else on standard error; either may be closed or broken."""

from __future__ import annotations

import errno
import os
import sys

TYPE_CHECKING = False  # typing itself takes longer to import than `--version` may take
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

CLOSED_PIPE = 141  # the exit code where nobody reads any more, as of a program that SIGPIPE ended
# What asks a program to end, and can be answered by giving the terminal back.
LEAVING_SIGNALS = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGABRT", "SIGUSR1")
_OUTPUT = 1


def put(text: str) -> None:
    """Writes `text` to standard output, now; leaves quietly where nobody reads. Raises `OutputError`."""
    try:
        if sys.stdout is None:
            raise OSError(errno.EBADF, "it is closed")
        if hasattr(sys.stdout, "reconfigure"):
            # In a locale such as Latin-1 not every id can be encoded: shown as an escape, as text.safe does.
            sys.stdout.reconfigure(errors="backslashreplace")
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        silence(_OUTPUT)
        raise SystemExit(CLOSED_PIPE) from None
    except OSError as error:
        silence(_OUTPUT)
        from lumenbrowse.errors import OutputError

        why = error.strerror or type(error).__name__
        raise OutputError("can't write to standard output", why) from None


def write_all(descriptor: int, data: bytes) -> None:
    """Writes all of `data`, however slowly it is read; raises `OSError`."""
    view = memoryview(data)
    while view:
        try:
            view = view[os.write(descriptor, view) :]
        except BlockingIOError:
            import select

            select.select([], [descriptor], [])


def complain(line: str) -> None:
    """One line for the user on standard error, after the program's name; lost where that is closed."""
    tell(f"lumenbrowse: {line}")


def tell(line: str, end: str = "\n") -> None:
    """One line on standard error; lost where that is closed or full."""
    # print(file=None) would take standard output instead.
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(line + end)
        sys.stderr.flush()
    except (OSError, ValueError):
        return


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a standard stream (None where it is closed) is a terminal."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def leave_on_signals(first: Callable[[], object] = lambda: None) -> None:
    """Such a signal, unless it is ignored (nohup), now calls `first`, and leaves with 128 + its number."""

    def leave(number: int, _: object) -> None:
        import warnings

        first()
        warnings.simplefilter("ignore")  # of what is left half done
        raise SystemExit(128 + number)

    # `signal` itself first imports `enum`, to name what this built-in module has as numbers: that would take
    # a fifth of the time until the first rows.
    signals = __import__("_signal")
    for name in LEAVING_SIGNALS:
        number = getattr(signals, name, None)
        if number is not None and signals.getsignal(number) == signals.SIG_DFL:
            signals.signal(number, leave)


def silence(descriptor: int) -> None:
    """Lets what is left to flush at the interpreter's end go nowhere: it would complain and change the code."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, descriptor)
        os.close(nowhere)
    except OSError:
        return
