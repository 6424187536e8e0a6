"""What the next start shows first, as far as it is known when this one ends: rows, but no times."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from rich.style import Style
from textual import on
from textual.strip import Strip
from textual.widget import Widget

from lumenbrowse.catalog.query import Query
from lumenbrowse.catalog.rows import ModelRow
from lumenbrowse.catalog.view import View
from lumenbrowse.settings import Options
from lumenbrowse.terminal.frame_diff import FrameDiff
from lumenbrowse.tui.browsing import Browsing
from lumenbrowse.tui.fetching import Arrived
from lumenbrowse.tui.start import Screenful
from lumenbrowse.tui.status import status_pieces
from lumenbrowse.tui.widgets.row_renderer import Shown
from lumenbrowse.tui.widgets.status_bar import BarText

AT_REST = 1.0
"""Seconds after which a new list's first screenful is drawn: by then nobody waits for anything."""


_MOST_ROWS = 500
"""Rows from the top that count: more than a terminal has."""


def shows_what_is_remembered(options: Options) -> bool:
    """Whether a start with these options shows the list as the last run left it: not searched, not picked."""
    asked = (
        options.query, options.owners, options.new, options.favourites, options.sort, options.pick,
        options.select_1, options.exit_0,
    )  # fmt: skip
    return options.keep_state and options.reverse is None and not any(asked)


class Previewing(Browsing):
    """Draws the next start's first screenful: as this run is left, and once a new list is at rest.

    By the latter a start beside this one, or after a loss of power, has rows at once too.
    """

    @on(Arrived)
    def _list_arrived(self, message: Arrived) -> None:
        if not message.prepared.answer.cached:
            self.set_timer(AT_REST, self._keep_screenful)

    def _keep_screenful(self) -> None:
        if _remembered(self.view) != _remembered(self.start.view):
            # It is remembered when this run is left.
            return
        screenful = self.first_screenful()
        if screenful is not None:
            self.run_worker(partial(self.start.keep, screenful), thread=True, group="keep")

    def first_screenful(self) -> Screenful | None:
        """What the next start with the same options shows first; None where that is not known."""
        options = self.start.settings.options
        if not shows_what_is_remembered(options) or options.theme not in (None, self.app.theme):
            return None
        shown = self._shown_at_start()
        size = self.app.size.width, self.app.size.height
        return Screenful(self._frame(shown), size, self._content(shown))

    def _content(self, shown: Shown) -> str:
        """A checksum of what the screenful shows at any size."""
        rows, catalogue = shown.rows, shown.catalogue
        top = [rows[row] for row in range(min(_MOST_ROWS, len(rows)))]
        models = [row.index for row in top if isinstance(row, ModelRow)]
        listed = [(catalogue.ids[at], catalogue.owners[at], catalogue.added[at]) for at in models]
        memory, view = self.memory, shown.view
        looks = (self.app.theme, memory.pane_shown, memory.pane_width, sorted(shown.favourites))
        ordered = (view.sort, view.reverse, view.grouping, sorted(view.collapsed))
        facts = (looks, ordered, len(rows), top, listed)
        return f"{zlib.crc32(repr(facts).encode('utf-8', 'replace')):08x}"

    def _frame(self, shown: Shown) -> str:
        """The lines of the whole screen, each with the move of the cursor to where it stands."""
        known: dict[Widget, Sequence[Strip]] = {
            self._top: self._top.preview(self._text_at_start()),
            self._sign: self._sign.paint(*self._sign.size),
            self._table: self._table.preview(shown),
        }
        parts = []
        for widget in self.drawn:
            if widget.display and widget.region:
                parts += self._drawn(widget, known.get(widget) or _blank(widget))
        return FrameDiff().encode("".join(parts))

    def _text_at_start(self) -> BarText:
        pieces = [(self.start.settings.base.host, "host"), (" · cached", "state")]
        if self.status.origin == "sample":
            pieces = status_pieces(self.status, "", 0, None)
        return BarText(((" lumenbrowse  ", "brand"), *pieces))

    def _shown_at_start(self) -> Shown:
        view = _remembered(self.view)
        return replace(
            self._table.shown,
            rows=self.arranger.arrange(view, self.memory.favourites),
            catalogue=self.listed,
            view=view,
            query=Query(),
            marked=frozenset(),
            favourites=self.memory.favourites,
            new=frozenset(),
        )

    def _drawn(self, widget: Widget, lines: Sequence[Strip]) -> list[str]:
        region = widget.region
        return [
            f"\x1b[{region.y + y};{region.x + 1}H{line.crop(0, region.width).render(self.app.console)}"
            for y, line in enumerate(lines[: region.height], 1)
        ]


def _remembered(view: View) -> View:
    """What of a view is remembered."""
    return View(
        sort=view.sort, reverse=view.reverse, grouping=view.grouping, collapsed=view.collapsed
    )


def _blank(widget: Widget) -> Sequence[Strip]:
    style = Style(bgcolor=widget.background_colors[1].rich_color)
    return [Strip.blank(widget.region.width, style)] * widget.region.height
