"""The models that were copied or picked last: one goes to them, or copies them again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from textual import on
from textual.app import App
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from lumenbrowse.catalog.model import Model
from lumenbrowse.storage.state import Recent
from lumenbrowse.text.dates import age
from lumenbrowse.text.glyphs import Glyphs
from lumenbrowse.text.safe import width
from lumenbrowse.tui.dialogs.base import ChoiceList, Dialog, same_key_closes
from lumenbrowse.tui.session import Start
from lumenbrowse.tui.widgets.footer import KeyHint

_HINTS = (KeyHint("⏎", "go there"), KeyHint("y", "copy"), KeyHint("Esc", "close"))
_WIDEST_ID = 44


class RecentEntry(NamedTuple):
    """A model that was used: `when` in words, and whether the list on screen has it no more."""

    id: str
    when: str
    gone: bool = False


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
    now, ids = start.clock(), {model.id for model in listed}
    entries = [
        RecentEntry(
            one.id, f"{one.how} {age(one.at, now, start.zone)}", bool(ids) and one.id not in ids
        )
        for one in recents
    ]
    if entries:
        app.push_screen(RecentsScreen(entries, start.glyphs), chosen)
    return bool(entries)


class RecentList(ChoiceList):
    """The list, of which `y` copies."""

    BINDINGS = [Binding("y,c", "screen.copy", "copy", show=False)]


class RecentsScreen(Dialog[RecentChoice]):
    """Answers with a model: Enter and a click go there, where it is gone they copy it; `y` copies."""

    BINDINGS = [*same_key_closes("recents", "search.recents")]

    def __init__(self, entries: Sequence[RecentEntry], glyphs: Glyphs) -> None:
        super().__init__("Recently copied", _HINTS, glyphs)
        self._entries = entries
        room = min(_WIDEST_ID, max(width(glyphs.foreign(entry.id)) for entry in entries))
        prompts = [_prompt(entry, room, glyphs) for entry in entries]
        self._list = RecentList(*prompts, id="recents", compact=True)

    def content(self) -> Iterable[Widget]:
        """The list."""
        yield self._list

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        entry = self._entries[message.option_index]
        self.dismiss(RecentChoice(entry.id, copy=entry.gone))

    def action_copy(self) -> None:
        """Copies the one under the cursor."""
        if self._list.highlighted is not None:
            self.dismiss(RecentChoice(self._entries[self._list.highlighted].id, copy=True))


def _prompt(entry: RecentEntry, room: int, glyphs: Glyphs) -> Content:
    shown = glyphs.foreign(entry.id)
    gap = " " * (max(0, room - width(shown)) + 2)
    gone = f"{glyphs.dot}gone" if entry.gone else ""
    return Content.assemble(f" {shown}{gap}", (entry.when, "$text-muted"), (gone, "$text-warning"))
