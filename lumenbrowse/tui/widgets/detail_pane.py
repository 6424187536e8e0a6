"""The detail pane: everything about what is under the cursor, with its own scroll position."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.selection import Selection
from textual.strip import Strip

from lumenbrowse.catalog.model import Model
from lumenbrowse.text import details
from lumenbrowse.text.glyphs import Glyphs
from lumenbrowse.tui.widgets.painted import Painted

_DENSE_BELOW = 6  # with fewer lines there are no blank ones
_MARGIN = 1  # cells at the sides


class DetailPane(Painted):
    """Shows one model or one group; `below` says whether it stands below the table and not beside it."""

    COMPONENT_CLASSES = {
        "detail--label", "detail--more", "detail--note", "detail--quiet", "detail--selected",
        "detail--title", "detail--value", "detail--warning",
    }  # fmt: skip
    ROLES = "detail"

    def __init__(self, name: str, glyphs: Glyphs) -> None:
        super().__init__(name, glyphs)
        self.below, self.as_json, self._name, self._top = True, False, "", 0
        self._shows: tuple[str, Sequence[Model], details.Circumstances] | None = None
        self._visible: list[details.DetailLine] = []

    def show(self, group: str, models: Sequence[Model], around: details.Circumstances) -> None:
        """Shows what a group holds, or the one model where `group` is empty; nothing without models."""
        before, self._name = self._name, group or (models[0].id if models else "")
        self._shows = (group, models, around) if models else None
        if self._name != before:
            self._top = 0
        self.repaint()

    def toggle_json(self) -> None:
        self.as_json, self._top = not self.as_json, 0
        self.repaint()

    def scroll_lines(self, lines: int) -> None:
        self._top = max(0, self._top + lines)
        self.repaint()

    def paint(self) -> list[Strip]:
        width, height = self.size
        # Beside the table the splitter stands in the place of the left margin.
        left = _MARGIN if self.below else 0
        room = max(0, width - left - _MARGIN)
        lines = self._describe(room, self.below or height < _DENSE_BELOW)
        self._top = max(0, min(self._top, len(lines) - height))
        self._visible = [*lines[self._top : self._top + height]]
        more = len(lines) - self._top - height
        if more > 0 and height > 1:
            self._visible[-1] = ((f"{self.glyphs.down} {more + 1} more (J K)", "more"),)
        return [self._strip(line, y, room, left, width) for y, line in enumerate(self._visible)]

    def _describe(self, width: int, dense: bool) -> Sequence[details.DetailLine]:
        if self._shows is None:
            return ()
        group, models, around = self._shows
        if group:
            lines = details.describe_group(group, models, around, width)
            return [line for line in lines if line] if dense else lines
        if self.as_json:
            return details.describe_json(models[0], around, width)
        return details.describe(models[0], around, width, dense=dense)

    def _strip(self, line: details.DetailLine, y: int, room: int, left: int, width: int) -> Strip:
        strip, plain = self.strip(line, room), self.look()
        if self.text_selection and (span := self.text_selection.get_span(y)):
            # A selection counts characters.
            start, end = (cell_len(strip.text[:at]) if at >= 0 else room for at in span)
            end = max(start, end)
            selected = strip.crop(start, end).apply_style(self.look("detail--selected"))
            strip = Strip.join([strip.crop(0, start), selected, strip.crop(end)])
        margin = Strip.blank(left, plain)
        return Strip.join([margin, strip.apply_offsets(0, y)]).adjust_cell_length(width, plain)

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        text = "\n".join("".join(piece for piece, _ in line) for line in self._visible)
        return selection.extract(text), "\n"

    def selection_updated(self, _selection: Selection | None) -> None:
        self.repaint()
