"""The help: the keys as they are bound now, how to search, and where other keys are given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.binding import Binding
from textual.widget import Widget

from lumenbrowse.tui.dialogs.base import Dialog
from lumenbrowse.tui.dialogs.moving import same_key_closes
from lumenbrowse.tui.dialogs.paper import Paper, PaperLine
from lumenbrowse.tui.help_text import HelpContext, help_lines
from lumenbrowse.tui.widgets.status_bar import KeyHint

_HINTS = (KeyHint("Esc", "close"), KeyHint("↑↓", "scroll"), KeyHint("i", "ids for keys.json"))


class HelpScreen(Dialog[None]):
    """The help. The key that opened it closes it too."""

    BINDINGS = [
        *same_key_closes("help"),
        Binding("i", "ids", "the ids for keys.json", show=False),
    ]

    def __init__(self, context: HelpContext) -> None:
        super().__init__("Help", _HINTS, context.signs)
        self._about = context
        self._ids = False
        self.paper = Paper(self._help, name="help", signs=context.signs)

    def content(self) -> Iterable[Widget]:
        """The text."""
        yield self.paper

    def _help(self, cells: int) -> Sequence[PaperLine]:
        return help_lines(self._about, cells, ids=self._ids)

    def action_ids(self) -> None:
        """Shows the ids of the actions, or what they do again."""
        self._ids = not self._ids
        self.paper.show(self._help)
