"""Frames of our own: lines that changed are on the terminal at once, not in Textual's next frame.

Textual collects what was refreshed, and composes all of it anew some milliseconds later. The lines of our
widgets are known when they are painted: where nothing lies over them they are sent as they are, and what the
composed frame would say again frames.py leaves out. What can't be sent so now, Textual draws; so it does
where frames would follow each other faster than its own: of a burst, a slow line is to carry the end only.
"""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import inf

from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

Draw = Callable[[str], bool]
"""Puts lines on the terminal, each after a move of the cursor; False where nothing can be drawn now."""

FRAME = 1 / 60
"""Seconds from one frame to the next at the least, as between Textual's."""
_OVERLAYS = frozenset({"textual-toastrack", "textual-tooltip"})
"""What Textual adds to each screen, to lie over the rest."""


class Drawn(Widget):
    """A widget whose lines can be sent without Textual's composing them."""

    direct: DirectFrames | None = None
    """Where it tells its changes to; None before the first frame."""

    def content_lines(self) -> Sequence[Strip]:
        """The lines of the widget's content as they are now."""
        raise NotImplementedError


class DirectFrames:
    """Sends the lines that changed in the widgets of one screen: one frame for all that one key changed."""

    def __init__(self, screen: Screen[None], draw: Draw, *, pause: float = FRAME) -> None:
        self._screen = screen
        self._draw = draw
        self._pause = pause
        self._sent_at = -inf
        self._changed: dict[Drawn, set[int]] = {}

    def change(self, widget: Drawn, lines: Iterable[int]) -> None:
        """Lines of a widget are others now: they are sent by `send`, at the latest when the loop goes on."""
        if not self._changed:
            get_running_loop().call_soon(self.send)
        self._changed.setdefault(widget, set()).update(lines)

    def send(self) -> None:
        """Sends what changed so far."""
        changed, self._changed = self._changed, {}
        if not changed:
            return
        now = get_running_loop().time()
        is_due = now - self._sent_at >= self._pause
        if is_due and self._is_free(changed) and self._draw(self._frame(changed)):
            self._sent_at = now
            return
        for widget, lines in changed.items():
            refresh_lines(widget, lines)

    def _is_free(self, changed: Iterable[Drawn]) -> bool:
        """Whether nothing lies over the widgets, and each is whole on the screen."""
        screen = self._screen
        overlays = (child for child in screen.children if child.id in _OVERLAYS)
        if not screen.is_active or any(child.display and child.region for child in overlays):
            return False
        return all(screen.region.contains_region(widget.region) for widget in changed)

    def _frame(self, changed: dict[Drawn, set[int]]) -> str:
        app = self._screen.app
        console = app.console
        parts = []
        for widget, numbers in changed.items():
            left, top, _, height = widget.content_region
            lines = widget.content_lines()[:height]
            parts += [
                f"{_move(left, top + y)}{lines[y].render(console)}"
                for y in sorted(numbers)
                if y < len(lines)
            ]
        parts.append(_move(*self._screen.outer_size.clamp_offset(app.cursor_position)))
        return "".join(parts)


def refresh_lines(widget: Widget, lines: Iterable[int]) -> None:
    """Has Textual draw lines of a widget's content in its next frame."""
    width = widget.size.width
    widget.refresh(*(Region(0, y, width, rows) for y, rows in runs(sorted(lines))))


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Ascending numbers as runs without a gap: each one's first, and how many they are."""
    start = length = 0
    for number in numbers:
        if length and number == start + length:
            length += 1
            continue
        if length:
            yield start, length
        start, length = number, 1
    if length:
        yield start, length


def _move(x: int, y: int) -> str:
    return f"\x1b[{y + 1};{x + 1}H"
