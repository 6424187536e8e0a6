"""The page of a model, in the user's browser."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import pytest

from lumenbrowse.clipboard.browser import NO_BROWSER, OVER_SSH
from tests.tui.dialogs import said
from tests.tui.factory import LUMENFALL, a_start, browsing

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


def test_it_opens_in_a_browser_which_nothing_waits_for() -> None:
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
    why_not: str, clipboard: str, words: str
) -> None:
    browser = Browser(why_not)
    browser.may_start.set()
    start = a_start(base=LUMENFALL, open_page=browser, options={"clipboard": clipboard})
    with browsing(start) as ui:
        ui.press("o")
        said(ui, f"{why_not}; {words[0].lower()}{words[1:]}")
        assert "copied just now" not in ui.detail
