"""Picking into a shell variable: the terminal is the user's, standard output is the shell's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.terminal.conftest import Start
from tests.terminal.copies import ID, IDS
from tests.terminal.harness import PROGRAM, Terminal
from tests.terminal.places import shell

PICK = shell([*PROGRAM, "--sample", "--pick"])
ENTER, ESCAPE, CTRL_C, TAB = "\r", "\x1b", "\x03", "\t"
NOT_BELIEVED = {"COLUMNS": "40", "LINES": "10"}


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
    ("around", "environ"),
    [
        ("x=$({}); code=$?", NOT_BELIEVED),
        ("x=$(echo hi | {}); code=$?", {}),
        ("x=$({} </dev/null); code=$?", {}),
        ("x=$({} 2>/dev/null); code=$?", {}),
        ("x=$({} <&- 2>&-); code=$?", {}),
        ("x=$(seq 1000000 | {} 2>/dev/null); code=$?", NOT_BELIEVED),
    ],
)
def test_a_substitution(around: str, environ: dict[str, str], start: Start) -> None:
    script = f'{around.format(PICK)}; echo "got <$x> $code"'
    terminal = in_shell(start, script, environ=environ)
    assert terminal.emulator.in_alternate_screen
    terminal.wait_for(lambda terminal: wide(terminal) == 100)
    terminal.resize(12, 70)
    terminal.wait_for(lambda terminal: wide(terminal) == 70)
    terminal.send(ENTER)
    terminal.wait_for(f"got <{ID}> 0")
    terminal.wait_exit()
    terminal.assert_restored()


@pytest.mark.parametrize(
    ("typed", "cleared", "last", "said"),
    [
        ("", "", ESCAPE, "got <> 130"),
        ("", "", CTRL_C, "got <> 130"),
        # Two escapes in one go are Alt+Escape to a terminal.
        ("nothing", ESCAPE, ESCAPE, "got <> 130"),
        ("seedream 4.5", "", ENTER, "got <seedream-4.5> 0"),
    ],
)
def test_how_it_ends(typed: str, cleared: str, last: str, said: str, start: Start) -> None:
    terminal = in_shell(start, f'x=$({PICK}); echo "got <$x> $?"')
    terminal.send(typed)
    terminal.wait_for(f"/ {typed}")
    if cleared:
        terminal.send(cleared)
        terminal.wait_for(lambda terminal: typed not in terminal.text())
    terminal.send(last)
    terminal.wait_for(said)
    terminal.wait_exit()
    terminal.assert_restored()


@pytest.mark.parametrize(("option", "end"), [("-m", b"\n"), ("-m0", b"\0")])
def test_several_are_picked(option: str, end: bytes, start: Start, tmp_path: Path) -> None:
    out = tmp_path / "out"
    terminal = start("--sample", "--pick", option, stdout=out, columns=100)
    terminal.wait_for(ID)
    for marked in ("1 marked", "2 marked"):
        terminal.send(TAB)
        terminal.wait_for(marked)
    terminal.leave(ENTER)
    first, second, rest = out.read_bytes().split(end)
    assert (first.decode(), rest) == (ID, b"")
    assert second.decode() in IDS[1:]


@pytest.mark.parametrize(
    ("arguments", "code", "picked"),
    [(("-1", "seedream-4.5"), 0, "seedream-4.5\n"), (("--exit-0", "no such model!"), 1, "")],
)
def test_what_needs_no_choice_is_over_at_once(
    arguments: tuple[str, ...], code: int, picked: str, start: Start, tmp_path: Path
) -> None:
    terminal = start("--sample", "--pick", *arguments, stdout=tmp_path / "out")
    assert terminal.wait_exit() == code
    assert (tmp_path / "out").read_text() == picked
    assert b"\x1b" not in terminal.raw


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
