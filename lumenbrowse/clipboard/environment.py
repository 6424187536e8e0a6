"""Where the program runs: which multiplexer, whether the user sits at this machine, which clipboard is near.

DESIGN.md section 9 says why each of these matters to a copy.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lumenbrowse.clipboard.child import Run, runner

Ancestors = Callable[[int], "list[str]"]
"""The names of a process's ancestors, nearest first."""

_DISPLAY_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY")
_SSH_VARIABLES = ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT")
# Servers that carry a terminal to another machine; OpenSSH 9.8 calls a session's process sshd-session.
_REMOTE_SERVERS = re.compile(
    r"(sshd|dropbear|mosh-server|etserver|etterminal|tailscaled|(in\.)?telnetd|ttyd|gotty)\b"
)
_SSH_DISPLAY = re.compile(r"localhost:\d")
"""What sshd sets DISPLAY to (X11UseLocalhost, sshd_config(5))."""
_TMUX_FORMAT = "#{version}|#{client_control_mode}|#{client_termname}|#{client_pid}|#{set-clipboard}"
_KONSOLE_WITH_OSC52 = 241200
"""KDE bug 372116: Konsole takes OSC 52 since 24.12."""


@dataclass(frozen=True, slots=True)
class Tmux:
    """What tmux says of itself, and of the terminal that shows it.

    `client_term` is that terminal's TERM, empty where none is attached; `set_clipboard` the option's value.
    """

    version: str
    control_mode: bool = False
    client_term: str = ""
    set_clipboard: str = ""

    @property
    def can_load_and_send(self) -> bool:
        """Whether `load-buffer -w` is there: since tmux 3.2 (its CHANGES file)."""
        match = re.search(r"(\d+)\.(\d+)", self.version)
        if self.version.startswith("openbsd") or not match:
            # OpenBSD's own numbers, or a development version.
            return bool(self.version)
        return (int(match[1]), int(match[2])) >= (3, 2)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What was found out about the place the program runs in.

    `in_tmux` without `tmux`: tmux did not answer. `remote`: the user sits at another machine.
    `native` names the program (or system) through which this machine's clipboard is written, else empty.
    `emulator` names the terminal emulator where it is one that ignores OSC 52, else empty.
    `displays` are the variables that lead to the user's display, as they are now (tmux knows better).
    """

    platform: str = "linux"
    term: str = "xterm-256color"
    in_tmux: bool = False
    tmux: Tmux | None = None
    in_screen: bool = False
    remote: bool = False
    native: str = ""
    emulator: str = ""
    displays: tuple[tuple[str, str], ...] = ()

    @property
    def has_outer_multiplexer(self) -> bool:
        """Whether TERM is a multiplexer's that can't be seen from here: ssh or sudo was run in it."""
        return not self.in_tmux and not self.in_screen and self.term.startswith(("tmux", "screen"))

    @property
    def display(self) -> str:
        """The X display, empty for none."""
        return dict(self.displays).get("DISPLAY", "")

    @property
    def has_ssh_display(self) -> bool:
        """Whether the X display is the user's own, brought here by ssh."""
        return self.remote and bool(_SSH_DISPLAY.match(self.display))

    def child_environment(self, environ: Mapping[str, str]) -> dict[str, str]:
        """`environ` with the display variables as they are now, for a program that opens the display."""
        kept = {name: value for name, value in environ.items() if name not in _DISPLAY_VARIABLES}
        return kept | dict(self.displays)


def survey(
    environ: Mapping[str, str],
    *,
    run: Run | None = None,
    ancestors: Ancestors | None = None,
    which: Callable[[str], str | None] | None = None,
    platform: str | None = None,
) -> Surroundings:
    """Find out where the program runs. Blocks: asks tmux (1 s at most), and on some systems runs `ps`."""
    platform = platform or this_platform()
    run = run or runner(environ)
    ancestors = ancestors or ancestor_names
    in_tmux = bool(environ.get("TMUX"))
    answer = ask_tmux(run) if in_tmux else None
    known = answer.session if answer else {}
    remote = _is_remote(environ, answer, ancestors)
    displays = _displays(environ, known, remote)
    term = environ.get("TERM", "")
    return Surroundings(
        platform=platform,
        term=term,
        in_tmux=in_tmux,
        tmux=answer.tmux if answer else None,
        in_screen=not in_tmux and bool(environ.get("STY")),
        remote=remote,
        native=native_helper(platform, displays, which or _which(environ)),
        emulator="" if in_tmux or remote else deaf_emulator(environ),
        displays=tuple(displays.items()),
    )


@dataclass(frozen=True, slots=True)
class TmuxAnswer:
    """tmux's answer: itself, the session's environment (None: a variable taken away), the client's process."""

    tmux: Tmux
    session: Mapping[str, str | None]
    client: int | None


