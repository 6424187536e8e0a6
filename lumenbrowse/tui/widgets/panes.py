"""The widgets of the main screen put together."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.geometry import Size

from lumenbrowse.text.glyphs import Glyphs
from lumenbrowse.tui.widgets.detail_pane import DetailPane
from lumenbrowse.tui.widgets.footer import Footer
from lumenbrowse.tui.widgets.painted import Drawn
from lumenbrowse.tui.widgets.row_renderer import Shown
from lumenbrowse.tui.widgets.search_box import SearchBox
from lumenbrowse.tui.widgets.splitter import Splitter
from lumenbrowse.tui.widgets.status_bar import Bar, BarText
from lumenbrowse.tui.widgets.table import ModelTable

WIDE = 90
"""From this many columns on the detail pane is beside the table."""
SLIM = 34
"""With fewer columns the search box has its line for itself."""
LOW = 10
"""With fewer rows there is no detail pane below the table."""


class Panes(Container):
    """Bar, search box, table, edge, detail pane and bottom line."""

    def __init__(
        self, shown: Shown, pane_width: int | None, has_pane: bool, glyphs: Glyphs
    ) -> None:
        super().__init__(id="panes", classes="" if has_pane else "no-detail")
        self.table = ModelTable(shown, name="table")
        self.detail = DetailPane(name="detail", glyphs=glyphs)
        self.splitter = Splitter(self.detail, pane_width, name="splitter", glyphs=glyphs)
        self.search = SearchBox(shown.view.query, name="search")
        self.top = Bar(BarText(), name="top", glyphs=glyphs)
        self.sign = Bar(BarText(left=((" / ", "brand"),)), name="search-sign", glyphs=glyphs)
        self.matches = Bar(BarText(), name="matches", glyphs=glyphs)
        self.footer = Footer(name="footer", glyphs=glyphs)

    def compose(self) -> ComposeResult:
        yield self.top
        yield Horizontal(self.sign, self.search, self.matches, id="search-line")
        yield Container(self.table, self.splitter, self.detail, id="body")
        yield self.footer

    @property
    def has_pane(self) -> bool:
        """Whether the user wants the detail pane, where there is room for it."""
        return not self.has_class("no-detail")

    @property
    def drawn(self) -> Iterator[Drawn]:
        """The widgets that draw their lines themselves (a query by type takes the search box for an Input)."""
        return (widget for widget in self.query("*") if isinstance(widget, Drawn))

    def fit(self, size: Size, *, restyle: bool = True) -> None:
        """Wide or narrow decides where the detail pane is, and what there is room for."""
        wide = size.width >= WIDE
        classes = {
            "narrow": not wide, "slim": size.width < SLIM, "low": size.height < LOW,
            "tiny": size.height < 3, "one-line": size.height < 2,
        }  # fmt: skip
        for name, holds in classes.items():
            self.set_class(holds, name, update=restyle)
        self.splitter.place(size.width if wide else None)
        self.detail.below = not wide
