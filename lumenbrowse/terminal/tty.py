"""The terminal taken over before Textual is imported, and standard output kept for the user.

In `x=$(lumenbrowse --pick)`, `echo hi | lumenbrowse`, `lumenbrowse 2>/dev/null` a standard stream is no
terminal. Textual reads `sys.__stdin__`, draws on `sys.__stderr__` and asks `sys.__stdout__` for the size
(textual/drivers/linux_driver.py), so all three are put on the controlling terminal; what they were before
is kept aside, and given back when the UI has gone.
"""

from __future__ import annotations

import io
import os
import select
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass

from lumenbrowse.errors import NOTHING, LumenbrowseError, NoTerminalError

_INPUT, _OUTPUT, _ERROR = 0, 1, 2
_FIRST_FREE = 3
"""Descriptors kept aside stay clear of the three standard ones, which may be closed."""
_FRAME = 1 << 16
"""Bytes: a whole frame goes to the terminal in one write."""
_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")


class OutputError(LumenbrowseError):
    """What the user asked for could not be written to standard output (a full disk, a closed stream)."""

    exit_code = NOTHING


@dataclass(frozen=True, slots=True)
class Terminal:
    """The terminal as taken over by `take_over`.

    `output` and `error` are close-on-exec duplicates of what descriptors 1 and 2 were, None where closed;
    `utf8` is false where the locale names another character set: only ASCII should be drawn then.
    """

    output: int | None
    error: int | None
    utf8: bool

    def write_pick(self, ids: Sequence[str], *, end: str = "\n") -> None:
        """Write each id, followed by `end`, to the standard output that the user gave.

        Call it when the terminal is restored. Raises `BrokenPipeError` where nobody reads any more (exit
        quietly with 141), `OutputError` where it cannot be written for another reason.
        """
        data = "".join(f"{name}{end}" for name in ids).encode("utf-8", "backslashreplace")
        try:
            if self.output is None:
                raise OutputError("nothing could be printed: standard output is closed")
            _write_all(self.output, data)
        except BrokenPipeError:
            raise
        except OSError as error:
            reason = error.strerror or str(error)
            raise OutputError(f"not all could be printed: {reason}") from error

    def give_back(self) -> None:
        """Put the original standard output and error back. A standard stream that was closed stays open."""
        for number, kept in ((_OUTPUT, self.output), (_ERROR, self.error)):
            if kept is not None:
                _flush(number)
                os.dup2(kept, number)


def take_over(environ: MutableMapping[str, str] | None = None) -> Terminal:
    """Put the controlling terminal over each standard descriptor that is not it; raise where there is none.

    COLUMNS and LINES go from `environ` (that of the process): `shutil.get_terminal_size` would believe
    them, and they say what the terminal's size was when the shell set them.
    """
    environ = os.environ if environ is None else environ
    if sys.platform == "win32":
        return _take_over_console(environ)
    tty = _open_controlling_terminal()
    output, error = _keep(_OUTPUT), _keep(_ERROR)
    for number in (_INPUT, _OUTPUT, _ERROR):
        if not _is_controlling_terminal(number):
            _flush(number)
            os.dup2(tty, number)
    os.close(tty)
    _forget_size(environ)
    _open_streams()
    return Terminal(output, error, speaks_utf8(environ))


def speaks_utf8(environ: Mapping[str, str]) -> bool:
    """Whether UTF-8 can be drawn: the locale says so, or says nothing (C, POSIX, none at all).

    Python itself takes a C locale for UTF-8 (PEP 540). It also sets LC_CTYPE where the locale that
    the user named is not installed (PEP 538): what LANG says counts then.
    """
    ctype, lang = environ.get("LC_CTYPE", ""), environ.get("LANG", "")
    if ctype in _COERCED and lang:
        ctype = ""
    name = environ.get("LC_ALL", "") or ctype or lang
    charset = name.partition("@")[0].upper().replace("-", "")
    return charset in ("", "C", "POSIX") or charset.endswith("UTF8")


def _no_terminal() -> NoTerminalError:
    return NoTerminalError(
        "there is no terminal to draw on", "lumenbrowse --list prints the models without one"
    )


def _open_controlling_terminal() -> int:
    import fcntl

    try:
        first = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError as error:
        raise _no_terminal() from error
    try:
        # A terminal that hung up still opens.
        os.tcgetpgrp(first)
        return fcntl.fcntl(first, fcntl.F_DUPFD_CLOEXEC, _FIRST_FREE)
    except OSError as error:
        raise _no_terminal() from error
    finally:
        os.close(first)


def _keep(number: int) -> int | None:
    import fcntl

    try:
        return fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, _FIRST_FREE)
    except OSError:
        return None


def _is_controlling_terminal(number: int) -> bool:
    # tcgetpgrp(3): fails with ENOTTY for anything but the controlling terminal, another terminal too.
    try:
        os.tcgetpgrp(number)
    except OSError:
        return False
    return True


def _flush(number: int) -> None:
    stream = sys.stderr if number == _ERROR else sys.stdout
    if number == _INPUT or stream is None:
        return
    try:
        stream.flush()
    except OSError:
        # The terminal has gone. What is left unwritten would fail again as Python ends, with code 120.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)
        stream.flush()
    except ValueError:
        return  # it is closed


def _open_streams() -> None:
    """New text streams over the three descriptors: Python's own are None where one was closed."""
    keyboard = io.BufferedReader(io.FileIO(_INPUT, "r", closefd=False))
    _set_stream("stdin", io.TextIOWrapper(keyboard, encoding="utf-8", errors="replace"))
    for name, number in (("stdout", _OUTPUT), ("stderr", _ERROR)):
        screen = io.BufferedWriter(io.FileIO(number, "w", closefd=False), _FRAME)
        stream = io.TextIOWrapper(
            screen, encoding="utf-8", errors="backslashreplace", line_buffering=True
        )
        _set_stream(name, stream)


def _set_stream(name: str, stream: io.TextIOBase) -> None:
    setattr(sys, name, stream)
    setattr(sys, f"__{name}__", stream)


def _forget_size(environ: MutableMapping[str, str]) -> None:
    for name in ("COLUMNS", "LINES"):
        environ.pop(name, None)


def _take_over_console(environ: MutableMapping[str, str]) -> Terminal:
    """Windows has no /dev/tty to put anywhere: the three streams have to be a console already."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    if not all(stream is not None and stream.isatty() for stream in streams):
        raise _no_terminal()
    _forget_size(environ)
    return Terminal(os.dup(_OUTPUT), os.dup(_ERROR), utf8=True)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[_write_some(descriptor, view) :]


def _write_some(descriptor: int, data: memoryview) -> int:
    try:
        return os.write(descriptor, data)
    except BlockingIOError:
        select.select([], [descriptor], [])
        return 0
