"""The columns beside id and added: each switched on or off, and the table shows it at once."""

from textual import on
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList

from lumenbrowse.text.columns import COLUMNS, IN_OUT, USUAL_COLUMNS, widths_of
from lumenbrowse.tui.dialogs.base import ChoiceList, Dialog, same_key_closes
from lumenbrowse.tui.main_screen import MainScreen

_WORDS = {
    "price": "in / out per million tokens, or by unit", "context": "tokens of context", "in": "what it takes",
    "out": "what it gives", "name": "its name", "aliases": "other IDs of it", "can": "its capabilities",
    "ends": "when it ends",
}  # fmt: skip


class ColumnsScreen(Dialog[None]):
    """Changes the view of the main screen with each choice."""

    BINDINGS = [*same_key_closes("columns"), Binding("space", "switch", show=False)]
    HINTS = (("Space", "show, hide"), ("Esc", "close"))

    def __init__(self, main: MainScreen) -> None:
        super().__init__("Columns, where there is room", main.start.glyphs)
        self._main, chosen = main, main.view.columns
        self._known = widths_of(main.models, COLUMNS, self.glyphs.only_ascii)
        self._chosen = USUAL_COLUMNS if chosen is None else chosen
        self.body = self._list = ChoiceList(*map(self._prompt, COLUMNS), id="columns", compact=True)

    def _prompt(self, name: str) -> Content:
        mark = self.glyphs.marked if name in self._chosen else " "
        known = {*self._known, *(IN_OUT.split("-") if IN_OUT in self._known else ())}
        words = _WORDS[name] if name in known else "no model here says it"
        muted = (self.glyphs.plain(words), "$text-muted")
        return Content.assemble(f" [{mark}] {name:<8} ", muted, " ")

    @on(OptionList.OptionSelected)
    def action_switch(self) -> None:
        if (at := self._list.highlighted) is not None:
            name = COLUMNS[at]
            # Those that were chosen keep their order.
            left = tuple(one for one in self._chosen if one != name)
            self._chosen = (*self._chosen, name) if left == self._chosen else left
            self._list.replace_option_prompt_at_index(at, self._prompt(name))
            self._main.view = self._main.view._replace(columns=self._chosen)
