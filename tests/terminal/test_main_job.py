"""The main job in a real terminal, from the first frame to the clipboard: issue 2's "Shown by"."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest

from tests.server import ModelServer
from tests.terminal.conftest import Start
from tests.terminal.harness import Terminal

GPT_ADDED = datetime(2023, 10, 31, 20, 46, 29, tzinfo=UTC)
BY_ADDED = "flux.2-max gemini-3-pro-image qwen-image seedream-4.5 gpt-image-1.5"
BY_ID = "flux.2-max gemini-3-pro-image gpt-image-1.5 qwen-image seedream-4.5"
BY_ID_DOWN = " ".join(reversed(BY_ID.split()))


def age() -> str:
    """How long ago GPT_ADDED is, in years, by another way than the program's."""
    now = datetime.now(UTC)
    had_birthday = (now.month, now.day) >= (GPT_ADDED.month, GPT_ADDED.day)
    return f"{now.year - GPT_ADDED.year - (not had_birthday)} years ago"


def ids(terminal: Terminal, columns: int = 1_000) -> list[str]:
    """The ids in the rows of the table, top to bottom."""
    known = set(BY_ID.split())
    words = (line[:columns].replace("▌", " ").split() for line in terminal.screen()[2:])
    return [line[0] for line in words if len(line) > 1 and line[0] in known]


def wait_for_order(terminal: Terminal, order: str, columns: int) -> None:
    terminal.wait_for(lambda terminal: ids(terminal, columns) == order.split())


def browse(start: Start, server: ModelServer, rows: int, columns: int) -> Terminal:
    terminal = start("--base-url", server.base_url, rows=rows, columns=columns)
    terminal.wait_for("live")
    terminal.wait_for("5 models")
    return terminal


@pytest.mark.parametrize(("rows", "columns"), [(40, 120), (24, 80)])
def test_find_read_copy_order_and_leave(
    start: Start, model_server: ModelServer, rows: int, columns: int
) -> None:
    terminal = browse(start, model_server, rows, columns)
    wide = 60 if columns >= 90 else columns
    assert ids(terminal, wide) == BY_ADDED.split()
    assert "5 models · 5 owners" in terminal.screen()[0]
    for owner in ("black-forest-labs", "google", "alibaba", "bytedance", "openai"):
        assert f"▾ {owner} · 1" in terminal.text()

    terminal.send("/gpt")
    terminal.wait_for("1 of 5")
    assert ids(terminal, wide) == ["gpt-image-1.5"]
    assert "2023-10-31T20:46:29Z · 1698785189" in terminal.text()
    assert "Tue 31 October 2023, 20:46 UTC" in terminal.text()
    assert age() in terminal.text()

    terminal.send("\ry")
    terminal.wait_for("Sent gpt-image-1.5 to the terminal's clipboard (it can't confirm)")
    assert terminal.osc52() == ["gpt-image-1.5"]

    terminal.send("\x1b")
    terminal.wait_for(lambda terminal: len(ids(terminal, wide)) == 5)
    for key, order in (("1", BY_ID), ("1", BY_ID_DOWN), ("3", BY_ADDED), ("t", BY_ADDED)):
        terminal.send(key)
        wait_for_order(terminal, order, wide)
    terminal.wait_for("OWNER")
    assert "▾" not in terminal.text()

    terminal.leave("q")
    assert terminal.text().strip() == ""


def test_at_60_by_16_all_of_it_works_too(start: Start, model_server: ModelServer) -> None:
    terminal = browse(start, model_server, 16, 60)
    terminal.send("/gpt")
    terminal.wait_for(lambda terminal: ids(terminal) == ["gpt-image-1.5"])
    assert "1 of 5" in terminal.text()
    assert "31 Oct 2023" in terminal.text()
    terminal.send("\rJJ")
    terminal.wait_for("2023-10-31T20:46:29Z")
    terminal.send("d")
    terminal.wait_for(lambda terminal: "2023-10-31T20:46:29Z" not in terminal.text())
    terminal.send("y")
    terminal.wait_for("Sent gpt-image-1.5")
    assert terminal.osc52() == ["gpt-image-1.5"]
    terminal.send("\x1b13t")
    terminal.wait_for("OWNER")
    terminal.leave("q")


@pytest.mark.parametrize("key", ["y", "c", "\r"])
def test_every_key_that_copies(start: Start, model_server: ModelServer, key: str) -> None:
    terminal = browse(start, model_server, 24, 80)
    terminal.send(f"j{key}")
    terminal.wait_for("Sent gemini-3-pro-image")
    assert terminal.osc52() == ["gemini-3-pro-image"]


