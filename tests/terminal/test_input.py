"""Bytes that nobody typed, pastes without an end, the mouse where nothing is: the keys work on."""

import termios
import time
from collections.abc import Iterator

import pytest

from tests.terminal.conftest import Start
from tests.terminal.frames import wait_until_quiet
from tests.terminal.harness import PROGRAM, Terminal
from tests.terminal.storm import ANSWERS, check_answers, storm, wait_until_read


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with Terminal([*PROGRAM, "--sample"], tmp_path_factory.mktemp("input"), columns=100) as running:
        running.wait_for("object  model")
        yield running
        running.leave("q")


@pytest.fixture
def terminal(running: Terminal) -> Terminal:
    """The program with its table, as each test leaves it: nothing is typed, and nothing happens."""
    running.resize(24, 100)
    running.wait_for("▌ ", "/ search: ", "q quit")
    # From now on what is sent is read at once.
    running.wait_for(lambda terminal: not terminal.termios()[3] & termios.ICANON)
    running.send("g")  # there a step and a step back scroll nothing
    wait_until_quiet(running)
    return running


def check_keys(terminal: Terminal, before: str) -> None:
    """Two keys act, nothing else did: neither on the screen nor on the clipboard."""
    for key, is_there in (("j", False), ("k", True)):
        terminal.press(key, lambda terminal: (terminal.text() == before) is is_there)  # noqa: B023
    assert terminal.osc52() == []


def test_answers_that_nobody_asked_for_act_on_nothing(terminal: Terminal) -> None:
    before = terminal.text()
    for answer in ANSWERS.values():
        for where in {2, len(answer) // 2, len(answer) - 1}:
            for part in (answer[:where], answer[where:]):
                terminal.send(part)
                wait_until_read(terminal)
    # Nor does one whose rest comes late.
    for name, where in (("DA1", 1), ("DA1", 5), ("XTVERSION", 1), ("background", 2)):
        terminal.send(ANSWERS[name][:where])
        time.sleep(0.5)  # longer than any sequence is waited for
        terminal.send(ANSWERS[name][where:])
        wait_until_read(terminal)
    check_keys(terminal, before)


BROKEN = [b"\x1b", b"\x1b[?62;2", b"\x1bP>|XTe", b"\x1b]11;rgb:", b"\x1b_G", b"\x1b[M"]


def test_a_broken_answer_ends_after_a_short_while_or_with_the_next(terminal: Terminal) -> None:
    before = terminal.text()
    for broken in BROKEN:
        terminal.send(broken)
        time.sleep(0.5)
        check_keys(terminal, before)
    for broken in BROKEN[1:]:
        terminal.press(broken + b"\x1b[B", lambda terminal: terminal.text() != before)
        terminal.press(broken + b"\x1b[A", lambda terminal: terminal.text() == before)


def test_a_paste_without_its_end_ends_by_itself_and_a_large_one_is_cut(terminal: Terminal) -> None:
    for number, end in enumerate((b"", b"\x1b", b"\x1b[201", b" \xff"), 1):
        for focus in (b"", b"/"):
            terminal.press(focus + b"\x1b[200~claude q%d" % number + end, f"/ claude q{number}")
            terminal.press("z\x1b[27u\x1b[27u\x1b[27u", "/ search: ")
    terminal.send(b"/\x1b[200~begins " + b"0123456789 " * 20_000)
    wait_until_read(terminal)
    check_answers(terminal, "again")
    assert terminal.osc52() == []


def test_a_paste_whose_end_comes_in_two_parts_is_one(terminal: Terminal) -> None:
    for where in range(1, 6):
        end = b"\x1b[201~"
        terminal.send(b"/\x1b[200~q%d" % where + end[:where])
        time.sleep(0.2)  # longer than Textual waits for the rest of a sequence
        terminal.press(end[where:] + b"z", f"/ q{where}z")
        terminal.send("\x1b[27u\x1b[27u")
    terminal.press(b"/\x1b[200~a" + bytes(range(1, 27)) + b"b\x1b[201~c", "/ a bc")
    terminal.send("\x1b[27u\x1b[27u")


def test_the_mouse_where_nothing_is_leaves_the_keys_alone(terminal: Terminal) -> None:
    before = terminal.text()
    for button in (0, 1, 2, 32, 35, 64, 65):
        for column, row in ((1, 999), (999, 1), (999, 999), (-3, -3), (101, 5)):
            terminal.send(f"\x1b[<{button};{column};{row}M\x1b[<{button};{column};{row}m")
        check_keys(terminal, before)


def test_the_mouse_in_a_window_that_shrank_leaves_the_keys_alone(terminal: Terminal) -> None:
    for rows, columns in ((12, 40), (24, 100)) * 2:
        terminal.resize(rows, columns)
        terminal.send(f"\x1b[<0;{columns};{rows}M\x1b[<35;95;20m")
    # Sizes without pixels, and the mouse after them, end nothing.
    terminal.send("\x1b[48;24;100;0;0t\x1b[<35;5;5M\x1b[<64;5;5M")
    check_answers(terminal, "again")


def test_a_character_in_two_reads_is_one(terminal: Terminal) -> None:
    terminal.send(b"/caf\xc3")
    wait_until_read(terminal)
    terminal.press(b"\xa9 \xff\xfeok", "/ café ok")
    terminal.send("\x1b[27u\x1b[27u")


def test_a_storm(terminal: Terminal) -> None:
    storm(terminal, 100, seed=1)
    assert terminal.osc52() == []


@pytest.mark.parametrize("broken", [b"\x1bP>|XTe", b"\x1b[200~qqq\x1b[20"])
def test_ctrl_c_always_leaves(start: Start, broken: bytes) -> None:
    terminal = start("--sample", columns=100)
    terminal.wait_for("q quit", lambda terminal: not terminal.termios()[3] & termios.ICANON)
    terminal.send(broken)
    wait_until_read(terminal)
    terminal.leave("\x03")
