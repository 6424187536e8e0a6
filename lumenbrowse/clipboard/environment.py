"""Where the program runs: which multiplexer, at this machine or another, with which clipboard (DESIGN.md 9)."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

Run = Callable[[Sequence[str], str], "str | None"]
"""Runs a command with a text on its standard input: what it printed, or None where it failed."""

_DISPLAY_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY")
_SSH_VARIABLES = ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT")
# Servers that carry a terminal to another machine; OpenSSH 9.8 calls a session's process sshd-session.
_REMOTE_SERVERS = re.compile(
    r"(sshd|dropbear|mosh-server|etserver|etterminal|tailscaled|(in\.)?telnetd|ttyd|gotty)\b"
)
_TMUX_FORMAT = "#{version}|#{client_control_mode}|#{client_termname}|#{client_pid}|#{set-clipboard}"


def without_keys(environ: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    """`environ` for programs that are started: without the variables of these names, which hold keys."""
    return {name: value for name, value in environ.items() if name not in names}


def run_in(
    environ: Mapping[str, str], command: Sequence[str], text: str = "", *, timeout: float = 1.0
) -> str | None:
    """Runs a command without a terminal, in `timeout` seconds: what it printed, None where it failed."""
    try:
        done = subprocess.run(
            command,
            input=text.encode("utf-8", "surrogatepass"),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environ,
            timeout=timeout,
            start_new_session=True,
            check=True,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace")


class Tmux(NamedTuple):
    """What tmux says of itself, and of the terminal that shows it."""

    version: str
    control_mode: bool = False
    client_term: str = ""  # that terminal's TERM; empty where none is attached
    set_clipboard: str = ""
    client: int | None = None  # the process of tmux in it
    variables: Mapping[str, str | None] = {}  # None: taken away

    @property
    def can_load_and_send(self) -> bool:
        """Whether `load-buffer -w` is there: since tmux 3.2 (its CHANGES file)."""
        match = re.search(r"(\d+)\.(\d+)", self.version)
        if self.version.startswith("openbsd") or not match:
            return bool(self.version)  # OpenBSD's own numbers, or a development version
        return (int(match[1]), int(match[2])) >= (3, 2)


class Environment(NamedTuple):
    """The place the program runs in; what is not there is empty."""

    platform: str = "linux"
    term: str = "xterm-256color"
    in_tmux: bool = False
    tmux: Tmux | None = None  # none in tmux: it did not answer
    in_screen: bool = False
    remote: bool = False  # the user sits at another machine
    native: str = ""  # the program that writes this machine's clipboard
    emulator: str = ""  # one that ignores OSC 52
    displays: Mapping[str, str] = {}  # the variables of the user's display

    @property
    def has_outer_multiplexer(self) -> bool:
        """Whether TERM is a multiplexer's that can't be seen from here: ssh or sudo was run in it."""
        return not self.in_tmux and not self.in_screen and self.term.startswith(("tmux", "screen"))

    @property
    def has_ssh_display(self) -> bool:
        """Whether the X display is the user's own, brought by ssh (X11UseLocalhost, sshd_config(5))."""
        display = self.displays.get("DISPLAY", "")
        return self.remote and bool(re.match(r"localhost:\d", display))

    def with_displays(self, environ: Mapping[str, str]) -> dict[str, str]:
        """`environ` with the display variables as they are now, for a program that opens the display."""
        kept = {name: value for name, value in environ.items() if name not in _DISPLAY_VARIABLES}
        return {**kept, **self.displays}


def find_environment(environ: Mapping[str, str]) -> Environment:
    """Where the program runs. Blocks: asks tmux (1 s at most), and on some systems runs `ps`."""
    platform, run = this_platform(), partial(run_in, environ)
    which = partial(shutil.which, path=environ.get("PATH", os.defpath))
    in_tmux = bool(environ.get("TMUX"))
    tmux = ask_tmux(run) if in_tmux else None
    remote = _is_remote(environ, tmux, run)
    variables = {**environ, **(tmux.variables if tmux else {})}
    # A Wayland display is always this machine's own: ssh brings none.
    names = [one for one in _DISPLAY_VARIABLES if not (remote and one == "WAYLAND_DISPLAY")]
    displays = {name: value for name in names if (value := variables.get(name))}
    return Environment(
        platform=platform,
        term=environ.get("TERM", ""),
        in_tmux=in_tmux,
        tmux=tmux,
        in_screen=not in_tmux and bool(environ.get("STY")),
        remote=remote,
        native=native_helper(platform, displays, which),
        emulator="" if in_tmux or remote else deaf_emulator(environ),
        displays=displays,
    )


