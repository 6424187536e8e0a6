"""Rows at once: the first screenful, kept by the last run, is on the terminal before Textual is imported.

Importing Textual takes most of a start. Where all that the first frame depends on is as it was for the last
run (the arguments, the surroundings, the cached list, the state), and one of the last runs had the size that
the terminal has, what it will show is known and is written first. The UI then draws its frame over it, of
which only the cells that differ are sent. Keys typed meanwhile are neither echoed nor lost: they wait in the
terminal's queue. Where anything differs, the start is an ordinary one. Nothing is read of the list here, so
it takes the same time at any size.

This is imported before all else: the modules it needs are built in, and quick.
"""

from __future__ import annotations

import os
import sys
import zlib

from lumenbrowse import __version__

TYPE_CHECKING = False  # typing itself takes longer to import than all that is done here
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

_FORMAT = f"lumenbrowse instant 3 {__version__}"
_SURROUNDINGS = (
    "COLORFGBG", "COLORTERM", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "LUMENFALL_API_BASE", "LUMENFALL_BASE_URL",
    "LUMENFALL_CONFIG_DIR", "NO_COLOR", "TERM", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_THEME", "TZ",
    "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME",
)  # fmt: skip
_KEY = "LUMENFALL_API_KEY"
_ENTER = b"\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J"
"""The alternate screen, no cursor, no wrapping: what Textual sets too, and what `leave` takes back."""
_LEAVE = b"\x1b[?7h\x1b[?25h\x1b[?1049l"
_LONGEST = 1 << 18
# A named pipe in the place of a file would hold up who opens it.
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)
_INPUT, _OUTPUT, _ERROR = 0, 1, 2

Size = tuple[int, int]
"""Columns and rows."""


class Instant:
    """A first screenful that is on the terminal: the alternate screen shows, and nothing typed is echoed.

    Either the UI takes the terminal over as it is, or `leave` gives it back.
    """

    def __init__(self, frame: str, size: Size, attributes: list[Any]) -> None:
        self.frame = frame
        self.size = size
        self._attributes = attributes
        self._shows = True

    def take_over(self) -> list[Any]:
        """From now on the UI gives the terminal back; returns its attributes as they were at first."""
        self._shows = False
        return self._attributes

    def leave(self) -> None:
        """Gives the terminal back as it was found, where the UI has not taken it over."""
        if not self._shows:
            return
        self._shows = False
        import termios

        try:
            _write(_LEAVE)
            termios.tcsetattr(_INPUT, termios.TCSADRAIN, self._attributes)
        except (OSError, termios.error):
            return


def show(arguments: Sequence[str]) -> Instant | None:
    """Writes the screenful that the last run with these arguments kept, where it still holds; else None."""
    if sys.platform == "win32":
        return None
    try:
        if not _is_our_terminal():
            return None
        size = _size()
        frame = _read(os.environ, arguments, size)
        return None if frame is None else _begin(frame, size)
    except (OSError, ValueError, KeyError):
        return None


def kept(
    arguments: Sequence[str], frames: Mapping[Size, str], content: str, watched: Iterable[str]
) -> bytes:
    """What `path` has to hold for the next start; it holds as long as the `watched` files stay as they are.

    `frames` all show the same, which `content` stands for, each at another size.
    """
    head = (_FORMAT, _mark(os.environ, arguments), content, *map(_fact, watched))
    sized = (f"{columns} {rows} {frame}" for (columns, rows), frame in frames.items())
    return "\n".join((*head, "", *sized)).encode("utf-8", "surrogateescape")


def frames_of(data: bytes, arguments: Sequence[str], content: str) -> dict[Size, str]:
    """The frames that `kept` was given, by size; none where they show something else than `content`."""
    head, frames = _parted(data)
    if head[:3] != [_FORMAT, _mark(os.environ, arguments), content]:
        return {}
    found: dict[Size, str] = {}
    for one in frames:
        columns, rows, frame = one.split(" ", 2)
        found[int(columns), int(rows)] = frame
    return found


def _parted(data: bytes) -> tuple[list[str], list[str]]:
    head, _, frames = data.decode("utf-8", "surrogateescape").partition("\n\n")
    return head.split("\n"), frames.split("\n")


def path(environ: Mapping[str, str], arguments: Sequence[str]) -> str:
    """Where the screenful for these arguments is kept; raises `KeyError` where the user has no home."""
    # As platformdirs has it, whose import takes longer than all the rest here.
    usual = "Library/Caches" if sys.platform == "darwin" else ".cache"
    folder = environ.get("XDG_CACHE_HOME") or f"{environ['HOME']}/{usual}"
    return f"{folder}/lumenbrowse/screenfuls/{_checksum(arguments)}"


def _is_our_terminal() -> bool:
    """Whether the three standard streams are one terminal, and this process is in its foreground."""
    devices = {os.fstat(number).st_rdev for number in (_INPUT, _OUTPUT, _ERROR)}
    # tcgetpgrp(3) fails for what is not the controlling terminal.
    return len(devices) == 1 and os.tcgetpgrp(_INPUT) == os.getpgrp()


def _size() -> Size:
    columns, rows = os.get_terminal_size(_OUTPUT)
    return columns, rows


def _mark(environ: Mapping[str, str], arguments: Sequence[str]) -> str:
    """A checksum of arguments and surroundings; of the key counts only whether there is one."""
    values = [environ.get(name) or "" for name in _SURROUNDINGS]
    values.append("a key" if environ.get(_KEY) else "")
    return _checksum([*values, *arguments])


def _checksum(texts: Sequence[str]) -> str:
    return f"{zlib.crc32(chr(0).join(texts).encode('utf-8', 'surrogateescape')):08x}"


def _fact(name: str) -> str:
    """What is known of a file without reading it."""
    try:
        descriptor = os.open(name, _READ)
    except OSError:
        return f"- - {name}"
    status = os.fstat(descriptor)
    os.close(descriptor)
    return f"{status.st_size} {status.st_mtime_ns} {name}"


def _read(environ: Mapping[str, str], arguments: Sequence[str], size: Size) -> str | None:
    descriptor = os.open(path(environ, arguments), _READ)
    try:
        data = os.read(descriptor, _LONGEST)
    finally:
        os.close(descriptor)
    (first, mark, _content, *facts), frames = _parted(data)
    if first != _FORMAT or mark != _mark(environ, arguments):
        return None
    if any(fact != _fact(fact.split(" ", 2)[2]) for fact in facts):
        return None
    wanted = f"{size[0]} {size[1]} "
    return next((one[len(wanted) :] for one in frames if one.startswith(wanted)), None)


def _begin(frame: str, size: Size) -> Instant:
    import termios

    from lumenbrowse.terminal.stdio import leave_on_signals

    # From here on the terminal has to be given back, whatever happens.
    leave_on_signals()
    try:
        attributes = termios.tcgetattr(_INPUT)
        typing = termios.tcgetattr(_INPUT)
        # As Textual sets it: Enter and Ctrl+C arrive as they were typed, once somebody reads.
        typing[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        typing[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        typing[6][termios.VMIN] = 1
        # Not TCSAFLUSH: what is typed already is for the UI.
        termios.tcsetattr(_INPUT, termios.TCSANOW, typing)
    except termios.error as error:
        raise OSError(str(error)) from error
    instant = Instant(frame, size, attributes)
    try:
        _write(_ENTER + frame.encode("utf-8", "surrogateescape"))
    except BaseException:
        instant.leave()
        raise
    return instant


def _write(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(_OUTPUT, view) :]
