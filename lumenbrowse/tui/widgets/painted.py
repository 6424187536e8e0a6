"""The base of our widgets: lines painted through Textual's Line API, of which only what changed is drawn.

Textual composes what was refreshed some milliseconds later. Where nothing lies over them `DirectFrames` sends
our lines at once, one frame for all that a key changed; the rest Textual draws, and the end of a burst.
"""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from math import inf

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual import events, on
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from lumenbrowse.text.glyphs import Glyphs

# Puts lines on the terminal, each after a move of the cursor; False where nothing can be drawn now.
Draw = Callable[[str], bool]
Look = Callable[..., Style]  # the style of roles, each laid over the one before

FRAME = 1 / 60  # seconds from one direct frame to the next at the least, as between Textual's
_WHEEL = 3


class Drawn(Widget):
    """A widget whose lines can be sent without Textual's composing them."""

    direct: DirectFrames | None = None  # told of its changes; None before the first frame

    def content_lines(self) -> Sequence[Strip]:
        return [self.render_line(y) for y in range(self.size.height)]


class DirectFrames:
    """Sends the lines that changed in the widgets of one screen."""

    def __init__(self, screen: Screen[None], draw: Draw, *, pause: float = FRAME) -> None:
        self._screen, self._draw, self._pause = screen, draw, pause
        self._sent_at = -inf
        self._changed: dict[Drawn, set[int]] = {}

    def change(self, widget: Drawn, lines: Iterable[int]) -> None:
        """Lines of a widget are others now: they are sent by `send`, at the latest when the loop goes on."""
        if not self._changed:
            get_running_loop().call_soon(self.send)
        self._changed.setdefault(widget, set()).update(lines)

    def send(self) -> None:
        """Sends what changed so far, or has Textual draw it."""
        changed, self._changed = self._changed, {}
        screen, now = self._screen, get_running_loop().time()
        # A dialog may lie over them, and a small screen hide parts of them.
        seen = all(screen.region.contains_region(widget.region) for widget in changed)
        is_due = changed and now - self._sent_at >= self._pause and screen.is_active and seen
        if is_due and self._draw(self._frame(changed)):
            self._sent_at = now
        else:
            for widget, lines in changed.items():
                refresh_lines(widget, lines)

    def _frame(self, changed: dict[Drawn, set[int]]) -> str:
        app, frame = self._screen.app, ""
        for widget, numbers in changed.items():
            lines, region = widget.content_lines(), widget.content_region
            frame += placed(lines, region, sorted(numbers), app.console)
        return frame + _move(*self._screen.outer_size.clamp_offset(app.cursor_position))


def placed(lines: Sequence[Strip], region: Region, numbers: Iterable[int], console: Console) -> str:
    """Those of `lines` that have these numbers, for the terminal: each moved to its place in `region`."""
    return "".join(
        f"{_move(region.x, region.y + y)}{lines[y].render(console)}"
        for y in numbers
        if y < min(len(lines), region.height)
    )


def _move(x: int, y: int) -> str:
    """CUP, the move of the cursor (ECMA-48, 8.3.21)."""
    return f"\x1b[{y + 1};{x + 1}H"


def refresh_lines(widget: Widget, lines: Iterable[int]) -> None:
    """Has Textual draw lines of a widget's content in its next frame."""
    widget.refresh(*(Region(0, y, widget.size.width, 1) for y in lines))


