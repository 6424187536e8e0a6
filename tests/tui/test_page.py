"""The page of a model, in the user's browser."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from tests.tui.dialogs import said
from tests.tui.factory import LUMENFALL, a_start, browsing

PAGE = "https://lumenfall.ai/models/black-forest-labs/flux.2-max"


def test_it_opens_in_a_browser_which_nothing_waits_for() -> None:
    opened: list[str] = []
    may_start = threading.Event()

    def browser(address: str, _environ: Mapping[str, str]) -> str:
        may_start.wait(10)
        opened.append(address)
        return ""

    with browsing(a_start(base=LUMENFALL, open_page=browser)) as ui:
        ui.press("o")
        assert ui.message == f"Opening {PAGE}…"
        ui.press("j")
        assert (ui.current, ui.message) == ("flux.1-kontext-max", "")
        may_start.set()
        said(ui, f"Opened {PAGE}")
        assert opened == [PAGE]
        ui.press("k")
        assert "copied" not in ui.detail
