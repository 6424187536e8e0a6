"""A real pseudo-terminal with a program on it, for tests to type into and to look at."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import lumenbrowse
from tests.forks import Fork, can_fork
from tests.terminal.emulator import Emulator

Stream = Literal["terminal", "closed"] | Path | int
"""Where a standard stream goes: the terminal, nowhere, a file, or a descriptor of the test's."""

PROGRAM = (sys.executable, "-m", "lumenbrowse")
_FOLDERS = ("config", "cache", "state", "data")
_SENTINEL = b"\x1b_the end\x1b\\"
_DEADLINE = 30.0
"""Seconds that a machine which does something else besides may take; usually it is a fraction of one."""


def clean_environment(home: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment that owes nothing to who runs the tests: own home and directories, no key."""
    home.mkdir(parents=True, exist_ok=True)
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    return {
        **{f"XDG_{name.upper()}_HOME": str(home / name) for name in _FOLDERS},
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "TMPDIR": str(runtime),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "SHELL": "/bin/sh",
        "USER": "tester",
        # The package that the tests themselves import, wherever the program is started.
        "PYTHONPATH": str(Path(lumenbrowse.__file__).parent.parent),
        **(extra or {}),
    }


class Terminal:
    """A command under a pseudo-terminal of its own, as its controlling terminal.

    `environ` adds to `clean_environment(home)`; `stdin`, `stdout`, `stderr` say where streams go;
    `answers` maps a question that programs ask (`ESC [ ? 2026 $ p`) to what this terminal answers.
    `PROGRAM` is forked (`tests.forks`) where that can be and it need not be `fresh`.
    Use it as a context manager: leaving it ends the program and everything in its session.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        home: Path,
        *,
        rows: int = 24,
        columns: int = 80,
        environ: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stdin: Stream = "terminal",
        stdout: Stream = "terminal",
        stderr: Stream = "terminal",
        answers: Mapping[bytes, bytes] | None = None,
        fresh: bool = False,
    ) -> None:
        self._answers = dict(answers or {})
        self._changed = threading.Condition()
        self._raw = bytearray()
        self._emulator = Emulator(rows, columns)
        self._emulator.on_csi = self._answer
        self._master, given = pty.openpty()
        # Opened again: programs set O_NONBLOCK on what they are given, and that is shared.
        self._slave = os.open(os.ttyname(given), os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        set_size(self._slave, rows, columns)
        self.termios_before = self.termios()
        self._open = True
        self._reader = threading.Thread(target=self._read, name="terminal", daemon=True)
        streams = (stdin, stdout, stderr)
        handles = [_open(number, stream, given) for number, stream in enumerate(streams)]
        environment, folder, device = clean_environment(home, environ), cwd or home, self.device
        self._process: Fork | subprocess.Popen[bytes]
        fresh |= tuple(command[:3]) != PROGRAM or "closed" in streams or not can_fork(environ)
        if not fresh:
            arguments = [str(one) for one in command[3:]]
            self._process = Fork(arguments, environment, folder, handles, str(device))
        else:
            closed = [f"{number}>&-" for number in range(3) if streams[number] == "closed"]
            # A session leader without a controlling terminal gets the first one that it opens: open(2).
            script = f': <>"$1"; shift; exec "$@" {" ".join(closed)}'
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", script, "sh", device, *command],
                stdin=handles[0],
                stdout=handles[1],
                stderr=handles[2],
                env=environment,
                cwd=folder,
                start_new_session=True,
            )
        for handle in {given, *handles}.difference(streams):
            os.close(handle)
        self._reader.start()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The process of the command, which leads its session."""
        return self._process.pid

    @property
    def device(self) -> Path:
        """The terminal's file, for another program to use it."""
        return Path(os.ttyname(self._slave))

    @property
    def raw(self) -> bytes:
        """Every byte that was written to the terminal so far."""
        with self._changed:
            return bytes(self._raw)

    @property
    def emulator(self) -> Emulator:
        """The terminal's memory, for what the methods here don't tell. Wait first, then look."""
        return self._emulator

    def screen(self) -> list[str]:
        """The text of each row of the screen, without spaces at the end."""
        with self._changed:
            return self._emulator.lines

    def text(self) -> str:
        return "\n".join(self.screen())

    def osc52(self) -> list[str]:
        """What OSC 52 sequences at top level have put into this terminal's clipboard, in order."""
        with self._changed:
            return list(self._emulator.clipboard)

    def send(self, keys: str | bytes) -> None:
        data = keys.encode() if isinstance(keys, str) else keys
        while data:
            data = data[os.write(self._master, data) :]

    def press(self, keys: str | bytes, *wanted: Wanted, timeout: float = _DEADLINE) -> None:
        """Type `keys`, and wait for each of `wanted` as `wait_for` does."""
        self.send(keys)
        self.wait_for(*wanted, timeout=timeout)

    def unread(self) -> int:
        """How many bytes were typed that no program has read yet (outside of the line mode)."""
        count: int = struct.unpack("i", fcntl.ioctl(self._slave, termios.FIONREAD, bytes(4)))[0]
        return count

    def wait_for(self, *wanted: Wanted, timeout: float = _DEADLINE) -> None:
        """Wait for each after the other: a text on the screen, or a condition to hold; else fail."""
        for one in wanted:
            self._wait_for(one, timeout)

    def _wait_for(self, wanted: Wanted, timeout: float) -> None:
        holds = wanted if callable(wanted) else lambda terminal: wanted in terminal.text()
        deadline = time.monotonic() + timeout
        with self._changed:
            while not holds(self):
                remaining = deadline - time.monotonic()
                if remaining <= 0:
                    raise AssertionError(
                        f"waited {timeout} s in vain for {wanted!r}\n{self._report()}"
                    )
                # Not every condition is about bytes that come (a file, a tmux buffer).
                self._changed.wait(min(remaining, 0.02))

    def wait_exit(self) -> int:
        """Wait for the command to end. Its exit code; a negative one: the signal that ended it."""
        try:
            code = self._process.wait(_DEADLINE)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running\n{self._report()}") from None
        # The terminal is a queue: what is written now comes after all that the program wrote.
        self.wait_for(Terminal._put_sentinel, lambda terminal: _SENTINEL in terminal._raw)
        with self._changed:
            self._raw[:] = self._raw.replace(_SENTINEL, b"")
        return code

    def leave(self, keys: str | bytes) -> None:
        """Presses what leaves: the program ends well, and the terminal is as it was before."""
        self.send(keys)
        self.check_exit(0)

    def check_exit(self, *codes: int) -> None:
        """Fail unless the program ends with one of these codes, and the terminal is as it was before."""
        code = self.wait_exit()
        assert code in codes, f"exit code {code}\n{self._report()}"
        self.assert_restored()

    def resize(self, rows: int, columns: int) -> None:
        """Give the terminal another size; the kernel tells the program (SIGWINCH)."""
        with self._changed:
            self._emulator.resize(rows, columns)
        set_size(self._slave, rows, columns)

    def kill(self, number: int = signal.SIGTERM) -> None:
        os.kill(self._process.pid, number)

    def termios(self) -> list[Any]:
        """The terminal's attributes as they are now (`termios.tcgetattr`)."""
        return termios.tcgetattr(self._slave)

    def assert_restored(self) -> None:
        """Fail unless the terminal is as it was: screen, cursor, mouse, paste, keys, attributes."""
        with self._changed:
            assert not self._emulator.in_alternate_screen, "the alternate screen still shows"
            changed = self._emulator.changed_modes()
            assert not changed, f"modes left changed: {sorted(changed)}"
            assert self._emulator.keyboard == 0, "kitty's keyboard protocol is still on"
        assert self.termios() == self.termios_before, "the terminal's attributes are not as before"

    def hang_up(self) -> int:
        """Close the terminal, as when its window is closed. How the command ended."""
        self._stop_reading()
        try:
            return self._process.wait(_DEADLINE)
        finally:
            end_session(self._process)

    def close(self) -> None:
        """End the command, and whatever it left in its session."""
        if self._open:
            end_session(self._process)
            self._stop_reading()

    def _stop_reading(self) -> None:
        self._open = False
        self._put_sentinel()  # wakes the reader
        self._reader.join()
        os.close(self._master)
        os.close(self._slave)

    def _read(self) -> None:
        while self._open:
            ready, _, _ = select.select([self._master], [], [], 0.05)
            if not ready:
                continue
            try:
                data = os.read(self._master, 65536)
            except OSError:
                return
            with self._changed:
                self._raw += data
                self._emulator.feed(data)
                self._changed.notify_all()

    def _put_sentinel(self) -> bool:
        try:
            return os.write(self._slave, _SENTINEL) == len(_SENTINEL)
        except BlockingIOError:
            return False

    def _answer(self, sequence: bytes) -> None:
        if sequence in self._answers:
            self.send(self._answers[sequence])

    def _report(self) -> str:
        frame = "\n".join(f"|{line}" for line in self.screen())
        return f"{frame}\nlast bytes: {bytes(self._raw[-400:])!r}"


Wanted = str | Callable[[Terminal], object]
"""What is waited for: a text on the screen, or a condition."""


def without(text: str) -> Wanted:
    """The condition that the screen does not have this text."""
    return lambda terminal: text not in terminal.text()


def set_size(descriptor: int, rows: int, columns: int) -> None:
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def end_session(process: Fork | subprocess.Popen[bytes]) -> None:
    """Kill the process group that `process` leads, and wait for it."""
    for number in (signal.SIGCONT, signal.SIGHUP, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError, subprocess.TimeoutExpired):
            os.killpg(process.pid, number)
            if number == signal.SIGHUP:
                process.wait(0.5)
    process.wait()


def _open(number: int, stream: Stream, terminal: int) -> int:
    if isinstance(stream, Path):
        return os.open(stream, os.O_WRONLY | os.O_CREAT | os.O_TRUNC if number else os.O_RDONLY)
    return stream if isinstance(stream, int) else terminal