def ask_tmux(run: Run) -> Tmux | None:
    """What tmux knows, asked in one go, or None where it does not answer."""
    text = run(["tmux", "display-message", "-p", _TMUX_FORMAT, ";", "show-environment"], "")
    if text is None:
        return None
    first, _, rest = text.partition("\n")
    version, control, term, client, set_clipboard = (first.split("|") + [""] * 5)[:5]
    variables: dict[str, str | None] = {}
    # Those of the client that attached last, `-NAME` for one taken away (tmux(1), update-environment).
    for line in rest.splitlines():
        name, equals, value = line.partition("=")
        name = name if equals else name.removeprefix("-")
        if name in (*_SSH_VARIABLES, *_DISPLAY_VARIABLES):
            variables[name] = value if equals else None
    process = int(client) if client.isdecimal() else None
    return Tmux(version, control == "1", term, set_clipboard, process, variables)


def _is_remote(environ: Mapping[str, str], tmux: Tmux | None, run: Run) -> bool:
    variables = tmux.variables if tmux else environ
    if any(variables.get(name) for name in _SSH_VARIABLES):
        return True
    process = tmux.client if tmux else os.getpid()
    names = [] if process is None else ancestor_names(process, run)
    return any(_REMOTE_SERVERS.match(name.rpartition("/")[2]) for name in names)


def native_helper(
    platform: str, displays: Mapping[str, str], which: Callable[[str], str | None]
) -> str:
    """The program through which pyperclip would write the clipboard, found as it does; empty for none."""
    if platform in (systems := {"win32": "the Windows clipboard", "darwin": "pbcopy"}):
        return systems[platform]
    if platform == "wsl":
        return "clip.exe" if which("clip.exe") and which("powershell.exe") else ""
    if displays.get("WAYLAND_DISPLAY") and which("wl-copy") and which("wl-paste"):
        return "wl-copy"
    return next(filter(which, ("xclip", "xsel")), "") if displays.get("DISPLAY") else ""


def deaf_emulator(environ: Mapping[str, str]) -> str:
    """The terminal emulator's name where it is known to ignore OSC 52, else empty."""
    if environ.get("VTE_VERSION"):
        return "a VTE terminal (GNOME Terminal)"
    if environ.get("TERM_PROGRAM") == "Apple_Terminal":
        return "Apple's Terminal"
    konsole = environ.get("KONSOLE_VERSION", "")
    # It takes OSC 52 since 24.12 (KDE bug 372116).
    return "Konsole before 24.12" if konsole.isdecimal() and int(konsole) < 241200 else ""


def ancestor_names(process: int, run: Run) -> list[str]:
    """The names of `process`'s ancestors, nearest first, as far as they can be seen."""
    parent = _proc_parent if Path("/proc/self/stat").exists() else _process_table(run).get
    names: list[str] = []
    # Not for ever: a number that was given anew meanwhile could lead round in a circle.
    while process > 0 and len(names) < 100 and (found := parent(process)):
        process, name = found
        names.append(name)
    return names[1:]


def _proc_parent(process: int) -> tuple[int, str] | None:
    # proc(5): "pid (comm) state ppid …"; comm may hold spaces and parentheses.
    with suppress(OSError, ValueError, IndexError):
        text = Path(f"/proc/{process}/stat").read_text(errors="replace")
        before, _, after = text.rpartition(")")
        return int(after.split()[1]), before.partition("(")[2]
    return None


def _process_table(run: Run) -> dict[int, tuple[int, str]]:
    printed = run(["ps", "-A", "-o", "pid=", "-o", "ppid=", "-o", "comm="], "") or ""
    rows = re.findall(r"^ *(\d+) +(\d+) +(.*\S)", printed, re.MULTILINE)
    return {int(process): (int(parent), name) for process, parent, name in rows}


def this_platform() -> str:
    """`sys.platform`, or `wsl` for Linux under Windows (its kernel's version says Microsoft)."""
    with suppress(OSError):
        if "microsoft" in Path("/proc/version").read_text().lower():
            return "wsl"
    return sys.platform
