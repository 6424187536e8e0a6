"""Copies that arrive: each place a copy starts from, with the real tmux, screen, sshd and X server.

What arrives is read from the bytes that reach the outermost terminal: OSC 52 at top level only.
"""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest

from tests.terminal.conftest import MakeTmux, Start
from tests.terminal.copies import ID, LOST, ON, OUTER, PASTES, SENT, copy, run
from tests.terminal.harness import Terminal
from tests.terminal.places import Screen, Ssh, path_with, program

OLD_TMUX = """case "$1" in
display-message) echo "3.1c|0|xterm-256color||external" ;;
*) echo "unknown flag" >&2; exit 1 ;;
esac
"""
SCREENS_LONGEST = 768
"""Bytes of a string that screen keeps (MAXSTR in its screen.h)."""
FAILING_TMUX = """case "$1" in
display-message) echo "3.3a|0|xterm-256color||external" ;;
*) exit 1 ;;
esac
"""


def test_a_plain_terminal(start: Start, home: Path) -> None:
    copy(run(start, program(home, "--sample")), SENT)


def test_ssh(start: Start, home: Path, ssh: Ssh) -> None:
    copy(run(start, ssh.command(program(home, "--sample"))), SENT)


@pytest.mark.parametrize("setting", ["external", "on", "off"])
def test_tmux(setting: str, start: Start, home: Path, tmux: MakeTmux) -> None:
    """`external` is the default."""
    place = tmux(f"set -s set-clipboard {setting}")
    copy(run(start, place.command(program(home, "--sample"))), SENT + PASTES)
    assert place.run("show-buffer") == ID


def test_tmux_in_ssh(start: Start, home: Path, tmux: MakeTmux, ssh: Ssh) -> None:
    copy(run(start, ssh.command(tmux().command(program(home, "--sample")))), SENT + PASTES)


def test_screen(start: Start, home: Path, screen: Screen) -> None:
    copy(run(start, screen.command(program(home, "--sample"))), SENT)


def test_screen_in_ssh(start: Start, home: Path, screen: Screen, ssh: Ssh) -> None:
    copy(run(start, ssh.command(screen.command(program(home, "--sample")))), SENT)


def test_ssh_in_tmux_that_passes_it_on(start: Start, home: Path, tmux: MakeTmux, ssh: Ssh) -> None:
    """From the far end nobody can see that this tmux is set up: "probably" is all there is to say."""
    copy(run(start, tmux(ON).command(ssh.command(program(home, "--sample")))), OUTER)


def test_tmux_in_ssh_in_tmux_that_passes_it_on(
    start: Start, home: Path, tmux: MakeTmux, ssh: Ssh
) -> None:
    far = tmux().command(program(home, "--sample"))
    copy(run(start, tmux(ON).command(ssh.command(far))), OUTER + PASTES)


def test_ssh_in_tmux_with_default_options_is_said_to_be_probably_lost(
    start: Start, home: Path, tmux: MakeTmux, ssh: Ssh
) -> None:
    terminal = run(start, tmux().command(ssh.command(program(home, "--sample"))))
    terminal.send("y")
    terminal.wait_for(OUTER)
    assert terminal.osc52() == []


def test_a_detached_tmux_is_an_outer_terminal_too(
    start: Start, home: Path, tmux: MakeTmux, ssh: Ssh
) -> None:
    """What ssh carries to a tmux that takes it ends in the buffer of that tmux."""
    place = tmux(ON)
    terminal = run(start, place.command(ssh.command(program(home, "--sample"))))
    copy(terminal, OUTER)
    terminal.wait_for(lambda _: place.run("show-buffer") == ID)


def test_tmux_older_than_3_2_simulated_by_a_stand_in_for_its_command(
    start: Start, home: Path, tmux: MakeTmux, tmp_path: Path
) -> None:
    # Before 3.3 there was no such option, and what is wrapped was always passed on.
    place = tmux("set -g allow-passthrough on")
    old = path_with(tmp_path / "bin", "tmux", OLD_TMUX)
    copy(run(start, place.command(program(home, "--sample", environ=old))), SENT)


def test_tmux_whose_load_buffer_fails_simulated_by_a_stand_in(
    start: Start, home: Path, tmux: MakeTmux, tmp_path: Path
) -> None:
    failing = path_with(tmp_path / "bin", "tmux", FAILING_TMUX)
    place = tmux(ON)
    terminal = run(start, place.command(program(home, "--sample", environ=failing)))
    copy(terminal, f"{LOST}tmux needs: set -s set-clipboard on")


