"""Finding out where the program runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from lumenbrowse.clipboard import environment
from lumenbrowse.clipboard.browser import open_in_browser
from lumenbrowse.clipboard.copier import Copier
from lumenbrowse.clipboard.environment import (
    Environment,
    Tmux,
    ancestor_names,
    ask_tmux,
    deaf_emulator,
    find_environment,
    native_helper,
    run_in,
)
from lumenbrowse.settings import Options, Settings
from lumenbrowse.terminal.tty import Terminal
from lumenbrowse.tui.launch import gather
from tests.program import run
from tests.scenarios import case
from tests.terminal.places import stand_in, wait_until
from tests.unit.clipboard.test_native import KEEPS

TABLES = case("clipboard/environment")

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
) -> Environment:
    """What is found in a world of the test's own: tmux's answer, ancestors by process, programs installed."""
    known = ancestors or {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(environment, "run_in", lambda environ, command, text: answer)
        patch.setattr(environment, "ancestor_names", lambda process, run: known.get(process, []))
        patch.setattr(shutil, "which", lambda program, path: which(*programs)(program))
        patch.setattr(environment, "this_platform", lambda: "linux")
        return find_environment(environ)


def test_a_plain_terminal() -> None:
    assert look(TERMINAL) == Environment(platform="linux", term="xterm-256color")
    for variable in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"):
        assert look({**TERMINAL, variable: "x"}).remote
        assert not look({**TERMINAL, variable: ""}).remote


@pytest.mark.parametrize(("names", "expected"), TABLES["ancestors"])
def test_an_ancestor_that_carries_a_terminal_elsewhere_means_another_machine(
    names: list[str], expected: bool
) -> None:
    """sudo and su take the SSH variables away."""
    for name in names:
        here = look(TERMINAL, ancestors={os.getpid(): ["bash", name, "systemd"]})
        assert here.remote is expected, name


@pytest.mark.parametrize(("pane", "answer", "ancestors", "remote", "displays"), TABLES["in tmux"])
def test_in_tmux(
    pane: dict[str, str],
    answer: str | None,
    ancestors: dict[str, list[str]],
    remote: bool,
    displays: dict[str, str],
) -> None:
    """What the pane was made with is stale: the session's variables and its client's ancestors count."""
    known = {os.getpid() if key == "own" else int(key): names for key, names in ancestors.items()}
    here = look({**IN_TMUX, **pane}, answer=answer, ancestors=known)
    assert here.in_tmux
    assert (here.tmux is None) == (answer is None)
    assert here.remote is remote
    assert here.displays == displays
    assert here.native == ("xclip" if "DISPLAY" in displays else "")


def test_a_remote_machines_wayland_is_not_the_users() -> None:
    environ = {**TERMINAL, "SSH_TTY": "x", "WAYLAND_DISPLAY": "w", "DISPLAY": "localhost:10.0"}
    here = look(environ, programs=("wl-copy", "wl-paste", "xclip"))
    assert here.has_ssh_display
    assert here.native == "xclip"
    assert "WAYLAND_DISPLAY" not in here.with_displays(environ)


@pytest.mark.parametrize(
    ("display", "expected"), [("localhost:10.0", True), (":0", False), ("", False), (":10", False)]
)
def test_sshs_own_display(display: str, expected: bool) -> None:
    assert look({**TERMINAL, "SSH_TTY": "x", "DISPLAY": display}).has_ssh_display is expected


@pytest.mark.parametrize(("environ", "in_screen", "outer"), TABLES["screen"])
def test_screen_and_what_lies_beyond_sight(
    environ: dict[str, str], in_screen: bool, outer: bool
) -> None:
    here = look(environ)
    assert (here.in_screen, here.has_outer_multiplexer) == (in_screen, outer)


@pytest.mark.parametrize(("versions", "expected"), TABLES["versions"])
def test_load_buffer_w_came_with_tmux_3_2(versions: list[str], expected: bool) -> None:
    for version in versions:
        assert Tmux(version).can_load_and_send is expected, version


@pytest.mark.parametrize(("answer", "expected"), TABLES["tmux"])
def test_tmux_is_asked_once(answer: str, expected: dict[str, Any]) -> None:
    asked: list[Sequence[str]] = []

    def run(command: Sequence[str], text: str) -> str:
        asked.append(command)
        return answer

    assert ask_tmux(run) == Tmux(**expected)
    assert [command[0] for command in asked] == ["tmux"]


@pytest.mark.parametrize(("platform", "displays", "programs", "expected"), TABLES["helpers"])
def test_the_helper_is_the_one_that_pyperclip_takes(
    platform: str, displays: dict[str, str], programs: tuple[str, ...], expected: str
) -> None:
    assert native_helper(platform, displays, which(*programs)) == expected


@pytest.mark.parametrize(("environ", "expected"), TABLES["emulators"])
def test_terminals_known_to_ignore_osc_52(environ: dict[str, str], expected: str) -> None:
    assert deaf_emulator(environ) == expected


def test_a_terminal_emulators_variables_mean_nothing_in_tmux_or_over_ssh() -> None:
    vte = {"VTE_VERSION": "7600"}
    assert look({**TERMINAL, **vte}).emulator
    assert not look({**IN_TMUX, **vte}, answer="3.4|0|xterm||on\n").emulator
    assert not look({**TERMINAL, **vte, "SSH_TTY": "x"}).emulator


def test_this_process_has_ancestors() -> None:
    code = "import os, lumenbrowse.clipboard.environment as e\n"
    script = f"{code}print(e.ancestor_names(os.getpid(), lambda command, text: None)[0])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    parent = Path(f"/proc/{os.getpid()}/comm")
    expected = parent.read_text().strip() if parent.exists() else Path(sys.executable).name
    assert Path(done.stdout.strip()).name == expected
    assert ancestor_names(2**22 + 1, partial(run_in, os.environ)) == []


def test_without_proc_ps_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS, where its names are paths."""
    monkeypatch.setattr(Path, "exists", lambda path: False)
    table = "    1     0 /sbin/launchd\n   20     1 /usr/sbin/sshd -D\nodd\n  300    20 -zsh\n"
    assert ancestor_names(300, lambda command, text: table) == [
        "/usr/sbin/sshd -D",
        "/sbin/launchd",
    ]
    assert ancestor_names(300, lambda command, text: None) == []


