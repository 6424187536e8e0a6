"""Putting one line together out of styled pieces, to an exact width in cells."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

ELLIPSIS = "…"


def fit(text: str, width: int, ellipsis: str = ELLIPSIS) -> str:
    """`text` in exactly `width` cells: padded, or cut with an ellipsis."""
    length = len(text) if text.isascii() else cell_len(text)
    if length <= width:
        return text + " " * (width - length)
    return cut(text, width, ellipsis)


def cut(text: str, width: int, ellipsis: str = ELLIPSIS) -> str:
    """The start of a text that is too long, in exactly `width` cells, its end an ellipsis."""
    if width <= len(ellipsis):
        return set_cell_size(text, max(0, width))
    return set_cell_size(text, width - len(ellipsis)) + ellipsis


class Line:
    """A line that is being put together, from left to right."""

    __slots__ = ("_segments", "width")

    def __init__(self) -> None:
        self._segments: list[Segment] = []
        self.width = 0

    def add(self, text: str, style: Style) -> Line:
        """Adds a text in one style; it joins the piece before it where that looks the same."""
        if text:
            segments = self._segments
            if segments and segments[-1].style is style:
                text_before = segments[-1].text
                segments[-1] = Segment(text_before + text, style)
            else:
                segments.append(Segment(text, style))
            self.width += len(text) if text.isascii() else cell_len(text)
        return self

    def pad_to(self, width: int, style: Style) -> Line:
        """Adds spaces up to a width."""
        return self.add(" " * (width - self.width), style)

    def strip(self, width: int, style: Style) -> Strip:
        """The line as a strip of exactly `width` cells, padded in `style` or cropped."""
        strip = Strip(self._segments, self.width)
        return strip if self.width == width else strip.adjust_cell_length(width, style)
