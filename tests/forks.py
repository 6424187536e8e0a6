"""The program forked from a process that has imported it: importing takes five times as long as a command.

A fork has its own arguments, environment, directory and streams, and ends as a process of its own does; only
what Python itself reads at its start (PYTHON…, the locale) is not its own.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile

ROOT = Path(__file__).parents[1]
IMPORTED = """
    anyio._backends._asyncio anyio.lowlevel certifi encodings.utf_8_sig hashlib httpcore httpx
    lumenbrowse.api.client lumenbrowse.cli.check lumenbrowse.cli.doctor lumenbrowse.cli.list
    lumenbrowse.cli.parser lumenbrowse.cli.plain lumenbrowse.cli.show lumenbrowse.loading
    lumenbrowse.storage.config lumenbrowse.storage.sample lumenbrowse.terminal.reports platformdirs
    queue zoneinfo
"""


def run_fork(
    arguments: Sequence[str], environ: Mapping[str, str], folder: Path, stdin: bytes, timeout: float
) -> tuple[int, bytes, bytes]:
    """Runs the program; returns its exit code (negative for a signal), standard output and standard error."""
    asked = json.dumps([list(arguments), dict(environ), str(folder)]).encode() + b"\n"
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        server, process = _server()
        server.settimeout(timeout)
        streams = [stream.fileno() for stream in (given, out, err)]
        try:
            server.sendall(asked[socket.send_fds(server, [asked], streams) :])
            code = int(server.recv(16))
        except TimeoutError:
            os.killpg(process.pid, signal.SIGKILL)
            _server.cache_clear()
            raise
        out.seek(0)
        err.seek(0)
        return code, out.read(), err.read()


@cache
def _server() -> tuple[socket.socket, subprocess.Popen[bytes]]:
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
    return ours, process


def main(server: socket.socket) -> None:
    """Forks a process for each message, and sends how it ended, until nobody asks any more."""
    for name in IMPORTED.split():
        import_module(name)
    gc.freeze()
    while True:
        message, streams, *_ = socket.recv_fds(server, 65_536, 3)
        if not message:
            return
        while not message.endswith(b"\n"):
            message += server.recv(65_536)
        child = os.fork()
        if not child:
            break
        for stream in streams:
            os.close(stream)
        server.send(b"%d" % os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    server.close()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.argv[1:], environ, folder = json.loads(message)
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    os.chdir(folder)
    runpy.run_module("lumenbrowse", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
