"""The models that were copied or picked last: one goes to them, or copies them again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

from textual import on
from textual.app import App
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList

from lumenbrowse.catalog.model import Model
from lumenbrowse.storage.state import Recent
from lumenbrowse.text.dates import age
from lumenbrowse.text.safe import width
from lumenbrowse.tui.dialogs.base import ChoiceList, Dialog, same_key_closes
from lumenbrowse.tui.session import Start
from lumenbrowse.tui.widgets.footer import KeyHint

_HINTS = (KeyHint("⏎", "go there"), KeyHint("y", "copy"), KeyHint("Esc", "close"))
_WIDEST_ID = 44


class RecentChoice(NamedTuple):
    """What is to happen with a model: copied, or gone to."""

    id: str
    copy: bool


def open_recents(
    app: App[Any],
    start: Start,
    recents: Sequence[Recent],
    listed: Sequence[Model],
    chosen: Callable[[RecentChoice | None], None],
) -> bool:
    """Offers what was used, of which `chosen` gets one; False where there is nothing."""
    if recents:
        app.push_screen(RecentsScreen(start, recents, {model.id for model in listed}), chosen)
    return bool(recents)


class RecentList(ChoiceList):
    """The list, of which `y` copies."""

    BINDINGS = [Binding("y,c", "screen.copy", "copy", show=False)]


class RecentsScreen(Dialog[RecentChoice]):
    """Answers with a model: Enter and a click go there, where it is gone they copy it; `y` copies."""

    BINDINGS = [*same_key_closes("recents", "search.recents")]

    def __init__(self, start: Start, recents: Sequence[Recent], listed: Collection[str]) -> None:
        super().__init__("Recently copied", _HINTS, start.glyphs)
        self._ids = [one.id for one in recents]
        self._gone = {one for one in self._ids if listed and one not in listed}
        self._start, room = start, max(width(self.glyphs.foreign(one)) for one in self._ids)
        prompts = [self._prompt(one, min(_WIDEST_ID, room)) for one in recents]
        self.body = self._list = RecentList(*prompts, id="recents", compact=True)

    def _prompt(self, recent: Recent, room: int) -> Content:
        shown, now = self.glyphs.foreign(recent.id), self._start.clock()
        gap = " " * (max(0, room - width(shown)) + 2)
        when = f"{recent.how} {age(recent.at, now, self._start.zone)}"
        gone = f"{self.glyphs.dot}gone" if recent.id in self._gone else ""
        words = ((when, "$text-muted"), (gone, "$text-warning"))
        return Content.assemble(f" {shown}{gap}", *words)

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        chosen = self._ids[message.option_index]
        self.dismiss(RecentChoice(chosen, copy=chosen in self._gone))

    def action_copy(self) -> None:
        if self._list.highlighted is not None:
            self.dismiss(RecentChoice(self._ids[self._list.highlighted], copy=True))
