"""Opening a model's page: in a browser where the user sits, or why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping

OVER_SSH = "Over SSH"
NO_BROWSER = "No browser here"

OpenPage = Callable[[str, Mapping[str, str]], str]
"""Takes an address and the environment; returns why no browser was started, empty where one was. Blocks."""


def open_in_browser(address: str, environ: Mapping[str, str]) -> str:
    """Opens `address`, unless nobody would see it. Blocks: some 3 s at most (see `survey`, `open_page`)."""
    from lumenbrowse.clipboard.environment import survey
    from lumenbrowse.clipboard.webpage import can_open_page, open_page

    here = survey(environ)
    if can_open_page(here, environ) and open_page(address, here, environ):
        return ""
    return OVER_SSH if here.remote else NO_BROWSER
