"""What is written for the shell, and whether the terminal draws UTF-8; taking it over is in tests/terminal."""

import os
import select
import threading
from functools import partial

import pytest

from lumenbrowse.errors import OutputError
from lumenbrowse.terminal.tty import Terminal, speaks_utf8
from tests.scenarios import case


def test_a_pick_longer_than_the_pipe_waits_for_the_reader() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    ids, received = ["x" * 1000] * 300 + ["a b", "\x1bü\ud800"], b""
    write = partial(Terminal(writing, None, utf8=True).write_pick, ids, end="\0")
    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    while received.count(b"\0") < len(ids):
        assert select.select([reading], [], [], 30)[0]
        received += os.read(reading, 65536)
    thread.join()
    assert received.decode().split("\0") == [*ids[:-1], "\\x1bü\\ud800", ""]
    os.close(reading)
    os.close(writing)


def test_a_pick_for_nobody_is_an_error_in_plain_words() -> None:
    with pytest.raises(OutputError) as raised:
        Terminal(None, None, utf8=True).write_pick(["x"])
    assert raised.value.line == "nothing could be printed: standard output is closed"


@pytest.mark.parametrize(("environ", "expected"), case("terminal/tty")["locales"])
def test_the_locale_says_whether_utf8_can_be_drawn(environ: dict[str, str], expected: bool) -> None:
    assert speaks_utf8(environ) is expected
