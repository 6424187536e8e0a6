"""The models that were copied or picked last: one goes to them, or copies them again."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual import on
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList

from lumenbrowse.catalog.model import Catalog
from lumenbrowse.storage.state import Recent
from lumenbrowse.text.dates import age
from lumenbrowse.tui.dialogs.base import ChoiceList, Dialog, same_key_closes
from lumenbrowse.tui.messages import Copy, copy_of
from lumenbrowse.tui.session import Start

_WIDEST_ID = 44


class RecentsScreen(Dialog[Copy | Recent]):
    """Answers with the one to go to, or with `y` with what to copy."""

    BINDINGS = [*same_key_closes("recents", "search.recents"), Binding("y,c", "copy", show=False)]
    HINTS = (("⏎", "go there"), ("y", "copy"), ("Esc", "close"))

    def __init__(self, start: Start, recents: Sequence[Recent], catalog: Catalog) -> None:
        super().__init__("Recently copied", start.glyphs)
        self._listed = {model.id for model in catalog.models}
        self._start, self._recents = start, recents
        room = min(_WIDEST_ID, max(cell_len(self.glyphs.foreign(one.id)) for one in recents))
        prompts = [self._prompt(one, room) for one in recents]
        self.body = self._list = ChoiceList(*prompts, id="recents", compact=True)

    def _prompt(self, recent: Recent, room: int) -> Content:
        shown, start = self.glyphs.foreign(recent.id), self._start
        gap = " " * (max(0, room - cell_len(shown)) + 2)
        when = f"{recent.how} {age(recent.at, start.clock(), start.zone)}"
        gone = f"{self.glyphs.dot}gone" if self._listed and recent.id not in self._listed else ""
        return Content.assemble(f" {shown}{gap}", (when, "$text-muted"), (gone, "$text-warning"))

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        self.dismiss(self._recents[message.option_index])

    def action_copy(self) -> None:
        if self._list.highlighted is not None:
            self.dismiss(copy_of((self._recents[self._list.highlighted].id,)))
