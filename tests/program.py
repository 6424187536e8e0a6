"""The program run as a process of its own, as a shell runs it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.forks import run_fork
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
    if not any(name.startswith(("PYTHON", "LC_", "LANG")) for name in environ or ()):
        code, out, err = run_fork(arguments, environment, home, stdin, TIMEOUT)
        return Done(code, out, err.decode())
    done = subprocess.run(
        [*PROGRAM, *arguments],
        input=stdin,
        capture_output=True,
        env=environment,
        cwd=home,
        timeout=TIMEOUT,
        start_new_session=True,
    )
    return Done(done.returncode, done.stdout, done.stderr.decode())
