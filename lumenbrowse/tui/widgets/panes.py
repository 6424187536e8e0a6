"""The widgets of the main screen put together, and what each is told of the state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.geometry import Size

from lumenbrowse.catalog.model import GONE_OWNER, Catalog
from lumenbrowse.catalog.rows import Heading
from lumenbrowse.settings import Options
from lumenbrowse.text.details import Circumstances
from lumenbrowse.text.glyphs import Glyphs
from lumenbrowse.tui.bindings import Keys
from lumenbrowse.tui.widgets import status_bar
from lumenbrowse.tui.widgets.detail_pane import DetailPane
from lumenbrowse.tui.widgets.footer import Footer, key_hints
from lumenbrowse.tui.widgets.painted import Drawn
from lumenbrowse.tui.widgets.row_renderer import Shown
from lumenbrowse.tui.widgets.search_box import SearchBox
from lumenbrowse.tui.widgets.splitter import Splitter
from lumenbrowse.tui.widgets.status_bar import Bar, BarText, Status
from lumenbrowse.tui.widgets.table import ModelTable

WIDE = 90
"""From this many columns on the detail pane is beside the table."""
SLIM = 34
"""With fewer columns the search box has its line for itself."""
LOW = 10
"""With fewer rows there is no detail pane below the table."""


class Panes(Container):
    """Bar, search box, table, edge, detail pane and bottom line."""

    def __init__(self, shown: Shown, pane_width: int | None, glyphs: Glyphs) -> None:
        super().__init__(id="panes")
        self._glyphs = glyphs
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
    def drawn(self) -> Iterator[Drawn]:
        """The widgets that draw their lines themselves."""
        # For a query by type the search box is an Input only.
        return (widget for widget in self.query("*") if isinstance(widget, Drawn))

    def fit(self, size: Size, *, restyle: bool = True) -> None:
        """Wide or narrow decides where the detail pane is, and what there is room for."""
        wide = size.width >= WIDE
        classes = {
            "narrow": not wide,
            "slim": size.width < SLIM,
            "low": size.height < LOW,
            "tiny": size.height < 3,
            "one-line": size.height < 2,
        }
        for name, holds in classes.items():
            self.set_class(holds, name, update=restyle)
        self.splitter.place(size.width if wide else None)
        self.detail.below = not wide

    def show_bars(
        self,
        status: Status,
        catalog: Catalog,
        marked: int,
        changes: str,
        host: str,
        now: float,
        zone: tzinfo | None,
    ) -> None:
        """Says how fresh the list is and how long, how much of it matches, and in which order."""
        listed = len(catalog.models)
        counts = status_bar.count_words(listed, len(catalog.owners)) if listed else ()
        pieces = status_bar.status_pieces(status, host, now, zone)
        self.top.show(status_bar.top_text(pieces, changes, counts))
        rows, view = self.table.shown[:2]
        self.matches.show(status_bar.match_text(rows, view, listed, marked, self._glyphs))

    def show_detail(self, around: Circumstances) -> None:
        """Shows what is under the cursor in the detail pane, where that is seen."""
        if not self.detail.display and self.is_mounted:
            return
        row = self.table.current
        if isinstance(row, Heading):
            self.detail.show(row.name, self.table.shown.rows.group(self.table.cursor), around)
            return
        if row and row.owner == GONE_OWNER:
            notes = ("gone: the server no longer lists it", *around.notes)
            around = around._replace(notes=notes)
        self.detail.show("", (row,) if row else (), around)

    def show_hints(self, options: Options, keys: Keys) -> None:
        focus, pick, takes = (
            self.search.has_focus,
            options.pick,
            options.pick or bool(options.query),
        )
        hints = key_hints(searching=focus, picking=pick, enter_takes=takes, keys=keys)
        self.footer.show_hints(hints)
