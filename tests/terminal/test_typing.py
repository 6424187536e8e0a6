"""Keys that come in one burst, faster than frames: each acts where the one before it has led to."""

from __future__ import annotations

import pytest

from tests.terminal.conftest import Start
from tests.terminal.copies import ID


@pytest.mark.parametrize("waits", [True, False], ids=["", "before the first frame"])
@pytest.mark.parametrize("keys", ["/typed quickly", "t/typed quickly", "j/typed quickly"])
def test_what_follows_the_slash_is_typed_into_the_search_box(
    keys: str, waits: bool, start: Start
) -> None:
    """`p` and `q` on the table would have ended the program."""
    terminal = start("--sample", columns=100)
    if waits:
        terminal.wait_for(ID)
    terminal.send(keys)
    terminal.wait_for("/ typed quickly")


def test_what_follows_enter_acts_on_the_table(start: Start) -> None:
    terminal = start("--sample", columns=100)
    terminal.wait_for(ID)
    terminal.send("/grok\ry")
    terminal.wait_for(lambda terminal: terminal.osc52())
    assert "grok" in terminal.osc52()[0]
    terminal.wait_for("Sent")
    assert "/ grok " in terminal.text()
