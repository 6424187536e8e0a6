"""Taking something from the list: what is said of a copy, the page, and a paste that searches."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import pytest
from lumenbrowse.tui.keymap import parse_keymap

from lumenbrowse.clipboard.browser import NO_BROWSER, OVER_SSH
from tests.scenarios import entry
from tests.tui.dialogs import closes, dialog
from tests.tui.factory import LUMENFALL, Ui, a_start, browsing, catalogue

PAGE = "https://lumenfall.ai/models/black-forest-labs/flux.2-max"


class Browser:
    """Stands for the user's browser, or for there being none."""

    def __init__(self, why_not: str = "") -> None:
        self.why_not = why_not
        self.opened: list[str] = []
        self.may_start = threading.Event()
        self.may_start.set()

    def __call__(self, address: str, environ: Mapping[str, str]) -> str:
        self.may_start.wait(10)
        self.opened.append(address)
        return self.why_not


def said(ui: Ui, words: str) -> None:
    ui.wait_for(lambda: words in ui.message)


class TestPage:
    def test_it_opens_in_a_browser(self) -> None:
        browser = Browser()
        with browsing(a_start(base=LUMENFALL, open_page=browser)) as ui:
            ui.press("o")
            said(ui, f"Opened {PAGE}")
            assert browser.opened == [PAGE]
            assert ui.screen.memory.uses == ()

    def test_nothing_waits_for_the_browser(self) -> None:
        browser = Browser()
        browser.may_start.clear()
        with browsing(a_start(base=LUMENFALL, open_page=browser)) as ui:
            ui.press("o")
            assert ui.message == f"Opening {PAGE}…"
            ui.press("j")
            assert (ui.current, ui.message) == ("flux.1-kontext-max", "")
            browser.may_start.set()
            said(ui, f"Opened {PAGE}")

    @pytest.mark.parametrize("why_not", [OVER_SSH, NO_BROWSER])
    def test_without_a_browser_the_address_shows_and_is_copied(self, why_not: str) -> None:
        with browsing(a_start(base=LUMENFALL, open_page=Browser(why_not))) as ui:
            ui.press("o")
            said(ui, f"{why_not}: Sent {PAGE} to the terminal's clipboard")

    def test_without_a_clipboard_too_the_address_still_shows(self) -> None:
        start = a_start(base=LUMENFALL, open_page=Browser(OVER_SSH), options={"clipboard": "off"})
        with browsing(start) as ui:
            ui.press("o")
            said(ui, f"{OVER_SSH}: No clipboard here: {PAGE} not copied")

    def test_only_lumenfalls_models_have_one(self) -> None:
        browser = Browser()
        with browsing(a_start(open_page=browser)) as ui:
            ui.press("o")
            assert ui.message == "No page: models.example is not Lumenfall."
            assert browser.opened == []

    def test_without_a_known_owner_no_page_is_known(self) -> None:
        models = catalogue({"id": "lonely"}, entry("gpt-10", "openai", 1))
        with browsing(a_start(models, base=LUMENFALL, open_page=Browser())) as ui:
            ui.press("G", "o")
            assert ui.message == "No page is known of this model."
            assert "(unknown)" not in "".join(line for line in ui.lines("detail") if "Page" in line)

    def test_a_heading_has_none(self) -> None:
        with browsing(a_start(base=LUMENFALL, open_page=Browser())) as ui:
            ui.press("h", "o")
            assert "No model here" in ui.message


class TestWithoutAClipboard:
    """What p would print is the current id: nothing else may be said to be printed by it."""

    off = {"clipboard": "off"}

    def test_p_prints_the_current_id(self) -> None:
        with browsing(a_start(options=self.off)) as ui:
            ui.press("y")
            said(ui, "No clipboard here: press p to print flux.2-max and quit")

    def test_not_several(self) -> None:
        with browsing(a_start(options=self.off)) as ui:
            ui.press("tab", "tab", "y")
            said(ui, "No clipboard here: 2 ids not copied")

    def test_not_a_marked_one_that_is_not_current(self) -> None:
        with browsing(a_start(options=self.off)) as ui:
            ui.press("tab", "y")
            said(ui, "No clipboard here: flux.2-max not copied")

    def test_not_a_snippet(self) -> None:
        with browsing(a_start(options=self.off)) as ui:
            ui.press("Y")
            dialog(ui)
            closes(ui, "c")
            said(ui, "No clipboard here: curl for flux.2-max not copied")

    def test_what_was_not_copied_is_not_remembered_as_copied(self) -> None:
        with browsing(a_start(options=self.off)) as ui:
            ui.press("y")
            said(ui, "No clipboard")
            assert ui.screen.memory.uses == ()
            assert "copied" not in ui.detail


