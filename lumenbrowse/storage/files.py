"""Where our own files live, and how they are read and written: whole or not at all, and for the user alone.

A file is written beside its place, synced and renamed over it, so that whoever reads or is killed at any
moment finds the old content or the new. Every failure is a `FileError` in plain words.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from lumenbrowse.errors import FileError
from lumenbrowse.text.safe import safe

_APP = "lumenbrowse"
_PIECE = 1 << 20
_STALE_SECONDS = 3600.0
_WINDOWS = sys.platform == "win32"
_CREATE = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
# A named pipe in the place of a file would hold up who opens it.
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)

_WORDS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "no permission",
    errno.EPERM: "no permission",
    errno.ENOTDIR: "a part of its path is a file",
    errno.EISDIR: "there is a directory in its place",
    errno.ENOENT: "its directory does not exist",
    errno.ENAMETOOLONG: "its path is too long",
    errno.EIO: "the disk failed",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
    errno.ELOOP: "its path is a loop of links",
}


@dataclass(frozen=True, slots=True)
class Paths:
    """Our directories. They need not exist, and are not absolute where the user has no home."""

    cache: Path
    state: Path
    config: Path


def find_paths() -> Paths:
    """The directories that the platform sets aside for a program of this user (platformdirs)."""
    from platformdirs import PlatformDirs

    dirs = PlatformDirs(_APP, appauthor=False)
    return Paths(dirs.user_cache_path, dirs.user_state_path, dirs.user_config_path)


def write_whole(path: Path, *pieces: bytes | memoryview) -> os.stat_result:
    """Replaces the file by `pieces`, one after the other; returns what `stat` says of the new one.

    The directory is made where it is missing (0700), the file is 0600. Of several writers one wins whole.
    Raises `FileError`; then the old file is as it was.
    """
    with _plain_words(path, "write"):
        # A link stays a link: what it points to is replaced.
        place = Path(os.path.realpath(path)) if path.is_symlink() else path
        _make_directory(place.parent)
        _sweep(place)
        return _write_beside_and_rename(place, pieces)


def read_bounded(path: Path, limit: int) -> bytes | None:
    """The content of a file of at most `limit` bytes; None where there is none. Raises `FileError`."""
    try:
        with open_for_reading(path) as (descriptor, status):
            if status.st_size > limit:
                raise FileError(
                    _cannot(path, "read"), f"it is too large ({status.st_size:,} bytes)"
                )
            return read_all(descriptor, limit, path)
    except FileNotFoundError:
        return None


@contextmanager
def open_for_reading(path: Path) -> Iterator[tuple[int, os.stat_result]]:
    """A descriptor of a regular file, and its status; raises `FileNotFoundError` or `FileError`."""
    with _plain_words(path, "read"):
        if not path.is_absolute():
            raise FileNotFoundError
        descriptor = os.open(path, _READ)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise FileError(_cannot(path, "read"), "it is no file")
        yield descriptor, status
    finally:
        os.close(descriptor)


def read_all(descriptor: int, limit: int, path: Path) -> bytes:
    """What is left to read, at most `limit` bytes; raises `FileError`, naming `path`."""
    pieces: list[bytes] = []
    left = limit
    with _plain_words(path, "read"):
        while left > 0 and (piece := os.read(descriptor, left)):
            pieces.append(piece)
            left -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def make_directory(directory: Path) -> None:
    """Makes a directory of ours, for the user alone (0700), where it is missing. Raises `FileError`."""
    with _plain_words(directory, "make"):
        _make_directory(directory)


def set_aside(path: Path, content: bytes | None = None) -> Path | None:
    """Renames a damaged file to a name that nothing has, and returns that; None where it is gone already.

    With `content`, what the caller read and could not use, a file that another process has replaced by
    now stays where it is (None). Raises `FileError`.
    """
    if content is not None and _content(path, len(content)) != content:
        return None
    with _plain_words(path, "set aside"):
        if not os.path.lexists(path):
            return None
        aside = _reserve_name(path)
        try:
            path.replace(aside)
        except FileNotFoundError:
            aside.unlink(missing_ok=True)
            return None
        except OSError:
            aside.unlink(missing_ok=True)
            raise
        return aside


def asides(path: Path) -> list[Path]:
    """What `set_aside` made of this file so far, in no order."""
    prefix = f"{path.name}.damaged-"
    with suppress(OSError), os.scandir(path.parent) as entries:
        return [path.parent / entry.name for entry in entries if entry.name.startswith(prefix)]
    return []


def remove(path: Path) -> None:
    """Removes a file that can be made again; quietly where that fails."""
    with suppress(OSError):
        path.unlink()


def _content(path: Path, length: int) -> bytes | None:
    try:
        with open_for_reading(path) as (descriptor, _):
            return read_all(descriptor, length + 1, path)
    except (FileNotFoundError, FileError):
        return None


def _reserve_name(path: Path) -> Path:
    number = len(asides(path))
    while True:
        number += 1
        aside = path.with_name(f"{path.name}.damaged-{number}")
        try:
            # An empty file of our own, over which the rename then goes: no other can have the name.
            os.close(os.open(aside, _CREATE, 0o600))
        except FileExistsError:
            continue
        return aside


def _write_beside_and_rename(place: Path, pieces: tuple[bytes | memoryview, ...]) -> os.stat_result:
    beside = place.with_name(f".{place.name}.{os.urandom(6).hex()}.tmp")
    descriptor = os.open(beside, _CREATE, 0o600)
    try:
        try:
            _write_all(descriptor, pieces)
            os.fsync(descriptor)
            status = os.fstat(descriptor)
        finally:
            os.close(descriptor)
        _replace(beside, place)
    except BaseException:
        remove(beside)
        raise
    _sync_directory(place.parent)
    return status


def _write_all(descriptor: int, pieces: tuple[bytes | memoryview, ...]) -> None:
    for piece in pieces:
        left = memoryview(piece)
        while left:
            left = left[os.write(descriptor, left[:_PIECE]) :]


def _replace(source: Path, place: Path) -> None:
    for attempt in range(50):
        try:
            source.replace(place)
            break
        except PermissionError:
            # On Windows a file that somebody has open can't be replaced; readers are quick.
            if not _WINDOWS or attempt == 49:
                raise
            time.sleep(0.02)


def _sync_directory(directory: Path) -> None:
    # So that the rename survives a power cut; not every system or file system can.
    if _WINDOWS:
        return
    with suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sweep(place: Path) -> None:
    """Removes what killed writers of this file left behind."""
    prefix = f".{place.name}."
    oldest = time.time() - _STALE_SECONDS
    with suppress(OSError), os.scandir(place.parent) as entries:
        for entry in entries:
            ours = entry.name.startswith(prefix) and entry.name.endswith(".tmp")
            if ours and entry.stat(follow_symlinks=False).st_mtime < oldest:
                remove(place.parent / entry.name)


def _make_directory(directory: Path) -> None:
    if not directory.is_absolute():
        raise FileError("there is no place for files of ours", "set HOME to your home directory")
    missing = []
    current = directory
    while not current.exists():
        missing.append(current)
        current = current.parent
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
    if directory.name == _APP and not _WINDOWS:
        # Made by hand, or by another program, it may be open to others.
        with suppress(OSError):
            if directory.stat().st_mode & 0o077:
                directory.chmod(0o700)


@contextmanager
def _plain_words(path: Path, doing: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if doing == "read" and isinstance(error, (FileNotFoundError, NotADirectoryError)):
            raise FileNotFoundError(error.errno, "there is none") from None
        raise _file_error(path, doing, error) from None


def _file_error(path: Path, doing: str, error: OSError) -> FileError:
    reason = _WORDS.get(error.errno or 0) or safe(error.strerror or type(error).__name__)
    return FileError(_cannot(path, doing), reason)


def _cannot(path: Path, doing: str) -> str:
    return f"can't {doing} {safe(str(path))}"
