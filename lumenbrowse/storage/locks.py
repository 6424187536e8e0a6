"""A lock between running programs: held while a file is read, changed and written back.

The operating system gives it back when its holder dies, however that dies.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lumenbrowse.errors import FileError
from lumenbrowse.storage.files import make_directory
from lumenbrowse.text.safe import safe

_PAUSE = 0.005
_HELD = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(path: Path, wait: float) -> Iterator[None]:
    """Holds the lock file `path`, which stays there afterwards; waits `wait` seconds at the most.

    Raises `FileError` where another program keeps it for longer, or where no file can be made. Where
    the file system knows no locks (some network ones) it goes on without.
    """
    make_directory(path.parent)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        reason = safe(error.strerror or type(error).__name__)
        raise FileError(f"can't lock {safe(str(path))}", reason) from None
    try:
        _wait_for_lock(descriptor, path, time.monotonic() + wait)
        yield
    finally:
        # Closing gives the lock back.
        os.close(descriptor)


def _wait_for_lock(descriptor: int, path: Path, until: float) -> None:
    while True:
        try:
            _try_lock(descriptor)
            break
        except OSError as error:
            if error.errno not in _HELD:
                break
        if time.monotonic() >= until:
            raise FileError(
                f"can't lock {safe(str(path))}", "another lumenbrowse keeps it; is one suspended?"
            )
        time.sleep(_PAUSE)
