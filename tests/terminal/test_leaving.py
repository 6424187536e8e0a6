"""Leaving gives the terminal back as it was, whatever ends the program: keys, signals, its own errors."""

from __future__ import annotations

import os
import pty
import shlex
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.scenarios import TEST_KEY
from tests.server import ModelServer
from tests.terminal.conftest import Break, Start
from tests.terminal.harness import PROGRAM, Terminal, clean_environment
from tests.terminal.places import need

CTRL_C, CTRL_Q, CTRL_Z, CTRL_L = "\x03", "\x11", "\x1a", "\x0c"
READY = "flux.2-max"


class Running(Protocol):
    """Starts the program; returns its terminal once the list is on it."""

    def __call__(self, **options: Any) -> Terminal: ...


@pytest.fixture
def running(start: Start, model_server: ModelServer) -> Running:
    def run(**options: Any) -> Terminal:
        environ = {"LUMENFALL_API_KEY": TEST_KEY, **options.pop("environ", {})}
        terminal = start("--base-url", model_server.base_url, environ=environ, **options)
        terminal.wait_for(lambda terminal: "live" in terminal.screen()[0])
        terminal.wait_for(READY)
        return terminal

    return run


def check_left(terminal: Terminal, codes: set[int]) -> None:
    """The program is gone with one of these codes, and the terminal is as it was, with nothing on it."""
    assert terminal.wait_exit() in codes
    terminal.assert_restored()
    assert terminal.text().strip() == ""


@pytest.mark.parametrize(
    ("typed", "leaves"),
    [("", "q"), ("", CTRL_Q), ("", CTRL_C), ("/gpt", CTRL_Q), ("/gpt", CTRL_C)],
)
def test_keys(running: Running, typed: str, leaves: str) -> None:
    terminal = running()
    terminal.send(typed)
    if typed:
        terminal.wait_for("1 of 5")
    terminal.send(leaves)
    check_left(terminal, {0})


@pytest.mark.parametrize(
    ("numbers", "codes"),
    [
        ([signal.SIGTERM], {143}),
        ([signal.SIGHUP], {129}),
        ([signal.SIGHUP, signal.SIGTERM] * 5, {129, 143}),
        # As tmux sends them.
        ([signal.SIGHUP, signal.SIGCONT], {129}),
    ],
)
def test_signals(running: Running, tmp_path: Path, numbers: list[int], codes: set[int]) -> None:
    terminal = running(stderr=tmp_path / "errors")
    for number in numbers:
        terminal.kill(number)
    check_left(terminal, codes)
    assert (tmp_path / "errors").read_bytes() == b""


def test_a_signal_while_it_starts_leaves_no_half_drawn_terminal(
    start: Start, model_server: ModelServer
) -> None:
    terminal = start("--base-url", model_server.base_url)
    terminal.wait_for(lambda terminal: terminal.raw)
    terminal.kill(signal.SIGTERM)
    assert terminal.wait_exit() == 143
    terminal.assert_restored()


def test_continue_without_a_stop_changes_nothing(running: Running) -> None:
    terminal = running()
    for _ in range(3):
        terminal.kill(signal.SIGCONT)
    terminal.send("j")
    terminal.wait_for("▌ gemini-3-pro-image")
    assert len(list(Path(f"/proc/{terminal.pid}/task").iterdir())) < 10 or sys.platform != "linux"
    terminal.send("q")
    check_left(terminal, {0})


@pytest.mark.parametrize("while_typing", [False, True])
def test_ctrl_z_gives_the_terminal_back_and_coming_back_draws_all_of_it_again(
    running: Running, while_typing: bool
) -> None:
    terminal = running()
    if while_typing:
        terminal.send("/gpt")
        for part in (" / gpt ", "1 of 5", "Owner   openai", "Ctrl+Y copy"):
            terminal.wait_for(part)
    before = terminal.text()
    terminal.send(CTRL_Z)
    terminal.wait_for(lambda terminal: is_stopped(terminal.pid))
    terminal.wait_for(lambda terminal: not terminal.emulator.in_alternate_screen)
    terminal.assert_restored()
    terminal.kill(signal.SIGCONT)
    terminal.wait_for(lambda terminal: terminal.text() == before)
    terminal.send("x" if while_typing else "j")
    terminal.wait_for("gptx" if while_typing else "▌ gemini-3-pro-image")
    terminal.send(CTRL_Q)
    check_left(terminal, {0})


