"""The detail pane: everything about the model under the cursor, with its own scroll position."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.selection import Selection
from textual.strip import Strip

from lumenbrowse.catalog.model import Model
from lumenbrowse.text.details import Circumstances, DetailLine, describe
from lumenbrowse.text.glyphs import UNICODE, Glyphs
from lumenbrowse.tui.widgets.line import Line
from lumenbrowse.tui.widgets.painted import Painted

_WHEEL_LINES = 3
_DENSE_BELOW = 6
"""With fewer lines than these there are no blank ones."""
_MARGIN = 1
_MOST_KEPT = 500


class DetailPane(Painted):
    """Shows one model; `show` replaces it. Text can be selected with the mouse."""

    COMPONENT_CLASSES = {
        "detail--label", "detail--more", "detail--note", "detail--quiet", "detail--selected",
        "detail--title", "detail--value",
    }  # fmt: skip

    def __init__(self, *, name: str, signs: Glyphs = UNICODE) -> None:
        super().__init__(name=name)
        self._signs = signs
        self._model: Model | None = None
        self._around: Circumstances | None = None
        self._note: tuple[str, ...] = ()
        self._lines: Sequence[DetailLine] = ()
        self._made_for: tuple[int, bool] | None = None
        self._top = 0
        self.left_margin = _MARGIN
        """Cells; none where the splitter stands there. It is set as the pane is resized."""
        self._strips: dict[tuple[DetailLine, int, int], Strip] = {}

    def show(self, model: Model | None, around: Circumstances, note: tuple[str, ...] = ()) -> None:
        """Shows a model, or `note` where there is none."""
        if model is None or self._model is None or model.id != self._model.id:
            self._top = 0
        self._model, self._around, self._note = model, around, note
        self._made_for = None
        self.repaint()

    def scroll_lines(self, lines: int) -> None:
        """Scrolls by lines."""
        self._top = max(0, min(self._top + lines, len(self._lines) - self.size.height))
        self.repaint()

    def paint(self, width: int, height: int) -> list[Strip]:
        """The visible lines, the last one a sign where more follow."""
        inner, dense = width - self.left_margin - _MARGIN, height < _DENSE_BELOW
        if (inner, dense) != self._made_for:
            self._made_for = (inner, dense)
            lines = self._describe(inner)
            self._lines = [line for line in lines if line] if dense else lines
        self._top = max(0, min(self._top, len(self._lines) - height))
        shown = self._lines[self._top : self._top + height]
        strips = [self._strip(line, y, width) for y, line in enumerate(shown)]
        if self._top + height < len(self._lines) and height > 1:
            more = f"{self._signs.down} {len(self._lines) - self._top - height + 1} more (J K)"
            strips[-1] = self._strip(((more, "more"),), height, width)
        return strips + [self._strip((), height, width)] * (height - len(strips))

    def _describe(self, width: int) -> Sequence[DetailLine]:
        if self._model is None or self._around is None:
            return [((self._signs.plain(text), "quiet"),) for text in self._note]
        return describe(self._model, self._around, width)

    def _strip(self, pieces: DetailLine, y: int, width: int) -> Strip:
        """A line between its margins: kept, for the next model has many of the same."""
        selection = self.text_selection
        span = selection.get_span(y) if selection is not None else None
        key = (pieces, y, width)
        strip = self._strips.get(key) if span is None else None
        if strip is None:
            left, right = (Strip.blank(cells, self.look()) for cells in (self.left_margin, _MARGIN))
            inner = self._inner_strip(pieces, width - self.left_margin - _MARGIN)
            if span is not None:
                inner = self._selected(inner, *span)
            strip = Strip.join([left, inner.apply_offsets(0, y), right])
            if span is None:
                self._keep(key, strip)
        return strip

    def _inner_strip(self, pieces: DetailLine, width: int) -> Strip:
        line = Line()
        for text, role in pieces:
            line.add(text, self.look(f"detail--{role}"))
        return line.strip(max(0, width), self.look())

    def _keep(self, key: tuple[DetailLine, int, int], strip: Strip) -> None:
        if len(self._strips) > _MOST_KEPT:
            self._strips.clear()
        self._strips[key] = strip

    def forget_lines(self) -> None:
        """What was drawn before is of no use."""
        super().forget_lines()
        self._strips.clear()

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
        shown = self._lines[self._top : self._top + self.size.height]
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
