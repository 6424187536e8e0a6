"""The search box: Textual's Input, whose every change is told at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from textual import events
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widgets import Input

from lumenbrowse.text.safe import is_plain
from lumenbrowse.tui.bindings import SEARCH_BINDINGS
from lumenbrowse.tui.widgets.direct import Drawn

LONGEST = 1_000
"""Characters of a query: a whole file pasted by mistake is no search."""


def pasted_words(text: str) -> str:
    """What a pasted text searches for: newlines and whatever else is not printed become spaces."""
    words = "".join(char if is_plain(char) else " " for char in text[: 2 * LONGEST])
    return re.sub(" +", " ", words)[:LONGEST]


class SearchBox(Input, Drawn):
    """Typing here only searches. `on_query` is called at once: Textual's `Changed` comes frames later."""

    BINDINGS = [*SEARCH_BINDINGS]

    # Widget's own lays the whole screen out anew with every letter; here only the box scrolls.
    virtual_size = reactive(Size(0, 0), layout=False)

    def __init__(
        self,
        query: str,
        *,
        on_query: Callable[[str], None],
        before_key: Callable[[], None],
        name: str,
    ) -> None:
        # A value given here is watched before there is an app to ask.
        super().__init__(
            placeholder="search: words, owner:name, !not",
            select_on_focus=False,
            id=name,
            compact=True,
            max_length=LONGEST,
        )
        self._first_query = query
        self.cursor_blink = False
        self._on_query = on_query
        self._before_key = before_key

    def on_mount(self) -> None:
        """The query from the command line stands there, to be typed on."""
        self.value = self._first_query

    def watch_value(self, value: str) -> None:
        """The query changed (called by Textual, while the key is handled)."""
        if self.is_mounted:
            self._on_query(value)

    def content_lines(self) -> Sequence[Strip]:
        """The one line as it is now."""
        return self.render_lines(Region.from_offset((0, 0), self.size))

    def replace(self, text: str, start: int, end: int) -> None:
        """Replaces a part of the query (called by Textual for each key that changes it)."""
        # Nobody heeds it: the query was told already.
        with self.prevent(Input.Changed):
            super().replace(text, start, end)
        if self.direct is not None:
            self.direct.change(self, (0,))
            self.direct.send()

    def on_key(self, _event: events.Key) -> None:
        """A key takes the last message away."""
        self._before_key()

    def on_paste(self, event: events.Paste) -> None:
        """All lines are taken; Input itself takes the first only."""
        event.prevent_default()
        event.stop()
        start, end = sorted(self.selection)
        room = LONGEST - len(self.value) + end - start
        self.replace(pasted_words(event.text)[:room], start, end)

    def action_cut(self) -> None:
        """Cuts the selected text; without any, what was copied before stays."""
        if self.selected_text:
            super().action_cut()
