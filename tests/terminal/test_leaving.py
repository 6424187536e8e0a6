"""Leaving gives the terminal back as it was, whatever ends or stops it: keys, signals, its own errors."""

import os
import shlex
import signal
import subprocess
import sys
import termios
from functools import partial
from pathlib import Path

import pytest

from tests.scenarios import TEST_KEY
from tests.server import ModelServer
from tests.terminal.conftest import Break, Start
from tests.terminal.frames import wait_until_quiet
from tests.terminal.harness import PROGRAM, Terminal
from tests.terminal.places import need

CTRL_Q, CTRL_Z = "\x11", "\x1a"
SAMPLE = shlex.join([*PROGRAM, "--sample"])


@pytest.mark.parametrize(
    ("numbers", "codes"),
    [
        ([signal.SIGHUP, signal.SIGTERM] * 5, [129, 143]),
        # As tmux sends them.
        ([signal.SIGHUP, signal.SIGCONT], [129]),
    ],
    ids=["many", "hangup and continue"],
)
def test_signals(start: Start, tmp_path: Path, numbers: list[int], codes: list[int]) -> None:
    terminal = start("--sample", stderr=tmp_path / "errors", fresh=True, until="q quit")
    for number in numbers:
        terminal.kill(number)
    terminal.check_exit(*codes)
    assert terminal.text().strip() == ""
    assert (tmp_path / "errors").read_bytes() == b""


def test_signals_before_the_ui_is_there(start: Start, breaking: Break) -> None:
    terminal = start("--sample", fresh=True, until=lambda terminal: terminal.raw)
    terminal.kill(signal.SIGTERM)
    terminal.check_exit(143)
    start("--sample", until="q quit").leave("q")
    held = breaking("import time; time.sleep(30)", "textual")
    for number in (signal.SIGQUIT, signal.SIGABRT, signal.SIGUSR1):
        terminal = start("--sample", environ=held)
        terminal.wait_for(lambda terminal: terminal.emulator.in_alternate_screen)
        terminal.kill(number)
        terminal.check_exit(128 + number)


def test_stopped_and_continued_it_draws_all_of_it_again(start: Start) -> None:
    start("--sample", environ={"XDG_CONFIG_HOME": f"/{'x' * 300}"}, until="q quit").leave("q")
    terminal = start("--sample", columns=100, until="q quit")
    for _ in range(3):
        terminal.kill(signal.SIGCONT)  # without a stop
    for typed, there in (("j", "▌ x-ai/grok-4.3"), ("/seed", "▌ seedream-4.5")):
        terminal.press(typed, there)
        wait_until_quiet(terminal)
        before = terminal.text()
        terminal.press(CTRL_Z, lambda terminal: is_stopped(terminal.pid))
        terminal.wait_for(lambda terminal: not terminal.emulator.in_alternate_screen)
        terminal.assert_restored()
        terminal.kill(signal.SIGCONT)
        terminal.wait_for(partial(shows, before))
    assert len(list(Path(f"/proc/{terminal.pid}/task").iterdir())) < 10 or sys.platform != "linux"
    wait_until_quiet(terminal)
    modes = set(terminal.emulator.modes)
    terminal.kill(signal.SIGSTOP)
    terminal.wait_for(lambda terminal: is_stopped(terminal.pid))
    with terminal.device.open("wb", buffering=0) as tty:
        # What a shell does to the terminal that it gets back.
        termios.tcsetattr(tty, termios.TCSANOW, terminal.termios_before)
        tty.write(b"\x1b[2J\x1b[Hshell> ")
    terminal.wait_for("shell>")
    terminal.kill(signal.SIGCONT)
    terminal.wait_for(partial(shows, before))
    assert terminal.emulator.modes == modes
    terminal.press(CTRL_Z, lambda terminal: "2004" not in terminal.emulator.modes)
    terminal.kill(signal.SIGCONT)  # while it is on its way out, if it still is
    terminal.wait_for(lambda terminal: is_stopped(terminal.pid) or terminal.emulator.modes == modes)
    terminal.kill(signal.SIGCONT)
    terminal.wait_for(lambda terminal: terminal.emulator.modes == modes)
    terminal.press("x", "/ seedx")
    terminal.leave(CTRL_Q)
    assert terminal.text().strip() == ""


def test_what_stops_it_while_it_leaves_does_not_bring_it_back(start: Start) -> None:
    terminal = start("--sample", until="q quit")
    for number in (signal.SIGTERM, signal.SIGTSTP):
        terminal.kill(number)
    terminal.wait_for(lambda terminal: not runs(terminal.pid))
    terminal.kill(signal.SIGCONT)
    terminal.check_exit(143)


