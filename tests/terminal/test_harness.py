"""The harness itself: what it sees has to be what a terminal would show."""

from __future__ import annotations

import base64
import os
import sys
from pathlib import Path

import pytest

from tests.terminal.conftest import Start
from tests.terminal.emulator import Emulator


def sequence(text: str) -> bytes:
    return b"\x1b]52;c;" + base64.b64encode(text.encode()) + b"\x07"


def test_a_program_has_a_controlling_terminal_and_is_told_of_keys_and_sizes(start: Start) -> None:
    script = (
        "trap 'stty size' WINCH; stty size </dev/tty; echo $TZ; "
        "while :; do read line && echo got $line; done"
    )
    terminal = start(command=["bash", "-c", script], rows=17, columns=61)
    terminal.wait_for("17 61\nUTC")
    terminal.assert_restored()
    terminal.send("hello\n")
    terminal.wait_for("got hello")
    terminal.resize(30, 100)
    terminal.send("\n")
    terminal.wait_for("30 100")


def test_streams_can_go_elsewhere(start: Start, tmp_path: Path) -> None:
    (tmp_path / "in").write_text("from a file\n")
    reading, writing = os.pipe()
    terminal = start(
        command=["sh", "-c", "cat; echo seen >/dev/tty; echo closed >&2"],
        stdin=tmp_path / "in",
        stdout=writing,
        stderr="closed",
    )
    os.close(writing)
    terminal.wait_exit()
    assert os.read(reading, 100) == b"from a file\n"
    os.close(reading)
    assert terminal.screen()[0] == "seen"
    assert "closed" not in terminal.text()


@pytest.mark.parametrize("mode", ["1049h", "25l", "1003h", "2004h", "7l", ""])
def test_a_terminal_left_changed_is_noticed(start: Start, mode: str) -> None:
    terminal = start(command=["printf", f"\033[?{mode}"] if mode else ["stty", "-echo"])
    terminal.wait_exit()
    with pytest.raises(AssertionError):
        terminal.assert_restored()


def test_questions_are_answered(start: Start) -> None:
    script = (
        "import sys, tty; tty.setraw(0); print('\\x1b[?2026$p', flush=True);"
        "print(repr(sys.stdin.read(11)))"
    )
    answers = {b"\x1b[?2026$p": b"\x1b[?2026;2$y"}
    terminal = start(command=[sys.executable, "-c", script], answers=answers)
    terminal.wait_for("'\\x1b[?2026;2$y'")


def test_what_is_a_terminals_clipboard_and_what_its_screen() -> None:
    """A sequence within a string is for a multiplexer; one that is cut in pieces is one."""
    emulator = Emulator(5, 40)
    wrapped = sequence("wrapped").replace(b"\x1b", b"\x1b\x1b")
    for byte in b"".join([
        b"before\x1b[?1049h\x1b[Hinside", sequence("first"), b"\x1bPtmux;" + wrapped + b"\x1b\\",
        b"\x1bP" + sequence("screen") + b"\x1b\\", b"\x1b[31mred",
    ]):  # fmt: skip
        emulator.feed(bytes([byte]))
    assert emulator.clipboard == ["first"]
    assert emulator.lines[0] == "insidered"
    emulator.feed(b"\x1b[?1049l")
    assert emulator.lines[0] == "before"
