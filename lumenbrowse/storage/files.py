"""Where our own files live; they are read, written and locked whole or not at all, for the user alone."""

import errno
import glob
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from lumenbrowse.errors import FileError
from lumenbrowse.text.safe import safe

_APP = "lumenbrowse"
_LOCK_PAUSE = 0.005
_STALE_SECONDS = 3_600
_HELD = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})
_CREATE = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
_WORDS = {
    errno.ENOSPC: "the disk is full", errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the file system is read-only", errno.EIO: "the disk failed",
    errno.EACCES: "no permission", errno.EPERM: "no permission",
    errno.ENOTDIR: "a part of its path is a file", errno.EEXIST: "a part of its path is a file",
}  # fmt: skip


class Paths(NamedTuple):
    """Our directories. They need not exist, and are not absolute where the user has no home."""

    cache: Path
    state: Path
    config: Path


def find_home() -> Path:
    """The user's home; where nobody knows one, what has nothing below it."""
    home = os.path.expanduser("~")  # noqa: PTH111 - pathlib raises where there is none
    return Path(os.devnull if home == "~" else home)


def find_paths() -> Paths:
    """The directories that the platform sets aside for a program of this user (platformdirs)."""
    from platformdirs import PlatformDirs

    dirs = PlatformDirs(_APP, appauthor=False)
    try:
        return Paths(dirs.user_cache_path, dirs.user_state_path, dirs.user_config_path)
    except RuntimeError:
        return Paths(*[Path(_APP)] * 3)  # relative: nothing is read or written there


def write_whole(path: Path, *pieces: bytes) -> None:
    """Replaces the file (0600) by `pieces`, or raises `FileError` and leaves it; one of many writers wins."""
    with _plain_words(path, "write"):
        make_directory(path.parent)
        # A link stays a link: what it points to is replaced.
        place = Path(os.path.realpath(path))
        if place.exists() and not place.is_file():
            raise FileError(_cannot(path, "write"), "it is no file")
        beside = place.with_name(f".{place.name}.{os.urandom(6).hex()}.tmp")
        try:
            with os.fdopen(os.open(beside, _CREATE, 0o600), "wb") as file:
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(place)
        except BaseException:
            remove(beside)
            raise
        # What killed writers of this file left behind.
        for left in place.parent.glob(f".{glob.escape(place.name)}.{'[0-9a-f]' * 12}.tmp"):
            with suppress(OSError):
                if left.lstat().st_mtime < time.time() - _STALE_SECONDS:
                    left.unlink()


def read_bounded(path: Path, limit: int) -> bytes | None:
    """The content of a file of at most `limit` bytes; None where there is none. Raises `FileError`."""
    if not path.is_absolute():
        return None
    with _plain_words(path, "read"), suppress(FileNotFoundError, NotADirectoryError):
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise FileError(_cannot(path, "read"), "it is no file")
        if status.st_size > limit:
            raise FileError(_cannot(path, "read"), f"it is too large ({status.st_size:,} bytes)")
        return path.read_bytes()
    return None


def set_aside(path: Path, content: bytes) -> Path | None:
    """Makes a file of this content `….damaged-1` and moves two older ones on; None where it was replaced."""
    one, two, three = (path.with_name(f"{path.name}.damaged-{number}") for number in (1, 2, 3))
    with _plain_words(path, "set aside"):
        if not path.is_file() or path.read_bytes() != content:
            return None
        for newer, older in ((two, three), (one, two)):
            if newer.is_file():
                newer.replace(older)
        return path.replace(one)


def remove(path: Path) -> None:
    """Removes a file that can be made again; quietly where that fails."""
    with suppress(OSError):
        path.unlink()


@contextmanager
def locked(path: Path, wait: float) -> Iterator[None]:
    """Holds a lock until the block or the process ends; waits `wait` seconds, then raises `FileError`."""
    with _plain_words(path, "lock"):
        make_directory(path.parent)
        # Closing it gives the lock back.
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            until = time.monotonic() + wait
            while _is_held(file.fileno()):
                if time.monotonic() >= until:
                    hint = "another lumenbrowse keeps it; is one suspended?"
                    raise FileError(_cannot(path, "lock"), hint)
                time.sleep(_LOCK_PAUSE)
            yield


def _is_held(descriptor: int) -> bool:
    """Whether another program has the lock, which is else taken; False where the file system knows none."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in _HELD
    return False


def make_directory(directory: Path) -> None:
    """Makes a directory of ours, for the user alone (0700), where it is missing."""
    if not directory.is_absolute():
        raise FileError("there is no place for files of ours", "set HOME to your home directory")
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if directory.name == _APP:
        # Made by hand, or by another program, it may be open to others.
        with suppress(OSError):
            directory.chmod(0o700)


@contextmanager
def _plain_words(path: Path, doing: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = _WORDS.get(error.errno or 0) or safe(error.strerror or type(error).__name__)
        raise FileError(_cannot(path, doing), reason) from None


def _cannot(path: Path, doing: str) -> str:
    return f"can't {doing} {safe(str(path))}"
