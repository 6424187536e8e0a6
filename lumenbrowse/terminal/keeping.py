"""Keeping the next start's first screenful, which instant.py then shows.

Each command line has its own: a start with the same arguments finds it, in the sizes that it was run in.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from lumenbrowse.errors import FileError
from lumenbrowse.settings import Settings
from lumenbrowse.storage import cache
from lumenbrowse.storage.config import credentials_path
from lumenbrowse.storage.files import find_paths, write_whole
from lumenbrowse.storage.store import STATE_NAME
from lumenbrowse.terminal import first_screen as instant
from lumenbrowse.terminal.first_screen import Size
from lumenbrowse.tui.keymap import FILE_NAME
from lumenbrowse.tui.start import Screenful
from lumenbrowse.tui.styles import find_styles

MOST_KEPT = 8
"""Files, each of other arguments."""
MOST_SIZES = 6
"""Screenfuls in each, of other sizes."""


def keep(settings: Settings, arguments: Sequence[str], screenful: Screenful) -> None:
    """Keeps a screenful for the next start with these arguments.

    Those of other sizes stay where they show the same.
    """
    # It is for speed alone: a full disk, or no home, does not matter here.
    with suppress(FileError, KeyError, OSError, RuntimeError):
        paths = find_paths()
        watched = (
            cache.index_path(paths, settings.base.url),
            paths.state / STATE_NAME,
            paths.config / FILE_NAME,
            credentials_path(os.environ, Path.home()),
            find_styles(),
        )
        path = Path(instant.path(os.environ, arguments))
        frames = _frames_beside(path, arguments, screenful) | {screenful.size: screenful.frame}
        data = instant.kept(arguments, frames, screenful.content, map(str, watched))
        write_whole(path, data)
        _forget_oldest(path.parent)


def _frames_beside(path: Path, arguments: Sequence[str], screenful: Screenful) -> dict[Size, str]:
    """The frames of the sizes that were shown last."""
    try:
        data = path.read_bytes()
        frames = instant.frames_of(data, arguments, screenful.content)
    except (OSError, ValueError):
        return {}
    frames.pop(screenful.size, None)
    return dict(list(frames.items())[1 - MOST_SIZES :])


def _forget_oldest(folder: Path) -> None:
    by_age = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in by_age[MOST_KEPT:]:
        path.unlink(missing_ok=True)
