"""A model's page in a browser where the user sits, or why not: never over ssh, never in the terminal."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Collection, Mapping
from urllib.parse import urlsplit

from lumenbrowse.clipboard.environment import Environment, find_environment, without_keys
from lumenbrowse.text.safe import is_plain

OVER_SSH = "Over SSH"
NO_BROWSER = "No browser here"
LIMIT = 2.0
"""Seconds that a browser is given to say that it can't be started."""

OpenPage = Callable[[str, Mapping[str, str]], str]
"""Takes an address and the environment; returns why no browser was started, empty where one was. Blocks."""

_CODE = "import sys, webbrowser; sys.exit(not webbrowser.open(sys.argv[1]))"


def open_in_browser(
    address: str, environ: Mapping[str, str], secret_names: Collection[str] = ()
) -> str:
    """Opens `address`, unless nobody would see it; returns why not. Blocks: some 3 s at most.

    `secret_names` are the variables that hold further keys: no program that is started gets them.
    """
    environ = without_keys(environ, secret_names)
    here = find_environment(environ)
    if can_open_page(here, environ) and open_page(address, here, environ):
        return ""
    return OVER_SSH if here.remote else NO_BROWSER


def can_open_page(here: Environment, environ: Mapping[str, str]) -> bool:
    """Whether a browser would show up where the user sits, and not in this terminal."""
    if here.remote:
        return False
    if here.platform in ("darwin", "win32", "wsl") or environ.get("BROWSER"):
        return True
    return any(name in ("DISPLAY", "WAYLAND_DISPLAY") for name, _ in here.displays)


def open_page(
    url: str, here: Environment, environ: Mapping[str, str], *, limit: float = LIMIT
) -> bool:
    """Whether a browser was started for `url` (http or https). Blocks for `limit` seconds at most.

    The browser gets no terminal and outlives the program.
    """
    from lumenbrowse.clipboard.native import start_python

    if not is_plain(url) or urlsplit(url).scheme not in ("http", "https"):
        return False
    # Without TERM webbrowser offers no browser that draws in a terminal (Lib/webbrowser.py).
    variables = here.with_displays(environ)
    variables.pop("TERM", None)
    try:
        process = start_python(_CODE, [url], variables)
        process.communicate(timeout=limit)
    except OSError:
        return False
    except subprocess.TimeoutExpired:
        return True  # it is the browser itself that is running
    return process.returncode == 0
