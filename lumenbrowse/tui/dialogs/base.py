"""What all dialogs have in common: a frame with a title and the keys that matter, and the ways out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget

from lumenbrowse.text.glyphs import UNICODE, Glyphs
from lumenbrowse.tui.actions import ANYWHERE
from lumenbrowse.tui.bindings import APP_ACTIONS
from lumenbrowse.tui.styles import DIALOG_STYLES
from lumenbrowse.tui.widgets.status_bar import Bar, BarText, Footer, KeyHint

Result = TypeVar("Result")

_NARROW, _LOW = 64, 18
"""Below so many columns, or lines."""

ANYWHERE_BINDINGS = [
    Binding(one.keys, f"app.{APP_ACTIONS[one.id]}", one.does, show=False, id=one.id)
    for one in ANYWHERE.actions
]


class Dialog(ModalScreen[Result]):
    """A dialog. Esc and q close it with nothing chosen; what quits the program quits it from here too."""

    CSS_PATH = DIALOG_STYLES
    BINDINGS = [*ANYWHERE_BINDINGS, Binding("escape,q", "close", "close", show=False)]

    def __init__(self, title: str, hints: Iterable[KeyHint], signs: Glyphs) -> None:
        super().__init__()
        self.signs = signs
        self._top = Bar(name="dialog-title", text=BarText(((f" {title}", "brand"),)), signs=signs)
        self._footer = Footer(name="dialog-keys", signs=signs)
        self._footer.show_hints(tuple(hints))
        self.set_class(signs is not UNICODE, "square")

    def content(self) -> Iterable[Widget]:
        """What stands between the title and the keys."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The frame (called by Textual)."""
        with Vertical(id="dialog"):
            yield self._top
            yield from self.content()
            yield self._footer

    def on_resize(self, event: events.Resize) -> None:
        """Where there is little room the dialog takes all of it."""
        self.set_class(event.size.width < _NARROW, "narrow")
        self.set_class(event.size.height < _LOW, "low")

    def action_close(self) -> None:
        """Closes the dialog; nothing was chosen."""
        self.dismiss(None)
