"""A model's page in a browser where the user sits, or why not: never over ssh, never in the terminal."""

import subprocess
from collections.abc import Callable, Mapping

from lumenbrowse.clipboard.environment import Environment, find_environment
from lumenbrowse.clipboard.native import start_python

OVER_SSH = "Over SSH"
NO_BROWSER = "No browser here"

OpenPage = Callable[[str, Mapping[str, str]], str]
"""Takes an address and the environment; returns why no browser was started, empty where one was. Blocks."""

_CODE = "import sys, webbrowser; sys.exit(not webbrowser.open(sys.argv[1]))"


def open_in_browser(address: str, environ: Mapping[str, str], *, limit: float = 2.0) -> str:
    """Opens `address` in a browser that outlives the program; returns why not. Blocks: `limit` and some 1 s."""
    here = find_environment(environ)
    if here.remote:
        return OVER_SSH
    if not can_open_page(here, environ):
        return NO_BROWSER
    # Without TERM webbrowser offers no browser that draws in a terminal (Lib/webbrowser.py).
    variables = here.with_displays({**environ, "TERM": ""})
    try:
        process = start_python(_CODE, [address], variables)
        process.communicate(timeout=limit)
    except OSError:
        return NO_BROWSER
    except subprocess.TimeoutExpired:
        return ""  # it is the browser itself that is running
    return NO_BROWSER if process.returncode else ""


def can_open_page(here: Environment, environ: Mapping[str, str]) -> bool:
    """Whether a browser would show up on this machine, and not in this terminal."""
    on_desktop = {"DISPLAY", "WAYLAND_DISPLAY"} & here.displays.keys()
    return bool(on_desktop or environ.get("BROWSER")) or here.platform in ("darwin", "win32", "wsl")
