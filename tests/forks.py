"""The program forked from a process that has imported it: importing takes five times as long as a command.

A fork has its own arguments, environment, directory, streams, session and terminal, and ends as a process of
its own does; only what is read once, by Python as it starts or by Textual as it is imported, is not its own.
"""

import atexit
import gc
import json
import os
import runpy
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[1]
_COMMANDS = """
    anyio._backends._asyncio anyio.lowlevel certifi encodings.utf_8_sig hashlib httpcore httpx
    lumenbrowse.api.client lumenbrowse.cli.check lumenbrowse.cli.doctor lumenbrowse.cli.list
    lumenbrowse.cli.parser lumenbrowse.cli.plain lumenbrowse.cli.show lumenbrowse.loading
    lumenbrowse.storage.config lumenbrowse.storage.sample lumenbrowse.terminal.reports platformdirs
    queue zoneinfo
"""
_UI = """
    concurrent.futures.thread lumenbrowse.tui.dialogs.compare lumenbrowse.tui.dialogs.copy_as
    lumenbrowse.tui.dialogs.help lumenbrowse.tui.dialogs.palette lumenbrowse.tui.launch
    rich._unicode_data.unicode17-0-0 textual.drivers.headless_driver textual.layouts.factory
    textual.pilot textual.scrollbar
"""
_READ_ONCE = ("ESCDELAY", "LANG", "LC_", "PYTHON", "TERM_PROGRAM", "TEXTUAL")


def can_fork(environ: Iterable[str] | None) -> bool:
    """Whether a fork sees all of these variables."""
    return not any(name.startswith(_READ_ONCE) for name in environ or ())


class Fork:
    """A process of the program, which leads a session of its own, at the terminal with that name."""

    def __init__(
        self,
        arguments: Sequence[str],
        environ: Mapping[str, str],
        folder: Path,
        streams: Sequence[int],
        terminal: str = "",
    ) -> None:
        self._code: int | None = None
        self._news, theirs = socket.socketpair()
        asked = [list(arguments), dict(environ), str(folder), terminal]
        message = json.dumps(asked).encode() + b"\n"
        server = _server()
        with theirs:
            sent = socket.send_fds(server, [message], [*streams, theirs.fileno()])
        server.sendall(message[sent:])
        self.pid = self._next()

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, negative for a signal. Raises `subprocess.TimeoutExpired`."""
        if self._code is None:
            self._news.settimeout(timeout)
            try:
                self._code = self._next()
            except TimeoutError:
                raise subprocess.TimeoutExpired("lumenbrowse", timeout or 0) from None
            self._news.close()
        return self._code

    def _next(self) -> int:
        [number] = struct.unpack("i", self._news.recv(4))
        return int(number)


@cache
def _server() -> socket.socket:
    ours, theirs = socket.socketpair()
    environ = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.forks", str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=environ,
            cwd=ROOT,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
    atexit.register(process.wait)
    atexit.register(ours.close)
    return ours


def main(server: socket.socket) -> None:
    """Forks a process for each message, and tells its number and how it ended, until nobody asks any more."""
    awake, waker = socket.socketpair()
    waker.setblocking(False)
    signal.set_wakeup_fd(waker.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    running: dict[int, socket.socket] = {}
    _import(_COMMANDS)
    while True:
        ready, _, _ = select.select([server, awake], [], [])
        if awake in ready:
            awake.recv(4096)
            _tell_ends(running)
        if server not in ready:
            continue
        message, streams, *_ = socket.recv_fds(server, 65_536, 4)
        if not message:
            return
        while not message.endswith(b"\n"):
            message += server.recv(65_536)
        asked = json.loads(message)
        if asked[-1]:
            _import(_UI)
        news = socket.socket(fileno=streams.pop())
        pid = os.fork()
        if not pid:
            break
        running[pid] = news
        news.send(struct.pack("i", pid))
        for stream in streams:
            os.close(stream)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for connection in (server, awake, waker, news, *running.values()):
        connection.close()
    _run(streams, *asked)


def _import(names: str) -> None:
    for name in names.split():
        import_module(name)
    gc.freeze()


def _tell_ends(running: dict[int, socket.socket]) -> None:
    for pid, news in list(running.items()):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            with running.pop(pid):
                news.send(struct.pack("i", os.waitstatus_to_exitcode(status)))


def _run(
    streams: list[int], arguments: list[str], environ: dict[str, str], folder: str, terminal: str
) -> None:
    """Becomes the program, as if it had been started so."""
    os.setsid()
    if terminal:
        # A session leader without a controlling terminal gets the first one that it opens: open(2).
        os.close(os.open(terminal, os.O_RDWR))
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.dup2(streams[number], number)
        os.close(streams[number])
        # Python's own knows whether the server's file can be wound back.
        mode, errors = getattr(sys, name).mode, getattr(sys, name).errors
        stream = open(number, mode, encoding="utf-8", errors=errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.argv[1:] = arguments
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    os.chdir(folder)
    runpy.run_module("lumenbrowse", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
