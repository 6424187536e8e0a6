"""What the screen shows: it holds the `View` and the list, and sends state down to the widgets.

Keys and the search box only replace the `View`; the rows are then arranged anew and shown. The actions are
in modules of their own: viewing.py, taking.py, refreshing.py; screen.py puts all together.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import partial

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import Screen

from lumenbrowse.catalog.arranging import Arranger
from lumenbrowse.catalog.gone import GoneFavourites
from lumenbrowse.catalog.model import Catalogue, Model
from lumenbrowse.catalog.query import parse
from lumenbrowse.catalog.rows import Heading, Rows
from lumenbrowse.catalog.view import View
from lumenbrowse.errors import FileError, LumenbrowseError
from lumenbrowse.text.details import Circumstances
from lumenbrowse.tui.layout import WIDE, Body, SearchLine, size_classes
from lumenbrowse.tui.remembering import Memory
from lumenbrowse.tui.start import Start
from lumenbrowse.tui.status import count_words, empty_words, status_pieces
from lumenbrowse.tui.widgets.bar_texts import match_text, top_text
from lumenbrowse.tui.widgets.detail_pane import DetailPane
from lumenbrowse.tui.widgets.direct import DirectFrames, Draw, Drawn
from lumenbrowse.tui.widgets.footer import hints
from lumenbrowse.tui.widgets.row_renderer import Shown
from lumenbrowse.tui.widgets.search_box import SearchBox
from lumenbrowse.tui.widgets.splitter import Splitter
from lumenbrowse.tui.widgets.status_bar import Bar, BarText, Footer
from lumenbrowse.tui.widgets.table import ModelTable

GONE_NOTE = "gone: the server no longer lists it"

Send = Callable[[str], None]
"""Puts a control sequence on the terminal."""


class Browsing(Screen[None]):
    """Bar, search box, table, detail pane and footer, and the state that they show."""

    AUTO_FOCUS = ""
    BLANK = True

    def __init__(self, start: Start, send: Send, draw: Draw) -> None:
        super().__init__()
        self._draw = draw
        self.start = start
        self.send_sequence = send
        self.view = start.view
        self.status = start.status
        self.failure: LumenbrowseError | None = None
        self.marked: tuple[str, ...] = ()
        self._described: tuple[object, ...] = ()
        self._last_id: str | None = None
        self.fits: Size | None = None
        self.arranger = self._arranging = Arranger(start.catalogue)
        self._gone = GoneFavourites()
        self.memory = Memory(start)
        self._table = ModelTable(
            self._shown(self.rows()),
            before_key=self._before_key,
            on_cursor=self.show_detail,
            name="table",
        )
        self._detail = DetailPane(name="detail", signs=start.signs)
        self._splitter = Splitter(
            self._detail,
            self.memory.pane_width,
            partial(setattr, self.memory, "pane_width"),
            name="splitter",
            signs=start.signs,
        )
        self._search = SearchBox(
            start.view.query, on_query=self._query_typed, before_key=self._before_key, name="search"
        )
        self._top = Bar(name="top", text=BarText(), signs=start.signs)
        self._sign = Bar(
            name="search-sign", text=BarText(left=((" / ", "brand"),)), signs=start.signs
        )
        self._matches = Bar(name="matches", text=BarText(), signs=start.signs)
        self._footer = Footer(name="footer", signs=start.signs)

    @property
    def catalogue(self) -> Catalogue:
        """The models that the rows are of: with favourites only, those that are gone stand at its end."""
        return self._arranging.catalogue

    @property
    def listed(self) -> Catalogue:
        """The models of the list."""
        return self.arranger.catalogue

    @property
    def table(self) -> ModelTable:
        """The table."""
        return self._table

    @property
    def detail(self) -> DetailPane:
        """The detail pane."""
        return self._detail

    @property
    def search(self) -> SearchBox:
        """The search box."""
        return self._search

    @property
    def drawn(self) -> tuple[Drawn, ...]:
        """The widgets that draw themselves."""
        head = (self._top, self._sign, self._search, self._matches)
        return (*head, self._table, self._splitter, self._detail, self._footer)

    def compose(self) -> ComposeResult:
        """The widgets, top to bottom (called by Textual)."""
        # What is mounted now is styled by these classes: set later, all would be styled once more.
        self.set_class(not self.memory.pane_shown, "no-detail", update=False)
        self._fit(self.app.size, restyle=False)
        yield self._top
        with SearchLine(id="search-line"):
            yield self._sign
            yield self._search
            yield self._matches
        with Body(id="body"):
            yield self._table
            yield self._splitter
            yield self._detail
        yield self._footer

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """The first time, every widget was styled as it was mounted: once more would be for nothing."""
        event.refresh_styles = self.fits is not None

    def on_mount(self) -> None:
        """The first frame's texts and focus; the request goes out once that frame is drawn."""
        options = self.start.settings.options
        self.set_focus(self._search if options.pick or options.query else self._table)
        self._show_rest()
        self.show_hints()
        if self.start.notice:
            self.say(self.start.notice)
        self.call_after_refresh(self.after_first_frame)

    def after_first_frame(self) -> None:
        """What can wait until rows are on screen."""
        gc.freeze()
        # A long list read behind the UI makes objects by the hundred thousand, none of them in cycles.
        gc.set_threshold(50_000, 20, 100)
        gc.enable()
        direct = DirectFrames(self, self._draw)
        for widget in self.drawn:
            widget.direct = direct
        self.run_worker(self.arranger.prepare, thread=True, group="prepare")

    def on_resize(self, event: events.Resize) -> None:
        """Wide or narrow decides where the detail pane is."""
        self.fits = event.size
        self._fit(event.size)

    def _fit(self, size: Size, *, restyle: bool = True) -> None:
        wide = size.width >= WIDE
        for name, holds in size_classes(size).items():
            self.set_class(holds, name, update=restyle)
        self._splitter.place(size.width if wide else None)
        self._detail.left_margin = 0 if wide else 1

    def on_descendant_focus(self) -> None:
        """Other keys matter now."""
        self.show_hints()

    def show_hints(self) -> None:
        """Shows the keys that matter where the focus is."""
        options = self.start.settings.options
        self._footer.show_hints(
            hints(
                searching=self.focused is self._search,
                picking=options.pick,
                enter_takes=options.pick or bool(options.query),
                keymap=self.start.keymap,
            )
        )

    # State goes down

    def replace_view(self, view: View, *, typed: bool = False) -> None:
        """Shows another view, the cursor on its model while that is still there.

        `typed`: a better match that came to the top becomes the current one.
        """
        if view == self.view:
            return
        index, at = self._index_to_keep(), self._table.current
        self.view = view
        rows = self.rows()
        row = self._row_for(rows, index, at.name if isinstance(at, Heading) else None)
        if typed and view.query:
            row = self._best_row(rows, index, row)
        self.show(rows, row)

    def _index_to_keep(self) -> int | None:
        """The model that the cursor is on; where nothing matched, the one that it was on before."""
        index, ids = self._table.current_index, self.catalogue.ids
        if self._table.current is not None:
            self._last_id = None if index is None else ids[index]
        elif self._last_id in ids:
            return ids.index(self._last_id)
        return index

    def show(self, rows: Rows, row: int | None, *, keep_place: bool = False) -> None:
        """Shows rows, with the cursor on one of them (None: the first model)."""
        first = rows.first_model_row() if row is None else row
        self._table.show(self._shown(rows), first or 0, keep_place=keep_place)
        self._show_rest()

    def redraw(self) -> None:
        """Draws the same rows again: marks or favourites changed."""
        index, rows = self._table.current_index, self.rows()
        row = None if index is None else rows.row_of(index)
        self.show(rows, self._table.cursor if row is None else row, keep_place=True)

    def rows(self) -> Rows:
        """The list arranged as the view says."""
        memory = self.memory
        self._arranging = self.arranger
        if self.view.only_favourites:
            self._arranging = self._gone.arranger(self.arranger, memory.favourites)
        return self._arranging.arrange(self.view, memory.favourites, memory.changes.new)

    def _row_for(self, rows: Rows, index: int | None, group: str | None) -> int | None:
        if index is not None:
            return rows.row_of(index)
        return rows.row_of_group(group) if group is not None else None

    @staticmethod
    def _best_row(rows: Rows, index: int | None, row: int | None) -> int | None:
        first = rows.first_model_row()
        if index is None or row is None or first is None:
            return first
        if not rows.ranked:
            return row
        best, now = rows.quality_at(first), rows.quality_of(index)
        return row if now is not None and best is not None and now <= best else first

    def _shown(self, rows: Rows) -> Shown:
        start = self.start
        return Shown(
            rows=rows,
            catalogue=self.catalogue,
            view=self.view,
            query=parse(self.view.query),
            marked=frozenset(self.marked),
            favourites=self.memory.favourites,
            new=self.memory.changes.new,
            empty=empty_words(self.view, self.status, self.failure),
            zone=start.zone,
            signs=start.signs,
        )

    def _show_rest(self) -> None:
        self.show_top()
        rows, signs = self._table.shown.rows, self.start.signs
        listed, marked = len(self.listed), len(self.marked)
        self._matches.show(match_text(rows, self.view, listed, marked, signs))
        self.show_detail()

    def show_top(self) -> None:
        """Shows how fresh the list is, and how long."""
        start, now = self.start, self.start.clock()
        status = status_pieces(self.status, start.settings.base.host, now, start.zone)
        total = len(self.listed)
        counts = count_words(total, self.arranger.owner_count) if total else ()
        changes = self.memory.changes.text(now, start.zone)
        self._top.show(top_text(status, changes, counts))

    def show_detail(self) -> None:
        """Shows the model under the cursor in the detail pane."""
        if not self._detail.display and self.is_mounted and self._detail.is_mounted:
            return
        index, row = self._table.current_index, self._table.current
        memory = self.memory
        told = (
            self.catalogue,
            row if index is None else index,
            self.status,
            memory.state,
            memory.changes,
        )
        if told == self._described:
            return
        self._described = told
        model = self.current_model()
        self._detail.show(model, self._around(model), self._heading_note())

    def current_model(self) -> Model | None:
        """The model under the cursor; None on a heading or where there are no rows."""
        index = self._table.current_index
        return None if index is None else self.catalogue.model(index)

    def _around(self, model: Model | None) -> Circumstances:
        start, now = self.start, self.start.clock()
        notes = self.memory.notes(model.id, now, start.zone) if model else ()
        if (self._table.current_index or 0) >= len(self.listed) > 0:
            notes = (GONE_NOTE, *notes)
        loading = self.catalogue.source is None and self.status.busy
        return Circumstances(start.settings.base, now, start.zone, notes, loading, start.signs)

    def _heading_note(self) -> tuple[str, ...]:
        row = self._table.current
        if isinstance(row, Heading):
            return ("", "This group is collapsed.", "→ or l expands it.")
        return ()

    def leave(self) -> str:
        """The UI was left: keeps what is to be remembered; returns what the user has to know of that."""
        self.memory.leave(self.view)
        try:
            return self.memory.save()
        except FileError as error:
            return error.line

    def say(self, message: str, is_error: bool = False) -> None:
        """Puts a message into the bottom line, until the next key."""
        self._footer.show_message(message, is_error)

    @property
    def message(self) -> str:
        """The message that stands in the bottom line; empty where none does."""
        return self._footer.message

    def _before_key(self) -> None:
        self._footer.show_message("")

    # Messages come up

    def _query_typed(self, text: str) -> None:
        self.replace_view(self.view.with_query(text.strip()), typed=True)
