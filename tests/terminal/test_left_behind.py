"""The terminal after signals of every kind, after a program that was killed, and after a stop."""

from __future__ import annotations

import os
import shlex
import signal
from pathlib import Path

import pytest

from tests.terminal.conftest import Start
from tests.terminal.harness import PROGRAM, Terminal
from tests.terminal.places import need
from tests.terminal.test_first_screen import hold_textual_up

SIGNALS = [signal.SIGQUIT, signal.SIGABRT, signal.SIGUSR1]
SAMPLE = shlex.join([*PROGRAM, "--sample"])


def wait_ready(terminal: Terminal) -> None:
    terminal.wait_for("SAMPLE DATA")
    terminal.wait_for("q quit")


@pytest.mark.parametrize("number", SIGNALS)
def test_signals_give_the_terminal_back(start: Start, number: int, tmp_path: Path) -> None:
    terminal = start("--sample", stderr=tmp_path / "errors")
    wait_ready(terminal)
    terminal.kill(number)
    assert terminal.wait_exit() == 128 + number
    terminal.assert_restored()
    assert terminal.text().strip() == ""
    assert (tmp_path / "errors").read_bytes() == b""


def test_signals_give_the_terminal_back_before_the_ui_is_there(
    start: Start, tmp_path: Path
) -> None:
    terminal = start("--sample")
    wait_ready(terminal)
    terminal.leave("q")
    held = hold_textual_up(tmp_path / "held", "import time; time.sleep(30)")
    for number in SIGNALS:
        terminal = start("--sample", environ=held)
        terminal.wait_for("SAMPLE DATA")
        terminal.kill(number)
        assert terminal.wait_exit() == 128 + number
        terminal.assert_restored()


def test_a_start_after_a_killed_one_leaves_a_terminal_to_type_in(
    start: Start, tmp_path: Path
) -> None:
    written = tmp_path / "pid"
    first = f"echo $$ >{written}; exec {SAMPLE}"
    command = ["sh", "-c", f"sh -c {shlex.quote(first)}; echo killed; {SAMPLE}"]
    terminal = start(command=command, columns=100)
    wait_ready(terminal)
    terminal.wait_for(lambda terminal: "1003" in terminal.emulator.modes)
    os.kill(int(written.read_text()), signal.SIGKILL)
    terminal.wait_for(lambda terminal: terminal.raw.count(b"\x1b[?1004h") == 2)
    wait_ready(terminal)
    terminal.send("/gpt")
    terminal.wait_for("/ gpt")
    terminal.leave("\x11")


def test_a_shells_line_editor_gets_its_own_mode_back(start: Start) -> None:
    # As zle and readline have it: no lines, no echo, but the keys that send signals.
    command = [
        "sh",
        "-c",
        f"stty -icanon -echo; {SAMPLE}; stty -a | grep -o -e '-echo ' -e -icanon",
    ]
    terminal = start(command=command)
    wait_ready(terminal)
    terminal.send("q")
    terminal.wait_exit()
    assert terminal.text().split() == ["-icanon", "-echo"]


def test_ctrl_z_a_resize_and_fg(start: Start) -> None:
    need("bash")
    terminal = start(
        command=["bash", "--norc", "--noprofile", "-i"], environ={"PS1": "shell> "}, columns=100
    )
    terminal.wait_for("shell>")
    terminal.send(f"{SAMPLE}\n")
    wait_ready(terminal)
    for rows, columns in ((12, 60), (30, 110), (24, 80)):
        terminal.send("\x1a")
        terminal.wait_for("Stopped")
        terminal.resize(rows, columns)
        terminal.send("clear; stty size; fg\n")
        terminal.wait_for(lambda terminal: "? help" in terminal.screen()[-1])
        terminal.wait_for(lambda terminal: terminal.screen()[1].endswith("by added ↓"))
        assert columns - 2 <= len(terminal.screen()[1]) <= columns
        terminal.send("/stopped")
        terminal.wait_for("/ stopped")
        terminal.send("\x1b[27u\x1b[27u")
        terminal.wait_for(lambda terminal: "? help" in terminal.screen()[-1])
    terminal.send("q")
    terminal.wait_for("shell>")
    terminal.leave("exit $?\n")
