"""Opening a web page in the user's browser, where there is one: never over ssh, never in the terminal."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from urllib.parse import urlsplit

from lumenbrowse.clipboard import child
from lumenbrowse.clipboard.environment import Surroundings
from lumenbrowse.text.safe import is_plain

LIMIT = 2.0
"""Seconds that a browser is given to say that it can't be started."""

_CODE = "import sys, webbrowser; sys.exit(not webbrowser.open(sys.argv[1]))"


def can_open_page(here: Surroundings, environ: Mapping[str, str]) -> bool:
    """Whether a browser would show up where the user sits, and not in this terminal."""
    if here.remote:
        return False
    if here.platform in ("darwin", "win32", "wsl") or environ.get("BROWSER"):
        return True
    displays = dict(here.displays)
    return bool(displays.get("DISPLAY") or displays.get("WAYLAND_DISPLAY"))


def open_page(
    url: str, here: Surroundings, environ: Mapping[str, str], *, limit: float = LIMIT
) -> bool:
    """Whether a browser was started for `url` (http or https). Blocks for `limit` seconds at most.

    The browser gets no terminal and outlives the program. Where it is false, show the address instead.
    """
    if not is_plain(url) or urlsplit(url).scheme not in ("http", "https"):
        return False
    # Without TERM webbrowser offers no browser that draws in a terminal (Lib/webbrowser.py).
    variables = here.child_environment(environ)
    variables.pop("TERM", None)
    try:
        process = child.start_python(_CODE, [url], variables)
    except OSError:
        return False
    if process.stdin is not None:
        process.stdin.close()
    try:
        return process.wait(limit) == 0
    except subprocess.TimeoutExpired:
        # It is the browser itself that is running.
        return True
