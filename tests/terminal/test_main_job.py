"""The main job in a real terminal, from the first frame to the clipboard: issue 2's "Shown by"."""

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from textual import constants

from tests.server import ModelServer
from tests.terminal.conftest import Start, browsing
from tests.terminal.copies import ID
from tests.terminal.harness import Terminal, Wanted, without

BY_ADDED = "flux.2-max gemini-3-pro-image qwen-image seedream-4.5 gpt-image-1.5"
BY_ID = "flux.2-max gemini-3-pro-image gpt-image-1.5 qwen-image seedream-4.5"
BY_ID_DOWN = " ".join(reversed(BY_ID.split()))
CTRL_C = "\x03"


def ids(terminal: Terminal) -> list[str]:
    """The ids in the rows of the table, top to bottom: where a pane is beside it, it is on the right."""
    known = set(BY_ID.split())
    words = (line[:60].replace("▌", " ").split() for line in terminal.screen()[2:])
    return [line[0] for line in words if line and line[0] in known]


def begins_with(order: str, terminal: Terminal) -> bool:
    """Whether the ids are in this order, as far as they show."""
    shown = ids(terminal)
    return len(shown) > 3 and shown == order.split()[: len(shown)]


@pytest.mark.parametrize(("rows", "columns"), [(40, 120), (16, 60)])
def test_find_read_copy_order_and_leave(
    start: Start, model_server: ModelServer, rows: int, columns: int
) -> None:
    is_large = rows >= 24
    base = ("--base-url", model_server.base_url)
    terminal = start(*base, rows=rows, columns=columns, fresh=is_large, until="live")
    if is_large:
        assert ids(terminal)[:5] == BY_ADDED.split()
        assert "5 models · 5 owners" in terminal.screen()[0]
        for owner in ("black-forest-labs", "google", "alibaba", "bytedance", "openai"):
            assert f"▾ {owner} · 1" in terminal.text()
    terminal.press("/gpt", "1 of 5", "/ gpt ")
    terminal.wait_for(lambda terminal: set(ids(terminal)) == {"gpt-image-1.5"})
    terminal.press("\rJJJ", "2023-10-31T20:46:29Z")
    if is_large:
        terminal.wait_for("Tue 31 October 2023, 20:46 UTC", " years ago", "· 1698785189")
    terminal.press("y", "Sent gpt-image-1.5 to the ")
    assert terminal.osc52() == ["gpt-image-1.5"]
    terminal.press("d", without("2023-10-31T20:46:29Z"))
    terminal.press("\x1b", lambda terminal: len(ids(terminal)) >= min(5, (rows - 5) // 2))
    for key, order in (("1", BY_ID), ("1", BY_ID_DOWN), ("3", BY_ADDED), ("t", BY_ADDED)):
        terminal.send(key)
        terminal.press("g", partial(begins_with, order))
    terminal.wait_for(without("▾"))
    assert len(ids(terminal)) == 5
    terminal.leave("q")
    assert terminal.text().strip() == ""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """The program on the documented list; each test leaves it with no dialog and nothing in the search box."""
    home = tmp_path_factory.mktemp("job")
    with browsing(home, "documented", columns=120, leaves="\x1b[99;5u") as running:
        yield running


def test_keys_in_kittys_protocol(running: Terminal) -> None:
    """As terminals send them that take `CSI > 25 u`: kitty, foot, Ghostty, WezTerm, Alacritty."""
    assert running.emulator.keyboard == 1
    for keys, there in (
        ("".join(f"\x1b[{ord(char)};;{ord(char)}u" for char in "/gpt"), "1 of 5"),
        ("\x1b[127u", " / gp "),
        ("\x1b[13u", "⏎/y copy"),
        ("\x1b[121;;121u", "Sent gpt-image-1.5"),
        ("\x1b[27u\x1b[103;2;71u", "5 models"),
        ("\x1b[47;2;63u", "Help"),
    ):
        running.press(keys, there)
    running.press("\x1b[27u", without("Help"))


def test_bytes_that_are_no_keys_are_dropped(running: Terminal) -> None:
    junk = (b"\xff\xfe", b"\x9c", b"\x1b[47:63;2;63u", b"\x1b[99999999999u", b"\x1b[17:8F")
    for number, data in enumerate(junk):
        running.send(data)
        press(running, *(("?", "Help"), ("\x1b[27u", without("Help")))[number % 2])
    press(running, "\x1b[27u", without("Help"))


def press(terminal: Terminal, key: str, there: Wanted) -> None:
    """Presses a key until it acts: what is read together with bytes that are no keys is dropped too."""
    for _ in range(10):
        with suppress(AssertionError):
            return terminal.press(key, there, timeout=0.5)
    raise AssertionError(f"{key} never led to {there}")


def mouse(button: int, column: int, row: int, end: str = "M") -> str:
    """A mouse report as SGR 1006 writes it (XTerm Control Sequences, Mouse Tracking); places from 0."""
    return f"\x1b[<{button};{column + 1};{row + 1}{end}"


def test_the_mouse_and_a_paste(start: Start, model_server: ModelServer) -> None:
    terminal = start("--base-url", model_server.base_url, columns=120, until="live")
    row = next(y for y, line in enumerate(terminal.screen()) if "qwen-image" in line)
    for column, line, times, there in (
        (10, row, 1, "▌ qwen-image"), (10, row, 2, "Sent qwen-image"), (4, 2, 1, "MODEL ID ↑"),
        (4, 3, 1, "▸ black-forest-labs"),
    ):  # fmt: skip
        terminal.press((mouse(0, column, line) + mouse(0, column, line, "m")) * times, there)
    assert terminal.osc52() == ["qwen-image"]
    terminal.press("]", "Owner   ")
    y = next(y for y, line in enumerate(terminal.screen()) if "Owner   " in line)
    x = terminal.screen()[y].index("Owner   ")
    terminal.send(mouse(0, x, y))
    terminal.send(mouse(32, x + 3, y) + mouse(32, x + 9, y))
    terminal.press(mouse(0, x + 9, y, "m") + CTRL_C, lambda terminal: len(terminal.osc52()) == 2)
    assert terminal.osc52()[-1].startswith("Owner   ")
    terminal.press("/\x1b[200~qwen\nimage\n\x1b[201~", "/ qwen image", "1 of 5")


def test_keys_of_one_burst_act_one_after_the_other(start: Start) -> None:
    """`p` and `q` on the table would have ended the program."""
    terminal = start("--sample", columns=100, fresh=True)
    # The first before there is a frame.
    for number, keys in enumerate(("/typed quickly", "t/typed quickly", "j/typed quickly"), 1):
        terminal.press(keys, "/ typed quickly")
        # And what follows Enter acts on the table.
        terminal.press("\x15grok\ry", "Sent ", "/ grok ")
        assert len(terminal.osc52()) == number
        assert "grok" in terminal.osc52()[-1]
        terminal.press("\x1b[27u\x1b[27u", "/ search: ", "q quit")


def test_odd_values_of_the_surroundings_do_no_harm(start: Start) -> None:
    names = re.findall("TEXTUAL_[A-Z_]+", Path(constants.__file__).read_text("utf-8"))
    odd = dict.fromkeys([*names, "TEXTUAL_SPEEDUPS", "ESCDELAY", "FORCE_COLOR"], "odd value")
    terminal = start("--sample", environ=odd | {"TEXTUAL_LOG": "/nowhere/at/all"})
    terminal.wait_for("SAMPLE DATA")
    # And what `p` prints stands on the screen that was left.
    terminal.leave("p")
    assert terminal.text().strip() == ID
