"""Programs on a pseudo-terminal of 120 × 40, and what they write there, with its time. Linux only."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import time
from collections.abc import Mapping
from typing import NamedTuple, Self

from tests.terminal.emulator import Emulator
from tests.terminal.harness import set_size

ROWS, COLUMNS = 40, 120
_LONGEST = 30.0
"""Seconds after which a program that does not do what it should is given up."""
_SEQUENCE = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]")


class Frame(NamedTuple):
    """What a program wrote after a key: milliseconds to the last byte, and how many bytes."""

    last: float
    size: int


class Screen:
    """A command on a terminal of its own; leaving the context ends the program."""

    def __init__(self, command: tuple[str, ...], environ: Mapping[str, str]) -> None:
        self._master, self._slave = pty.openpty()
        set_size(self._slave, ROWS, COLUMNS)
        os.set_blocking(self._master, False)
        # A session leader without a controlling terminal gets the first one that it opens: open(2).
        opened = (os.POSIX_SPAWN_OPEN, 0, os.ttyname(self._slave), os.O_RDWR, 0)
        actions = [opened, (os.POSIX_SPAWN_DUP2, 0, 1), (os.POSIX_SPAWN_DUP2, 0, 2)]
        self._data = bytearray()
        self._ended = False
        self._started = self._last = time.perf_counter()
        self.pid = os.posix_spawnp(command[0], command, environ, file_actions=actions, setsid=True)
        self._handle = os.pidfd_open(self.pid)

    def __enter__(self) -> Self:
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
        self._last = time.perf_counter()
        self._data += data
        return len(data)

    def _check(self, begun: float, wanted: str) -> None:
        if time.perf_counter() - begun > _LONGEST:
            shown = "\n".join(self.lines())
            raise TimeoutError(f"waited {_LONGEST} s in vain for {wanted!r}; the screen:\n{shown}")

    def lines(self) -> list[str]:
        emulator = Emulator(ROWS, COLUMNS)
        emulator.feed(bytes(self._data))
        return emulator.lines

    def wait_for(self, wanted: str) -> float:
        """Waits until a text was written, in whatever looks; the milliseconds from the start to then."""
        begun = time.perf_counter()
        while wanted.encode() not in _SEQUENCE.sub(b"", self._data):
            self._check(begun, wanted)
            self._read(0.5)
        return (self._last - self._started) * 1_000

    def wait_shown(self, wanted: str) -> None:
        """Waits until the top line shows a text, and nothing more comes."""
        begun = time.perf_counter()
        while wanted not in self.lines()[0]:
            self._check(begun, wanted)
            self._read(0.2)
        self.settle()

    def settle(self, quiet: float = 0.3) -> None:
        begun = time.perf_counter()
        while self._read(quiet):
            self._check(begun, "a pause")

    def press(self, key: str, quiet: float) -> Frame:
        """Types a key, and waits for the end of its frame: when nothing came for `quiet` seconds."""
        pressed = time.perf_counter()
        os.write(self._master, key.encode())
        size, timeout = 0, 1.5
        while count := self._read(timeout):
            self._check(pressed, "the end of a frame")
            size += count
            timeout = quiet
        return Frame((self._last - pressed) * 1_000 if size else 0.0, size)

    def leave(self, key: str) -> float:
        """Types the key that ends the program; the milliseconds until it is gone."""
        pressed = time.perf_counter()
        os.write(self._master, key.encode())
        while not select.select([self._handle], [], [], 0)[0]:
            self._check(pressed, "the end")
            select.select([self._master, self._handle], [], [], 0.5)
            self._read(0)
        gone = time.perf_counter()
        os.waitpid(self.pid, 0)
        self._ended = True
        return (gone - pressed) * 1_000

    def idle(self, seconds: float = 5) -> tuple[int, float]:
        """The bytes that come within so many seconds, and the milliseconds of processor time in each."""
        self.settle(0.5)
        # clock_getcpuclockid(3) makes a process's clock out of its pid so; Python has it for threads only.
        clock = (~self.pid << 3) | 2
        begun, before, count = time.perf_counter(), time.clock_gettime(clock), 0
        while (left := begun + seconds - time.perf_counter()) > 0:
            count += self._read(left)
        return count, (time.clock_gettime(clock) - before) * 1_000 / seconds
