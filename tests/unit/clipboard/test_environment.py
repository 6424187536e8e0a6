"""Finding out where the program runs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from lumenbrowse.clipboard.environment import (
    Surroundings,
    Tmux,
    ancestor_names,
    ask_tmux,
    deaf_emulator,
    native_helper,
    survey,
)

CONNECTION = "192.0.2.1 55555 192.0.2.2 22"
TERMINAL = {"TERM": "xterm-256color"}
IN_TMUX = {"TERM": "tmux-256color", "TMUX": "/socket,1,0", "TMUX_PANE": "%0"}


def which(*programs: str) -> Callable[[str], str | None]:
    return lambda program: f"/bin/{program}" if program in programs else None


def look(
    environ: Mapping[str, str],
    *,
    answer: str | None = None,
    ancestors: Mapping[int, list[str]] | None = None,
    programs: Sequence[str] = ("xclip",),
) -> Surroundings:
    """A survey in a world of the test's own: tmux's answer, ancestors by process, programs installed."""
    known = ancestors or {}
    return survey(
        environ,
        run=lambda command, text: answer,
        ancestors=lambda process: known.get(process, []),
        which=which(*programs),
        platform="linux",
    )


def test_a_plain_terminal() -> None:
    assert look(TERMINAL) == Surroundings(platform="linux", term="xterm-256color")


@pytest.mark.parametrize("variable", ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"])
def test_ssh_variables_mean_another_machine(variable: str) -> None:
    assert look({**TERMINAL, variable: "x"}).remote
    assert not look({**TERMINAL, variable: ""}).remote


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sshd", True),
        ("sshd-session", True),
        ("sshd: user@pts", True),
        ("/usr/libexec/sshd-session", True),
        ("mosh-server", True),
        ("dropbear", True),
        ("in.telnetd", True),
        ("etterminal", True),
        ("tailscaled", True),
        ("ssh", False),
        ("ssh-agent", False),
        ("sshdfs-mounter", False),
        ("bash", False),
        ("tmux: server", False),
        ("mosh-client", False),
    ],
)
def test_an_ancestor_that_carries_a_terminal_elsewhere_means_another_machine(
    name: str, expected: bool
) -> None:
    """sudo and su take the SSH variables away."""
    here = look(TERMINAL, ancestors={os.getpid(): ["bash", name, "systemd"]})
    assert here.remote is expected


def test_in_tmux_the_panes_own_variables_are_stale() -> None:
    pane = {**IN_TMUX, "SSH_CONNECTION": CONNECTION, "DISPLAY": ":9"}
    answer = "3.3a|0|xterm-256color|77|external\n-SSH_CONNECTION\nDISPLAY=:1\n-XAUTHORITY\n"
    here = look(pane, answer=answer)
    assert not here.remote
    assert here.display == ":1"
    assert here.native == "xclip"
    assert here.tmux == Tmux("3.3a", False, "xterm-256color", "external")


def test_in_tmux_the_session_says_that_the_user_came_by_ssh() -> None:
    answer = f"3.3a|0|xterm-256color|77|external\nSSH_CONNECTION={CONNECTION}\n-DISPLAY\n"
    here = look({**IN_TMUX, "DISPLAY": ":0"}, answer=answer)
    assert here.remote
    assert here.display == ""
    assert here.native == ""


def test_in_tmux_the_clients_ancestors_count_and_not_the_panes() -> None:
    answer = "3.3a|0|xterm-256color|77|external\n"
    assert look(IN_TMUX, answer=answer, ancestors={77: ["bash", "mosh-server"]}).remote
    assert not look(IN_TMUX, answer=answer, ancestors={os.getpid(): ["sshd"]}).remote


def test_a_variable_that_tmux_does_not_update_is_the_panes() -> None:
    pane = {**IN_TMUX, "WAYLAND_DISPLAY": "wayland-0"}
    here = look(pane, answer="3.3a|0|xterm|77|on\n", programs=("wl-copy", "wl-paste"))
    assert dict(here.displays) == {"WAYLAND_DISPLAY": "wayland-0"}
    assert here.native == "wl-copy"


def test_a_tmux_that_does_not_answer() -> None:
    here = look({**IN_TMUX, "SSH_TTY": "/dev/pts/1"}, answer=None)
    assert here.in_tmux
    assert here.tmux is None
    assert here.remote


def test_a_remote_machines_wayland_is_not_the_users() -> None:
    environ = {**TERMINAL, "SSH_TTY": "x", "WAYLAND_DISPLAY": "w", "DISPLAY": "localhost:10.0"}
    here = look(environ, programs=("wl-copy", "wl-paste", "xclip"))
    assert here.has_ssh_display
    assert here.native == "xclip"
    assert "WAYLAND_DISPLAY" not in here.child_environment(environ)


@pytest.mark.parametrize(
    ("display", "expected"), [("localhost:10.0", True), (":0", False), ("", False), (":10", False)]
)
def test_sshs_own_display(display: str, expected: bool) -> None:
    assert look({**TERMINAL, "SSH_TTY": "x", "DISPLAY": display}).has_ssh_display is expected


@pytest.mark.parametrize(
    ("environ", "in_screen", "outer"),
    [
        ({"TERM": "screen", "STY": "1.pts-0"}, True, False),
        ({"TERM": "xterm", "STY": "1.pts-0"}, True, False),
        ({"TERM": "screen-256color"}, False, True),
        ({"TERM": "tmux-256color"}, False, True),
        ({**IN_TMUX, "STY": "1.pts-0"}, False, False),
        ({"TERM": "xterm"}, False, False),
    ],
)
def test_screen_and_what_lies_beyond_sight(
    environ: dict[str, str], in_screen: bool, outer: bool
) -> None:
    here = look(environ)
    assert (here.in_screen, here.has_outer_multiplexer) == (in_screen, outer)


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("3.2", True),
        ("3.2a", True),
        ("3.6", True),
        ("3.10", True),
        ("next-3.5", True),
        ("4.0", True),
        ("master", True),
        ("openbsd-7.5", True),
        ("3.1c", False),
        ("2.9a", False),
        ("", False),
    ],
)
def test_load_buffer_w_came_with_tmux_3_2(version: str, expected: bool) -> None:
    assert Tmux(version).can_load_and_send is expected


def test_tmux_is_asked_once() -> None:
    asked: list[tuple[str, ...]] = []

    def run(command: Sequence[str], text: str) -> str:
        asked.append(tuple(command))
        return "3.4|1||notanumber|\nA=b=c\nodd line\n-GONE\n"

    answer = ask_tmux(run)
    assert len(asked) == 1
    assert asked[0][0] == "tmux"
    assert answer is not None
    assert answer.session == {"A": "b=c", "GONE": None}
    assert answer.client is None
    assert answer.tmux == Tmux("3.4", control_mode=True)


def test_an_answer_cut_short_is_no_error() -> None:
    answer = ask_tmux(lambda command, text: "")
    assert answer is not None
    assert answer.tmux == Tmux("")


@pytest.mark.parametrize(
    ("platform", "displays", "programs", "expected"),
    [
        ("linux", {"DISPLAY": ":0"}, ("xclip", "xsel"), "xclip"),
        ("linux", {"DISPLAY": ":0"}, ("xsel",), "xsel"),
        ("linux", {"DISPLAY": ":0"}, ("klipper", "qdbus"), "klipper"),
        ("linux", {"DISPLAY": ":0"}, (), ""),
        ("linux", {}, ("xclip", "wl-copy", "wl-paste"), ""),
        ("linux", {"WAYLAND_DISPLAY": "w"}, ("wl-copy", "wl-paste"), "wl-copy"),
        ("linux", {"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, ("wl-copy", "xsel"), "xsel"),
        ("wsl", {"DISPLAY": ":0"}, ("clip.exe", "powershell.exe", "xclip"), "clip.exe"),
        ("wsl", {}, (), ""),
        ("darwin", {}, (), "pbcopy"),
        ("win32", {}, (), "the Windows clipboard"),
    ],
)
def test_the_helper_is_the_one_that_pyperclip_takes(
    platform: str, displays: dict[str, str], programs: tuple[str, ...], expected: str
) -> None:
    assert native_helper(platform, displays, which(*programs)) == expected


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, ""),
        ({"VTE_VERSION": "7600"}, "a VTE terminal (GNOME Terminal)"),
        ({"TERM_PROGRAM": "Apple_Terminal"}, "Apple's Terminal"),
        ({"TERM_PROGRAM": "iTerm.app"}, ""),
        ({"KONSOLE_VERSION": "230805"}, "Konsole before 24.12"),
        ({"KONSOLE_VERSION": "241200"}, ""),
        ({"KONSOLE_VERSION": "odd"}, ""),
    ],
)
def test_terminals_known_to_ignore_osc_52(environ: dict[str, str], expected: str) -> None:
    assert deaf_emulator(environ) == expected


def test_a_terminal_emulators_variables_mean_nothing_in_tmux_or_over_ssh() -> None:
    vte = {"VTE_VERSION": "7600"}
    assert look({**TERMINAL, **vte}).emulator
    assert not look({**IN_TMUX, **vte}, answer="3.4|0|xterm||on\n").emulator
    assert not look({**TERMINAL, **vte, "SSH_TTY": "x"}).emulator


def test_this_process_has_ancestors() -> None:
    script = (
        "import os, lumenbrowse.clipboard.environment as s; print(s.ancestor_names(os.getpid())[0])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    parent = Path(f"/proc/{os.getpid()}/comm")
    expected = parent.read_text().strip() if parent.exists() else Path(sys.executable).name
    assert Path(done.stdout.strip()).name == expected


def test_a_process_that_does_not_exist_has_no_ancestors() -> None:
    assert ancestor_names(2**22 + 1) == []