def test_ctrl_z_and_fg_in_a_shell(start: Start, model_server: ModelServer) -> None:
    need("bash")
    command = f"{shlex.join(PROGRAM)} --base-url {model_server.base_url}"
    terminal = start(command=["bash", "--norc", "--noprofile", "-i"], environ={"PS1": "shell> "})
    terminal.wait_for("shell>")
    terminal.send(f"{command}\n")
    terminal.wait_for(READY)
    for _ in range(2):
        terminal.send(CTRL_Z)
        terminal.wait_for("Stopped")
        assert not terminal.emulator.in_alternate_screen
        terminal.send("bg\n")
        terminal.send("stty -a | grep -o -- -icanon; echo done\n")
        terminal.wait_for(lambda terminal: "\ndone" in terminal.text())
        assert "\n-icanon" not in terminal.text()
        terminal.send("clear; fg\n")
        terminal.wait_for(READY)
        terminal.wait_for("lumenbrowse  127.0.0.1")
    terminal.send("j")
    terminal.wait_for("▌ gemini-3-pro-image")
    terminal.send("q")
    terminal.wait_for("shell>")
    terminal.leave("exit $?\n")


def test_stopped_from_outside_and_continued_it_draws_all_of_it_again(running: Running) -> None:
    terminal = running()
    before, modes = terminal.text(), set(terminal.emulator.modes)
    terminal.kill(signal.SIGSTOP)
    terminal.wait_for(lambda terminal: is_stopped(terminal.pid))
    with terminal.device.open("wb", buffering=0) as tty:
        # What a shell does to the terminal that it gets back.
        termios.tcsetattr(tty, termios.TCSANOW, terminal.termios_before)
        tty.write(b"\x1b[2J\x1b[Hshell> ")
    terminal.wait_for("shell>")
    terminal.kill(signal.SIGCONT)
    terminal.wait_for(lambda terminal: terminal.text() == before)
    assert terminal.emulator.modes == modes
    terminal.send("q")
    check_left(terminal, {0})


def is_stopped(pid: int) -> bool:
    """Whether a process is stopped, as `ps` says it (on Linux as on macOS)."""
    state = subprocess.run(["ps", "-o", "state=", "-p", str(pid)], capture_output=True, text=True)
    return state.stdout.strip().startswith("T")


MOVE = """
import lumenbrowse.tui.widgets.table as table
def broken(self, rows):
    password = "local-variable"
    raise RuntimeError("it broke with lmnfl_testkeyid.this-is-no-real-secret inside")
table.ModelTable.action_move = broken
"""
COPY = """
import lumenbrowse.clipboard.copier as copier
def broken(*arguments, **options):
    raise RuntimeError("it broke in a thread")
copier.choose = broken
"""
FETCH = """
import lumenbrowse.api.client as client
def broken(*arguments, **options):
    raise RuntimeError("it broke in a thread")
client.fetch = broken
"""


@pytest.mark.parametrize(
    ("code", "key", "said"),
    [
        (MOVE, "j", "it broke with … inside"),
        (COPY, "y", "it broke in a thread"),
        (FETCH, "", "it broke in a thread"),
    ],
    ids=["table", "copier", "fetch"],
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
    terminal = start("--base-url", model_server.base_url, environ=environ, columns=500)
    if key:
        terminal.wait_for("live")
        terminal.send(key)
    assert terminal.wait_exit() == 70
    terminal.assert_restored()
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


def test_what_was_printed_before_the_program_is_still_there(
    start: Start, model_server: ModelServer
) -> None:
    script = f"echo before; {sys.executable} -m lumenbrowse --base-url {model_server.base_url}"
    terminal = start(command=["sh", "-c", script])
    terminal.wait_for(READY)
    terminal.leave("q")
    assert terminal.screen()[0] == "before"


@pytest.mark.parametrize("before", ["", "trap '' HUP;"], ids=["hangup", "nohup"])
def test_a_terminal_that_goes_away_ends_the_program(
    model_server: ModelServer, tmp_path: Path, before: str
) -> None:
    master, slave = pty.openpty()
    program = [*PROGRAM, "--base-url", model_server.base_url]
    process = subprocess.Popen(
        ["/bin/sh", "-c", f'{before}: <>"$1"; shift; exec "$@"', "sh", os.ttyname(slave), *program],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=clean_environment(tmp_path / "home"),
        start_new_session=True,
    )
    os.close(slave)
    drawn = b""
    while READY.encode() not in drawn:
        drawn += os.read(master, 65536)
    os.close(master)
    try:
        assert process.wait(10) in (129, -signal.SIGHUP)
    finally:
        process.kill()
    assert list(tmp_path.glob("home/state/lumenbrowse/crash-*")) == []


def test_it_leaves_at_once_however_much_is_left_to_ask(
    start: Start, model_server: ModelServer
) -> None:
    model_server.play("hangs")
    terminal = start("--base-url", model_server.base_url)
    terminal.wait_for("asking")
    begun = time.monotonic()
    terminal.send("q")
    check_left(terminal, {0})
    assert time.monotonic() - begun < 2
