""" "Copy as…": a list of what a model can be copied as, and a look at each."""

from collections.abc import Sequence

from textual import events, on
from textual.binding import Binding
from textual.containers import Container
from textual.content import Content
from textual.widgets import OptionList

from lumenbrowse.catalog.model import UNKNOWN_OWNER, Catalog, Model
from lumenbrowse.text.safe import naming, wrap_hard
from lumenbrowse.text.snippets import snippets
from lumenbrowse.tui.dialogs.base import Dialog, ScrolledLines, TextLine, same_key_closes
from lumenbrowse.tui.messages import Copy
from lumenbrowse.tui.session import Start

_MOST_CHARACTERS = 20_000


class Choices(OptionList):
    """The names; the keys that turn pages turn the preview's."""

    BINDINGS = [
        Binding("pageup,K", "screen.scroll_preview(-1)", show=False),
        Binding("pagedown,J", "screen.scroll_preview(1)", show=False),
        Binding("y", "select", show=False),
    ]


class CopyAsScreen(Dialog[Copy]):
    """Answers with what to copy. Raises `NotCopyableError` for an id that can't be seen whole."""

    BINDINGS = same_key_closes("copy_as")
    HINTS = (("⏎/letter", "copy"), ("Esc", "close"), ("PgDn", "scroll"))

    def __init__(self, start: Start, catalog: Catalog, ids: tuple[str, ...]) -> None:
        listed = {model.id: model for model in catalog.models}
        # Of a model that is gone only the id is known.
        models = [listed.get(one) or Model(one, UNKNOWN_OWNER) for one in ids]
        self._ids = ids
        self._snippets = [*snippets(models, start.settings).items()]
        super().__init__(f"Copy {naming(ids)} as…", start.glyphs)
        letters = [(f" {name[0].lower()} ", "$text-accent bold") for name, _ in self._snippets]
        names = [f" {name} " for name, _ in self._snippets]
        prompts = map(Content.assemble, letters, names)
        self._choices = Choices(*prompts, id="copy-choices", compact=True)
        self._preview = ScrolledLines(self._lines, name="copy-preview")
        self._preview.can_focus = False
        self.body = Container(self._choices, self._preview, id="copy-as")

    def _lines(self, cells: int) -> Sequence[TextLine]:
        text = self._snippets[self._choices.highlighted or 0][1]
        lines = map(self.glyphs.foreign, text[:_MOST_CHARACTERS].split("\n"))
        parts = [part for line in lines for part in wrap_hard(line, max(1, cells))]
        if len(text) > _MOST_CHARACTERS:
            parts.append(self.glyphs.plain("… (all of it is copied)"))
        return [((part, "text"),) for part in parts]

    @on(OptionList.OptionHighlighted)
    def _looked_at(self) -> None:
        self._preview.show_again()

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        self._answer(*self._snippets[message.option_index])

    def on_key(self, event: events.Key) -> None:
        """A first letter chooses at once."""
        chosen = [one for one in self._snippets if event.character == one[0][0].lower()]
        if chosen:
            event.stop()
            self._answer(*chosen[0])

    def _answer(self, name: str, text: str) -> None:
        what = "" if name == "id" else f"{name} for "
        self.dismiss(Copy(text, f"{what}{naming(self._ids)}", self._ids))

    def action_scroll_preview(self, pages: int) -> None:
        self._preview.action_scroll_pages(pages)
