"""Finding out where the program runs."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest.mock import Mock

import pytest

from lumenbrowse.clipboard import environment
from lumenbrowse.clipboard.browser import open_in_browser
from lumenbrowse.clipboard.copier import Copier
from lumenbrowse.settings import Options, Settings
from lumenbrowse.terminal.tty import Terminal
from lumenbrowse.tui.launch import gather
from tests.program import run
from tests.scenarios import case
from tests.terminal.places import stand_in, wait_until
from tests.unit.clipboard.test_native import KEEPS


def test_which_helper_there_is_and_what_terminals_and_tmux_can() -> None:
    """The helper is the one that pyperclip takes; `load-buffer -w` came with tmux 3.2."""
    for platform, displays, programs, expected in TABLES["helpers"]:
        assert environment.native_helper(platform, displays, which(*programs)) == expected
    for environ, expected in TABLES["emulators"]:
        assert environment.deaf_emulator(environ) == expected
    # Its variables mean nothing in tmux or over ssh.
    vte = {"VTE_VERSION": "7600"}
    assert look({**TERMINAL, **vte}).emulator
    assert not look({**IN_TMUX, **vte}, answer="3.4|0|xterm||on\n").emulator
    assert not look({**TERMINAL, **vte, "SSH_TTY": "x"}).emulator
    for versions, expected in TABLES["versions"]:
        for version in versions:
            assert environment.Tmux(version).can_load_and_send is expected, version
    for environ, in_screen, outer in TABLES["screen"]:
        here = look(environ)
        assert (here.in_screen, here.has_outer_multiplexer) == (in_screen, outer)
    for names, expected in TABLES["ancestors"]:
        # sudo and su take the SSH variables away.
        for name in names:
            there = look(TERMINAL, ancestors={os.getpid(): ["bash", name, "systemd"]})
            assert there.remote is expected, name


def test_a_plain_terminal_and_one_reached_by_ssh() -> None:
    assert look(TERMINAL) == environment.Environment(platform="linux", term="xterm-256color")
    for variable in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"):
        assert look({**TERMINAL, variable: "x"}).remote
        assert not look({**TERMINAL, variable: ""}).remote
    displays = {"localhost:10.0": True, ":0": False, "": False, ":10": False}
    for display, expected in displays.items():
        by_ssh = {**TERMINAL, "SSH_TTY": "x", "DISPLAY": display}
        assert look(by_ssh).has_ssh_display is expected


def test_ancestors_are_read_of_proc_or_asked_of_ps(monkeypatch: pytest.MonkeyPatch) -> None:
    run = partial(environment.run_in, os.environ)
    parent = Path(f"/proc/{os.getppid()}/comm")
    if parent.exists():
        assert environment.ancestor_names(os.getpid(), run)[0] == parent.read_text().strip()
    assert environment.ancestor_names(2**22 + 1, run) == []
    # As on macOS, where its names are paths.
    monkeypatch.setattr(Path, "exists", lambda path: False)
    table = "    1     0 /sbin/launchd\n   20     1 /usr/sbin/sshd -D\nodd\n  300    20 -zsh\n"
    names = environment.ancestor_names(300, lambda command, text: table)
    assert names == ["/usr/sbin/sshd -D", "/sbin/launchd"]
    assert environment.ancestor_names(300, lambda command, text: None) == []


TABLES = case("clipboard/environment")

TERMINAL = {"TERM": "xterm-256color"}
IN_TMUX = {"TERM": "tmux-256color", "TMUX": "/socket,1,0", "TMUX_PANE": "%0"}


def which(*programs: str) -> Callable[[str], str | None]:
    return lambda program: f"/bin/{program}" if program in programs else None


def look(
    environ: Mapping[str, str],
    answer: str | None = None,
    ancestors: Mapping[int, list[str]] = MappingProxyType({}),
    programs: Sequence[str] = ("xclip",),
) -> environment.Environment:
    """What is found in a world of the test's own: tmux's answer, ancestors by process, programs installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(environment, "run_in", lambda environ, command, text: answer)
        patch.setattr(environment, "ancestor_names", lambda process, _: ancestors.get(process, []))
        patch.setattr(shutil, "which", lambda program, path: which(*programs)(program))
        patch.setattr(environment, "this_platform", lambda: "linux")
        return environment.find_environment(environ)


@pytest.mark.parametrize(("pane", "answer", "ancestors", "remote", "displays"), TABLES["in tmux"])
def test_in_tmux(
    pane: dict[str, str], answer: str | None, ancestors: Any, remote: bool, displays: dict[str, str]
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


@pytest.mark.parametrize(("answer", "expected"), TABLES["tmux"])
def test_tmux_is_asked_once(answer: str, expected: dict[str, Any]) -> None:
    run = Mock(return_value=answer)
    assert environment.ask_tmux(run) == environment.Tmux(**expected)
    assert [call.args[0][0] for call in run.mock_calls] == ["tmux"]


def test_a_command_that_fails_or_hangs_is_none() -> None:
    ask = partial(environment.run_in, {"PATH": os.environ["PATH"]}, timeout=0.3)
    for command in (["false"], ["no-such-program-anywhere"], ["sleep", "30"]):
        assert ask(command, "") is None
    ask.keywords["timeout"] = 30
    assert ask(["cat"], "é\nb") == "é\nb"
    assert ask(["true"], "unread" * 100_000) == ""


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
