"""A text that scrolls: lines of pieces with roles, made anew for every width."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.strip import Strip

from lumenbrowse.text.glyphs import Glyphs
from lumenbrowse.tui.dialogs.moving import moving_keys
from lumenbrowse.tui.widgets.line import Line, fit
from lumenbrowse.tui.widgets.painted import Painted

PaperLine = Sequence[tuple[str, str]]
MakeLines = Callable[[int], Sequence[PaperLine]]
"""Makes the lines for a width in cells; each piece is a text, safe to draw, and a role."""

_WHEEL_LINES = 3


class Paper(Painted, can_focus=True):
    """Shows lines, as high as they are where there is room; the last one says how many more there are."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {
        "paper--key", "paper--more", "paper--quiet", "paper--text", "paper--title",
    }  # fmt: skip
    BINDINGS = [
        *moving_keys(
            "scroll_lines(-1)",
            "scroll_lines(1)",
            "scroll_pages(-1)",
            "scroll_pages(1)",
            "scroll_to_start",
            "scroll_to_end",
        ),
        Binding("space", "scroll_pages(1)", show=False),
    ]

    def __init__(self, make_lines: MakeLines, *, name: str, signs: Glyphs) -> None:
        super().__init__(name=name)
        self._make_lines = make_lines
        self._signs = signs
        self._lines: tuple[int, Sequence[PaperLine]] = (-1, ())
        self._top = 0

    def show(self, make_lines: MakeLines) -> None:
        """Shows another text, from its start."""
        self._make_lines = make_lines
        self._lines = (-1, ())
        self._top = 0
        self.refresh(layout=True)
        self.repaint()

    def _made(self, width: int) -> Sequence[PaperLine]:
        if self._lines[0] != width:
            self._lines = (width, self._make_lines(width))
        return self._lines[1]

    def get_content_width(self, container: Size, _viewport: Size) -> int:
        """All there is (called by Textual)."""
        return container.width

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        """As many lines as there are (called by Textual)."""
        return max(1, len(self._made(width)))

    def paint(self, width: int, height: int) -> list[Strip]:
        """The visible lines."""
        lines = self._made(width)
        self._top = max(0, min(self._top, len(lines) - height))
        strips = [self._strip(line, width) for line in lines[self._top : self._top + height]]
        left = len(lines) - self._top - height
        if left > 0 and height > 1:
            more = fit(self._signs.plain(f" ↓ {left + 1} more"), width, self._signs.ellipsis)
            look = self.look("paper--more")
            strips[-1] = Line().add(more, look).strip(width, look)
        return strips + [Strip.blank(width, self.look())] * (height - len(strips))

    def _strip(self, pieces: PaperLine, width: int) -> Strip:
        line = Line()
        for text, role in pieces:
            line.add(text, self.look(f"paper--{role}"))
        return line.strip(width, self.look())

    def action_scroll_lines(self, lines: int) -> None:
        """Scrolls by lines."""
        self._top = max(0, self._top + lines)
        self.repaint()

    def action_scroll_pages(self, pages: int) -> None:
        """Scrolls by what can be seen, less a line for context and the one that says how many follow."""
        self.action_scroll_lines(pages * max(1, self.size.height - 2))

    def action_scroll_to_start(self) -> None:
        """Scrolls to the first line."""
        self.action_scroll_lines(-self._top)

    def action_scroll_to_end(self) -> None:
        """Scrolls to the last line."""
        self.action_scroll_lines(len(self._lines[1]))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls."""
        event.stop()
        self.action_scroll_lines(_WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls."""
        event.stop()
        self.action_scroll_lines(-_WHEEL_LINES)
