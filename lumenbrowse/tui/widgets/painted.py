"""The base of our widgets: lines painted through Textual's Line API, of which only what changed is drawn.

A subclass paints all its lines; `repaint` compares them with the ones on screen and refreshes those that
differ. What of a line differs, down to the cell, is found by frames.py when it is sent.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.strip import Strip

from lumenbrowse.tui.widgets.direct import Drawn, refresh_lines


class Painted(Drawn):
    """A widget that draws whole lines and refreshes only the cells that changed."""

    def __init__(self, *, name: str) -> None:
        super().__init__(id=name)
        self._painted: Sequence[Strip] = ()
        self._rendered: list[Strip] = []
        self._looks: dict[tuple[str, ...], Style] = {}
        self._is_restyled = False

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
            style = self._looks[roles] = self._filtered(style)
        return style

    def _filtered(self, style: Style) -> Style:
        """A style as Textual's filters leave it (NO_COLOR, dim…): once here, not for every line again."""
        strip, background = Strip([Segment("x", style)]), self.background_colors[1]
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, background)
        return next(iter(strip)).style or style

    def repaint(self) -> None:
        """Paints anew and refreshes the lines that changed."""
        if not self.is_mounted or not self.size:
            return
        self._heed_restyling()
        before, self._painted = self._painted, self.paint(*self.size)
        self._rendered = []
        is_new = len(before) != len(self._painted)
        changed = [y for y, line in enumerate(self._painted) if is_new or line != before[y]]
        if changed and self.direct is not None:
            self.direct.change(self, changed)
        if is_new:
            self.refresh()
        elif changed and (self.direct is None or any(self.gutter)):
            # Lines within a border Textual keeps.
            refresh_lines(self, changed)

    def content_lines(self) -> Sequence[Strip]:
        """The lines as last painted."""
        return self._painted

    def repaint_all(self) -> None:
        """Paints anew after a change of size."""
        self.forget_lines()
        self.repaint()

    def forget_lines(self) -> None:
        """Nothing painted before is of use."""
        self._painted, self._rendered = (), []

    def render_line(self, y: int) -> Strip:
        """The line as last painted (Textual's Line API)."""
        self._heed_restyling()
        if not self._painted:
            self._painted = self.paint(*self.size)
        return self._painted[y] if y < len(self._painted) else Strip.blank(self.size.width)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines within `crop` (called by Textual); where there is no border, without the way through it."""
        if any(self.gutter) or self.opacity < 1:
            return super().render_lines(crop)
        self._heed_restyling()
        if not self._rendered:
            self._rendered = [self.render_line(y) for y in range(self.size.height)]
        lines = self._rendered
        if crop.size != self.size:
            lines = [line.crop(crop.x, crop.right) for line in lines[crop.y : crop.bottom]]
        return lines

    def on_resize(self, _event: events.Resize) -> None:
        """Lines of another width are other lines."""
        self.repaint_all()

    def notify_style_update(self) -> None:
        """The looks may be others (called by Textual, before they are)."""
        super().notify_style_update()
        self._is_restyled = True

    def _heed_restyling(self) -> None:
        """Forgets what was painted in other colours: a focus that comes or goes mostly changes none."""
        if not self._is_restyled:
            return
        self._is_restyled = False
        before, self._looks = self._looks, {}
        for roles in before:
            self.look(*roles)
        if self._looks != before:
            self.forget_lines()
