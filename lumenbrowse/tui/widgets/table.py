"""The table of models: a widget of our own on Textual's Line API, with its own viewport and cursor.

DataTable, OptionList and ScrollView are many times slower (DESIGN.md section 10 has the figures). Only
the visible rows are drawn; what was drawn is kept while what is shown stays the same.
"""

from __future__ import annotations

from collections.abc import Callable

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from lumenbrowse.catalog.model import EMPTY, Catalogue
from lumenbrowse.catalog.rows import Heading, ModelRow, Row
from lumenbrowse.settings import Sort
from lumenbrowse.text.details import wrap
from lumenbrowse.text.safe import width
from lumenbrowse.tui.bindings import TABLE_BINDINGS
from lumenbrowse.tui.widgets.columns import GUTTER, Columns, columns
from lumenbrowse.tui.widgets.line import Line
from lumenbrowse.tui.widgets.painted import Painted
from lumenbrowse.tui.widgets.row_renderer import (
    Shown,
    head_columns,
    head_strip,
    message_strip,
    row_line,
)
from lumenbrowse.tui.widgets.viewport import owner_step, settle, thumb, top_for

WHEEL_ROWS = 3
MOST_KEPT = 2_000
"""Drawn rows that are kept."""


class ModelTable(Painted, can_focus=True):
    """Headings and models in rows. Call `show` with what to draw.

    `on_cursor` is called when the cursor moves, at once: a message would come a frame later.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {
        "table--bar", "table--count", "table--cursor", "table--date", "table--empty", "table--head",
        "table--heading", "table--id", "table--mark", "table--match", "table--new", "table--owner",
        "table--sorted", "table--star", "table--thumb", "table--track",
    }  # fmt: skip
    BINDINGS = [*TABLE_BINDINGS]

    class Chosen(Message):
        """A model was double-clicked."""

    class HeadingClicked(Message):
        """A group's heading was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class HeadClicked(Message):
        """A column's head was clicked."""

        def __init__(self, sort: Sort) -> None:
            super().__init__()
            self.sort = sort

    def __init__(
        self,
        shown: Shown,
        *,
        before_key: Callable[[], None],
        on_cursor: Callable[[], None],
        name: str,
    ) -> None:
        super().__init__(name=name)
        self._before_key = before_key
        self._on_cursor = on_cursor
        self.shown = shown
        self.cursor = settle(shown.rows, 0)
        self.top = 0
        self._strips: dict[tuple[object, ...], Strip] = {}
        self._longest: tuple[Catalogue, int] = (EMPTY, 0)
        self._columns = Columns(1, 0, 0)
        self._dragging = False

    @property
    def current(self) -> Row | None:
        """The row under the cursor; None where there are none."""
        return self.shown.rows[self.cursor] if len(self.shown.rows) else None

    @property
    def current_index(self) -> int | None:
        """The index of the model under the cursor; None on a heading or where there are no rows."""
        row = self.current
        return row.index if isinstance(row, ModelRow) else None

    @property
    def rows_height(self) -> int:
        """How many rows can be seen."""
        return max(1, self.size.height - self._head_height)

    @property
    def _head_height(self) -> int:
        return 1 if self.size.height > 2 else 0

    def show(self, shown: Shown, cursor: int, *, keep_place: bool = False) -> None:
        """Draws other rows. `keep_place` keeps the cursor's line on the screen, as after a refresh."""
        line = self.cursor - self.top
        if not shown.dresses_rows_like(self.shown):
            self._strips.clear()
        self.shown = shown
        self.cursor = settle(shown.rows, cursor)
        if keep_place:
            self.top = self.cursor - line
        self.top = top_for(shown.rows, self.cursor, self.top, self.rows_height)
        self.repaint()

    def move_to(self, row: int, direction: int = 1) -> None:
        """Puts the cursor on a row, or on the next one in `direction` that can be current."""
        rows = self.shown.rows
        before = self.cursor
        self.cursor = settle(rows, row, direction)
        self.top = top_for(rows, self.cursor, self.top, self.rows_height)
        self.repaint()
        if self.cursor != before:
            self._on_cursor()

    def preview(self, shown: Shown) -> list[Strip]:
        """The lines that a start with `shown` begins with; what is on the screen stays."""
        now = self.shown, self.cursor, self.top
        self.shown, self.cursor, self.top = shown, settle(shown.rows, 0), 0
        self._strips.clear()
        lines = self.paint(*self.size)
        self.shown, self.cursor, self.top = now
        self._strips.clear()
        return lines

    def scroll_rows(self, top: int) -> None:
        """Moves the viewport; the cursor comes along where it would leave it."""
        rows, height = self.shown.rows, self.rows_height
        self.top = max(0, min(top, len(rows) - height))
        if not self.top <= self.cursor < self.top + height:
            down = self.cursor < self.top
            edge = self.top if down else self.top + height - 1
            self.move_to(edge, 1 if down else -1)
        else:
            self.repaint()

    def action_move(self, rows: int) -> None:
        """Moves the cursor by rows."""
        self.move_to(self.cursor + rows, rows)

    def action_page(self, pages: int) -> None:
        """Moves the cursor by a viewport, less one row for context."""
        self.move_to(self.cursor + pages * max(1, self.rows_height - 1), pages)

    def action_first(self) -> None:
        """Puts the cursor on the first model."""
        self.top = 0
        self.move_to(0)

    def action_last(self) -> None:
        """Puts the cursor on the last model."""
        self.move_to(len(self.shown.rows) - 1)

    def action_owner(self, step: int) -> None:
        """Puts the cursor on the next or previous owner's first model."""
        if len(self.shown.rows):
            self.move_to(owner_step(self.shown.rows, self.cursor, step), step)

    def paint(self, width: int, height: int) -> list[Strip]:
        """The head, the visible rows and the scroll bar."""
        self._lay_out(width)
        head = [head_strip(self.shown, self._columns, width, self.look)] * self._head_height
        lines = self._paint_rows(width, height - len(head))
        return [*head, *lines][:height]

    def _lay_out(self, width: int) -> None:
        flat = self.shown.view.grouping != "owner"
        found = columns(width - 1, flat, self._longest_owner() if flat else 0)
        if found != self._columns:
            self._columns = found
            self._strips.clear()

    def _longest_owner(self) -> int:
        catalogue = self.shown.catalogue
        if self._longest[0] is not catalogue:
            shown = map(self.shown.signs.foreign, set(catalogue.owners))
            self._longest = catalogue, max(map(width, shown), default=0)
        return self._longest[1]

    def _paint_rows(self, width: int, height: int) -> list[Strip]:
        rows = self.shown.rows
        if not len(rows):
            return self._paint_empty(width, height)
        signs = self.shown.signs
        start, end = thumb(len(rows), self.top, height)
        if len(rows) <= height:
            end = start
        visible = range(min(height, len(rows) - self.top))
        lines = [
            self._strip(self.top + line, width, signs.thumb if start <= line < end else signs.track)
            for line in visible
        ]
        blank = Line().pad_to(width - 1, self.look()).add(signs.track, self.look("table--track"))
        return lines + [blank.strip(width, self.look())] * (height - len(visible))

    def _paint_empty(self, width: int, height: int) -> list[Strip]:
        signs = self.shown.signs
        said = [wrap(signs.plain(text), max(1, width - 2 * GUTTER)) for text in self.shown.empty]
        lines = [line for part in said for line in part]
        above = [""] if len(lines) < height else []
        lines = [*above, *lines, *[""] * height][:height]
        return [message_strip(line, width, self.look) for line in lines]

    def _strip(self, row: int, width: int, bar: str) -> Strip:
        shown, at, current = self.shown, self.shown.rows[row], row == self.cursor
        # Erasing a letter shows rows that were drawn a moment ago.
        key = (at, current, bar, shown.query, shown.rows.close)
        strip = self._strips.get(key)
        if strip is None:
            signs = shown.signs
            line = row_line(shown, at, current, self._columns, width - 1, self.look)
            look = self.look("table--track" if bar == signs.track else "table--thumb")
            if line.width > width - 1:
                strip = Strip.join([line.strip(width - 1, look), Strip([Segment(bar, look)], 1)])
            else:
                strip = line.add(bar, look).strip(width, look)
            if len(self._strips) > MOST_KEPT:
                self._strips.clear()
            self._strips[key] = strip
        return strip

    def repaint_all(self) -> None:
        """Paints anew; another height may hide the cursor."""
        self.top = top_for(self.shown.rows, self.cursor, self.top, self.rows_height)
        super().repaint_all()

    def forget_lines(self) -> None:
        """What was drawn before is of no use."""
        super().forget_lines()
        self._strips.clear()

    def on_key(self, _event: events.Key) -> None:
        """A key takes the last message away."""
        self._before_key()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the viewport."""
        event.stop()
        self.scroll_rows(self.top + WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the viewport."""
        event.stop()
        self.scroll_rows(self.top - WHEEL_ROWS)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """On the scroll bar, a press takes hold of it."""
        if event.x == self.size.width - 1 and len(self.shown.rows) > self.rows_height:
            self._dragging = True
            self.capture_mouse()
            self._drag_to(event.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Held, the scroll bar follows."""
        if self._dragging:
            self._drag_to(event.y)

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        """Lets go of the scroll bar."""
        if self._dragging:
            self._dragging = False
            self.release_mouse()

    def _drag_to(self, y: int) -> None:
        height = self.rows_height
        share = (y - self._head_height) / max(1, height - 1)
        self.scroll_rows(round(share * (len(self.shown.rows) - height)))

    def on_click(self, event: events.Click) -> None:
        """A click on a head sorts, on a heading collapses, on a model goes there; a second one copies."""
        if event.x == self.size.width - 1:
            return
        row = self.top + event.y - self._head_height
        if event.y < self._head_height:
            self._click_head(event.x)
        elif row < len(self.shown.rows):
            self._click_row(row, event.chain)

    def _click_head(self, x: int) -> None:
        clicked: Sort = "id"
        for sort, _name, at in head_columns(self._columns):
            if x >= at - 1:
                clicked = sort
        self.post_message(self.HeadClicked(clicked))

    def _click_row(self, row: int, chain: int) -> None:
        at = self.shown.rows[row]
        if isinstance(at, Heading):
            self.post_message(self.HeadingClicked(at.name))
            return
        self.move_to(row)
        if chain == 2:
            self.post_message(self.Chosen())
