"""Picking into a shell variable: the terminal is the user's, standard output is the shell's."""

from pathlib import Path

import pytest

from tests.terminal.conftest import Start
from tests.terminal.copies import ID
from tests.terminal.harness import PROGRAM, Terminal, without
from tests.terminal.places import shell

PICK = shell([*PROGRAM, "--sample", "--pick"])
ENTER, ESCAPE = "\r", "\x1b"
NOT_BELIEVED = {"COLUMNS": "40", "LINES": "10"}


def wide(terminal: Terminal) -> int:
    """How many columns the UI takes: as far as its footer's background goes."""
    last = terminal.emulator.cells[len(terminal.screen()) - 1]
    return sum(cell.bg != "default" for cell in last)


@pytest.mark.parametrize("around", ["x=$({} <&- 2>&-)", "x=$(seq 1000000 | {} 2>/dev/null)"])
def test_a_substitution(around: str, start: Start) -> None:
    script = f'{around.format(PICK)}; echo "got <$x> $?"'
    terminal = start(command=["sh", "-c", script], columns=100, rows=20, environ=NOT_BELIEVED)
    terminal.wait_for(ID)
    assert terminal.emulator.in_alternate_screen
    terminal.wait_for(lambda terminal: wide(terminal) == 100)
    terminal.resize(12, 70)
    terminal.wait_for(lambda terminal: wide(terminal) == 70)
    terminal.press(ENTER, f"got <{ID}> 0")
    terminal.check_exit(0)


def test_escape_clears_the_search_then_gives_the_pick_up(start: Start) -> None:
    terminal = start(command=["sh", "-c", f'x=$({PICK}); echo "got <$x> $?"'], columns=100)
    terminal.wait_for(ID)
    # To suspend would leave the shell waiting, and nobody to go on.
    terminal.press("\x1a", "Not suspended")
    terminal.press("nothing", "/ nothing")
    # Two escapes in one go are Alt+Escape to a terminal.
    terminal.press(ESCAPE, without("nothing"))
    terminal.press(ESCAPE, "got <> 130")
    terminal.check_exit(0)


def test_a_full_disk_is_said_and_the_terminal_restored(start: Start) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this machine")
    query = ("grok", "build")
    terminal = start("--sample", "--pick", *query, stdout=Path("/dev/full"), until="/ grok build ")
    terminal.send(ENTER)
    terminal.check_exit(1)
    assert "No space left on device" in terminal.text()