class TestPaste:
    def test_over_the_table_it_is_searched_for(self) -> None:
        with browsing() as ui:
            ui.paste("flux\n1")
            assert (ui.query, ui.searching) == ("flux 1", True)
            assert ui.current == "flux.1-kontext-max"

    def test_it_takes_the_place_of_an_older_query(self) -> None:
        with browsing() as ui:
            ui.press("/", *"gpt", "enter")
            ui.paste("gemma")
            assert (ui.query, ui.ids) == ("gemma", ["gemma"])

    def test_nothing_but_blanks_does_nothing(self) -> None:
        with browsing() as ui:
            ui.paste(" \n\t")
            assert (ui.query, ui.searching) == ("", False)

    def test_no_key_in_it_acts(self) -> None:
        with browsing() as ui:
            ui.paste("q\x03y\x1b[A\r")
            assert ui.app.return_value is None
            assert (ui.query, ui.message) == ("q y [A", "")

    def test_a_huge_one_is_cut(self) -> None:
        with browsing() as ui:
            ui.paste("x" * 1_000_000)
            assert 100 < len(ui.query) < 10_000

    def test_in_a_dialog_it_goes_nowhere(self) -> None:
        with browsing() as ui:
            ui.press("?")
            dialog(ui)
            ui.paste("gemma")
            assert ui.query == ""


class TestOtherKeys:
    def test_they_act_and_the_usual_ones_do_not(self) -> None:
        keymap = parse_keymap(b'{"down": "n,ctrl+j", "favourite": "j"}').keys
        with browsing(a_start(keymap=keymap)) as ui:
            ui.press("n")
            assert ui.current == "flux.1-kontext-max"
            ui.press("down")
            assert ui.current == "flux.1-kontext-max"
            ui.press("j")
            assert ui.screen.memory.favourites == {"flux.1-kontext-max"}

    def test_two_actions_change_places(self) -> None:
        keymap = parse_keymap(b'{"mark": "f", "favourite": "space"}').keys
        with browsing(a_start(keymap=keymap)) as ui:
            ui.press("f", "space")
            assert ui.screen.marked == ("flux.2-max",)
            assert ui.screen.memory.favourites == {"flux.2-max"}

    def test_an_action_without_a_key_has_none(self) -> None:
        with browsing(a_start(keymap=parse_keymap(b'{"quit": "", "detail": "q"}').keys)) as ui:
            ui.press("q")
            assert ui.app.return_value is None
            assert ui.detail == ""

    def test_in_the_search_box_its_own_keys_change(self) -> None:
        keymap = parse_keymap(b'{"search.copy": "ctrl+t", "copy": "ctrl+g"}').keys
        with browsing(a_start(keymap=keymap)) as ui:
            ui.press("/", *"gemma", "ctrl+t")
            said(ui, "Sent gemma to")
            ui.press("ctrl+y", "ctrl+g")
            assert (ui.message, ui.query) == ("", "gemma")

    def test_another_way_out(self) -> None:
        with browsing(a_start(keymap=parse_keymap(b'{"quit_anywhere": "f10"}').keys)) as ui:
            ui.press("ctrl+q", "?")
            dialog(ui)
            ui.press("f10")
            ui.wait_for(lambda: ui.app.return_value is not None)

    def test_the_footer_shows_them(self) -> None:
        with browsing(a_start(keymap=parse_keymap(b'{"enter": "", "copy": "x"}').keys)) as ui:
            assert ui.bar("footer").startswith("x copy  Y copy as…")

    def test_what_is_wrong_with_the_file_is_said_first(self) -> None:
        keymap = parse_keymap(b'{"cpoy": "x"}')
        with browsing(a_start(keymap=keymap.keys, notice=keymap.notice)) as ui:
            assert "no action “cpoy”, did you mean copy?" in ui.message
