"""The base of our widgets: lines painted through Textual's Line API, of which only what changed is sent.

A subclass paints all its lines; `repaint` compares them with the ones on screen and refreshes the spans
of cells that differ. Over SSH every byte counts, and a key usually changes a few cells of each row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile
from operator import eq

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

Span = tuple[int, int]


class Painted(Widget):
    """A widget that draws whole lines and refreshes only the cells that changed."""

    def __init__(self, *, name: str) -> None:
        super().__init__(id=name)
        self._painted: Sequence[Strip] = ()
        self._shown: list[Strip] = []
        self._looks: dict[tuple[str, ...], Style] = {}

    def paint(self, width: int, height: int) -> Sequence[Strip]:
        """All lines of the widget's content, `width` cells each."""
        raise NotImplementedError

    def look(self, *roles: str) -> Style:
        """The style of component classes, each laid over the one before, on the widget's own."""
        style = self._looks.get(roles)
        if style is None:
            # Only a whole style has its colours blended; what lies over it brings its own rules alone.
            style = self.get_component_rich_style(roles[0]) if roles else self.rich_style
            for role in roles[1:]:
                style += self.get_component_rich_style(role, partial=True)
            self._looks[roles] = style
        return style

    def repaint(self) -> None:
        """Paints anew and refreshes the cells that changed."""
        if not self.is_mounted or not self.size:
            return
        width, height = self.size
        painted = self.paint(width, height)
        if len(painted) != len(self._painted) or not self._shown:
            self._painted, self._shown = painted, list(painted)
            self.refresh()
            return
        regions = []
        for y, (before, after) in enumerate(zip(self._painted, painted, strict=True)):
            span = None if before is after else changed_span(before, after)
            if span is not None:
                regions.append(Region(span[0], y, span[1] - span[0], 1))
                self._shown[y] = cut_at(after, span)
        self._painted = painted
        if regions:
            self.refresh(*regions)

    def repaint_all(self) -> None:
        """Paints anew after a change of size or looks."""
        self._looks.clear()
        self._painted, self._shown = (), []
        self.repaint()

    def render_line(self, y: int) -> Strip:
        """The line as last painted (Textual's Line API)."""
        if not self._shown:
            width, height = self.size
            self._painted = self.paint(width, height)
            self._shown = list(self._painted)
        return self._shown[y] if y < len(self._shown) else Strip.blank(self.size.width)

    def on_resize(self, _event: events.Resize) -> None:
        """Lines of another width are other lines."""
        self.repaint_all()

    def notify_style_update(self) -> None:
        """Other colours: nothing painted before is of use (called by Textual)."""
        super().notify_style_update()
        self._looks.clear()
        self._painted, self._shown = (), []


def changed_span(before: Strip, after: Strip) -> Span | None:
    """The cells (start, end) within which two strips of one width differ; None where they do not."""
    old, new = list(before), list(after)
    if old == new:
        return None
    start = _shared_cells(zip(old, new, strict=False), 1)
    end = after.cell_length - _shared_cells(zip(reversed(old), reversed(new), strict=False), -1)
    return start, max(end, start + 1)


def _shared_cells(pairs: Iterable[tuple[Segment, Segment]], direction: int) -> int:
    """The cells that pairs of segments share, up to the first two that differ and into them."""
    cells = 0
    for old, new in pairs:
        if old == new:
            cells += new.cell_length
            continue
        if old.style == new.style and old.text.isascii() and new.text.isascii():
            alike = map(eq, old.text[::direction], new.text[::direction])
            cells += sum(takewhile(bool, alike))
        break
    return cells


def cut_at(strip: Strip, span: Span) -> Strip:
    """The same strip with its segments cut at a span's ends: a partial update sends whole segments."""
    start, end = span
    cuts = [cut for cut in (start, end) if 0 < cut < strip.cell_length]
    if not cuts:
        return strip
    return Strip.join(strip.divide([*cuts, strip.cell_length]))
