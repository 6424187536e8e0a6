"""What is seen of a dialog, and other keys than the usual ones, for the tests of all of them."""

from typing import Any

from textual.content import Content
from textual.screen import Screen
from textual.widgets import DataTable, OptionList

from lumenbrowse.tui.dialogs.base import ScrolledLines
from lumenbrowse.tui.widgets.painted import Painted
from tests.tui.factory import Ui


def dialog(ui: Ui) -> Screen[Any]:
    """The dialog that is open, once it can be seen."""
    if is_closed(ui) or not ui.app.screen.is_mounted:
        ui.wait_for(lambda: not is_closed(ui) and ui.app.screen.is_mounted)
    return ui.app.screen


def opens(ui: Ui, *pressed: str) -> Screen[Any]:
    """Presses keys, after which a dialog must be open."""
    ui.press(*pressed)
    found = dialog(ui)
    ui.pause()
    return found


def is_closed(ui: Ui) -> bool:
    return ui.app.screen is ui.screen


def closes(ui: Ui, *pressed: str) -> None:
    """Presses keys, after which no dialog may be left."""
    ui.press(*pressed)
    ui.wait_for(lambda: is_closed(ui))


def title(ui: Ui) -> str:
    return dialog(ui).query_one("#dialog-title", Painted).render_line(0).text.strip()


def text_of(ui: Ui, selector: str) -> list[str]:
    """The visible lines of a dialog's text that scrolls."""
    shown = dialog(ui).query_one(selector, ScrolledLines)
    lines = shown.children[0]
    top = round(shown.scroll_y)
    rows = range(top, min(top + shown.size.height, lines.size.height))
    return [lines.render_line(y).text.rstrip() for y in rows]


def options(ui: Ui, selector: str) -> list[str]:
    found = []
    for option in dialog(ui).query_one(selector, OptionList).options:
        assert isinstance(option.prompt, Content)
        found.append(option.prompt.plain)
    return found


def commands(ui: Ui) -> list[str]:
    return [" ".join(line.split()) for line in options(ui, "CommandList")]


def compared(ui: Ui) -> list[str]:
    table = dialog(ui).query_one(DataTable)
    ui.wait_for(lambda: table.size.height > 2)
    return [table.render_line(y).text.rstrip() for y in range(table.size.height)]


def said(ui: Ui, words: str) -> str:
    """The message in the bottom line, once it has these words."""
    ui.wait_for(lambda: words in ui.message)
    return ui.message
