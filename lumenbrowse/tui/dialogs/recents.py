"""The models that were copied or picked last: one goes to them, or copies them again."""

from rich.cells import cell_len
from textual import on
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList

from lumenbrowse.catalog.rows import Heading
from lumenbrowse.storage.state import Recent
from lumenbrowse.text.dates import age
from lumenbrowse.text.safe import naming
from lumenbrowse.tui.dialogs.base import ChoiceList, Dialog, same_key_closes
from lumenbrowse.tui.main_screen import MainScreen
from lumenbrowse.tui.messages import Copy

_WIDEST_ID = 44


class RecentsScreen(Dialog[Copy]):
    """Goes to a model; answers with what to copy where it is gone, or with `y`."""

    BINDINGS = [*same_key_closes("recents", "search.recents"), Binding("y,c", "copy", show=False)]
    HINTS = (("⏎", "go there"), ("y", "copy"), ("Esc", "close"))

    def __init__(self, main: MainScreen) -> None:
        super().__init__("Recently copied", main.start.glyphs)
        recents, listed = main.session.recents, {model.id for model in main.models.models}
        self._main, self._ids = main, [one.id for one in recents]
        self._gone = {*self._ids} - listed if listed else set()
        room = min(_WIDEST_ID, max(cell_len(self.glyphs.foreign(one)) for one in self._ids))
        prompts = [self._prompt(one, room) for one in recents]
        self.body = self._list = ChoiceList(*prompts, id="recents", compact=True)

    def _prompt(self, recent: Recent, room: int) -> Content:
        shown, start = self.glyphs.foreign(recent.id), self._main.start
        gap = " " * (max(0, room - cell_len(shown)) + 2)
        when = f"{recent.how} {age(recent.at, start.clock(), start.zone)}"
        gone = f"{self.glyphs.dot}gone" if recent.id in self._gone else ""
        return Content.assemble(f" {shown}{gap}", (when, "$text-muted"), (gone, "$text-warning"))

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        if self._go_to(self._ids[message.option_index]):
            self.dismiss(None)
        else:
            self.action_copy()

    def _go_to(self, model_id: str) -> bool:
        """Puts the cursor on a model, clearing what keeps it out of sight; False where it is not listed."""
        main, table = self._main, self._main.table
        key = next((one.key for one in main.models.models if one.id == model_id), None)
        if key is None:
            return False
        # Without the query, and then without the filters: no more than it takes.
        if table.shown.rows.row_of(key) is None:
            main.search.value = ""
        if table.shown.rows.row_of(key) is None:
            main.view = main.view.without_filters()
        table.move_to(table.shown.rows.row_of(key) or 0)
        if isinstance(table.current, Heading):
            main.action_collapse(False)
            table.move_to(table.shown.rows.row_of(key) or 0)
        main.set_focus(table)
        return True

    def action_copy(self) -> None:
        if self._list.highlighted is not None:
            chosen = self._ids[self._list.highlighted]
            self.dismiss(Copy(chosen, naming((chosen,)), (chosen,)))