def ask_tmux(run: Run) -> TmuxAnswer | None:
    """What tmux knows, asked in one go, or None where it does not answer.

    A pane's own variables are those of the time it was made; `show-environment` has those of the client
    that attached last (tmux(1), update-environment).
    """
    text = run(["tmux", "display-message", "-p", _TMUX_FORMAT, ";", "show-environment"], "")
    if text is None:
        return None
    first, _, rest = text.partition("\n")
    version, control, term, client, set_clipboard = (first.split("|") + [""] * 5)[:5]
    session: dict[str, str | None] = {}
    for line in rest.splitlines():
        name, equals, value = line.partition("=")
        if equals:
            session[name] = value
        elif name.startswith("-"):
            session[name[1:]] = None
    return TmuxAnswer(
        Tmux(version, control == "1", term, set_clipboard),
        session,
        int(client) if client.isdecimal() else None,
    )


def _is_remote(environ: Mapping[str, str], answer: TmuxAnswer | None, ancestors: Ancestors) -> bool:
    variables: Mapping[str, str | None] = answer.session if answer else environ
    if any(variables.get(name) for name in _SSH_VARIABLES):
        return True
    process = answer.client if answer else os.getpid()
    return process is not None and any(map(_is_remote_server, ancestors(process)))


def _is_remote_server(name: str) -> bool:
    return bool(_REMOTE_SERVERS.match(name.rpartition("/")[2]))


def _displays(
    environ: Mapping[str, str], session: Mapping[str, str | None], remote: bool
) -> dict[str, str]:
    found = {name: session.get(name, environ.get(name)) for name in _DISPLAY_VARIABLES}
    if remote:
        # A Wayland display is always this machine's own: ssh brings none.
        found["WAYLAND_DISPLAY"] = None
    return {name: value for name, value in found.items() if value}


def native_helper(
    platform: str, displays: Mapping[str, str], which: Callable[[str], str | None]
) -> str:
    """The program through which pyperclip would write the clipboard, found the way pyperclip does.

    Empty for none, and for Qt: what a process puts there goes when the process ends.
    """
    if platform == "win32":
        return "the Windows clipboard"
    if platform == "darwin":
        return "pbcopy"
    if platform == "wsl":
        return "clip.exe" if which("clip.exe") and which("powershell.exe") else ""
    if displays.get("WAYLAND_DISPLAY") and which("wl-copy") and which("wl-paste"):
        return "wl-copy"
    if displays.get("DISPLAY"):
        if helper := next(filter(which, ("xclip", "xsel")), ""):
            return helper
        return "klipper" if which("klipper") and which("qdbus") else ""
    return ""


def deaf_emulator(environ: Mapping[str, str]) -> str:
    """The terminal emulator's name where it is known to ignore OSC 52, else empty."""
    if environ.get("VTE_VERSION"):
        return "a VTE terminal (GNOME Terminal)"
    if environ.get("TERM_PROGRAM") == "Apple_Terminal":
        return "Apple's Terminal"
    konsole = environ.get("KONSOLE_VERSION", "")
    if konsole.isdecimal() and int(konsole) < _KONSOLE_WITH_OSC52:
        return "Konsole before 24.12"
    return ""


def ancestor_names(process: int) -> list[str]:
    """The names of `process`'s ancestors, nearest first, as far as they can be seen."""
    if Path("/proc/self/stat").exists():
        return list(_walk(process, _proc_parent))
    if sys.platform == "win32":
        return []
    table = _process_table(runner(os.environ))
    return list(_walk(process, table.get))


def _walk(process: int, parent: Callable[[int], tuple[int, str] | None]) -> Iterator[str]:
    seen: set[int] = set()
    while process > 0 and process not in seen:
        seen.add(process)
        found = parent(process)
        if found is None:
            return
        process, name = found
        if len(seen) > 1:
            yield name


def _proc_parent(process: int) -> tuple[int, str] | None:
    # proc(5): "pid (comm) state ppid …"; comm may hold spaces and parentheses.
    try:
        text = Path(f"/proc/{process}/stat").read_text(errors="replace")
        before, _, after = text.rpartition(")")
        return int(after.split()[1]), before.partition("(")[2]
    except (OSError, ValueError, IndexError):
        return None


def _process_table(run: Run) -> dict[int, tuple[int, str]]:
    table = {}
    for line in (
        run(["ps", "-A", "-o", "pid=", "-o", "ppid=", "-o", "comm="], "") or ""
    ).splitlines():
        fields = line.split(None, 2)
        if len(fields) == 3 and fields[0].isdecimal() and fields[1].isdecimal():
            table[int(fields[0])] = (int(fields[1]), fields[2])
    return table


def this_platform() -> str:
    """`sys.platform`, or `wsl` for Linux under Windows (its kernel's version says Microsoft)."""
    try:
        in_wsl = "microsoft" in Path("/proc/version").read_text().lower()
    except OSError:
        in_wsl = False
    return "wsl" if in_wsl else sys.platform


def _which(environ: Mapping[str, str]) -> Callable[[str], str | None]:
    return lambda program: shutil.which(program, path=environ.get("PATH", os.defpath))
