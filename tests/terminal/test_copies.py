"""Copies that arrive: each place a copy starts from, with the real tmux, screen, sshd and X server.

What arrives is read from the bytes that reach the outermost terminal: OSC 52 at top level only.
"""

from __future__ import annotations

import base64
from functools import partial
from pathlib import Path

import pytest

from tests.terminal.conftest import MakeTmux, Start
from tests.terminal.copies import ID, IDS, LOST, ON, OUTER, PASTES, SENT, copy, run
from tests.terminal.harness import Terminal
from tests.terminal.places import Screen, Tmux, path_with, program, wait_until

NEEDS = f"{LOST}tmux needs: set -s set-clipboard on"
STAND_IN = """case "$1" in
display-message) echo "{}" ;;
*) exit 1 ;;
esac
"""
SCREENS_LONGEST = 768
"""Bytes of a string that screen keeps (MAXSTR in its screen.h)."""


def inside(request: pytest.FixtureRequest, places: str, line: str) -> tuple[str, list[Tmux]]:
    """The line that runs `line` in these places, the outermost first (`tmux-on` passes copies on).

    And each tmux whose buffer a copy has to reach: the innermost place's, and those that take what comes.
    """
    reached = []
    for number, place in enumerate(reversed(places.split())):
        name, _, setting = place.partition("-")
        made = request.getfixturevalue(name)
        if name == "tmux":
            made = made(*([f"set -s set-clipboard {setting}"] if setting else []))
            reached += [made] if setting == "on" or not number else []
        line = made.command(line)
    return line, reached


def has_it(tmux: Tmux) -> bool:
    return tmux.run("show-buffer") == ID


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
        ("tmux-external", "", SENT + PASTES),  # the default
        ("tmux-on", "", SENT + PASTES),
        ("tmux-off", "", SENT + PASTES),
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
    line, reached = inside(request, places, program(home, "--sample", *arguments.split()))
    copy(run(start, line), message)
    for tmux in reached:
        wait_until(partial(has_it, tmux))


@pytest.mark.parametrize(
    ("places", "arguments", "message"),
    [
        ("tmux ssh", "", OUTER),
        ("tmux", "--clipboard osc52", NEEDS),
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
    line, _ = inside(request, places, program(home, "--sample", *arguments.split()))
    terminal = run(start, line)
    terminal.send("y")
    terminal.wait_for(message)
    assert terminal.osc52() == []


@pytest.mark.parametrize(
    ("told", "settings", "message"),
    [
        # Before 3.3 there was no such option, and what is wrapped was always passed on.
        ("3.1c|0|xterm-256color||external", "set -g allow-passthrough on", SENT),
        ("3.3a|0|xterm-256color||external", ON, NEEDS),
        # iTerm2's: what the program sends reaches it as it is.
        ("3.3a|1||||external", ON, SENT),
    ],
    ids=["older than 3.2", "load-buffer fails", "control mode"],
)
def test_a_tmux_that_a_stand_in_for_its_command_simulates(
    told: str,
    settings: str,
    message: str,
    start: Start,
    home: Path,
    tmux: MakeTmux,
    tmp_path: Path,
) -> None:
    environ = path_with(tmp_path / "bin", "tmux", STAND_IN.format(told))
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
    term: str, mode: str, start: Start
) -> None:
    terminal = start("--sample", "--clipboard", mode, environ={"TERM": term}, columns=130, rows=14)
    terminal.wait_for(ID)
    terminal.send("y")
    terminal.wait_for(f"No clipboard here: press p to print {ID} and quit")
    assert terminal.osc52() == []
    terminal.leave("p")
    assert terminal.screen()[0] == ID


SIXTY = "\n".join(IDS[:60])
"""Longer than the strings that screen keeps."""


def copy_of_60(terminal: Terminal) -> None:
    """Marks the first 60 models and copies their ids."""
    terminal.send("t")  # flat, in the order of the ids
    terminal.wait_for("OWNER")
    terminal.send("\t" * 60)
    terminal.wait_for("60 marked")
    terminal.send("y")
    terminal.wait_for("Sent 60 ids")
    terminal.wait_for(lambda terminal: terminal.osc52())


def test_a_long_copy_through_screen_arrives_whole(start: Start, home: Path, screen: Screen) -> None:
    terminal = run(start, screen.command(program(home, "--sample")))
    copy_of_60(terminal)
    assert terminal.osc52() == [SIXTY]


def test_what_a_long_copy_is_cut_into_for_screen_is_the_sequence_byte_for_byte(
    start: Start, home: Path
) -> None:
    environ = {"STY": "1.tested", "TERM": "screen-256color"}
    terminal = run(start, program(home, "--sample", environ=environ), environ=environ)
    copy_of_60(terminal)
    sequence = b"\x1b]52;c;" + base64.b64encode(SIXTY.encode()) + b"\x07"
    terminal.wait_for(lambda terminal: b"".join(terminal.emulator.strings).endswith(b"\x07"))
    pieces = terminal.emulator.strings
    assert b"".join(pieces) == sequence
    assert terminal.raw.count(sequence) == 1, "and once as it is"
    assert len(pieces) > 1
    assert max(map(len, pieces)) < SCREENS_LONGEST
