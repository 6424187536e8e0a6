"""What is seen of a dialog, for the tests of all of them."""

from __future__ import annotations

from typing import Any

from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList

from lumenbrowse.tui.widgets.painted import Painted
from tests.tui.factory import Ui


def dialog(ui: Ui) -> Screen[Any]:
    """The dialog that is open, once it can be seen."""
    ui.wait_for(lambda: ui.app.screen is not ui.screen and ui.app.screen.is_mounted)
    ui.pause()
    return ui.app.screen


def is_closed(ui: Ui) -> bool:
    """Whether the program's one screen is all there is."""
    return ui.app.screen is ui.screen


def closes(ui: Ui, *keys: str) -> None:
    """Presses keys, after which no dialog may be left."""
    ui.press(*keys)
    ui.wait_for(lambda: is_closed(ui))


def painted(ui: Ui, selector: str) -> list[str]:
    """The visible lines of a painted widget of the dialog."""
    widget = dialog(ui).query_one(selector, Painted)
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]


def options(ui: Ui, selector: str) -> list[str]:
    """The options of a list of the dialog."""
    found = []
    for option in dialog(ui).query_one(selector, OptionList).options:
        assert isinstance(option.prompt, Content)
        found.append(option.prompt.plain)
    return found