@pytest.mark.skipif(os.name != "posix", reason="these are programs of Unix")
def test_a_command_that_fails_or_hangs_is_none() -> None:
    ask = partial(run_in, {"PATH": os.environ["PATH"]}, timeout=0.3)
    for command in (["false"], ["no-such-program-anywhere"], ["sleep", "30"]):
        assert ask(command, "") is None
    ask = partial(run_in, {"PATH": os.environ["PATH"]}, timeout=30)
    assert ask(["cat"], "é\nb") == "é\nb"
    assert ask(["true"], "unread" * 100_000) == ""


@pytest.mark.skipif(os.name != "posix", reason="the stand-ins are shell scripts")
def test_no_program_that_is_started_gets_a_key(tmp_path: Path) -> None:
    folder, home = tmp_path / "bin", tmp_path / "home"
    printed = {"tmux": "echo '3.1|0|xterm||on'", "xclip": KEEPS, "a-browser": ""}
    for name, script in printed.items():
        stand_in(folder, name, f"env >>'{tmp_path}/{name}'\n{script}\n")
    (home / "config" / "lumenbrowse").mkdir(parents=True)
    config = '[servers.x]\nbase_url = "http://localhost:1"\nkey_env = "OTHER_KEY"\n'
    (home / "config" / "lumenbrowse" / "config.toml").write_text(config)
    secrets = {"LUMENFALL_API_KEY": "secret-1", "OTHER_KEY": "secret-2"}
    places = {"TMUX": "x", "TERM": "tmux", "DISPLAY": ":0", "STORE": str(tmp_path / "store")}
    places["XDG_CONFIG_HOME"] = str(home / "config")
    browser = {"BROWSER": str(folder / "a-browser"), "PATH": f"{folder}:{os.environ['PATH']}"}
    environ = {**places, **browser, **secrets}

    run(home, "--sample", "--doctor", environ=environ)
    settings = Settings(sample=True, options=Options(keep_state=False), secret_names=(*secrets,))
    given = gather(settings, Terminal(None, None, True), environ).environ
    assert given == {**places, **browser}
    copier = Copier("native", None, given)
    copier.copy("flux", lambda outcome: None)
    assert copier.finish(30)
    assert open_in_browser("https://models.example/", given) == ""
    for name in printed:
        wait_until((tmp_path / name).exists)
        assert "STORE=" in (tmp_path / name).read_text()
        assert "secret" not in (tmp_path / name).read_text(), name