def test_ctrl_z_and_fg_in_a_shell_with_another_size_meanwhile(start: Start) -> None:
    need("bash")
    command = ["bash", "--norc", "--noprofile", "-i"]
    terminal = start(command=command, environ={"PS1": "shell> "}, columns=100, until="shell>")
    terminal.send(f"echo before; {SAMPLE}\n")
    terminal.wait_for("q quit")
    for rows, columns in ((24, 100), (12, 60)):
        terminal.press(CTRL_Z, "Stopped")
        assert "before" in terminal.screen()
        terminal.send("bg\n")
        terminal.send("stty -a | grep -o -- -icanon; echo done\n")
        terminal.wait_for(lambda terminal: "\ndone" in terminal.text())
        assert "\n-icanon" not in terminal.text()
        terminal.resize(rows, columns)
        terminal.send("clear; echo before; fg\n")
        terminal.wait_for(lambda terminal: "? help" in terminal.screen()[-1])
        terminal.wait_for(lambda terminal: terminal.screen()[1].endswith("by added ↓"))
        assert columns - 2 <= len(terminal.screen()[1]) <= columns
        terminal.press("/stopped", "/ stopped")
        terminal.press("\x1b[27u\x1b[27u", lambda terminal: "? help" in terminal.screen()[-1])
    terminal.press("q", "shell>")
    terminal.leave("exit $?\n")


def shows(text: str, terminal: Terminal) -> bool:
    return terminal.text() == text


def is_stopped(pid: int) -> bool:
    return state_of(pid) == "T"


def runs(pid: int) -> bool:
    """Whether a process has not been stopped, nor has ended."""
    return state_of(pid) not in ("T", "Z", "")


def state_of(pid: int) -> str:
    """A process's state, as `ps` says it (on Linux as on macOS); empty where there is none."""
    state = subprocess.run(["ps", "-o", "state=", "-p", str(pid)], capture_output=True, text=True)
    return state.stdout.strip()[:1]


MOVE = """
import lumenbrowse.tui.widgets.table as table
def broken(self, rows):
    password = "local-variable"
    raise RuntimeError("it broke with lmnfl_testkeyid.this-is-no-real-secret and Bearer ab-cd inside")
table.ModelTable.action_move = broken
"""
THREAD = """
import lumenbrowse.loading as module
def broken(*arguments, **options):
    raise RuntimeError("it broke in a thread")
module.refresh = broken
"""


@pytest.mark.parametrize(
    ("code", "key", "said"),
    [(MOVE, "j", "it broke with … and Bearer … inside"), (THREAD, "", "it broke in a thread")],
    ids=["table", "fetch"],
)
def test_an_error_of_the_program_is_one_line_and_a_report_without_secrets(
    start: Start,
    model_server: ModelServer,
    breaking: Break,
    home: Path,
    code: str,
    key: str,
    said: str,
) -> None:
    environ = breaking(code) | {"LUMENFALL_API_KEY": TEST_KEY}
    terminal = start("--base-url", model_server.base_url, environ=environ, rows=8, columns=500)
    if key:
        terminal.wait_for("live")
        terminal.send(key)
    terminal.check_exit(70)
    [report] = home.glob("state/lumenbrowse/crash-*.txt")
    assert [line for line in terminal.screen() if line] == [
        f"lumenbrowse: an error of lumenbrowse itself (RuntimeError): the report is in {report}"
    ]
    written = report.read_text()
    assert f"RuntimeError: {said}" in written
    assert "in broken" in written
    assert "this-is-no-real-secret" not in written
    assert "local-variable" not in written
    assert report.stat().st_mode & 0o777 == 0o600


def test_a_terminal_that_goes_ends_the_program_under_nohup_too(start: Start, home: Path) -> None:
    terminal = start(command=["sh", "-c", f"trap '' HUP; exec {SAMPLE}"], until="q quit")
    assert terminal.hang_up() in (129, -signal.SIGHUP)
    assert list(home.glob("state/lumenbrowse/crash-*")) == []


def test_a_start_after_a_killed_one_leaves_a_usable_terminal(start: Start, tmp_path: Path) -> None:
    written = tmp_path / "pid"
    first = f"echo $$ >{written}; exec {SAMPLE}"
    command = ["sh", "-c", f"sh -c {shlex.quote(first)}; echo killed; {SAMPLE}"]
    terminal = start(command=command, columns=100, until="q quit")
    terminal.wait_for(lambda terminal: "1003" in terminal.emulator.modes)
    os.kill(int(written.read_text()), signal.SIGKILL)
    terminal.wait_for(lambda terminal: terminal.raw.count(b"\x1b[?1004h") == 2)
    terminal.wait_for("q quit")
    terminal.press("/gpt", "/ gpt")
    terminal.leave("\x11")


def test_a_shells_line_editor_gets_its_own_mode_back(start: Start) -> None:
    # As zle and readline have it: no lines, no echo, but the keys that send signals.
    line = f"stty -icanon -echo; {SAMPLE}; stty -a | grep -o -e '-echo ' -e -icanon"
    terminal = start(command=["sh", "-c", line], until="q quit")
    terminal.send("q")
    terminal.wait_exit()
    assert terminal.text().split() == ["-icanon", "-echo"]
