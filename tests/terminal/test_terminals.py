"""Every terminal at every size, through a pseudo-terminal: what is drawn, cell by cell, and what is sent."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from lumenbrowse.text.glyphs import ASCII, CONSOLE, UNICODE, Glyphs
from tests.terminal.conftest import Break, Start
from tests.terminal.copies import ID
from tests.terminal.frames import wait_for_frame, wait_until_quiet
from tests.terminal.harness import without

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

    environ: dict[str, str]
    options: tuple[str, ...] = ()
    signs: Glyphs = UNICODE
    colours: str = "true"
    mouse: bool = True
    sizes: tuple[tuple[int, int], ...] = ((40, 12), (100, 24))


FEW = {"COLORTERM": ""}
ALL_SIZES = ((300, 100), (80, 24), (200, 6), (8, 100), (40, 12), (1, 1), (100, 24))
KINDS = {
    "true colours, NO_COLOR empty": Kind({"NO_COLOR": ""}, sizes=ALL_SIZES),
    "light, 256 colours": Kind(
        {"COLORFGBG": "0;15", **FEW}, ("--no-mouse",), colours="256", mouse=False
    ),
    "Linux console": Kind({"TERM": "linux", **FEW}, signs=CONSOLE, colours="16"),
    "VT100, Latin-1": Kind(
        {"TERM": "vt100", "LANG": "de_DE.ISO-8859-1", **FEW}, signs=ASCII, colours="16"
    ),
    "NO_COLOR": Kind({"NO_COLOR": "1"}, ("--ascii",), signs=ASCII, colours="none"),
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_terminal_at_every_size(start: Start, kind: Kind) -> None:
    # Textual may not be imported before an empty NO_COLOR is gone.
    fresh = kind.environ.get("NO_COLOR") == ""
    terminal = start("--sample", *kind.options, environ=kind.environ, columns=100, fresh=fresh)
    terminal.wait_for("MODEL ID")
    terminal.send("jjj")
    for columns, rows in kind.sizes:
        terminal.resize(rows, columns)
        wait_for_frame(terminal, CURRENT, kind.signs, (columns, rows))
    for key, title in DIALOGS.items():  # what they draw counts too
        terminal.press(key, title)
        # By itself Esc could be the start of a longer sequence: the program waits a little to see.
        terminal.press("\x1b", *map(without, DIALOGS.values()))
    terminal.leave("q")
    check_bytes(terminal.raw, kind)


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


SLOW_SIGNALS = """
import os, time
from textual.drivers.linux_driver import LinuxDriver
read = LinuxDriver._get_terminal_size
def note(word):
    with open(os.environ["HOME"] + "/sizes", "a") as file:
        file.write(word)
def read_and_linger(self):
    size = read(self)
    note("read ")
    time.sleep(0.3)
    note("told ")
    return size
LinuxDriver._get_terminal_size = read_and_linger
"""


def test_a_size_that_is_told_too_late_is_not_believed(
    start: Start, breaking: Break, home: Path
) -> None:
    """A signal within the handling of another is told first, and an older size last."""
    terminal = start("--sample", environ=breaking(SLOW_SIGNALS), columns=100, until="MODEL ID")
    wait_until_quiet(terminal)
    notes, before = home / "sizes", (home / "sizes").read_text()
    terminal.resize(20, 60)
    terminal.wait_for(lambda _: notes.read_text() != before)
    terminal.resize(33, 112)
    terminal.wait_for(lambda _: notes.read_text() == f"{before}read read told told ")
    wait_for_frame(terminal, ID, UNICODE, (112, 33))


def test_started_at_one_cell_it_grows_to_the_list_and_leaves_there(start: Start) -> None:
    terminal = start("--sample", rows=1, columns=1, until=lambda terminal: terminal.text().strip())
    terminal.send("jjj")
    terminal.resize(24, 100)
    wait_for_frame(terminal, CURRENT, UNICODE, (100, 24))
    terminal.resize(1, 1)
    terminal.send("jjkd/abc\x1b\x1b?")
    terminal.leave("\x11")
