"""The detail pane: everything about what is under the cursor, with its own scroll position."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.selection import Selection
from textual.strip import Strip

from lumenbrowse.catalog.model import Model
from lumenbrowse.text.details import (
    Circumstances,
    DetailLine,
    describe,
    describe_group,
    describe_json,
)
from lumenbrowse.text.glyphs import Glyphs
from lumenbrowse.tui.widgets.painted import Line, Painted

_WHEEL_LINES = 3
_DENSE_BELOW = 6
"""With fewer lines than these there are no blank ones."""
_MARGIN = 1


class DetailPane(Painted):
    """Shows one model or one group; `show` and `show_group` replace it. Text can be selected with the mouse.

    `below` says whether it stands below the table and not beside it: it is set as the pane is resized.
    """

    COMPONENT_CLASSES = {
        "detail--label", "detail--more", "detail--note", "detail--quiet", "detail--selected",
        "detail--title", "detail--value", "detail--warning",
    }  # fmt: skip

    def __init__(self, *, name: str, glyphs: Glyphs) -> None:
        super().__init__(name=name)
        self.below = True
        self._glyphs = glyphs
        self._shows: tuple[str, Sequence[Model], Circumstances] | None = None
        self._as_json = False
        self._top = 0
        self._described: Sequence[DetailLine] = ()
        self._described_for = (-1, False)

    def show(self, model: Model | None, around: Circumstances) -> None:
        """Shows a model; None: nothing."""
        self._show(None if model is None else ("", (model,), around))

    def show_group(self, name: str, models: Sequence[Model], around: Circumstances) -> None:
        """Shows what a collapsed group holds."""
        self._show((name, models, around))

    def _show(self, shows: tuple[str, Sequence[Model], Circumstances] | None) -> None:
        before = self._shows
        if shows is None or before is None or _name(shows) != _name(before):
            self._top = 0
        self._shows = shows
        self._described_for = (-1, False)
        self.repaint()

    def toggle_json(self) -> None:
        """Shows models as the JSON that came, or in words again."""
        self._as_json, self._top = not self._as_json, 0
        self._described_for = (-1, False)
        self.repaint()

    @property
    def left_margin(self) -> int:
        """In cells; none where the splitter stands there."""
        return _MARGIN if self.below else 0

    def scroll_lines(self, lines: int) -> None:
        """Scrolls by lines."""
        self._top = max(0, self._top + lines)
        self.repaint()

    def paint(self, width: int, height: int) -> list[Strip]:
        """The visible lines, the last one a sign where more follow."""
        self._describe(width - self.left_margin - _MARGIN, self.below or height < _DENSE_BELOW)
        self._top = max(0, min(self._top, len(self._described) - height))
        shown: list[DetailLine] = [*self._described[self._top : self._top + height]]
        left = len(self._described) - self._top - height
        if left > 0 and height > 1:
            shown[-1] = ((f"{self._glyphs.down} {left + 1} more (J K)", "more"),)
        shown += [()] * (height - len(shown))
        return [self._strip(line, y, width) for y, line in enumerate(shown)]

    def _describe(self, width: int, dense: bool) -> None:
        if self._described_for == (width, dense):
            return
        self._described_for = (width, dense)
        if self._shows is None:
            self._described = ()
            return
        name, models, around = self._shows
        if name:
            lines = describe_group(name, models, around, width)
            self._described = [line for line in lines if line] if dense else lines
        elif self._as_json:
            self._described = describe_json(models[0], around, width)
        else:
            self._described = describe(models[0], around, width, dense=dense)

    def _strip(self, pieces: DetailLine, y: int, width: int) -> Strip:
        """A line between its margins."""
        line, inner = Line(), max(0, width - self.left_margin - _MARGIN)
        for text, role in pieces:
            line.add(text, self.look(f"detail--{role}"))
        strip = line.strip(inner, self.look())
        span = self.text_selection.get_span(y) if self.text_selection is not None else None
        if span is not None:
            strip = self._selected(strip, *span)
        left, right = (Strip.blank(cells, self.look()) for cells in (self.left_margin, _MARGIN))
        whole = Strip.join([left, strip.apply_offsets(0, y), right])
        return whole.adjust_cell_length(width, self.look())

    def _selected(self, strip: Strip, start: int, end: int) -> Strip:
        # A selection counts characters.
        text = strip.text
        start, end = cell_len(text[:start]), cell_len(text if end < 0 else text[:end])
        if start >= end:
            return strip
        before, middle, after = strip.crop(0, start), strip.crop(start, end), strip.crop(end)
        return Strip.join([before, middle.apply_style(self.look("detail--selected")), after])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text under a mouse selection (called by Textual)."""
        shown = self._described[self._top : self._top + self.size.height]
        text = "\n".join("".join(piece for piece, _ in line) for line in shown)
        return selection.extract(text), "\n"

    def selection_updated(self, _selection: Selection | None) -> None:
        """A selection changed (called by Textual)."""
        self.repaint()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls."""
        event.stop()
        self.scroll_lines(_WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls."""
        event.stop()
        self.scroll_lines(-_WHEEL_LINES)


def _name(shows: tuple[str, Sequence[Model], Circumstances]) -> str:
    name, models, _ = shows
    return name or models[0].id
