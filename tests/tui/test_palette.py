"""The command palette: every action with its key as it is now, and the themes."""

from __future__ import annotations

from dataclasses import replace

from textual.widgets import Input

from lumenbrowse.tui.bindings import ACTIONS, TABLE_BINDINGS, read_keys
from lumenbrowse.tui.widgets.status_bar import Status
from tests.tui.dialogs import closes, dialog, is_closed, options, said
from tests.tui.factory import Ui, a_start, browsing


def lines(ui: Ui) -> list[str]:
    ui.wait_for(lambda: options(ui, "CommandList"))
    return [" ".join(line.split()) for line in options(ui, "CommandList")]


def opened(ui: Ui, typed: str = "") -> list[str]:
    """The palette's lines, once they are there, and once they are those of what is typed."""
    ui.press(":")
    before = lines(ui)
    ui.write(typed)
    ui.wait_for(lambda: not typed or lines(ui) != before)
    return lines(ui)


def test_every_action_of_the_table_is_there_with_its_key_and_nothing_of_textuals() -> None:
    with browsing() as ui:
        shown = opened(ui)
        assert dialog(ui).query_one("LoadingIndicator").auto_refresh is None, "nothing moves"
    ends = [ACTIONS[one.id or ""].does for one in TABLE_BINDINGS if one.id != "palette"]
    assert [does for does in ends if not any(line.endswith(does) for line in shown)] == []
    assert {
        "y c copy the ID", "Ctrl+R recently copied", "Ctrl+Z suspend", "choose a theme…",
    } <= set(shown)  # fmt: skip
    assert not [line for line in shown if "Screenshot" in line or "Maximize" in line]
    assert "Keys" not in shown


def test_a_theme_is_chosen_by_name_or_from_all_our_own_first() -> None:
    with browsing() as ui:
        assert opened(ui, "theme: lumenbrowse-light")[0] == "theme: lumenbrowse-light"
        closes(ui, "enter")
        ui.wait_for(lambda: ui.app.theme == "lumenbrowse-light")
        opened(ui, "choose")
        ui.press("enter")
        ui.wait_for(lambda: lines(ui)[0].startswith("lumenbrowse-"))
        found = lines(ui)
        assert found[:2] == ["lumenbrowse-dark", "lumenbrowse-light (now)"]
        assert len(found) == len(ui.app.available_themes)
        ui.press("down")
        closes(ui, "down", "enter")
        ui.wait_for(lambda: ui.app.theme == found[2])
        ui.app.leave()
        assert ui.start.store.state.view.theme == found[2]
