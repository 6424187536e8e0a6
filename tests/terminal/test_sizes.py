"""Every size a terminal can have: usable at 40×12; the list at any size."""

from __future__ import annotations

import pytest

from tests.server import ModelServer
from tests.terminal.conftest import Start
from tests.terminal.harness import Terminal

IDS = ("flux.2-max", "gemini-3-pro-image", "qwen-image", "seedream-4.5", "gpt-image-1.5")


def browse(start: Start, server: ModelServer, rows: int, columns: int) -> Terminal:
    terminal = start("--base-url", server.base_url, rows=rows, columns=columns)
    terminal.wait_for(lambda terminal: "▌" in terminal.text())
    return terminal


def test_at_40_by_12_all_of_it_can_be_used(start: Start, model_server: ModelServer) -> None:
    terminal = browse(start, model_server, 12, 40)
    terminal.wait_for("live")
    terminal.send("/gpt")
    terminal.wait_for(lambda terminal: terminal.screen()[1].startswith(" / gpt "))
    terminal.wait_for("1 of 5")
    terminal.wait_for("▌ gpt-image-1.5")
    assert any(line.strip() == "gpt-image-1.5" for line in terminal.screen()), "the pane has it too"
    terminal.send("\rJJJ")
    terminal.wait_for("2023-10-31T20:46:29Z")
    terminal.send("y")
    terminal.wait_for("Sent gpt-image-1.5")
    assert terminal.osc52() == ["gpt-image-1.5"]
    terminal.send("d")
    terminal.send("\x1b")
    terminal.wait_for(lambda terminal: sum(one in terminal.text() for one in IDS) >= 3)
    terminal.send("h")
    terminal.wait_for("▸ openai")
    terminal.send("?")
    terminal.wait_for(lambda terminal: "▸ openai" not in terminal.text())
    terminal.send("\x1b")
    terminal.wait_for("▸ openai")
    terminal.leave("q")


@pytest.mark.parametrize(
    ("rows", "columns"), [(1, 1), (1, 40), (2, 20), (3, 3), (5, 200), (100, 8)]
)
def test_at_a_tiny_or_odd_size_it_starts_shows_the_list_and_leaves(
    start: Start, model_server: ModelServer, rows: int, columns: int
) -> None:
    terminal = start("--base-url", model_server.base_url, rows=rows, columns=columns)
    if columns >= 20:
        terminal.wait_for("▌ flux.2-max")
        terminal.send("j")
        terminal.wait_for("▌ gemini-3-pro")
    else:
        terminal.wait_for(lambda terminal: terminal.text().strip())
        terminal.send("jjkd/abc\x1b\x1b?")
    terminal.leave("\x11")


def test_shrunk_and_grown_again_all_of_it_is_there(start: Start, model_server: ModelServer) -> None:
    terminal = browse(start, model_server, 24, 80)
    terminal.wait_for("live")
    terminal.wait_for("sort")
    before = terminal.text()
    for rows, columns in ((1, 1), (12, 40), (2, 2), (100, 300), (1, 300), (60, 1), (24, 80)):
        terminal.resize(rows, columns)
    terminal.wait_for(lambda terminal: terminal.text() == before)
    terminal.resize(40, 120)
    terminal.wait_for(lambda terminal: "Owner   black-forest-labs" in terminal.screen()[4])
