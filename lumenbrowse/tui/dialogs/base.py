"""What all dialogs have in common: a frame with title and keys, the ways out, and a text that scrolls."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import OptionList, Static

from lumenbrowse.text.glyphs import UNICODE, Glyphs
from lumenbrowse.tui.bindings import ACTIONS, ANYWHERE_BINDINGS
from lumenbrowse.tui.widgets.footer import Footer, Hint
from lumenbrowse.tui.widgets.status_bar import Bar

Result = TypeVar("Result")

# The looks of the dialogs: to read them takes time that the first frame does not have.
DIALOG_STYLES = Path(__file__).resolve().parent / "dialogs.tcss"

TextLine = Sequence[tuple[str, str]]  # pieces of a line: each a text, safe to draw, and its role
MakeLines = Callable[[int], Sequence[TextLine]]  # makes a text's lines for a width in cells

NARROW = 64  # below so many columns


def moving_keys(*runs: str) -> list[BindingType]:
    """The table's keys for up, down, page up, page down, first and last, bound to `runs` in that order."""
    moves = zip(("up", "down", "page_up", "page_down", "first", "last"), runs, strict=True)
    return [Binding(ACTIONS[one].keys, run, show=False, id=one) for one, run in moves]


def same_key_closes(*ids: str) -> list[BindingType]:
    """The keys that opened a dialog close it too."""
    return [Binding(ACTIONS[one].keys, "screen.dismiss", show=False, id=one) for one in ids]


class Dialog(ModalScreen[Result]):
    """A dialog. Esc and q close it with nothing chosen; what quits the program quits it from here too."""

    CSS_PATH = DIALOG_STYLES
    BINDINGS = [*ANYWHERE_BINDINGS, Binding("escape,q", "dismiss", "close", show=False)]
    # Where there is little room the dialog takes all of it.
    HORIZONTAL_BREAKPOINTS = [(0, "narrow"), (NARROW, "wide")]
    VERTICAL_BREAKPOINTS = [(0, "low"), (18, "high")]
    HINTS: Sequence[Hint] = (("Esc", "close"),)
    body: Widget  # what stands between the title and the keys: each dialog makes its own

    def __init__(self, title: str, glyphs: Glyphs) -> None:
        super().__init__(classes="" if glyphs is UNICODE else "square")
        self._title, self.glyphs = title, glyphs

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Bar("dialog-title", self.glyphs, (f" {self._title}", "brand"))
            yield self.body
            yield Footer("dialog-keys", self.glyphs, self.HINTS)


class ChoiceList(OptionList):
    """A list to choose from, moved in with the table's keys."""

    BINDINGS = moving_keys(
        "cursor_up", "cursor_down", "page('page_up')", "page('page_down')", "first", "last"
    )

    async def action_page(self, action: str) -> None:
        """Moves by a page, where the screen leaves room for one: without, Textual's own arithmetic fails."""
        if self.scrollable_content_region:
            await self.run_action(action)


SCROLLING_KEYS = [
    *moving_keys(
        "scroll_lines(-1)", "scroll_lines(1)", "scroll_pages(-1)", "scroll_pages(1)",
        "scroll_lines(-1000000)", "scroll_lines(1000000)",
    ),
    Binding("space", "scroll_pages(1)", show=False),
]  # fmt: skip


class Lines(Static):
    """Lines of pieces, made anew for every width."""

    COMPONENT_CLASSES = {"lines--key", "lines--text", "lines--title"}
    ALLOW_SELECT = False

    def __init__(self, make_lines: MakeLines) -> None:
        super().__init__()
        self._make_lines = make_lines

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        return max(1, len(self._make_lines(width)))

    def render(self) -> Content:
        looks = {role: self.get_visual_style(role, partial=True) for role in self.COMPONENT_CLASSES}
        return Content("\n").join(
            Content.assemble(*((text, looks[f"lines--{role}"]) for text, role in line))
            for line in self._make_lines(self.size.width)
        )


class ScrolledLines(VerticalScroll, inherit_bindings=False):
    """A text that scrolls by the table's keys, at once: what moves smoothly is sent many times over."""

    BINDINGS = [*SCROLLING_KEYS]

    def __init__(self, make_lines: MakeLines, *, name: str) -> None:
        self._lines = Lines(make_lines)
        super().__init__(self._lines, id=name)

    def show_again(self) -> None:
        """Makes the lines anew, and shows them from the first one on."""
        self._lines.refresh(layout=True)
        self.scroll_to(y=0, animate=False)

    def action_scroll_lines(self, lines: int) -> None:
        self.scroll_relative(y=lines, animate=False)

    def action_scroll_pages(self, pages: int) -> None:
        """Scrolls by what can be seen, less a line for context."""
        self.action_scroll_lines(pages * max(1, self.size.height - 1))
