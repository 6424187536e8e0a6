"""Picking into a shell variable: the terminal is the user's, standard output is the shell's."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.terminal.conftest import Start
from tests.terminal.copies import ID
from tests.terminal.harness import PROGRAM, Terminal, clean_environment
from tests.terminal.places import shell

PICK = shell([*PROGRAM, "--sample", "--pick"])
ENTER, ESCAPE, CTRL_C, TAB = "\r", "\x1b", "\x03", "\t"


def in_shell(start: Start, script: str, **options: object) -> Terminal:
    """`script`, which picks, run by a shell on a new terminal, once the list shows."""
    terminal = start(command=["sh", "-c", script], columns=100, rows=20, **options)
    terminal.wait_for(ID)
    return terminal


def wide(terminal: Terminal) -> int:
    """How many columns the UI takes: as far as its footer's background goes."""
    last = terminal.emulator.cells[len(terminal.screen()) - 1]
    return sum(cell.bg != "default" for cell in last)


@pytest.mark.parametrize(
    "around",
    [
        "x=$({}); code=$?",
        "x=$(echo hi | {}); code=$?",
        "x=$({} </dev/null); code=$?",
        "x=$({} 2>/dev/null); code=$?",
        "x=$({} <&- 2>&-); code=$?",
        "x=$(seq 1000000 | {} 2>/dev/null); code=$?",
    ],
)
def test_a_substitution(around: str, start: Start) -> None:
    script = f'{around.format(PICK)}; echo "got <$x> $code"'
    terminal = in_shell(start, script)
    assert terminal.emulator.in_alternate_screen
    terminal.wait_for(lambda terminal: wide(terminal) == 100)
    terminal.resize(12, 70)
    terminal.wait_for(lambda terminal: wide(terminal) == 70)
    terminal.send(ENTER)
    terminal.wait_for(f"got <{ID}> 0")
    terminal.wait_exit()
    terminal.assert_restored()


def test_columns_and_lines_in_the_environment_are_not_believed(start: Start) -> None:
    terminal = in_shell(start, PICK, environ={"COLUMNS": "40", "LINES": "10"})
    terminal.wait_for(lambda terminal: wide(terminal) == 100)


@pytest.mark.parametrize("keys", [ESCAPE, CTRL_C, "nothing" + ESCAPE * 2])
def test_a_cancellation_prints_nothing(keys: str, start: Start) -> None:
    terminal = in_shell(start, f'x=$({PICK}); echo "got <$x> $?"')
    terminal.send(keys[:-1])
    # Two escapes in one go are Alt+Escape to a terminal.
    if keys.startswith("nothing"):
        terminal.wait_for("/ nothing")
        terminal.send(ESCAPE)
        terminal.wait_for(lambda terminal: "nothing" not in terminal.text())
    terminal.send(keys[-1])
    terminal.wait_for("got <> 130")
    terminal.wait_exit()
    terminal.assert_restored()


def test_what_is_typed_is_searched_for_and_enter_takes_the_best(start: Start) -> None:
    terminal = in_shell(start, f'x=$({PICK}); echo "got <$x> $?"')
    terminal.send("seedream 4.5")
    terminal.wait_for("/ seedream 4.5")
    terminal.send(ENTER)
    terminal.wait_for("got <seedream-4.5> 0")


@pytest.mark.parametrize(("option", "end"), [("-m", b"\n"), ("-m0", b"\0")])
def test_several_are_picked(option: str, end: bytes, start: Start, tmp_path: Path) -> None:
    out = tmp_path / "out"
    terminal = start("--sample", "--pick", option, stdout=out, columns=100)
    terminal.wait_for(ID)
    terminal.send(TAB)
    terminal.wait_for("1 marked")
    terminal.send(TAB)
    terminal.wait_for("2 marked")
    terminal.send(ENTER)
    assert terminal.wait_exit() == 0
    picked = out.read_bytes()
    assert picked.endswith(end)
    ids = picked[:-1].split(end)
    assert len(ids) == 2
    assert ids[0].decode() == ID
    terminal.assert_restored()


def test_one_match_is_picked_at_once(start: Start, tmp_path: Path) -> None:
    terminal = start("--sample", "--pick", "-1", "seedream-4.5", stdout=tmp_path / "out")
    assert terminal.wait_exit() == 0
    assert (tmp_path / "out").read_text() == "seedream-4.5\n"
    assert terminal.raw == b""


def test_no_match_leaves_at_once(start: Start, tmp_path: Path) -> None:
    terminal = start("--sample", "--pick", "--exit-0", "no such model!", stdout=tmp_path / "out")
    assert terminal.wait_exit() == 1
    assert (tmp_path / "out").read_text() == ""


def test_without_a_terminal_it_says_so_at_once(home: Path) -> None:
    before = time.monotonic()
    done = subprocess.run(
        [*PROGRAM, "--sample", "--pick"],
        stdin=subprocess.PIPE,
        capture_output=True,
        text=True,
        env=clean_environment(home),
        start_new_session=True,
        timeout=20,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "--list" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert time.monotonic() - before < 5


def test_a_full_disk_is_said_and_the_terminal_restored(start: Start) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this machine")
    terminal = start("--sample", "--pick", stdout=Path("/dev/full"))
    terminal.wait_for(ID)
    terminal.send(ENTER)
    assert terminal.wait_exit() == 1
    assert "No space left on device" in terminal.text()
    terminal.assert_restored()


def test_a_reader_that_left_ends_it_quietly(start: Start) -> None:
    reading, writing = os.pipe()
    terminal = start("--sample", "--pick", stdout=writing)
    os.close(writing)
    terminal.wait_for(ID)
    os.close(reading)
    terminal.send(ENTER)
    assert terminal.wait_exit() == 141
    assert "".join(terminal.screen()) == ""
    terminal.assert_restored()
