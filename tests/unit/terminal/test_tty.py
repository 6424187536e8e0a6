"""Taking over the terminal, whatever the standard streams are."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from lumenbrowse.errors import NoTerminalError, OutputError
from lumenbrowse.terminal.tty import Terminal, speaks_utf8
from tests.terminal.harness import Terminal as PseudoTerminal
from tests.terminal.harness import clean_environment

REPORT = """
import os, shutil, sys
from lumenbrowse.terminal.tty import take_over
terminal = take_over()
size = shutil.get_terminal_size()
streams = (sys.__stdin__, sys.__stdout__, sys.__stderr__)
ours = [os.tcgetpgrp(s.fileno()) == os.getpgrp() for s in streams]  # fails for another terminal
print(size.columns, size.lines, [s.isatty() for s in streams], ours, file=sys.stderr)
print([s.fileno() for s in streams], [s is t for s, t in
      zip(streams, (sys.stdin, sys.stdout, sys.stderr))], file=sys.stderr)
print("é…", "COLUMNS" in os.environ, "LINES" in os.environ, terminal.utf8, file=sys.stderr)
line = sys.__stdin__.readline().strip()
print("typed", line, file=sys.__stderr__)
terminal.write_pick(["picked-" + line])
terminal.give_back()
print("after", file=sys.stderr)
"""

STREAMS = (
    "", "stdin in", "stdin /dev/null", "stdin closed", "stdout out", "stdout closed", "stderr err",
    "stderr closed", "stdin in stdout out stderr err", "stdin closed stdout closed stderr closed",
)  # fmt: skip
"""Where each stream goes that is not the terminal."""


@pytest.mark.parametrize("elsewhere", STREAMS)
def test_the_terminal_is_on_every_stream(elsewhere: str, tmp_path: Path) -> None:
    (tmp_path / "in").write_text("not for the keyboard\n")
    words = elsewhere.split()
    streams: dict[str, Any] = {
        stream: where if where == "closed" else tmp_path / where
        for stream, where in zip(words[::2], words[1::2], strict=True)
    }
    environ = {"COLUMNS": "10", "LINES": "5", "LANG": "de_DE.ISO-8859-1"}
    with start(REPORT, tmp_path, rows=33, columns=99, environ=environ, **streams) as terminal:
        terminal.wait_for("é… False False False")
        assert terminal.screen()[:2] == [
            "99 33 [True, True, True] [True, True, True]",
            "[0, 1, 2] [True, True, True]",
        ]
        terminal.send("flux\n")
        terminal.wait_for("typed flux")
        assert terminal.wait_exit() == (1 if streams.get("stdout") == "closed" else 0)
        assert ("picked-flux" in terminal.text()) == ("stdout" not in streams)
    for name, written in (("out", "picked-flux\n"), ("err", "after\n")):
        assert name not in words or (tmp_path / name).read_text() == written


def start(script: str, folder: Path, **options: Any) -> PseudoTerminal:
    return PseudoTerminal([sys.executable, "-c", script], folder / "home", **options)


def test_another_terminal_is_not_taken_for_the_controlling_one(tmp_path: Path) -> None:
    other, slave = os.openpty()
    with start(REPORT, tmp_path, rows=20, columns=70, stdout=slave) as terminal:
        terminal.wait_for("70 20 [True, True, True] [True, True, True]")
        terminal.send("x\n")
        assert terminal.wait_exit() == 0
    os.close(slave)
    assert os.read(other, 100) == b"picked-x\r\n"
    os.close(other)


def test_no_controlling_terminal_is_said_at_once(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", REPORT],
        capture_output=True,
        text=True,
        start_new_session=True,
        env=clean_environment(tmp_path),
        timeout=20,
    )
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1] == (
        "lumenbrowse.errors.NoTerminalError: there is no terminal to draw on"
    )
    assert NoTerminalError.exit_code == 2


def test_a_child_does_not_hold_the_users_output(tmp_path: Path) -> None:
    """In `x=$(lumenbrowse --pick)` the shell waits until nobody can write any more."""
    script = (
        "import subprocess\nfrom lumenbrowse.terminal.tty import take_over\n"
        "terminal = take_over()\n"
        "subprocess.Popen(['sleep', '30'])\n"
        "terminal.write_pick(['picked'])\n"
    )
    reading, writing = os.pipe()
    with start(script, tmp_path, stdout=writing) as terminal:
        os.close(writing)
        assert terminal.wait_exit() == 0
        assert os.read(reading, 100) == b"picked\n"
        assert os.read(reading, 100) == b""
    os.close(reading)


def test_a_pick_ends_as_asked() -> None:
    reading, writing = os.pipe()
    Terminal(writing, None, utf8=True).write_pick(["a b", "ü\ud800"], end="\0")
    os.close(writing)
    assert os.read(reading, 100) == "a b\0ü\\ud800\0".encode()
    os.close(reading)


def test_a_pick_longer_than_the_pipe_waits_for_the_reader() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    ids = ["x" * 1000] * 300
    thread = threading.Thread(target=Terminal(writing, None, utf8=True).write_pick, args=(ids,))
    thread.start()
    received = b""
    while len(received) < 300 * 1001:
        select.select([reading], [], [])
        received += os.read(reading, 65536)
    thread.join()
    assert received.decode().split() == ids
    os.close(reading)
    os.close(writing)


def test_a_reader_that_left_is_a_broken_pipe() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    assert signal.getsignal(signal.SIGPIPE) == signal.SIG_IGN
    with pytest.raises(BrokenPipeError):
        Terminal(writing, None, utf8=True).write_pick(["x"])
    os.close(writing)


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("/dev/full", "not all could be printed: No space left on device"),
        (None, "nothing could be printed: standard output is closed"),
    ],
)
def test_what_can_not_be_written_is_an_error_in_plain_words(output: str | None, said: str) -> None:
    if output and not Path(output).exists():
        pytest.skip("no /dev/full on this machine")
    descriptor = os.open(output, os.O_WRONLY) if output else None
    with pytest.raises(OutputError) as raised:
        Terminal(descriptor, None, utf8=True).write_pick(["x"])
    if descriptor is not None:
        os.close(descriptor)
    assert (raised.value.line, raised.value.exit_code) == (said, 1)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, True),
        ({"LANG": "C"}, True),
        ({"LC_ALL": "POSIX"}, True),
        ({"LANG": "en_GB.UTF-8"}, True),
        ({"LANG": "de_DE.utf8@euro"}, True),
        ({"LC_CTYPE": "UTF-8"}, True),
        ({"LANG": "de_DE.ISO-8859-1"}, False),
        ({"LANG": "de_DE@euro"}, False),
        ({"LANG": "ja_JP.eucJP"}, False),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "de_DE.ISO-8859-15"}, False),
        ({"LANG": "de_DE.ISO-8859-15", "LC_CTYPE": "en_GB.UTF-8"}, True),
        ({"LANG": "C.UTF-8", "LC_ALL": ""}, True),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),
        ({"LANG": "de_DE.ISO-8859-15", "LC_CTYPE": "C.UTF-8"}, False),
    ],
)
def test_the_locale_says_whether_utf8_can_be_drawn(environ: dict[str, str], expected: bool) -> None:
    assert speaks_utf8(environ) is expected
