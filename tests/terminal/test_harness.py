"""The harness itself: what it sees has to be what a terminal would show."""

import base64

import pytest

from tests.terminal.conftest import Start
from tests.terminal.emulator import Emulator


def sequence(text: str) -> bytes:
    return b"\x1b]52;c;" + base64.b64encode(text.encode()) + b"\x07"


@pytest.mark.parametrize("mode", ["1049h", "25l", "1003h", "2004h", "7l", ""])
def test_a_terminal_left_changed_is_noticed(start: Start, mode: str) -> None:
    terminal = start(command=["printf", f"\033[?{mode}"] if mode else ["stty", "-echo"])
    terminal.wait_exit()
    with pytest.raises(AssertionError):
        terminal.assert_restored()


def test_what_is_a_terminals_clipboard_and_what_its_screen() -> None:
    """One in a string is for a multiplexer; one cut in pieces is one, and one broken off is none."""
    emulator = Emulator(5, 40)
    wrapped = sequence("wrapped").replace(b"\x1b", b"\x1b\x1b")
    for byte in b"".join([
        b"before\x1b[?1049h\x1b[Hinside", sequence("first"), b"\x1bPtmux;" + wrapped + b"\x1b\\",
        b"\x1bP" + sequence("screen") + b"\x1b\\", b"\x1b[3\x1b\x1b[31mred",
    ]):  # fmt: skip
        emulator.feed(bytes([byte]))
    assert emulator.clipboard == ["first"]
    assert emulator.lines[0] == "insidered"
    emulator.feed(b"\x1b[?1049l")
    assert emulator.lines[0] == "before"
