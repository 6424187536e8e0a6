"""What all dialogs have in common: a frame with title and keys, the ways out, and a text that scrolls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import OptionList, Static

from lumenbrowse.text.glyphs import UNICODE, Glyphs
from lumenbrowse.tui.bindings import ACTIONS, ANYWHERE_BINDINGS
from lumenbrowse.tui.widgets.footer import Footer, KeyHint
from lumenbrowse.tui.widgets.status_bar import Bar, BarText

Result = TypeVar("Result")

DIALOG_STYLES = Path(__file__).resolve().parent / "dialogs.tcss"
"""The looks of the dialogs: to read them takes time that the first frame does not have."""

TextLine = Sequence[tuple[str, str]]
"""Pieces of a line: each a text, safe to draw, and its role."""
MakeLines = Callable[[int], Sequence[TextLine]]
"""Makes a text's lines for a width in cells."""

NARROW, _LOW = 64, 18
"""Below so many columns, or lines."""
_MOVES = ("up", "down", "page_up", "page_down", "first", "last")


def moving_keys(*runs: str) -> list[Binding]:
    """The table's keys for up, down, page up, page down, first and last, bound to `runs` in that order."""
    moves = zip(_MOVES, runs, strict=True)
    return [Binding(ACTIONS[one].keys, run, show=False, id=one) for one, run in moves]


def same_key_closes(*ids: str) -> list[Binding]:
    """The keys that opened a dialog close it too."""
    return [Binding(ACTIONS[one].keys, "screen.close", show=False, id=one) for one in ids]


class Dialog(ModalScreen[Result]):
    """A dialog. Esc and q close it with nothing chosen; what quits the program quits it from here too."""

    CSS_PATH = DIALOG_STYLES
    BINDINGS = [*ANYWHERE_BINDINGS, Binding("escape,q", "close", "close", show=False)]

    body: Widget
    """What stands between the title and the keys: each dialog makes its own."""

    def __init__(self, title: str, hints: Sequence[KeyHint], glyphs: Glyphs) -> None:
        super().__init__()
        self.glyphs = glyphs
        text = BarText(((f" {title}", "brand"),))
        self._title = Bar(text, name="dialog-title", glyphs=glyphs)
        self._keys = Footer(hints, name="dialog-keys", glyphs=glyphs)
        self.set_class(glyphs is not UNICODE, "square")

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield self._title
            yield self.body
            yield self._keys

    def on_resize(self, event: events.Resize) -> None:
        """Where there is little room the dialog takes all of it."""
        self.set_class(event.size.width < NARROW, "narrow")
        self.set_class(event.size.height < _LOW, "low")

    def action_close(self) -> None:
        self.dismiss(None)


class ChoiceList(OptionList):
    """A list to choose from, moved in with the table's keys."""

    BINDINGS = [
        *moving_keys(
            "cursor_up", "cursor_down", "page('page_up')", "page('page_down')", "first", "last"
        )
    ]

    async def action_page(self, action: str) -> None:
        """Moves by a page, where the screen leaves room for one: without, Textual's own arithmetic fails."""
        if self.scrollable_content_region:
            await self.run_action(action)


class Lines(Static):
    """Lines of pieces, made anew for every width."""

    COMPONENT_CLASSES = {"lines--key", "lines--quiet", "lines--text", "lines--title"}
    ALLOW_SELECT = False

    def __init__(self, make_lines: MakeLines) -> None:
        super().__init__()
        self._make_lines = make_lines

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        """As many lines as there are (called by Textual)."""
        return max(1, len(self._make_lines(width)))

    def render(self) -> Content:
        looks = {role: self.get_visual_style(role, partial=True) for role in self.COMPONENT_CLASSES}
        return Content("\n").join(
            Content.assemble(*((text, looks[f"lines--{role}"]) for text, role in line))
            for line in self._make_lines(self.size.width)
        )

    def show(self, make_lines: MakeLines) -> None:
        self._make_lines = make_lines
        self.refresh(layout=True)


class ScrolledLines(VerticalScroll, inherit_bindings=False):
    """A text that scrolls by the table's keys, at once: what moves smoothly is sent many times over."""

    BINDINGS = [
        *moving_keys(
            "scroll_lines(-1)", "scroll_lines(1)", "scroll_pages(-1)", "scroll_pages(1)",
            "scroll_lines(-1000000)", "scroll_lines(1000000)",
        ),
        Binding("space", "scroll_pages(1)", show=False),
    ]  # fmt: skip

    def __init__(self, make_lines: MakeLines, *, name: str) -> None:
        self._lines = Lines(make_lines)
        super().__init__(self._lines, id=name)

    def show(self, make_lines: MakeLines) -> None:
        """Shows another text, from its start."""
        self._lines.show(make_lines)
        self.scroll_to(y=0, animate=False)

    def action_scroll_lines(self, lines: int) -> None:
        self.scroll_relative(y=lines, animate=False)

    def action_scroll_pages(self, pages: int) -> None:
        """Scrolls by what can be seen, less a line for context."""
        self.action_scroll_lines(pages * max(1, self.size.height - 1))
