"""What the UI starts with: everything from outside, so that a test can give its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from lumenbrowse.catalog.model import EMPTY, Catalogue
from lumenbrowse.catalog.view import View
from lumenbrowse.clipboard.browser import OpenPage, open_in_browser
from lumenbrowse.settings import Settings
from lumenbrowse.storage.store import Store
from lumenbrowse.text.glyphs import UNICODE, Glyphs
from lumenbrowse.tui.fetching import Fetch, no_fetch
from lumenbrowse.tui.status import Status


@dataclass(frozen=True, slots=True)
class Screenful:
    """A start's first screenful: its bytes for the terminal, and its size in columns and rows.

    What shows the same in another size has the same `content`.
    """

    frame: str
    size: tuple[int, int]
    content: str


Keep = Callable[[Screenful], None]
"""Keeps the next start's first screenful. It may take a while."""


def keep_nothing(_screenful: Screenful) -> None:
    """Keeps no screenful."""


@dataclass(frozen=True, slots=True)
class Start:
    """Settings, the list for the first frame, what is remembered, and the outside world.

    `fetch` gets the list, in a thread; `clock` gives Unix seconds; `zone` None is this machine's own.
    """

    settings: Settings = field(default_factory=Settings)
    catalogue: Catalogue = EMPTY
    status: Status = field(default_factory=Status)
    view: View = field(default_factory=View)
    store: Store = field(default_factory=lambda: Store(None))
    fetch: Fetch = no_fetch
    clock: Callable[[], float] = time.time
    zone: tzinfo | None = None
    environ: Mapping[str, str] = field(default_factory=dict)
    signs: Glyphs = UNICODE
    open_page: OpenPage = open_in_browser
    keymap: Mapping[str, str] = field(default_factory=dict)
    keymap_path: str = ""
    """Where keys.json is looked for, for the help."""
    keep: Keep = keep_nothing
    notice: str = ""
    """A message to show first."""

    def with_notice(self, notice: str) -> Start:
        """The same, with one more thing to say first."""
        return replace(self, notice=" · ".join(filter(None, (notice, self.notice))))
