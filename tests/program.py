"""The program run as a process of its own, as a shell runs it."""

import os
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from tests.forks import Fork, can_fork
from tests.terminal.harness import PROGRAM, clean_environment
from tests.terminal.places import wait_until

__all__ = ["TIMEOUT", "Done", "run", "wait_until"]
TIMEOUT = 60 if "CI" in os.environ else 30


@dataclass(frozen=True)
class Done:
    """How it ended: the exit code, and what it wrote."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        return self.raw.decode()

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def errors(self) -> list[str]:
        return self.err.splitlines()


def run(
    home: Path, *arguments: str, environ: Mapping[str, str] | None = None, stdin: bytes = b""
) -> Done:
    """Runs lumenbrowse to its end, with a home of its own, its streams no terminal."""
    environment = clean_environment(home, environ)
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        process: Fork | subprocess.Popen[bytes]
        if can_fork(environ):
            streams = [stream.fileno() for stream in (given, out, err)]
            process = Fork(arguments, environment, home, streams)
        else:
            process = subprocess.Popen(
                [*PROGRAM, *arguments],
                stdin=given,
                stdout=out,
                stderr=err,
                env=environment,
                cwd=home,
                start_new_session=True,
            )
        try:
            code = process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        out.seek(0)
        err.seek(0)
        return Done(code, out.read(), err.read().decode())
