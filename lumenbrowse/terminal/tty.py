"""The terminal taken over before Textual is imported, which uses all three standard streams, and given back."""

import io
import os
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, TextIO

from lumenbrowse.errors import NoTerminalError, OutputError
from lumenbrowse.terminal.stdio import is_terminal, silence, write_all
from lumenbrowse.text.safe import safe

_INPUT, _OUTPUT, _ERROR = 0, 1, 2
_IFLAG, _LFLAG = 0, 3  # places of the flags in what termios.tcgetattr returns
_FIRST_FREE = 3  # descriptors kept aside stay clear of the standard ones, which may be closed
_FRAME = 1 << 16  # bytes: a whole frame goes to the terminal in one write
_NO_TERMINAL = "there is no terminal to draw on", "lumenbrowse --list prints the models without one"
_COLOUR_SYSTEMS = ("auto", "standard", "256", "truecolor")  # with another name Rich breaks
_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")


class Terminal(NamedTuple):
    """The terminal taken over: duplicates of what was open (None: closed), and whether it draws UTF-8."""

    output: int | None
    error: int | None
    utf8: bool

    def write_pick(self, ids: Sequence[str], *, end: str = "\n") -> None:
        """Writes ids to the output that the user gave. Raises `BrokenPipeError`, `OutputError`."""
        if self.output is None:
            raise OutputError("nothing could be printed: standard output is closed")
        data = "".join(f"{safe(name)}{end}" for name in ids).encode()
        try:
            write_all(self.output, data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(f"not all could be printed: {error.strerror or error}") from error

    def give_back(self) -> None:
        """Puts the original standard output and error back. A standard stream that was closed stays open."""
        for number, kept in ((_OUTPUT, self.output), (_ERROR, self.error)):
            if kept is not None:
                _flush(sys.stdout if number == _OUTPUT else sys.stderr, number)
                os.dup2(kept, number)


def take_over(environ: MutableMapping[str, str] = os.environ) -> Terminal:
    """Puts the controlling terminal over each standard descriptor that is not it. Raises `NoTerminalError`."""
    if sys.platform == "win32":
        terminal = _take_over_console()
    else:
        tty = _open_controlling_terminal()
        terminal = Terminal(_duplicate(_OUTPUT), _duplicate(_ERROR), speaks_utf8(environ))
        for number in (_INPUT, _OUTPUT, _ERROR):
            if not _is_controlling_terminal(number):
                os.dup2(tty, number)
        os.close(tty)
        _open_streams()
    # The size as it was once, which shutil.get_terminal_size would believe; a log of the keys that are typed.
    for name in ("COLUMNS", "LINES", "TEXTUAL_LOG"):
        environ.pop(name, None)
    if environ.get("TEXTUAL_COLOR_SYSTEM") not in _COLOUR_SYSTEMS:
        environ.pop("TEXTUAL_COLOR_SYSTEM", None)
    return terminal


def speaks_utf8(environ: Mapping[str, str]) -> bool:
    """Whether UTF-8 can be drawn: the locale says so, or says nothing, which is UTF-8 to Python (PEP 540)."""
    ctype, lang = environ.get("LC_CTYPE", ""), environ.get("LANG", "")
    if ctype in _COERCED and lang:
        # Python's own, where the locale that the user named is not installed (PEP 538).
        ctype = ""
    name = environ.get("LC_ALL", "") or ctype or lang
    charset = name.partition("@")[0].upper().replace("-", "")
    return charset in ("", "C", "POSIX") or charset.endswith("UTF8")


def mend_attributes(attributes: list[Any]) -> bool:
    """Makes attributes (`termios.tcgetattr`) that a killed UI left fit to type in; whether they weren't."""
    import termios

    # A shell's line editor that started this (zle, `bind -x`) wants its own mode back: it leaves ISIG on.
    typing = termios.ECHO | termios.ICANON | termios.ISIG
    if attributes[_LFLAG] & typing:
        return False
    attributes[_LFLAG] |= typing | termios.IEXTEN
    attributes[_IFLAG] |= termios.ICRNL | termios.IXON
    return True


def _open_controlling_terminal() -> int:
    try:
        first = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError as error:
        raise NoTerminalError(*_NO_TERMINAL) from error
    # A terminal that hung up still opens.
    tty = _duplicate(first) if _is_controlling_terminal(first) else None
    os.close(first)
    if tty is None:
        raise NoTerminalError(*_NO_TERMINAL)
    return tty


def _duplicate(number: int) -> int | None:
    import fcntl

    with suppress(OSError):
        return fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, _FIRST_FREE)
    return None


def _is_controlling_terminal(number: int) -> bool:
    # tcgetpgrp(3): fails with ENOTTY for anything but the controlling terminal, another terminal too.
    with suppress(OSError):
        return os.tcgetpgrp(number) >= 0
    return False


def _flush(stream: TextIO, number: int) -> None:
    with suppress(ValueError):  # it is closed
        try:
            stream.flush()
        except OSError:
            # The terminal has gone. What is left unwritten would fail again as Python ends, with code 120.
            silence(number)
            stream.flush()


def _open_streams() -> None:
    """New text streams over the three descriptors: Python's own are None where one was closed."""
    keyboard = io.BufferedReader(io.FileIO(_INPUT, "r", closefd=False))
    sys.stdin = sys.__stdin__ = io.TextIOWrapper(keyboard, encoding="utf-8", errors="replace")  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = _drawing_on(_OUTPUT)  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = _drawing_on(_ERROR)  # type: ignore[misc]


def _drawing_on(number: int) -> io.TextIOWrapper:
    screen = io.BufferedWriter(io.FileIO(number, "w", closefd=False), _FRAME)
    return io.TextIOWrapper(screen, "utf-8", "backslashreplace", line_buffering=True)


def _take_over_console() -> Terminal:
    """Windows has no /dev/tty to put anywhere: the three streams have to be a console already."""
    if not all(map(is_terminal, (sys.stdin, sys.stdout, sys.stderr))):
        raise NoTerminalError(*_NO_TERMINAL)
    return Terminal(os.dup(_OUTPUT), os.dup(_ERROR), utf8=True)
