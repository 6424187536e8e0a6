"""This machine's own clipboard, read back: pyperclip ignores its helper's failures, and may hang for ever."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

LIMIT = 2.0  # seconds that a copy may take, reading back included
_LOOK_AGAIN = 0.01

# The helper that owns an X selection stays behind in the process's group, and serves it there.
# xsel returns before that one owns it: for a moment the clipboard may still hold what it held before.
_CODE = """\
import sys, time
sys.path.append(sys.argv[1])
import pyperclip
text = sys.stdin.buffer.read().decode()
pyperclip.copy(text)
until = time.monotonic() + 0.25
while not (copied := pyperclip.paste() == text) and time.monotonic() < until:
    time.sleep(0.02)
sys.exit(not copied)
"""


def start_python(
    code: str, arguments: Sequence[str], environ: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Starts `code` in an isolated Python (-I, and -S: fast) with a session of its own, and no terminal."""
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", code, *arguments],
        stdin=subprocess.PIPE,
        # A helper that kept standard output open would hold a shell's `x=$(…)`.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environ,
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


class Attempt:
    """A copy under way, to the clipboard that `environ` leads to; `OSError` where no process can be started."""

    def __init__(self, text: str, environ: Mapping[str, str]) -> None:
        if sys.platform == "darwin":
            # pbcopy takes its input to be in the locale's character set.
            environ = {**environ, "LC_ALL": "en_US.UTF-8"}
        spec = find_spec("pyperclip")
        folder = Path(spec.origin or "").parent.parent if spec else ""
        self._process = start_python(_CODE, [str(folder)], environ)
        if self._process.stdin is not None:
            with suppress(BrokenPipeError), self._process.stdin as stdin:
                stdin.write(text.encode())

    def wait(self, seconds: float, stop: Callable[[], bool]) -> bool | None:
        """Whether the clipboard held the text when read back; None: not known after `seconds`, or at `stop`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not stop():
            with suppress(subprocess.TimeoutExpired):
                return self._process.wait(_LOOK_AGAIN) == 0
        return None

    def end(self) -> None:
        """Leaves nothing of the attempt running, the program that serves the clipboard included."""
        if sys.platform == "win32":
            self._process.kill()
        else:
            # All of them may be gone; macOS says EPERM where only zombies are left.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