def test_a_query_on_the_command_line_is_typed_in_and_enter_copies(
    start: Start, model_server: ModelServer
) -> None:
    terminal = start("--base-url", model_server.base_url, "see", "4.5")
    terminal.wait_for("1 of 5")
    assert terminal.screen()[1].startswith(" / see 4.5")
    terminal.send("\r")
    terminal.wait_for("Sent seedream-4.5")
    terminal.leave("\x03")


def test_five_thousand_models_scroll_and_filter(start: Start, model_server: ModelServer) -> None:
    model_server.play("five thousand")
    terminal = start("--base-url", model_server.base_url, rows=40, columns=120)
    terminal.wait_for("5,000 models · 100 owners")
    terminal.send("G")
    terminal.wait_for(lambda terminal: "┃" in terminal.screen()[-2])
    terminal.send("g/model-4999")
    terminal.wait_for("1 of 5,000")
    terminal.wait_for("▌ owner-99/model-4999")
    terminal.send("\x15")
    terminal.wait_for(lambda terminal: "1 of 5,000" not in terminal.text())
    terminal.wait_for("▌ owner-99/model-4999")


def test_paste_into_the_search_is_one_query(start: Start, model_server: ModelServer) -> None:
    terminal = browse(start, model_server, 24, 80)
    terminal.send("/\x1b[200~qwen\nimage\n\x1b[201~")
    terminal.wait_for("1 of 5")
    assert terminal.screen()[1].startswith(" / qwen image")
    assert ids(terminal) == ["qwen-image"]


def test_the_mouse(start: Start, model_server: ModelServer) -> None:
    terminal = browse(start, model_server, 24, 120)

    def click(column: int, row: int, times: int = 1) -> None:
        at = f"0;{column + 1};{row + 1}"
        terminal.send(f"\x1b[<{at}M\x1b[<{at}m" * times)

    row = next(y for y, line in enumerate(terminal.screen()) if "qwen-image" in line)
    click(10, row)
    terminal.wait_for("▌ qwen-image")
    click(10, row, times=2)
    terminal.wait_for("Sent qwen-image")
    click(4, 2)
    terminal.wait_for("MODEL ID ↑")
    click(4, 3)
    terminal.wait_for("▸ black-forest-labs")


def test_the_window_can_be_resized_at_any_time(start: Start, model_server: ModelServer) -> None:
    terminal = browse(start, model_server, 24, 80)
    terminal.resize(40, 120)
    terminal.wait_for(lambda terminal: "flux.2-max" in terminal.screen()[2][60:])
    terminal.resize(12, 40)
    terminal.wait_for("▌ flux.2-max")
    terminal.wait_for(lambda terminal: "⏎/y" in terminal.screen()[-1])
    terminal.leave("q")


def test_keys_in_kittys_protocol(start: Start, model_server: ModelServer) -> None:
    """As terminals send them that take `CSI > 25 u`: kitty, foot, Ghostty, WezTerm, Alacritty."""
    terminal = browse(start, model_server, 24, 80)
    assert terminal.emulator.keyboard == 1
    for char in "/gpt":
        terminal.send(f"\x1b[{ord(char)};;{ord(char)}u")
    terminal.wait_for("1 of 5")
    terminal.send("\x1b[127u")
    terminal.wait_for(lambda terminal: terminal.screen()[1].startswith(" / gp "))
    terminal.send("\x1b[13u")
    terminal.wait_for("⏎/y copy")
    terminal.send("\x1b[121;;121u")
    terminal.wait_for("Sent gpt-image-1.5")
    terminal.send("\x1b[27u\x1b[103;2;71u")
    terminal.wait_for(lambda terminal: len(ids(terminal)) >= 4)
    terminal.send("\x1b[47;2;63u")
    terminal.wait_for("Help")
    terminal.send("\x1b[27u")
    terminal.wait_for("⏎/y copy")
    terminal.leave("\x1b[99;5u")


def test_bytes_that_are_no_keys_are_dropped(start: Start, model_server: ModelServer) -> None:
    terminal = browse(start, model_server, 24, 80)
    junk = (b"\xff\xfe", b"\x9c", b"\x1b[47:63;2;63u", b"\x1b[99999999999u", b"\x1b[17:8F")
    for number, data in enumerate(junk):
        terminal.send(data)
        press(terminal, *(("G", "▌ gpt-image-1.5"), ("g", "▌ flux.2-max"))[number % 2])
    terminal.leave("q")


def press(terminal: Terminal, key: str, there: str) -> None:
    """Presses a key until it acts: what is read together with bytes that are no keys is dropped too."""
    for _ in range(10):
        terminal.send(key)
        with suppress(AssertionError):
            terminal.wait_for(there, 0.5)
            return
    raise AssertionError(f"{key} never led to {there}")
