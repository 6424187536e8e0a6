"""The models that were copied or picked last: one goes to them, or copies them again."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList

from lumenbrowse.catalog.model import Model
from lumenbrowse.storage.state import Recent
from lumenbrowse.text.dates import age
from lumenbrowse.text.safe import width
from lumenbrowse.tui.dialogs.base import ChoiceList, Dialog, same_key_closes
from lumenbrowse.tui.session import Start

_WIDEST_ID = 44


class RecentList(ChoiceList):
    """The list, of which `y` copies."""

    BINDINGS = [Binding("y,c", "screen.copy", "copy", show=False)]


class RecentsScreen(Dialog[tuple[str, bool]]):
    """Answers with an id and whether it is to be copied (by `y`, or as it is gone), or else gone to."""

    BINDINGS = same_key_closes("recents", "search.recents")
    HINTS = (("⏎", "go there"), ("y", "copy"), ("Esc", "close"))

    def __init__(self, start: Start, recents: Sequence[Recent], listed: Sequence[Model]) -> None:
        super().__init__("Recently copied", start.glyphs)
        self._start, self._ids = start, [one.id for one in recents]
        self._gone = {*self._ids} - {model.id for model in listed} if listed else set()
        room = min(_WIDEST_ID, max(width(self.glyphs.foreign(one)) for one in self._ids))
        prompts = [self._prompt(one, room) for one in recents]
        self.body = self._list = RecentList(*prompts, id="recents", compact=True)

    def _prompt(self, recent: Recent, room: int) -> Content:
        shown, now = self.glyphs.foreign(recent.id), self._start.clock()
        gap = " " * (max(0, room - width(shown)) + 2)
        when = f"{recent.how} {age(recent.at, now, self._start.zone)}"
        gone = f"{self.glyphs.dot}gone" if recent.id in self._gone else ""
        return Content.assemble(f" {shown}{gap}", (when, "$text-muted"), (gone, "$text-warning"))

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        chosen = self._ids[message.option_index]
        self.dismiss((chosen, chosen in self._gone))

    def action_copy(self) -> None:
        if self._list.highlighted is not None:
            self.dismiss((self._ids[self._list.highlighted], True))
