"""Copies to this machine's own clipboard, with a real X server; and the displays that are none."""

import os
import shutil
from pathlib import Path

import pytest

from lumenbrowse.clipboard.native import LIMIT
from tests.terminal.conftest import MakeTmux, Start
from tests.terminal.copies import COPIED, ID, PASTES, SENT, copy, press_and_read, run
from tests.terminal.harness import without
from tests.terminal.places import Display, Ssh, need, processes_of, program, stand_in, wait_until

pytestmark = pytest.mark.usefixtures("at_this_machine")

SIZE = {"columns": 130, "rows": 14}


def test_an_x_desktop(start: Start, display: Display, tmp_path: Path) -> None:
    need("xsel")
    only = tmp_path / "bin"
    only.mkdir()
    (only / "xsel").symlink_to(str(shutil.which("xsel")))
    environ = {"DISPLAY": display.name, "PATH": str(only)}
    terminal = start("--sample", environ=environ, **SIZE, until=ID)
    copy(terminal, COPIED)
    assert display.text() == ID
    terminal.leave("q")
    terminal.close()
    # The helper outlives the program: it is what holds the clipboard.
    assert display.text() == ID


def test_a_wayland_desktop_with_stand_ins_for_wl_copy_and_wl_paste(
    start: Start, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    stand_in(tmp_path / "bin", "wl-copy", f"cat >'{store}'\n")
    stand_in(tmp_path / "bin", "wl-paste", f"cat '{store}'\n")
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    environ = {"WAYLAND_DISPLAY": "wayland-0", "PATH": path}
    copy(start("--sample", environ=environ, **SIZE, until=ID), COPIED)
    assert store.read_text() == ID


def test_a_dead_display_says_nothing_and_the_sequence_arrives(start: Start) -> None:
    need("xclip")
    # A display that nobody serves.
    terminal = start("--sample", environ={"DISPLAY": ":987"}, **SIZE, until=ID)
    copy(terminal, SENT)
    assert "display" not in terminal.text().lower()
    assert b"open display" not in terminal.raw


def test_a_frozen_display_holds_nothing_up(start: Start, home: Path, display: Display) -> None:
    need("xclip")
    terminal = start("--sample", environ={"DISPLAY": display.name}, **SIZE, until=ID)
    display.freeze()
    at_once = LIMIT - 0.1  # before the program gives the display up
    terminal.press("y", lambda terminal: terminal.osc52() == [ID], timeout=at_once)
    # The helper hangs; keys act meanwhile.
    terminal.wait_for(lambda terminal: "xclip" in processes_of(home))
    terminal.send("j")
    terminal.press("y", lambda terminal: len(terminal.osc52()) == 2, timeout=at_once)
    assert terminal.osc52()[1] != ID
    terminal.wait_for(f"Sent {terminal.osc52()[1]} to the terminal's clipboard")
    terminal.leave("q")
    wait_until(lambda: not processes_of(home), lambda: str(processes_of(home)))


def test_in_tmux_the_copy_goes_to_where_it_is_looked_at_from(
    start: Start, home: Path, tmux: MakeTmux, display: Display, ssh: Ssh
) -> None:
    """What the pane was made with (a desktop, ssh's variables) is stale."""
    made = {"DISPLAY": display.name, "SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}
    place = tmux()
    run(start, place.command(program(home, "--sample")), environ=made).close()
    over_ssh = run(start, ssh.command(place.attach()))
    copy(over_ssh, SENT + PASTES)
    assert display.text() == ""
    over_ssh.close()
    at_the_desktop = run(start, place.attach(), environ={"DISPLAY": display.name})
    at_the_desktop.press("jk", without(SENT))
    copy(at_the_desktop, COPIED + PASTES)
    assert display.text() == ID


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], SENT),  # the far machine's display is nobody's who looks
        (["-Y"], COPIED),  # one's own, which ssh brings along
    ],
)
def test_over_ssh_only_ones_own_display_is_written(
    options: list[str], message: str, start: Start, home: Path, display: Display, ssh: Ssh
) -> None:
    need("xauth", "xclip")
    line = ssh.command(program(home, "--sample"), *options)
    copy(run(start, line, environ={"DISPLAY": display.name}), message)
    assert display.text() == (ID if message == COPIED else "")


def test_a_copy_just_before_leaving_arrives(start: Start, display: Display) -> None:
    terminal = start("--sample", environ={"DISPLAY": display.name}, **SIZE, until=ID)
    terminal.send("yq")
    assert terminal.wait_exit() == 0
    assert terminal.osc52() == [ID]
    wait_until(lambda: display.text() == ID)


def test_a_program_in_a_substitution_is_not_held_open_by_the_helper(
    start: Start, home: Path, display: Display
) -> None:
    """The helper that keeps the clipboard lives on, but not with the shell's pipe in its hands."""
    arguments = ("--sample", "--pick", "--clipboard", "native")
    inner = program(home, *arguments, environ={"DISPLAY": display.name})
    terminal = run(start, f'x=$({inner}); echo "got <$x>"')
    press_and_read(terminal, "\x19", COPIED)  # Ctrl+Y copies
    assert terminal.osc52() == [], "only this machine's clipboard was asked for"
    terminal.press("\r", f"got <{ID}>")
    assert display.text() == ID
