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
from tests.terminal.places import Screen, Ssh, path_with, program, wait_until

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


def inside(request: pytest.FixtureRequest, places: str, line: str) -> str:
    """The line that runs `line` in these places, the outermost first; `tmux-on` passes copies on."""
    for place in reversed(places.split()):
        name, _, setting = place.partition("-")
        made = request.getfixturevalue(name)
        if name == "tmux":
            made = made(*([f"set -s set-clipboard {setting}"] if setting else []))
        line = made.command(line)
    return line


@pytest.mark.parametrize(
    ("places", "arguments", "message"),
    [
        ("", "", SENT),
        ("ssh", "", SENT),
        ("ssh tmux", "", SENT + PASTES),
        ("screen", "", SENT),
        ("ssh screen", "", SENT),
        # From the far end nobody can see that this tmux is set up: "probably" is all there is to say.
        ("tmux-on ssh", "", OUTER),
        ("tmux-on ssh tmux", "", OUTER + PASTES),
        ("tmux", "--clipboard tmux", SENT + PASTES),
    ],
)
def test_a_copy_arrives(
    places: str,
    arguments: str,
    message: str,
    start: Start,
    home: Path,
    request: pytest.FixtureRequest,
) -> None:
    line = program(home, "--sample", *arguments.split())
    copy(run(start, inside(request, places, line)), message)


@pytest.mark.parametrize(
    ("places", "arguments", "message"),
    [
        ("tmux ssh", "", OUTER),
        ("tmux", "--clipboard osc52", f"{LOST}tmux needs: set -s set-clipboard on"),
        ("", "--clipboard tmux", "No clipboard here"),
    ],
)
def test_a_copy_that_does_not_arrive_is_never_called_sent(
    places: str,
    arguments: str,
    message: str,
    start: Start,
    home: Path,
    request: pytest.FixtureRequest,
) -> None:
    line = program(home, "--sample", *arguments.split())
    terminal = run(start, inside(request, places, line))
    terminal.send("y")
    terminal.wait_for(message)
    assert terminal.osc52() == []


@pytest.mark.parametrize("setting", ["external", "on", "off"])
def test_tmux(setting: str, start: Start, home: Path, tmux: MakeTmux) -> None:
    """`external` is the default."""
    place = tmux(f"set -s set-clipboard {setting}")
    copy(run(start, place.command(program(home, "--sample"))), SENT + PASTES)
    assert place.run("show-buffer") == ID


def test_a_detached_tmux_is_an_outer_terminal_too(
    start: Start, home: Path, tmux: MakeTmux, ssh: Ssh
) -> None:
    """What ssh carries to a tmux that takes it ends in the buffer of that tmux."""
    place = tmux(ON)
    copy(run(start, place.command(ssh.command(program(home, "--sample")))), OUTER)
    wait_until(lambda: place.run("show-buffer") == ID)


@pytest.mark.parametrize(
    ("stand_in", "settings", "message"),
    [
        # Before 3.3 there was no such option, and what is wrapped was always passed on.
        (OLD_TMUX, "set -g allow-passthrough on", SENT),
        (FAILING_TMUX, ON, f"{LOST}tmux needs: set -s set-clipboard on"),
        # iTerm2's: what the program sends reaches it as it is.
        (FAILING_TMUX.replace("|0|xterm-256color|", "|1||"), ON, SENT),
    ],
    ids=["older than 3.2", "load-buffer fails", "control mode"],
)
def test_a_tmux_that_a_stand_in_for_its_command_simulates(
    stand_in: str,
    settings: str,
    message: str,
    start: Start,
    home: Path,
    tmux: MakeTmux,
    tmp_path: Path,
) -> None:
    environ = path_with(tmp_path / "bin", "tmux", stand_in)
    line = tmux(settings).command(program(home, "--sample", environ=environ))
    copy(run(start, line), message)


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
