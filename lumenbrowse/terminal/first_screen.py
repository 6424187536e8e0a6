"""Rows at once: the first screen, kept by the last run, is on the terminal before Textual is imported.

A kept file is named by the arguments and the environment that chose what it shows. It holds what must still be
so (the files watched, the key), else the start is an ordinary one, and a frame for each of a few sizes.
"""

# This is imported before all else: only what is built in, and quick. pathlib takes longer than all done here.
# ruff: noqa: PTH108, PTH116, PTH117, PTH118
from __future__ import annotations

import os
import stat
import sys
import zlib

from lumenbrowse import __version__
from lumenbrowse.terminal.stdio import leave_on_signals, write_all

TYPE_CHECKING = False  # typing itself takes longer to import than all that is done here
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

_FORMAT = f"lumenbrowse first screen 4 {__version__}"
# Of the environment, what chooses the list and how it looks; the key apart.
_VARIABLES = (
    "COLORFGBG", "COLORTERM", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "LUMENFALL_API_BASE", "LUMENFALL_BASE_URL",
    "LUMENFALL_CONFIG_DIR", "NO_COLOR", "TERM", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_THEME", "TZ",
    "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME",
)  # fmt: skip
# The alternate screen, no cursor, no wrapping: what Textual sets too, and what `leave` takes back.
_ENTER = b"\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J"
_LEAVE = b"\x1b[?7h\x1b[?25h\x1b[?1049l"
_LONGEST, _MOST_FILES, _MOST_SIZES = 1 << 20, 8, 6
_HEX = frozenset("0123456789abcdef")
# A named pipe in the place of a file would hold up who opens it.
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
_INPUT, _OUTPUT, _ERROR = 0, 1, 2

Size = tuple[int, int]  # columns and rows


class FirstScreen:
    """A first screen that is on the terminal, until the UI takes that over, or `leave` gives it back."""

    def __init__(self, frame: str, size: Size, attributes: list[Any]) -> None:
        self.frame, self.size = frame, size
        self._attributes, self._is_ours = attributes, True

    def take_over(self) -> list[Any]:
        """Leaves it to the UI to give the terminal back; returns its attributes as they were at first."""
        self._is_ours = False
        return self._attributes

    def leave(self) -> None:
        """Gives the terminal back as it was found, where the UI has not taken it over."""
        import termios

        try:
            if self._is_ours:
                write_all(_OUTPUT, _LEAVE)
                termios.tcsetattr(_INPUT, termios.TCSADRAIN, self._attributes)
        except (OSError, termios.error):
            return
        finally:
            # Not before: a signal meanwhile has to do it all.
            self._is_ours = False


def show(arguments: Sequence[str]) -> FirstScreen | None:
    """Writes the screen that the last run with these arguments kept, where it still holds; else None."""
    if sys.platform == "win32":
        return None
    try:
        *folders, path = kept_paths(os.environ, arguments)
        trusted = all(_is_own(os.lstat(folder), stat.S_IFDIR) for folder in folders)
        if not trusted or not _is_on_our_terminal():
            return None
        (_, key, *facts), frames = _parse(_read(path))
        size = os.get_terminal_size(_OUTPUT)
        frame = frames.get(size, "")
        if not is_plain_frame(frame) or not _still_holds(os.environ, key, facts):
            return None
        return _begin(frame, size)
    except (OSError, ValueError, LookupError):
        return None


def keep(
    arguments: Sequence[str], watched: Iterable[str], frame: str, size: Size, shown: str, key: str
) -> None:
    """Keeps a frame, which holds while the `watched` files and the variable `key` do."""
    if sys.platform == "win32" or not is_plain_frame(frame):
        return
    from pathlib import Path

    from lumenbrowse.errors import FileError
    from lumenbrowse.storage.files import make_directory, write_whole

    try:
        *folders, path = kept_paths(os.environ, arguments)
        for folder in folders:
            if not os.path.lexists(folder):
                make_directory(Path(folder))
            if not _is_own(os.lstat(folder), stat.S_IFDIR):
                return
        if os.path.lexists(path) and not _is_own(os.lstat(path)):
            return
        key_fact = _key_fact(os.environ, os.urandom(8).hex(), key)
        head = [shown, key_fact, *map(_file_fact, watched)]
        # Frames of other sizes stay where they show the same, which `shown` stands for.
        frames = {**_frames_beside(path, shown, size), size: frame}
        write_whole(Path(path), _content(head, frames))
        _forget_oldest(folders[-1])
    except (FileError, OSError, ValueError, KeyError):
        # It is for speed alone: a full disk, or no home, does not matter here.
        return


def kept_paths(environ: Mapping[str, str], arguments: Sequence[str]) -> tuple[str, str, str]:
    """Our cache, the folder in it, a start's file in that. Raises `KeyError` or `ValueError` without a home."""
    # As platformdirs has it, whose import takes longer than all the rest here.
    usual = "Library/Caches" if sys.platform == "darwin" else ".cache"
    cache = environ.get("XDG_CACHE_HOME") or os.path.join(environ["HOME"], usual)
    if not os.path.isabs(cache):
        raise ValueError(cache)
    name = _checksum(*(environ.get(variable) or "" for variable in _VARIABLES), *arguments)
    folder = f"{cache}/lumenbrowse"
    return folder, f"{folder}/screenfuls", f"{folder}/screenfuls/{name}"


