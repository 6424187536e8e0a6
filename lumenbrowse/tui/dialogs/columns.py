"""The columns beside id and added: each switched on or off, and the table shows it at once."""

from collections.abc import Callable

from textual import on
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList

from lumenbrowse.catalog.model import Catalog
from lumenbrowse.text.columns import COLUMNS, IN_OUT, USUAL_COLUMNS, widths_of
from lumenbrowse.tui.dialogs.base import ChoiceList, Dialog, same_key_closes
from lumenbrowse.tui.session import Start

Columns = tuple[str, ...]
Show = Callable[[Columns], object]

_WORDS = {
    "price": "in / out per million tokens, or by unit", "context": "tokens of context", "in": "what it takes",
    "out": "what it gives", "name": "its name", "aliases": "other IDs of it", "can": "its capabilities",
    "ends": "when it ends",
}  # fmt: skip


class ColumnsScreen(Dialog[None]):
    """Has the table show each choice at once, by `show`."""

    BINDINGS = [*same_key_closes("columns"), Binding("space", "switch", show=False)]
    HINTS = (("Space ⏎", "show, hide"), ("Esc", "close"))

    def __init__(self, start: Start, catalog: Catalog, chosen: Columns | None, show: Show) -> None:
        super().__init__("Columns, where there is room", start.glyphs)
        self._show = show
        self._known = widths_of(catalog, COLUMNS, self.glyphs.only_ascii)
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
            self._show(self._chosen)
