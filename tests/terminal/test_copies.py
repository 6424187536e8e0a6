"""Copies that arrive: each place a copy starts from, with the real tmux, screen, sshd and X server.

What arrives is read from the bytes that reach the outermost terminal: OSC 52 at top level only.
"""

import os
from functools import partial
from pathlib import Path

import pytest

from tests.terminal.conftest import MakeTmux, Start
from tests.terminal.copies import ID, IDS, LOST, OUTER, PASTES, SENT, copy, run
from tests.terminal.places import Screen, Tmux, program, stand_in, wait_until

NEEDS = f"{LOST}tmux needs: set -s set-clipboard on"
STAND_IN = """case "$1" in
display-message) echo "{}" ;;
*) exit 1 ;;
esac
"""


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
    ("places", "message"),
    [
        ("ssh tmux", SENT + PASTES),
        ("ssh screen", SENT),
        # From the far end nobody can see that this tmux is set up: "probably" is all there is to say.
        ("tmux-on ssh tmux", OUTER + PASTES),
    ],
)
def test_a_copy_arrives(
    places: str, message: str, start: Start, home: Path, request: pytest.FixtureRequest
) -> None:
    line, reached = inside(request, places, program(home, "--sample"))
    copy(run(start, line), message)
    for tmux in reached:
        wait_until(partial(has_it, tmux))


def test_a_copy_arrives_in_tmux_however_it_is_set(start: Start, home: Path, tmux: MakeTmux) -> None:
    place = tmux()
    terminal = run(start, place.command(program(home, "--sample")))
    for setting in ("external", "on", "off"):  # the first is the default
        place.run("set", "-s", "set-clipboard", setting)
        copy(terminal, SENT + PASTES)
        wait_until(partial(has_it, place))
        place.run("delete-buffer")


@pytest.mark.parametrize(
    ("places", "mode", "message"), [("tmux ssh", "auto", OUTER), ("tmux", "osc52", NEEDS)]
)
def test_a_copy_that_does_not_arrive_is_never_called_sent(
    places: str, mode: str, message: str, start: Start, home: Path, request: pytest.FixtureRequest
) -> None:
    line, _ = inside(request, places, program(home, "--sample", "--clipboard", mode))
    terminal = run(start, line)
    terminal.press("y", message)
    assert terminal.osc52() == []


def test_other_tmuxes_that_a_stand_in_for_its_command_simulates(
    start: Start, home: Path, tmux: MakeTmux, tmp_path: Path
) -> None:
    environ = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}
    place = tmux()
    terminal = run(start, place.command(program(home, "--sample", environ=environ)))
    for told, (clipboard, passthrough), message in (
        # Before 3.3 there was no such option, and what is wrapped was always passed on.
        ("3.1c|0|xterm-256color||external", ("external", "on"), SENT),
        # `load-buffer` fails.
        ("3.3a|0|xterm-256color||external", ("on", "off"), NEEDS),
        # iTerm2's control mode: what the program sends reaches it as it is.
        ("3.3a|1||||external", ("on", "off"), SENT),
    ):
        stand_in(tmp_path / "bin", "tmux", STAND_IN.format(told))
        place.run("set", "-s", "set-clipboard", clipboard)
        place.run("set", "-g", "allow-passthrough", passthrough)
        copy(terminal, message)
    # One that never answers holds nothing up.
    stand_in(tmp_path / "bin", "tmux", "exec sleep 30\n")
    before = len(terminal.osc52())
    terminal.send("y")
    terminal.press("/", "to the table", timeout=0.9)
    terminal.press("sonnet", "/ sonnet", timeout=0.9)
    terminal.wait_for(lambda terminal: terminal.osc52()[before:] == [ID])
    terminal.wait_for(f"{LOST}tmux does not answer")


def test_a_copy_longer_than_screens_strings_arrives_whole(
    start: Start, home: Path, screen: Screen
) -> None:
    terminal = run(start, screen.command(program(home, "--sample")))
    terminal.press("t", "OWNER")  # flat
    terminal.press("\t" * 60, "60 marked")
    terminal.press("y", "Sent 60 ids", lambda terminal: terminal.osc52())
    assert terminal.osc52() == ["\n".join(IDS[:60])]
