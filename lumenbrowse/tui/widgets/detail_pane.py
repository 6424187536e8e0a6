"""The detail pane: everything about what is under the cursor, with its own scroll position."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events, on
from textual.selection import Selection
from textual.strip import Strip

from lumenbrowse.catalog.model import Model
from lumenbrowse.text import details
from lumenbrowse.text.details import Circumstances, DetailLine
from lumenbrowse.text.glyphs import Glyphs
from lumenbrowse.tui.widgets.painted import Line, Painted

_WHEEL_LINES = 3
_DENSE_BELOW = 6
"""With fewer lines than these there are no blank ones."""
_MARGIN = 1


class DetailPane(Painted):
    """Shows one model or one group; `show` replaces it. Text can be selected with the mouse.

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
        self._name = ""
        self._as_json = False
        self._top = 0
        self._described: Sequence[DetailLine] = ()

    def show(self, group: str, models: Sequence[Model], around: Circumstances) -> None:
        """Shows what a group holds, or the one model where `group` is empty; nothing without models."""
        self._shows = (group, models, around) if models else None
        before, self._name = self._name, group or (models[0].id if models else "")
        if self._name != before:
            self._top = 0
        self.repaint()

    def toggle_json(self) -> None:
        """Shows models as the JSON that came, or in words again."""
        self._as_json, self._top = not self._as_json, 0
        self.repaint()

    @property
    def _left_margin(self) -> int:
        """In cells; none where the splitter stands there."""
        return _MARGIN if self.below else 0

    def scroll_lines(self, lines: int) -> None:
        self._top = max(0, self._top + lines)
        self.repaint()

    def paint(self, width: int, height: int) -> list[Strip]:
        """The visible lines, the last one a sign where more follow."""
        dense = self.below or height < _DENSE_BELOW
        self._described = self._describe(width - self._left_margin - _MARGIN, dense)
        self._top = max(0, min(self._top, len(self._described) - height))
        shown: list[DetailLine] = [*self._described[self._top : self._top + height]]
        left = len(self._described) - self._top - height
        if left > 0 and height > 1:
            shown[-1] = ((f"{self._glyphs.down} {left + 1} more (J K)", "more"),)
        shown += [()] * (height - len(shown))
        return [self._strip(line, y, width) for y, line in enumerate(shown)]

    def _describe(self, width: int, dense: bool) -> Sequence[DetailLine]:
        if self._shows is None:
            return ()
        group, models, around = self._shows
        if group:
            lines = details.describe_group(group, models, around, width)
            return [line for line in lines if line] if dense else lines
        if self._as_json:
            return details.describe_json(models[0], around, width)
        return details.describe(models[0], around, width, dense=dense)

    def _strip(self, pieces: DetailLine, y: int, width: int) -> Strip:
        """A line between its margins."""
        line, plain = Line(), self.look()
        for text, role in pieces:
            line.add(text, self.look(f"detail--{role}"))
        strip = line.strip(max(0, width - self._left_margin - _MARGIN), plain)
        if self.text_selection and (span := self.text_selection.get_span(y)):
            strip = self._selected(strip, *span)
        left = Strip.blank(self._left_margin, plain)
        return Strip.join([left, strip.apply_offsets(0, y)]).adjust_cell_length(width, plain)

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

    @on(events.MouseScrollDown)
    @on(events.MouseScrollUp)
    def _wheel_turned(self, event: events.MouseEvent) -> None:
        event.stop()
        is_down = isinstance(event, events.MouseScrollDown)
        self.scroll_lines(_WHEEL_LINES if is_down else -_WHEEL_LINES)
