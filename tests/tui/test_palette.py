"""The command palette: every action with its key as it is now, and the themes."""

from __future__ import annotations

import pytest
from lumenbrowse.tui.actions import ACTIONS
from lumenbrowse.tui.keymap import parse_keymap
from textual.widgets import Input

from lumenbrowse.tui.bindings import TABLE_ACTIONS
from tests.tui.dialogs import closes, dialog, is_closed, options
from tests.tui.factory import Ui, a_start, browsing


def opened(ui: Ui) -> list[str]:
    """The palette's lines, once they are there."""
    ui.press(":")
    return lines(ui)


def lines(ui: Ui) -> list[str]:
    ui.wait_for(lambda: options(ui, "CommandList"))
    return [" ".join(line.split()) for line in options(ui, "CommandList")]


def typed(ui: Ui, text: str) -> list[str]:
    before = lines(ui)
    ui.press(*text)
    ui.wait_for(lambda: lines(ui) != before)
    return lines(ui)


def test_every_action_of_the_table_is_there_with_its_key() -> None:
    with browsing() as ui:
        shown = opened(ui)
    missing = [
        one for one in TABLE_ACTIONS if not any(line.endswith(ACTIONS[one].does) for line in shown)
    ]
    assert not missing
    assert {"y c copy the ID", "Ctrl+R recently copied", "Ctrl+Z suspend"} <= set(shown)
    assert "choose a theme…" in shown


def test_textuals_own_commands_are_not() -> None:
    with browsing() as ui:
        shown = opened(ui)
    assert not [
        line for line in shown if "Screenshot" in line or "Maximize" in line or line == "Keys"
    ]


def test_keys_show_as_they_are_now() -> None:
    start = a_start(keymap=parse_keymap(b'{"copy": "x", "favourite": ""}').keys)
    with browsing(start) as ui:
        shown = opened(ui)
    assert {"x copy the ID", "favourite on, off"} <= set(shown)


@pytest.mark.parametrize("key", [":", "ctrl+p"])
def test_both_keys_open_it_from_the_table(key: str) -> None:
    with browsing() as ui:
        ui.press(key)
        assert dialog(ui).query_one(Input).placeholder == "Find an action"
        closes(ui, "escape")


def test_in_the_search_box_a_colon_is_typed_and_ctrl_p_moves() -> None:
    with browsing() as ui:
        ui.press("j", "/", ":", "ctrl+p")
        assert is_closed(ui)
        assert ui.query == ":"


def test_an_action_is_found_by_name_and_done() -> None:
    with browsing() as ui:
        opened(ui)
        assert typed(ui, "favourite on")[0] == "f favourite on, off"
        closes(ui, "enter")
        ui.wait_for(lambda: "flux.2-max" in ui.screen.memory.favourites)


def test_an_action_of_the_tables_own_is_done_there() -> None:
    with browsing() as ui:
        opened(ui)
        typed(ui, "last model")
        closes(ui, "enter")
        ui.wait_for(lambda: ui.current == "qwen-image")


def test_one_that_opens_a_dialog_does() -> None:
    with browsing() as ui:
        opened(ui)
        typed(ui, "help")
        ui.press("enter")
        ui.wait_for(lambda: dialog(ui).query("#help"))


def test_quit_quits() -> None:
    with browsing() as ui:
        opened(ui)
        assert typed(ui, "quit")[0] == "q quit"
        ui.press("enter")
        ui.wait_for(lambda: ui.app.return_value is not None)


def test_ctrl_n_and_ctrl_p_move() -> None:
    with browsing() as ui:
        shown = opened(ui)
        ui.press("ctrl+n", "ctrl+n", "ctrl+p")
        assert shown[1] == "y c copy the ID"
        closes(ui, "enter")
        ui.wait_for(lambda: ui.message)
        assert ui.message.startswith("Sent flux.2-max")


def test_a_theme_is_chosen_by_name_and_remembered() -> None:
    with browsing() as ui:
        opened(ui)
        found = typed(ui, "theme: lumenbrowse-light")
        assert found[0] == "theme: lumenbrowse-light"
        closes(ui, "enter")
        ui.wait_for(lambda: ui.app.theme == "lumenbrowse-light")
        ui.wait_for(lambda: ui.screen.memory.theme == "lumenbrowse-light")


def test_themes_can_be_looked_through_our_own_first() -> None:
    with browsing() as ui:
        opened(ui)
        typed(ui, "choose")
        ui.press("enter")
        ui.wait_for(lambda: lines(ui)[0].startswith("lumenbrowse-dark"))
        shown = lines(ui)
        assert shown[:2] == ["lumenbrowse-dark (now)", "lumenbrowse-light"]
        assert len(shown) == len(ui.app.available_themes)
        ui.press("down")
        closes(ui, "enter")
        ui.wait_for(lambda: ui.app.theme == "lumenbrowse-light")


def test_nothing_moves_in_it_by_itself() -> None:
    with browsing() as ui:
        opened(ui)
        assert dialog(ui).query_one("LoadingIndicator").auto_refresh is None
