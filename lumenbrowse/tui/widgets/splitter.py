"""The edge between the table and the detail pane: drawn only under the mouse, dragged to resize the pane."""

from textual import events
from textual.strip import Strip
from textual.widget import Widget

from lumenbrowse.text.glyphs import Glyphs
from lumenbrowse.tui.widgets.painted import Painted

LEAST_PANE, LEAST_TABLE = 24, 36  # cells that a drag leaves them


def pane_width(wish: int | None, total: int) -> int:
    """The pane's cells where `wish` are wanted of `total` for table, edge and pane; None: the usual ones."""
    # From 44 on the longest line of a date is whole, and the table has more use for the rest: its columns.
    usual = min(total * 43 // 100, max(44, total * 36 // 100))
    return max(LEAST_PANE, min(wish or usual, total - 1 - LEAST_TABLE))


class Splitter(Painted):
    """One column, dragged to give the pane another width; `wish` is that in cells, None the usual one."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"splitter--edge", "splitter--held"}
    ROLES = "splitter"

    def __init__(self, name: str, glyphs: Glyphs, pane: Widget, wish: int | None) -> None:
        super().__init__(name, glyphs)
        self.wish, self._pane = wish, pane
        self._total: int | None = None

    def place(self, total: int | None) -> None:
        """Gives the pane its width of `total` cells for table, edge and pane; None: it is below the table."""
        self._total = total
        self._pane.styles.width = pane_width(self.wish, total) if total else None

    def paint(self) -> list[Strip]:
        text = self.glyphs.thumb if self._is_held or self.mouse_hover else " "
        line = self.strip([(text, "held" if self._is_held else "edge")], self.size.width)
        return [line] * self.size.height

    @property
    def _is_held(self) -> bool:
        return self.app.mouse_captured is self

    def watch_mouse_hover(self) -> None:
        self.repaint()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        event.stop()
        self.capture_mouse()
        self.repaint()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._is_held and not event.button:
            # The release was lost on its way.
            self.on_mouse_up()
        elif self._is_held and self._total is not None:
            right = self.region.x + 1 + self._pane.outer_size.width
            self.wish = pane_width(right - 1 - event.screen_x, self._total)
            self.place(self._total)

    def on_mouse_up(self) -> None:
        self.release_mouse()
        self.repaint()

    def on_click(self, event: events.Click) -> None:
        """The second of two clicks puts the edge where it usually is."""
        event.stop()
        if event.chain == 2:
            self.wish = None
            self.place(self._total)
