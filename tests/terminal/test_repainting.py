"""Only what changes is sent; what the terminal shows is to be what a whole new frame would show."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyte.screens import Char

from tests.scenarios import HOSTILE_WORDS, Scenario, entry, listing
from tests.terminal.conftest import browsing
from tests.terminal.frames import wait_until_quiet
from tests.terminal.harness import Terminal, without

Cell = tuple[object, ...]
MODELS = listing(
    *(entry(f"m-{n}-{'flux' * (n % 3)}", f"owner-{n % 7}", 1_700_000_000 + n) for n in range(60)),
    *(entry(f"{n}{word}", word[:30], name=word) for n, word in enumerate(HOSTILE_WORDS)),
    entry("日本語モデル-大", "日本", description="漢字 " * 30),
    entry("emoji-\N{TEST TUBE}-\N{ROCKET}", "emoji \N{ROCKET}"),
    entry("שלום-model", "עברית"),
    entry("cafe\u0301-n\u0303", "combining\u0301"),
    entry("long-" * 40, "an owner with a very long name indeed"),
)
KEYS = (
    *"jjjkkGg[]123sSttthl-= dJKfFw", "\x1b[5~", "\x1b[6~", "\t", "/flux\r", "/m-1\r", "/o\r", "/日\r",
    "/x\x7f\r", "/\x15\r", "/\x17!m\r", "/fl\x1b[B\x1b[B\r", "\x1b[<65;5;8M", "\x1b[<64;5;8M",
    "\x1b[<0;10;6M\x1b[<0;10;6m", "\x1b[<0;5;3M\x1b[<0;5;3m",
)  # fmt: skip
"""What may be pressed: nothing that leaves the table, or of which something comes later."""
ESCAPE, CTRL_L = "\x1b", "\x0c"


def cells(terminal: Terminal) -> list[list[Cell]]:
    """What can be seen of each cell, once nothing more comes, but for the last line, the message's."""
    wait_until_quiet(terminal)
    return [[seen(cell) for cell in row] for row in terminal.emulator.cells[:-1]]


def seen(cell: Char) -> Cell:
    """What of a cell can be seen: of a space, mostly its background."""
    if cell.data == " " and not (cell.underscore or cell.reverse or cell.strikethrough):
        return (" ", cell.bg)
    return tuple(cell)


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """The program on those models, on a terminal that can synchronize frames; a test leaves its table."""
    home, answers = tmp_path_factory.mktemp("repainting"), {b"\x1b[?2026$p": b"\x1b[?2026;2$y"}
    with browsing(home, Scenario(MODELS), columns=100, answers=answers) as terminal:
        yield terminal


def test_an_idle_dialog_writes_nothing(terminal: Terminal) -> None:
    terminal.send("G")  # an id that can be copied
    for key, words in ((":", "Find an action"), ("Y", "owner/id"), ("?", "Find and order")):
        terminal.press(key, words)
        # A cursor that blinks would do so twice a second.
        wait_until_quiet(terminal, 0.8)
        terminal.press(ESCAPE, without(words))


def test_each_frame_is_synchronized_and_none_is_empty(terminal: Terminal) -> None:
    terminal.send("g")
    wait_until_quiet(terminal)
    done = len(terminal.raw)
    terminal.send("gk")
    wait_until_quiet(terminal)
    assert terminal.raw[done:] == b"", "nothing changed"
    for key in ("/", "m", "-", "1", "\x7f", "\x1b[B"):
        terminal.send(key)
        wait_until_quiet(terminal)
    before, *frames = terminal.raw[done:].split(b"\x1b[?2026h")
    assert not before
    assert len(frames) > 3
    for frame in frames:
        drawn, end, after = frame.partition(b"\x1b[?2026l")
        assert (bool(drawn), bool(end), after) == (True, True, b""), frame
    terminal.send("\r")


def check_drawn(terminal: Terminal, doing: object) -> None:
    """What keys, and `v` with its message besides, leave on the screen is what a whole frame draws."""
    # The mouse is not waited for as keys are: a key comes after it. The message of `v` comes last.
    terminal.press("jv", "Grouped by family")
    terminal.press("v", without("Grouped"))
    drawn = cells(terminal)
    done = len(terminal.raw)
    # All is sent again: the keys in the last line come last.
    terminal.press(CTRL_L, lambda it: re.search(b"lumenbrowse.*copy", it.raw[done:], re.S))
    whole = cells(terminal)
    wrong = [
        f"{y} {x}: {old} {new}"
        for y, rows in enumerate(zip(drawn, whole, strict=True))
        for x, (old, new) in enumerate(zip(*rows, strict=True))
        if old != new
    ]
    assert not wrong, "\n".join([str(doing), terminal.text(), *wrong])


def test_resized_faster_than_it_draws_it_shows_the_right_frame(terminal: Terminal) -> None:
    sizes = random.Random(7)
    for _ in range(10):
        drawn = len(terminal.raw)
        for _ in range(3):
            terminal.resize(sizes.randint(1, 60), sizes.randint(1, 160))
        terminal.wait_for(lambda terminal: len(terminal.raw) > drawn)  # noqa: B023
    terminal.resize(33, 112)
    terminal.wait_for(lambda terminal: terminal.screen()[-1].endswith("quit"))
    check_drawn(terminal, "resizing")


def test_after_any_keys_the_screen_is_what_a_whole_frame_draws(tmp_path: Path) -> None:
    chance = random.Random(1)
    with browsing(tmp_path, Scenario(MODELS)) as terminal:
        for number in range(12):
            terminal.resize(*((30, 100), (14, 50))[number % 2])
            keys = [chance.choice(KEYS) for _ in range(chance.randint(1, 9))]
            terminal.send("".join(keys))
            check_drawn(terminal, keys)