def test_tmux_in_control_mode_simulated_by_a_stand_in(
    start: Start, home: Path, tmux: MakeTmux, tmp_path: Path
) -> None:
    """iTerm2's: what the program sends reaches it as it is."""
    control = path_with(
        tmp_path / "bin", "tmux", FAILING_TMUX.replace("|0|xterm-256color|", "|1||")
    )
    terminal = run(start, tmux(ON).command(program(home, "--sample", environ=control)))
    copy(terminal, SENT)


def test_tmux_that_never_answers_holds_nothing_up(
    start: Start, home: Path, tmux: MakeTmux, tmp_path: Path
) -> None:
    hanging = path_with(tmp_path / "bin", "tmux", "exec sleep 30\n")
    terminal = run(start, tmux(ON).command(program(home, "--sample", environ=hanging)))
    terminal.send("y")
    terminal.send("/")
    terminal.wait_for("to the table", 0.9)
    terminal.send("sonnet")
    terminal.wait_for("/ sonnet", 0.9)
    terminal.wait_for(lambda terminal: terminal.osc52() == [ID])
    terminal.wait_for(f"{LOST}tmux does not answer")


@pytest.mark.parametrize(("term", "mode"), [("linux", "auto"), ("xterm", "off")])
def test_a_terminal_without_a_clipboard_says_how_to_get_the_id(
    term: str, mode: str, start: Start, home: Path
) -> None:
    terminal = start("--sample", "--clipboard", mode, environ={"TERM": term}, columns=130, rows=14)
    terminal.wait_for(ID)
    terminal.send("y")
    terminal.wait_for(f"No clipboard here: press p to print {ID} and quit")
    assert terminal.osc52() == []
    terminal.send("p")
    assert terminal.wait_exit() == 0
    assert terminal.screen()[0] == ID
    terminal.assert_restored()


def test_only_the_sequence_where_asked_for_it_in_tmux(
    start: Start, home: Path, tmux: MakeTmux
) -> None:
    place = tmux()
    terminal = run(start, place.command(program(home, "--sample", "--clipboard", "osc52")))
    terminal.send("y")
    terminal.wait_for(f"{LOST}tmux needs: set -s set-clipboard on")
    assert terminal.osc52() == []
    assert place.run("show-buffer") == ""


def test_only_tmux_where_asked_for_it(start: Start, home: Path, tmux: MakeTmux) -> None:
    line = program(home, "--sample", "--clipboard", "tmux")
    copy(run(start, tmux().command(line)), SENT + PASTES)


def test_only_tmux_where_there_is_none_is_no_route(start: Start, home: Path) -> None:
    terminal = run(start, program(home, "--sample", "--clipboard", "tmux"))
    terminal.send("y")
    terminal.wait_for("No clipboard here")
    assert terminal.osc52() == []


def copy_of_60(terminal: Terminal, home: Path) -> str:
    """Marks 60 models and copies their ids; what has to arrive, longer than the strings that screen keeps."""
    listed = subprocess.run(
        ["sh", "-c", program(home, "--sample", "--ids", "--limit", "60")],
        capture_output=True,
        text=True,
        check=True,
    )
    ids = listed.stdout.removesuffix("\n")
    assert len(ids) > 1_000
    terminal.send("t")  # flat, as the list is
    terminal.wait_for("OWNER")
    terminal.send("\t" * 60)
    terminal.wait_for("60 marked")
    terminal.send("y")
    terminal.wait_for("Sent 60 ids")
    terminal.wait_for(lambda terminal: terminal.osc52())
    return ids


def test_a_long_copy_through_screen_arrives_whole(start: Start, home: Path, screen: Screen) -> None:
    terminal = run(start, screen.command(program(home, "--sample")))
    assert [copy_of_60(terminal, home)] == terminal.osc52()


def test_what_a_long_copy_is_cut_into_for_screen_is_the_sequence_byte_for_byte(
    start: Start, home: Path
) -> None:
    environ = {"STY": "1.tested", "TERM": "screen-256color"}
    terminal = run(start, program(home, "--sample", environ=environ), environ=environ)
    ids = copy_of_60(terminal, home)
    sequence = b"\x1b]52;c;" + base64.b64encode(ids.encode()) + b"\x07"
    terminal.wait_for(lambda terminal: b"".join(terminal.emulator.strings).endswith(b"\x07"))
    pieces = terminal.emulator.strings
    assert b"".join(pieces) == sequence
    assert terminal.raw.count(sequence) == 1, "and once as it is"
    assert len(pieces) > 1
    assert max(map(len, pieces)) < SCREENS_LONGEST
