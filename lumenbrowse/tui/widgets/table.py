"""The table of models, with its own viewport and cursor: Textual's are many times slower (DESIGN.md 10)."""

from textual import events
from textual.reactive import reactive
from textual.strip import Strip

from lumenbrowse.catalog.model import Model
from lumenbrowse.catalog.rows import Heading, Row, Rows
from lumenbrowse.catalog.view import SORTS
from lumenbrowse.text.safe import wrap
from lumenbrowse.tui.bindings import ACTIONS, TABLE_BINDINGS
from lumenbrowse.tui.widgets.painted import Line, Painted, fit
from lumenbrowse.tui.widgets.row_renderer import GUTTER, Shown, columns_of, head_line, row_line

# Rows as they were drawn, with and without the cursor, and the scroll bar's thumb.
KeptRows = dict[tuple[Row, bool, bool], Strip]


class ModelTable(Painted, can_focus=True):
    """Headings and models in rows. `show` gives it what to draw; `cursor`, a row, tells who watches it."""

    ALLOW_SELECT = False
    BINDINGS = [*TABLE_BINDINGS]
    COMPONENT_CLASSES = {
        "table--alias", "table--bar", "table--count", "table--cursor", "table--date", "table--empty",
        "table--ends", "table--fact", "table--head", "table--heading", "table--id", "table--mark",
        "table--match", "table--new", "table--owner", "table--sorted", "table--star", "table--thumb",
        "table--track",
    }  # fmt: skip
    ROLES = "table"
    cursor = reactive(0, repaint=False)

    def __init__(self, name: str, shown: Shown) -> None:
        super().__init__(name, shown.glyphs)
        self.shown = shown
        self.set_reactive(ModelTable.cursor, settle(shown.rows, 0))
        self._top = 0
        self._kept: KeptRows = {}

    @property
    def current(self) -> Row | None:
        """The row under the cursor; None where there are none."""
        return self.shown.rows[self.cursor] if len(self.shown.rows) else None

    @property
    def current_model(self) -> Model | None:
        """The model under the cursor; None on a heading or where there are no rows."""
        return self.current if isinstance(self.current, Model) else None

    def show(self, shown: Shown, cursor: int, *, keep_place: bool = False) -> None:
        """Draws other rows, telling nobody of the cursor; `keep_place` keeps its line on the screen."""
        line = self.cursor - self._top
        self.shown = shown
        self._kept.clear()
        self.set_reactive(ModelTable.cursor, settle(shown.rows, cursor))
        if keep_place:
            self._top = self.cursor - line
        self._scroll_to_cursor()
        self.repaint()

    def move_to(self, row: int, direction: int = 1) -> None:
        """Puts the cursor on a row, or on the next one in `direction` that can be current."""
        self.cursor = settle(self.shown.rows, row, direction)
        self._scroll_to_cursor()
        self.repaint()

    @property
    def _head_height(self) -> int:
        return 1 if self.size.height > 2 else 0

    @property
    def _rows_height(self) -> int:
        return max(1, self.size.height - self._head_height)

    def _scroll_to_cursor(self) -> None:
        self._top = top_for(self.shown.rows, self.cursor, self._top, self._rows_height)

    def scroll_lines(self, lines: int) -> None:
        """Moves the viewport; the cursor comes along where it would leave it."""
        height = self._rows_height
        self._top = max(0, min(self._top + lines, len(self.shown.rows) - height))
        if self.cursor < self._top:
            self.move_to(self._top)
        elif self.cursor >= self._top + height:
            self.move_to(self._top + height - 1, -1)
        else:
            self.repaint()

    def paint(self) -> list[Strip]:
        return self._draw(self.shown, self.cursor, self._top, self._kept)

    def lines_at_start(self, shown: Shown) -> list[Strip]:
        return self._draw(shown, settle(shown.rows, 0), 0, {})

    def _draw(self, shown: Shown, cursor: int, top: int, kept: KeptRows) -> list[Strip]:
        width, rows = self.size.width, shown.rows
        columns = columns_of(shown, width - 1)
        head = self._ended(head_line(shown, columns, self.look), width, False, "table--head")
        lines, height = [head] * self._head_height, self._rows_height
        if not len(rows):
            room = max(1, width - 2 * GUTTER)
            texts = [part for text in shown.empty for part in wrap(self.glyphs.plain(text), room)]
            texts = [*([""] if len(texts) < height else []), *texts]
            drawn = [f"{'':{GUTTER}}{text}" for text in texts[:height]]
            return lines + [self.strip([(fit(text, width), "empty")], width) for text in drawn]
        start, end = thumb(len(rows), top, height)
        for at in range(top, min(top + height, len(rows))):
            key = rows[at], at == cursor, start <= at - top < end
            if key not in kept:
                line = row_line(shown, *key[:2], columns, width - 1, self.look)
                kept[key] = self._ended(line, width, key[2])
            lines.append(kept[key])
        return lines + [self._ended(Line(self.look), width, False)] * (height - (len(rows) - top))

    def _ended(self, line: Line, width: int, on_thumb: bool, *roles: str) -> Strip:
        bar, role = (self.glyphs.thumb, "thumb") if on_thumb else (self.glyphs.track, "track")
        return line.fit(width - 1, *roles).add(bar, f"table--{role}").strip(width)

    def forget_lines(self) -> None:
        super().forget_lines()
        self._kept.clear()

    def action_move(self, rows: int) -> None:
        self.move_to(self.cursor + rows, rows)

    def action_page(self, pages: int) -> None:
        """Moves the cursor by a viewport, less one row for context."""
        self.move_to(self.cursor + pages * max(1, self._rows_height - 1), pages)

    def action_first(self) -> None:
        self._top = 0
        self.move_to(0)

    def action_last(self) -> None:
        self.move_to(len(self.shown.rows) - 1)

    def action_owner(self, step: int) -> None:
        self.move_to(owner_step(self.shown.rows, self.cursor, step), step)

    def on_resize(self, _event: events.Resize) -> None:
        """Another height may hide the cursor. (Textual calls the base's handler after this one.)"""
        self._scroll_to_cursor()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.x == self.size.width - 1 and len(self.shown.rows) > self._rows_height:
            self.capture_mouse()
            self._drag_to(event.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self.app.mouse_captured is self:
            self._drag_to(event.y)

    def on_mouse_up(self) -> None:
        self.release_mouse()

    def _drag_to(self, y: int) -> None:
        height = self._rows_height
        share = (y - self._head_height) / max(1, height - 1)
        self.scroll_lines(round(share * (len(self.shown.rows) - height)) - self._top)

    async def on_click(self, event: events.Click) -> None:
        """A click on a head sorts, on a heading collapses, on a model goes there; a second one takes it."""
        row, last = self._top + event.y - self._head_height, self.size.width - 1
        if event.x == last:
            return
        if event.y < self._head_height:
            columns = columns_of(self.shown, last)
            name = ["id", *(one.name for one in columns if event.x >= one.at - 1)][-1]
            if name in SORTS:
                await self.run_action(ACTIONS[f"sort_{name}"].run)
        elif row < len(self.shown.rows) and isinstance(self.shown.rows[row], Heading):
            await self.run_action(f"screen.toggle_group({row})")
        elif row < len(self.shown.rows):
            self.move_to(row)
            if event.chain == 2:
                await self.run_action(ACTIONS["enter"].run)


def settle(rows: Rows, row: int, direction: int = 1) -> int:
    """The row nearest to `row`, in `direction`, that is a model or a collapsed heading; 0 without rows."""
    if not len(rows):
        return 0
    row = min(max(row, 0), len(rows) - 1)
    at = rows[row]
    if not isinstance(at, Heading) or at.collapsed:
        return row
    # A heading has a model of its group below it; above it stands a model or another's heading.
    return row - 1 if direction < 0 and row > 0 else row + 1


def top_for(rows: Rows, cursor: int, top: int, height: int) -> int:
    """The viewport's first row: the nearest to `top` that shows the cursor, with its heading if it is first."""
    most = cursor
    if height > 1 and 0 < cursor < len(rows) and isinstance(rows[cursor - 1], Heading):
        most = cursor - 1
    top = max(cursor - height + 1, min(top, most))
    return max(0, min(top, len(rows) - height))


def owner_step(rows: Rows, cursor: int, direction: int) -> int:
    """The row for the next or previous group: its first model, or its heading where collapsed."""
    starts = [at for at, row in enumerate(rows.rows) if isinstance(row, Heading)] or [0]
    firsts = [settle(rows, at) for at in starts]
    if direction < 0:
        return max((row for row in firsts if row < cursor), default=firsts[0])
    return min((row for row in firsts if row > cursor), default=cursor)


def thumb(length: int, top: int, height: int) -> tuple[int, int]:
    """The scroll bar's thumb as (start, end) lines; an empty span where all rows show."""
    if length <= height or height <= 0:
        return 0, 0
    size = max(1, height * height // length)
    start = round(top * (height - size) / (length - height))
    return start, start + size