class Painted(Drawn):
    """A widget that paints all its lines at once; `repaint` has those drawn that differ from before."""

    ROLES = ""  # what the names of its component classes begin with

    def __init__(self, name: str, glyphs: Glyphs) -> None:
        super().__init__(id=name)
        self.glyphs = glyphs
        self._lines: Sequence[Strip] = ()
        self._looks: dict[tuple[str, ...], Style] = {}

    def paint(self) -> Sequence[Strip]:
        """The lines of the widget's content, each as wide as that is; those below them are blank."""
        raise NotImplementedError

    def strip(self, pieces: Iterable[tuple[str, str]], width: int) -> Strip:
        """Texts, each with its role, as a line of exactly `width` cells."""
        line = Line(self.look)
        for text, role in pieces:
            line.add(text, f"{self.ROLES}--{role}")
        return line.strip(width)

    def look(self, *roles: str) -> Style:
        """The style of component classes, each laid over the one before, on the widget's own."""
        if roles in self._looks:
            return self._looks[roles]
        # Only a whole style has its colours blended; what lies over it brings its own rules alone.
        style = self.get_component_rich_style(roles[0]) if roles else self.rich_style
        for role in roles[1:]:
            style += self.get_component_rich_style(role, partial=True)
        # As Textual's filters leave it (NO_COLOR, the palette's colours).
        strip, background = Strip([Segment("x", style)]), self.background_colors[1]
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, background)
        self._looks[roles] = next(iter(strip)).style or style
        return self._looks[roles]

    def repaint(self) -> None:
        if not self.is_mounted or not self.size:
            return
        # Once they were forgotten, others may be on the screen.
        before = self._lines or [Strip([])] * self.size.height
        self._lines = self.paint()
        pairs = enumerate(zip_longest(before, self._lines))
        changed = [y for y, (old, new) in pairs if old != new]
        if changed and self.direct is not None:
            self.direct.change(self, changed)
        if changed and (self.direct is None or any(self.gutter)):
            # Within a border Textual keeps what it drew.
            refresh_lines(self, changed)

    def forget_lines(self) -> None:
        self._lines = ()

    def render_line(self, y: int) -> Strip:
        if not self._lines:
            self._lines = self.paint()
        is_below = y >= len(self._lines)
        return Strip.blank(self.size.width, self.look()) if is_below else self._lines[y]

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines within `crop`: where there is no border, past Textual's own store of them."""
        if any(self.gutter):
            return super().render_lines(crop)
        lines = range(crop.y, crop.bottom)
        return [self.render_line(y).crop(crop.x, crop.right) for y in lines]

    def on_resize(self, _event: events.Resize) -> None:
        self.forget_lines()
        self.repaint()

    @on(events.MouseScrollDown)
    @on(events.MouseScrollUp)
    def _wheel_turned(self, event: events.MouseEvent) -> None:
        event.stop()
        self.scroll_lines(_WHEEL if isinstance(event, events.MouseScrollDown) else -_WHEEL)

    def scroll_lines(self, lines: int) -> None:
        """Scrolls, where that is possible."""

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._looks.clear()
        self.forget_lines()


def fit(text: str, width: int, ellipsis: str = "…") -> str:
    """`text` in exactly `width` cells: padded, or cut with an ellipsis."""
    if cell_len(text) <= width or width <= len(ellipsis):
        return set_cell_size(text, max(0, width))
    return set_cell_size(text, width - len(ellipsis)) + ellipsis


class Line:
    """A line put together from left to right, in looks by their roles; `width` is its cells so far."""

    def __init__(self, look: Look) -> None:
        self.look, self.width = look, 0
        self._segments: list[Segment] = []

    def add(self, text: str, *roles: str) -> Line:
        return self.add_styled(text, self.look(*roles))

    def add_styled(self, text: str, style: Style) -> Line:
        """Adds a text, which joins the piece before it where that looks the same."""
        segments = self._segments
        if segments and segments[-1].style is style:
            segments[-1] = Segment(segments[-1].text + text, style)
        elif text:
            segments.append(Segment(text, style))
        self.width += cell_len(text)
        return self

    def pad_to(self, width: int, *roles: str) -> Line:
        return self.add(" " * (width - self.width), *roles)

    def fit(self, width: int, *roles: str) -> Line:
        """Makes it exactly `width` cells wide: padded in the look of `roles`, or cropped."""
        if self.width < width:
            # A piece of its own: of blanks alone fewer changes are sent.
            self._segments.append(Segment(" " * (width - self.width), self.look(*roles)))
        elif self.width > width:
            self._segments = [*Strip(self._segments, self.width).crop(0, width)]
        self.width = width
        return self

    def strip(self, width: int, *roles: str) -> Strip:
        self.fit(width, *roles)
        return Strip(self._segments, width)
