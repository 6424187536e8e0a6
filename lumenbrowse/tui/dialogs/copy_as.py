""" "Copy as…": a list of what a model can be copied as, and a look at each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events, on
from textual.binding import Binding
from textual.containers import Container
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from lumenbrowse.text.details import wrap_hard
from lumenbrowse.text.glyphs import Glyphs
from lumenbrowse.text.snippets import Snippet
from lumenbrowse.tui.dialogs.base import Dialog
from lumenbrowse.tui.dialogs.moving import same_key_closes
from lumenbrowse.tui.dialogs.paper import Paper, PaperLine
from lumenbrowse.tui.widgets.status_bar import KeyHint

_HINTS = (
    KeyHint("⏎/letter", "copy"),
    KeyHint("Esc", "close"),
    KeyHint("PgDn", "scroll"),
)
_MOST_CHARACTERS = 20_000


class Choices(OptionList):
    """The names; the keys that turn pages turn the preview's."""

    BINDINGS = [
        Binding("pageup,K", "screen.scroll_preview(-1)", show=False),
        Binding("pagedown,J", "screen.scroll_preview(1)", show=False),
        Binding("y", "select", show=False),
    ]


class CopyAsScreen(Dialog[Snippet]):
    """Answers with the snippet to copy: by Enter, a click, or the first letter of its name."""

    BINDINGS = [*same_key_closes("copy_as")]

    def __init__(self, what: str, snippets: Sequence[Snippet], signs: Glyphs) -> None:
        super().__init__(f"Copy {what} as…", _HINTS, signs)
        self._snippets = snippets
        self.choices = Choices(*map(_prompt, snippets), id="copy-choices", compact=True)
        self.preview = Paper(self._preview, name="copy-preview", signs=signs)
        self.preview.can_focus = False

    def content(self) -> Iterable[Widget]:
        """List and preview."""
        yield Container(self.choices, self.preview, id="copy-as")

    def on_mount(self) -> None:
        """The list has the keys."""
        self.set_focus(self.choices)

    def _preview(self, cells: int) -> Sequence[PaperLine]:
        text = self._snippets[self.choices.highlighted or 0].text
        lines = map(self.signs.foreign, text[:_MOST_CHARACTERS].split("\n"))
        parts = [part for line in lines for part in wrap_hard(line, cells)]
        if len(text) > _MOST_CHARACTERS:
            parts.append(self.signs.plain("… (all of it is copied)"))
        return [((part, "text"),) for part in parts]

    @on(OptionList.OptionHighlighted)
    def _looked_at(self) -> None:
        self.preview.show(self._preview)

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        self.dismiss(self._snippets[message.option_index])

    def on_key(self, event: events.Key) -> None:
        """A first letter chooses at once."""
        for snippet in self._snippets:
            if event.character == _letter(snippet):
                event.stop()
                self.dismiss(snippet)
                return

    def action_scroll_preview(self, pages: int) -> None:
        """Scrolls the preview."""
        self.preview.action_scroll_pages(pages)


def _letter(snippet: Snippet) -> str:
    return snippet.name[0].lower()


def _prompt(snippet: Snippet) -> Content:
    return Content.assemble((f" {_letter(snippet)} ", "$text-accent bold"), f" {snippet.name} ")
