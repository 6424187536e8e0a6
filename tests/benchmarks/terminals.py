"""Programs on a pseudo-terminal of 120 × 40, and what they write there, with its time.

The terminal answers nothing that a program asks. Everything measured goes through the same one. Linux only:
a process's processor time and its most memory are asked of the kernel.
"""

from __future__ import annotations

import os
import pty
import select
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.terminal.emulator import Emulator
from tests.terminal.harness import set_size

ROWS, COLUMNS = 40, 120
QUIET = 0.03
"""A frame has ended when nothing came for so many seconds."""
LONG = 0.15
"""The same where a part may come late: fzf shows the letter at once, and the matches when they are found."""
_NO_ANSWER = 0.5
"""A key that nothing came of for so many seconds changes nothing that is seen."""
_LONGEST = 60.0
"""Seconds after which a program that does not do what it should is given up."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a program wrote after a key: milliseconds to the first byte and to the last, and how many."""

    first: float
    last: float
    size: int


class Screen:
    """A command on a pseudo-terminal of its own, as its controlling terminal.

    Use it as a context manager: leaving it ends the program.
    """

    def __init__(self, command: tuple[str, ...], environ: Mapping[str, str]) -> None:
        self._master, self._slave = pty.openpty()
        set_size(self._slave, ROWS, COLUMNS)
        os.set_blocking(self._master, False)
        # A session leader without a controlling terminal gets the first one that it opens: open(2).
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, os.ttyname(self._slave), os.O_RDWR, 0),
            (os.POSIX_SPAWN_DUP2, 0, 1),
            (os.POSIX_SPAWN_DUP2, 0, 2),
        ]
        self.data = bytearray()
        self._emulator = Emulator(ROWS, COLUMNS)
        self._drawn = 0
        self._ended = False
        self.started = time.perf_counter()
        self.pid = os.posix_spawnp(command[0], command, environ, file_actions=actions, setsid=True)
        self._handle = os.pidfd_open(self.pid)

    def __enter__(self) -> Screen:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._ended:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        for descriptor in (self._handle, self._master, self._slave):
            os.close(descriptor)

    def _read(self, timeout: float) -> int:
        """Reads what comes first within `timeout` seconds; returns how many bytes."""
        if not select.select([self._master], [], [], max(0.0, timeout))[0]:
            return 0
        data = os.read(self._master, 1 << 16)
        self.data += data
        return len(data)

    def lines(self) -> list[str]:
        """What a user sees, row by row."""
        self._emulator.feed(bytes(self.data[self._drawn :]))
        self._drawn = len(self.data)
        return self._emulator.lines

    def wait_for(self, wanted: bytes) -> float:
        """Waits until `wanted` was written; the milliseconds from the program's start to then."""
        deadline, seen = time.perf_counter() + _LONGEST, 0
        while self.data.find(wanted, seen) < 0:
            seen = max(0, len(self.data) - len(wanted))
            self._check(deadline, wanted)
            self._read(0.5)
        return self._age()

    def wait_shown(self, wanted: str) -> float:
        """Waits until the top line shows `wanted`, and the screen is at rest."""
        deadline = time.perf_counter() + _LONGEST
        while wanted not in self.lines()[0]:
            self._check(deadline, wanted)
            self._read(0.2)
        self.settle()
        return self._age()

    def _check(self, deadline: float, wanted: object) -> None:
        if time.perf_counter() > deadline:
            shown = "\n".join(self.lines())
            raise TimeoutError(f"waited {_LONGEST} s in vain for {wanted!r}; the screen:\n{shown}")

    def _age(self) -> float:
        return (time.perf_counter() - self.started) * 1_000

    def settle(self, quiet: float = 0.5) -> None:
        """Waits until nothing came for `quiet` seconds."""
        deadline = time.perf_counter() + _LONGEST
        while self._read(quiet):
            self._check(deadline, "a pause")

    def press(self, keys: str, quiet: float = QUIET) -> Frame:
        """Types keys, and waits for the end of their frame."""
        pressed = time.perf_counter()
        os.write(self._master, keys.encode())
        first = last = 0.0
        size, timeout = 0, _NO_ANSWER
        while count := self._read(timeout):
            last = (time.perf_counter() - pressed) * 1_000
            first = first or last
            size += count
            timeout = quiet
        return Frame(first, last, size)

    def count_for(self, seconds: float) -> int:
        """The number of bytes that come within so many seconds."""
        count, end = 0, time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            count += self._read(left)
        return count

    def leave(self, keys: str) -> float:
        """Types keys that end the program; the milliseconds until it is gone."""
        pressed = time.perf_counter()
        os.write(self._master, keys.encode())
        while True:
            ready = select.select([self._master, self._handle], [], [], _LONGEST)[0]
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
