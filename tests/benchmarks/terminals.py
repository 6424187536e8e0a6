"""Programs on a pseudo-terminal of 120 × 40, and what they write there, with its time.

The terminal answers nothing that a program asks. Everything measured goes through the same one.
"""

from __future__ import annotations

import os
import pty
import select
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.end_to_end.harness import set_size

ROWS, COLUMNS = 40, 120
QUIET = 0.03
"""A frame has ended when nothing came for so many seconds."""
LONGEST = 60.0
"""Seconds after which a program that does not do what it should is given up."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a program wrote after a key: milliseconds until the last byte, and the bytes."""

    ms: float
    data: bytes


class Screen:
    """A command on a pseudo-terminal of its own, as its controlling terminal.

    Use it as a context manager: leaving it ends the program.
    """

    def __init__(
        self, command: Sequence[str], environ: Mapping[str, str], cwd: Path | None = None
    ) -> None:
        self._master, self._slave = pty.openpty()
        set_size(self._slave, ROWS, COLUMNS)
        os.set_blocking(self._master, False)
        argv = command if cwd is None else ["/bin/sh", "-c", f'cd "{cwd}" && exec "$@"', "sh", *command]
        # A session leader without a controlling terminal gets the first one that it opens: open(2).
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, os.ttyname(self._slave), os.O_RDWR, 0),
            (os.POSIX_SPAWN_DUP2, 0, 1),
            (os.POSIX_SPAWN_DUP2, 0, 2),
        ]
        self.started = time.perf_counter()
        self.pid = os.posix_spawnp(argv[0], argv, environ, file_actions=actions, setsid=True)
        self._handle = os.pidfd_open(self.pid)
        self._ended = False
        self.data = bytearray()

    def __enter__(self) -> Screen:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._ended:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        for descriptor in (self._handle, self._master, self._slave):
            os.close(descriptor)

    def _read(self, timeout: float) -> bytes:
        """The bytes that are there within `timeout` seconds; empty where none came."""
        if not select.select([self._master], [], [], max(0.0, timeout))[0]:
            return b""
        data = os.read(self._master, 1 << 16)
        self.data += data
        return data

    def wait_for(self, wanted: bytes) -> float:
        """Waits until `wanted` was written; the milliseconds from the start of the program to then."""
        deadline = time.perf_counter() + LONGEST
        seen = max(0, len(self.data) - len(wanted))
        while wanted not in self.data[seen:]:
            seen = max(0, len(self.data) - len(wanted))
            if time.perf_counter() > deadline:
                raise TimeoutError(f"{wanted!r} did not come; last: {bytes(self.data[-400:])!r}")
            self._read(0.5)
        return (time.perf_counter() - self.started) * 1_000

    def settle(self, quiet: float = 0.5) -> int:
        """Waits until nothing came for `quiet` seconds; the number of bytes until then."""
        count, deadline = 0, time.perf_counter() + LONGEST
        while data := self._read(quiet):
            count += len(data)
            if time.perf_counter() > deadline:
                raise TimeoutError("it never comes to rest")
        return count

    def press(self, keys: bytes, quiet: float = QUIET) -> Frame:
        """Writes keys, and waits for the end of their frame."""
        pressed = last = time.perf_counter()
        os.write(self._master, keys)
        parts = []
        # The first byte may take its time; after it, a pause ends the frame.
        timeout = 1.0
        while data := self._read(timeout):
            last = time.perf_counter()
            parts.append(data)
            timeout = quiet
        return Frame((last - pressed) * 1_000, b"".join(parts))

    def count_for(self, seconds: float) -> int:
        """The number of bytes that come within so many seconds."""
        count, end = 0, time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            count += len(self._read(left))
        return count

    def wait_exit(self, keys: bytes) -> float:
        """Writes keys that end the program; the milliseconds until it is gone."""
        pressed = time.perf_counter()
        os.write(self._master, keys)
        while True:
            ready = select.select([self._master, self._handle], [], [], LONGEST)[0]
            if self._master in ready:
                self._read(0)
            elif self._handle in ready:
                gone = time.perf_counter()
                os.waitpid(self.pid, 0)
                self._ended = True
                return (gone - pressed) * 1_000
            else:
                raise TimeoutError("it does not end")

    def peak_memory(self) -> float:
        """The most memory that the program ever held, in MiB (`VmHWM`, proc(5))."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1_024
        raise LookupError("VmHWM")

    def cpu(self) -> float:
        """The processor time that the program took so far, in milliseconds."""
        # clock_getcpuclockid(3) makes a process's clock out of its pid so; Python has it for threads only.
        return time.clock_gettime((~self.pid << 3) | 2) * 1_000
