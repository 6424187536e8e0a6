"""The places a program runs in: tmux, screen, ssh, an X display; real ones, started and ended by a test.

A place wraps a shell command: `ssh.command(tmux.command(program))` is the program in tmux at the far end.
"""

import getpass
import os
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from tests.terminal.harness import PROGRAM, clean_environment

_DEADLINE = 30.0


def need(*programs: str) -> None:
    """Skip the test, by the program's name, where one is missing; in CI fail."""
    for program in programs:
        if _find(program):
            continue
        if "CI" in os.environ:
            pytest.fail(f"no {program} on this machine, and CI has to have it")
        pytest.skip(f"no {program} on this machine")


def _find(program: str) -> str | None:
    return shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin:/usr/local/sbin")


def shell(command: Sequence[str | Path], environ: Mapping[str, str] | None = None) -> str:
    """`command` as a line for a shell, with `environ` set for it."""
    settings = [f"{name}={value}" for name, value in (environ or {}).items()]
    return shlex.join([*(["env", *settings] if settings else []), *map(str, command)])


class Tmux:
    """A tmux of its own: own socket, own configuration."""

    def __init__(self, folder: Path, *settings: str) -> None:
        need("tmux")
        # A socket's path is 107 bytes at most (unix(7)): pytest's directories are too long.
        self._folder = Path(tempfile.mkdtemp(prefix="tmux-"))
        self._socket = self._folder / "socket"
        self._configuration = folder / f"{self._folder.name}.conf"
        # Messages and the clock would draw at times of their own.
        self._configuration.write_text("\n".join(["set -g status off", *settings, ""]))

    @property
    def _tmux(self) -> list[str]:
        # By its full path: a test may put a stand-in in front for the program that it runs in tmux.
        return [str(_find("tmux")), "-S", str(self._socket)]

    def command(self, inner: str) -> str:
        """The line that runs `inner` in a new session, attached."""
        return shell([*self._tmux, "-f", self._configuration, "new-session", inner])

    def run(self, *arguments: str) -> str:
        """What a tmux command prints."""
        command = [*self._tmux, *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=_DEADLINE).stdout

    def attach(self) -> str:
        """The line that attaches to the session."""
        return shell([*self._tmux, "attach-session"])

    def close(self) -> None:
        self.run("kill-server")
        shutil.rmtree(self._folder, ignore_errors=True)


class Screen:
    """A GNU screen of its own."""

    def __init__(self, folder: Path) -> None:
        need("screen")
        self._folder = tempfile.mkdtemp(prefix="screen-")
        self._configuration = folder / "screenrc"
        self._configuration.write_text("startup_message off\ndefutf8 on\n")

    def command(self, inner: str) -> str:
        """The line that runs `inner` in a new session, attached."""
        screen = ["screen", "-c", str(self._configuration), "-S", "tested", "sh", "-c", inner]
        return shell(screen, {"SCREENDIR": self._folder})

    def close(self) -> None:
        quit_ = ["screen", "-S", "tested", "-X", "quit"]
        environ = {**os.environ, "SCREENDIR": self._folder}
        subprocess.run(quit_, env=environ, stdout=subprocess.DEVNULL, timeout=_DEADLINE)
        shutil.rmtree(self._folder, ignore_errors=True)


class Ssh:
    """An sshd on 127.0.0.1, with keys and a port of its own."""

    def __init__(self, folder: Path) -> None:
        need("sshd", "ssh", "ssh-keygen")
        self._folder = folder
        for name in ("host", "user"):
            keygen = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
            subprocess.run(keygen, check=True)
        self._port = free_port()
        configuration = folder / "sshd_config"
        configuration.write_text(
            f"ListenAddress 127.0.0.1\nPort {self._port}\nHostKey {folder / 'host'}\n"
            f"AuthorizedKeysFile {folder / 'user.pub'}\nPidFile none\nStrictModes no\n"
            "PasswordAuthentication no\nPermitRootLogin yes\nUsePAM no\nPrintMotd no\n"
            f"UseDNS no\nX11Forwarding yes\nSetEnv XAUTHORITY={folder / 'xauthority'}\n"
        )
        if os.getuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        log = folder / "sshd.log"
        sshd = [str(_find("sshd")), "-D", "-f", str(configuration), "-E", str(log)]
        self._process = subprocess.Popen(sshd)
        wait_until(self._answers, log.read_text)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0

    def command(self, inner: str, *options: str) -> str:
        """The line that runs `inner` at the far end, on a terminal."""
        ssh = ["ssh", "-F", "/dev/null", "-tt", "-i", str(self._folder / "user")]
        settings = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR")
        ssh += [word for setting in settings for word in ("-o", setting)]
        target = f"{getpass.getuser()}@127.0.0.1"
        return shell([*ssh, "-p", str(self._port), *options, target, inner])

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()


class Display:
    """An X server without a screen to look at."""

    def __init__(self, folder: Path) -> None:
        need("Xvfb")
        reading, writing = os.pipe()
        # -displayfd: the server takes a free number and says which.
        self._process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "320x240x8", "-nolisten", "tcp"],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
            cwd=folder,
        )
        os.close(writing)
        with os.fdopen(reading) as answer:
            self.name = f":{answer.readline().strip()}"

    def text(self) -> str:
        """What the clipboard holds, empty for nothing."""
        need("xclip")
        command = ["xclip", "-display", self.name, "-selection", "clipboard", "-o"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_DEADLINE)
        return done.stdout

    def freeze(self) -> None:
        """Answer no client any more; connections are still accepted, by the kernel."""
        self._process.send_signal(signal.SIGSTOP)

    def close(self) -> None:
        self._process.send_signal(signal.SIGCONT)
        self._process.terminate()
        self._process.wait()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(holds: Callable[[], object], report: Callable[[], str] = str) -> None:
    """Wait until `holds()` is true; fail with `report()` where it stays false."""
    deadline = time.monotonic() + _DEADLINE
    while not holds():
        assert time.monotonic() < deadline, report()
        time.sleep(0.01)


def stand_in(folder: Path, name: str, script: str) -> Path:
    """A program `name` in `folder`, for a test to put in front of PATH; `script` is for sh."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}")
    program.chmod(0o755)
    return program


def program(home: Path, *arguments: str, environ: Mapping[str, str] | None = None) -> str:
    """The line that runs lumenbrowse, in places (ssh) that have an environment of their own too."""
    everything = clean_environment(home, environ)
    own = ("TERM", "COLORTERM", "SHELL", "USER")
    carried = {name: value for name, value in everything.items() if name not in own}
    return shell([*PROGRAM, *arguments], carried)


def processes_of(home: Path) -> list[str]:
    """The names of all processes whose home directory is `home`: a test's own, and what they left."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"HOME={home}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append((folder / "comm").read_text().strip())
    return found
