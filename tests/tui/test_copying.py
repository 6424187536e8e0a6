"""What is said of a copy and of the page, and other keys than the usual ones."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import pytest

from lumenbrowse.clipboard.browser import NO_BROWSER, OVER_SSH
from lumenbrowse.errors import FetchError
from lumenbrowse.tui.bindings import read_keys
from tests.scenarios import entry
from tests.tui.dialogs import closes, keys, opens, said
from tests.tui.factory import LUMENFALL, a_start, browsing, catalogue

PAGE = "https://lumenfall.ai/models/black-forest-labs/flux.2-max"
NOT_COPIED = "No clipboard here: "


class Browser:
    """Stands for the user's browser, or for there being none."""

    def __init__(self, why_not: str = "") -> None:
        self.why_not = why_not
        self.opened: list[str] = []
        self.may_start = threading.Event()

    def __call__(self, address: str, environ: Mapping[str, str]) -> str:
        self.may_start.wait(10)
        self.opened.append(address)
        return self.why_not


class TestPage:
    def test_it_opens_in_a_browser_which_nothing_waits_for(self) -> None:
        browser = Browser()
        with browsing(a_start(base=LUMENFALL, open_page=browser)) as ui:
            ui.press("o")
            assert ui.message == f"Opening {PAGE}…"
            ui.press("j")
            assert (ui.current, ui.message) == ("flux.1-kontext-max", "")
            browser.may_start.set()
            said(ui, f"Opened {PAGE}")
            assert browser.opened == [PAGE]
            ui.press("k")
            assert "copied" not in ui.detail

    @pytest.mark.parametrize(
        ("why_not", "clipboard", "words"),
        [(OVER_SSH, "osc52", f"Sent {PAGE} to the terminal's"),
         (NO_BROWSER, "off", f"{NOT_COPIED}{PAGE} not copied")],
    )  # fmt: skip
    def test_without_a_browser_the_address_shows_and_is_copied(
        self, why_not: str, clipboard: str, words: str
    ) -> None:
        browser = Browser(why_not)
        browser.may_start.set()
        start = a_start(base=LUMENFALL, open_page=browser, options={"clipboard": clipboard})
        with browsing(start) as ui:
            ui.press("o")
            said(ui, f"{why_not}: {words}")
            assert "copied just now" not in ui.detail

    def test_only_lumenfalls_models_of_a_known_owner_have_one(self) -> None:
        browser, lonely = Browser(), catalogue({"id": "lonely"}, entry("gpt-10", "openai", 1))
        with browsing(a_start(open_page=browser)) as ui:
            ui.press("o")
            assert ui.message == "No page: models.example is not Lumenfall."
        with browsing(a_start(lonely, base=LUMENFALL, open_page=browser)) as ui:
            ui.press("G", "o")
            assert ui.message == "No page is known of this model."
            assert "(unknown)" not in "".join(line for line in ui.lines("detail") if "Page" in line)
            ui.press("h", "o")
            assert "No model here" in ui.message
        assert browser.opened == []


class TestTaking:
    def test_what_was_said_goes_with_the_key_that_closes_a_dialog(self) -> None:
        with browsing() as ui:
            opens(ui, "?")
            ui.request().fail(FetchError("refused"))
            said(ui, "refused")
            closes(ui, "escape")
            assert ui.bar("footer").startswith("⏎/y copy  Y copy as…")

    def test_without_a_clipboard_only_what_p_prints_is_said_to_be_printed(self) -> None:
        cases = [
            (["y"], "press p to print flux.2-max and quit"),
            (["tab", "y"], "flux.2-max not copied"),
            (["k", "Y", "c"], "curl for flux.2-max not copied"),
            (["j", "tab", "y"], "2 ids not copied"),
        ]
        with browsing(a_start(options={"clipboard": "off"})) as ui:
            for pressed, words in cases:
                for key in pressed:
                    ui.press(key)
                    if key == "Y":
                        opens(ui)
                said(ui, NOT_COPIED + words)
                ui.press("K")
            ui.press("g", "ctrl+r")
            assert ui.message == "Nothing was copied or picked yet."
            assert "copied" not in ui.detail


class TestOtherKeys:
    def test_they_act_and_the_usual_ones_do_not(self) -> None:
        other = keys(
            down="n,ctrl+j", favourite="j", mark="f", quit="", detail="q", enter="", copy="x,ctrl+g",
            search__copy="ctrl+t", quit_anywhere="f10",
        )  # fmt: skip
        with browsing(a_start(keymap=other)) as ui:
            assert ui.bar("footer").startswith("x copy  Y copy as…")
            ui.press("n")
            assert ui.current == "flux.1-kontext-max"
            ui.press("down")
            assert ui.current == "flux.1-kontext-max"
            ui.press("j", "f")
            assert "1 marked" in ui.bar("matches")
            assert "★ a favourite" in ui.detail
            ui.press("f", "q")
            assert (ui.detail, ui.app.return_value) == ("", None)
            ui.press("/", *"gemma", "ctrl+t")
            said(ui, "Sent gemma to")
            ui.press("ctrl+y", "ctrl+g", "ctrl+q")
            assert (ui.message, ui.query) == ("", "gemma")
            opens(ui, "f1")
            ui.press("f10")
            ui.wait_for(lambda: ui.app.return_value is not None)

    def test_what_is_wrong_with_the_file_is_said_first(self) -> None:
        keymap = read_keys({"cpoy": "x"})
        with browsing(a_start(keymap=keymap.keys, notice=keymap.notice)) as ui:
            assert "no action “cpoy”, did you mean copy?" in ui.message
