"""Every terminal at every size, through a pseudo-terminal: what is drawn, cell by cell, and what is sent."""

from __future__ import annotations

import random
import re
import time
from dataclasses import dataclass, field

import pytest

from lumenbrowse.text.glyphs import ASCII, CONSOLE, UNICODE, Glyphs
from tests.terminal.conftest import Break, Start
from tests.terminal.copies import ID, IDS
from tests.terminal.frames import wait_for_frame, wait_until_alike
from tests.terminal.harness import Terminal

SIZES = ((300, 100), (120, 40), (80, 24), (60, 16), (40, 12), (20, 5), (1, 1), (100, 24))
CURRENT = "google/gemini-3.5-flash"
"""Where the cursor is after three steps down."""

COLOUR = re.compile(rb"\x1b\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[\d;]*)?m")
TRUE_COLOUR = re.compile(rb"[34]8;2;")
OF_256 = re.compile(rb"[34]8;5;")
MOUSE = re.compile(rb"\x1b\[\?(?:9|100[0-36]|101[56])[hl]")
DIALOGS = {"?": "Help", "Y": "Copy ", ":": "Find an action"}


@dataclass(frozen=True)
class Kind:
    """A kind of terminal: how it is told, what it is drawn with, and what may be sent to it."""

    environ: dict[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    signs: Glyphs = UNICODE
    colours: str = "true"
    mouse: bool = True


FEW = {"COLORTERM": ""}
KINDS = {
    "true colours": Kind(),
    "light": Kind({"COLORFGBG": "0;15"}),
    "256 colours": Kind(FEW, colours="256"),
    "16 colours": Kind({"TERM": "xterm", **FEW}, colours="16"),
    "Linux console": Kind({"TERM": "linux", **FEW}, signs=CONSOLE, colours="16"),
    "screen": Kind({"TERM": "screen", **FEW}, colours="16"),
    "VT100": Kind({"TERM": "vt100", **FEW}, colours="16"),
    "NO_COLOR": Kind({"NO_COLOR": "1"}, colours="none"),
    "NO_COLOR, empty": Kind({"NO_COLOR": ""}),
    "--ascii": Kind(options=("--ascii",), signs=ASCII),
    "Latin-1": Kind({"LANG": "de_DE.ISO-8859-1"}, signs=ASCII),
    "--no-mouse": Kind(options=("--no-mouse",), mouse=False),
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_terminal_at_every_size(start: Start, kind: Kind) -> None:
    terminal = start("--sample", *kind.options, environ=kind.environ, columns=100, rows=24)
    terminal.wait_for("MODEL ID")
    terminal.send("jjj")
    for columns, rows in SIZES:
        terminal.resize(rows, columns)
        wait_for_frame(terminal, CURRENT, kind.signs, (columns, rows))
    look_at_the_dialogs(terminal)
    terminal.leave("q")
    check_bytes(terminal.raw, kind)


def look_at_the_dialogs(terminal: Terminal) -> None:
    """Opens and closes each dialog: what they draw counts too."""
    for key, title in DIALOGS.items():
        terminal.send(key)
        terminal.wait_for(title)
        # By itself Esc could be the start of a longer sequence: the program waits a little to see.
        terminal.send("\x1b")
        terminal.wait_for(_shows_no_dialog)


def _shows_no_dialog(terminal: Terminal) -> bool:
    return not any(title in terminal.text() for title in DIALOGS.values())


def check_bytes(raw: bytes, kind: Kind) -> None:
    """What a terminal of this kind may be sent."""
    if kind.signs is ASCII:
        assert raw.isascii()
    assert bool(MOUSE.search(raw)) == kind.mouse
    sent = {
        "true": bool(TRUE_COLOUR.search(raw)),
        "256": bool(OF_256.search(raw)),
        "16": bool(COLOUR.search(re.sub(rb"[34]8;[25];[\d;]*", b"", raw))),
    }
    assert sent["true"] == (kind.colours == "true")
    assert sent["256"] == (kind.colours == "256")
    if kind.colours in ("16", "none"):
        assert sent["16"] == (kind.colours == "16")


def test_it_opens_finds_copies_and_leaves(start: Start) -> None:
    """The one end-to-end test that is run on every Python."""
    terminal = start("--sample", "--clipboard", "osc52", columns=100)
    terminal.wait_for("MODEL ID")
    terminal.send("/flux.2\r")
    terminal.wait_for("flux.2-max")
    terminal.send("y")
    terminal.wait_for("Sent flux.2-max")
    assert terminal.osc52() == ["flux.2-max"]
    terminal.leave("q")


def test_resizing_a_hundred_times_in_a_second_leaves_the_right_frame(start: Start) -> None:
    terminal, fresh = start("--sample"), start("--sample", columns=112, rows=33)
    for each in (terminal, fresh):
        each.wait_for("MODEL ID")
    sizes = random.Random(7)
    begun = time.monotonic()
    for number in range(99):
        time.sleep(max(0.0, begun + number / 100 - time.monotonic()))
        terminal.resize(sizes.randint(1, 60), sizes.randint(1, 160))
    terminal.resize(33, 112)
    wait_for_frame(fresh, ID, UNICODE)
    wait_until_alike(terminal, fresh)
    terminal.send("q")
    assert terminal.wait_exit() == 0


SLOW_SIGNALS = """
import time
from textual.drivers.linux_driver import LinuxDriver
read = LinuxDriver._get_terminal_size
def read_and_linger(self):
    size = read(self)
    time.sleep(0.3)
    return size
LinuxDriver._get_terminal_size = read_and_linger
"""


def test_a_size_that_is_told_too_late_is_not_believed(start: Start, breaking: Break) -> None:
    """A signal within the handling of another is told first, and an older size last."""
    terminal = start("--sample", environ=breaking(SLOW_SIGNALS), columns=100)
    terminal.wait_for("MODEL ID")
    terminal.resize(20, 60)
    time.sleep(0.1)
    terminal.resize(33, 112)
    time.sleep(1)
    wait_for_frame(terminal, ID, UNICODE, (112, 33))


def test_keys_still_act_after_the_smallest_size(start: Start) -> None:
    terminal = start("--sample", columns=1, rows=1)
    terminal.wait_for(lambda terminal: terminal.emulator.in_alternate_screen)
    terminal.resize(24, 100)
    terminal.wait_for("MODEL ID")
    terminal.send("jjj")
    wait_for_frame(terminal, CURRENT, UNICODE)


def test_a_dumb_terminal_gets_the_plain_list(start: Start) -> None:
    terminal = start("--sample", environ={"TERM": "dumb"}, columns=100, rows=100)
    assert terminal.wait_exit() == 0
    assert b"\x1b" not in terminal.raw
    assert all(any(name in line for line in terminal.screen()) for name in IDS)
    terminal.assert_restored()


def test_a_theme_that_there_is_not_is_said(start: Start) -> None:
    terminal = start("--sample", "--theme", "drakula", columns=100)
    terminal.wait_for("There is no theme “drakula”. There are: dracula, lumenbrowse-dark")
