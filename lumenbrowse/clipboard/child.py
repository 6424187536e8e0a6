"""Programs run beside the UI: no terminal, nothing printed, a limit, and nothing of them left behind.

A helper that prints would print over the screen, one that hangs would hang the program, and one that
keeps standard output open would hold a shell's `x=$(…)`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

if sys.platform == "win32":
    _NO_WINDOW = subprocess.CREATE_NO_WINDOW
else:
    _NO_WINDOW = 0

Run = Callable[[Sequence[str], str], "str | None"]
"""Runs a command with a text on its standard input: what it printed, or None where it failed."""


def runner(environ: Mapping[str, str], *, timeout: float = 1.0) -> Run:
    """A `Run` in the environment `environ` that waits `timeout` seconds at most."""

    def run(command: Sequence[str], text: str = "") -> str | None:
        try:
            done = subprocess.run(
                command,
                input=text.encode("utf-8", "surrogatepass"),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=dict(environ),
                timeout=timeout,
                start_new_session=True,
                check=True,
            )
        except (OSError, ValueError, subprocess.SubprocessError):
            return None
        return done.stdout.decode("utf-8", "replace")

    return run


def start_python(
    code: str, arguments: Sequence[str], environ: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start `code` in a Python of its own: in a session of its own, without a terminal, output to nowhere.

    Isolated (-I): a `subprocess.py` in the user's directory is not imported. Without `site` (-S): fast.
    """
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=dict(environ),
        start_new_session=True,
        creationflags=_NO_WINDOW,
    )


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill `process` and whatever it started in its session, and take its status."""
    if sys.platform == "win32":
        process.kill()
    else:
        # All of them may be gone; macOS says EPERM where only zombies are left.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
