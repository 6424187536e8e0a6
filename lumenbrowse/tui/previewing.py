"""What the next start shows first, as far as it is known when this one ends: rows, but no times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from lumenbrowse.status import status_pieces
from lumenbrowse.terms import Query
from lumenbrowse.tui.bars import BarText
from lumenbrowse.tui.browsing import Browsing
from lumenbrowse.tui.frames import FrameDiff
from lumenbrowse.tui.row_strips import Shown
from lumenbrowse.view import View


class Previewing(Browsing):
    """Draws the next start's first screenful (instant.py keeps it)."""

    def first_screenful(self) -> str:
        """The lines of the whole screen, each with the move of the cursor to where it stands."""
        known: dict[Widget, Sequence[Strip]] = {
            self._top: self._top.preview(self._text_at_start()),
            self._sign: self._sign.paint(*self._sign.size),
            self._table: self._table.preview(self._shown_at_start()),
        }
        others = (self._search, self._matches, self._splitter, self._detail, self._footer)
        parts = []
        for widget in (*others, *known):
            if widget.display and widget.region:
                parts += self._drawn(widget, known.get(widget) or _blank(widget))
        return FrameDiff().encode("".join(parts))

    def _text_at_start(self) -> BarText:
        pieces = [(self.start.settings.base.host, "host"), (" · cached", "state")]
        if self.status.origin == "sample":
            pieces = status_pieces(self.status, "", 0, None)
        return BarText(((" lumenbrowse  ", "brand"), *pieces))

    def _shown_at_start(self) -> Shown:
        view = View(
            sort=self.view.sort,
            reverse=self.view.reverse,
            grouping=self.view.grouping,
            collapsed=self.view.collapsed,
        )
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


def _blank(widget: Widget) -> Sequence[Strip]:
    style = Style(bgcolor=widget.background_colors[1].rich_color)
    return [Strip.blank(widget.region.width, style)] * widget.region.height