def is_plain_frame(frame: str) -> bool:
    """Whether a frame is text, colours (SGR) and moves of the cursor (CUP, CUF) alone: ECMA-48."""
    before, *parts = frame.split("\x1b[")
    rests = [part.lstrip("0123456789;") for part in parts]
    plain = all(rest[:1] in ("m", "H", "C") and rest[1:].isprintable() for rest in rests)
    return not before and bool(parts) and plain


def _is_own(status: os.stat_result, kind: int = stat.S_IFREG) -> bool:
    """Whether this, which must not come through a link, is of this kind and the user's own."""
    return stat.S_IFMT(status.st_mode) == kind and status.st_uid == os.geteuid()


def _is_on_our_terminal() -> bool:
    """Whether the three standard streams are one terminal, and this process is in its foreground."""
    devices = {os.fstat(number).st_rdev for number in (_INPUT, _OUTPUT, _ERROR)}
    # tcgetpgrp(3) fails for what is not the controlling terminal.
    return len(devices) == 1 and os.tcgetpgrp(_INPUT) == os.getpgrp()


def _read(path: str) -> bytes:
    descriptor = os.open(path, _READ)
    try:
        status = os.fstat(descriptor)
        if not _is_own(status) or status.st_size > _LONGEST:
            raise ValueError(path)
        return os.read(descriptor, _LONGEST)
    finally:
        os.close(descriptor)


def _content(head: Sequence[str], frames: Mapping[Size, str]) -> bytes:
    sized = (f"{columns} {rows} {frame}" for (columns, rows), frame in frames.items())
    return "\n".join([_FORMAT, *head, "", *sized]).encode("utf-8", "surrogateescape")


def _parse(data: bytes) -> tuple[list[str], dict[Size, str]]:
    """The head and the frames that `_content` was given; raises `ValueError` where these are none."""
    head, _, sized = data.decode("utf-8", "surrogateescape").partition("\n\n")
    first, *lines = head.split("\n")
    if first != _FORMAT:
        raise ValueError(first)
    frames = {}
    for line in sized.split("\n"):
        columns, rows, frame = line.split(" ", 2)
        frames[int(columns), int(rows)] = frame
    return lines, frames


def _frames_beside(path: str, shown: str, size: Size) -> dict[Size, str]:
    """The frames of the other sizes that were shown last."""
    try:
        head, frames = _parse(_read(path))
    except (OSError, ValueError):
        return {}
    frames.pop(size, None)
    return dict(list(frames.items())[1 - _MOST_SIZES :]) if head[:1] == [shown] else {}


def _still_holds(environ: Mapping[str, str], key: str, facts: Sequence[str]) -> bool:
    salt, _, variable = key.split(" ")
    now = [_key_fact(environ, salt, variable), *(_file_fact(one.split(" ", 3)[3]) for one in facts)]
    return now == [key, *facts]


def _key_fact(environ: Mapping[str, str], salt: str, variable: str) -> str:
    """Tells another key from this one, and nothing else about it."""
    return f"{salt} {_checksum(salt, environ.get(variable, ''))} {variable}"


def _file_fact(name: str) -> str:
    """What is known of a file without reading it."""
    try:
        status = os.stat(name)
    except OSError:
        return f"- - - {name}"
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ino} {name}"


def _checksum(*texts: str) -> str:
    return f"{zlib.crc32(chr(0).join(texts).encode('utf-8', 'surrogateescape')):08x}"


def _forget_oldest(folder: str) -> None:
    """Deletes all kept files but the newest; what has another name or is no file of ours is none of them."""
    with os.scandir(folder) as entries:
        ours = [one for one in entries if len(one.name) == 8 and _HEX.issuperset(one.name)]
    found = [(one.stat(follow_symlinks=False), one.path) for one in ours]
    kept = [(status.st_mtime_ns, path) for status, path in found if _is_own(status)]
    for _, path in sorted(kept, reverse=True)[_MOST_FILES:]:
        os.unlink(path)


def _begin(frame: str, size: Size) -> FirstScreen:
    import termios

    try:
        screen = FirstScreen(frame, size, termios.tcgetattr(_INPUT))
        # From here on the terminal has to be given back, whatever happens, and before anybody knows of it.
        leave_on_signals(screen.leave)
        typing = termios.tcgetattr(_INPUT)
        # As Textual sets it: Enter and Ctrl+C arrive as they were typed, once somebody reads.
        typing[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        typing[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        typing[6][termios.VMIN] = 1
        # Not TCSAFLUSH: what is typed already is for the UI.
        termios.tcsetattr(_INPUT, termios.TCSANOW, typing)
    except termios.error as error:
        raise OSError(str(error)) from error
    try:
        write_all(_OUTPUT, _ENTER + frame.encode())
    except BaseException:
        screen.leave()
        raise
    return screen
