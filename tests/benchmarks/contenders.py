"""What is measured, and what it is measured against: how each is started, and with what on disk."""

from __future__ import annotations

import multiprocessing
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from tests.benchmarks.catalogues import Entry, body, entries, first_id, lines
from tests.benchmarks.terminals import Screen
from tests.scenarios import Scenario
from tests.server import serve
from tests.terminal.harness import PROGRAM, clean_environment

Server = Literal["answering", "changed", "hanging", "dead"]
"""What the base does once its list is in the cache; `changed` answers with one model more."""

BARE_TEXT = b"a bare Textual app"
_BARE = f"""
from textual.app import App
from textual.widgets import Static

class Bare(App):
    def compose(self):
        yield Static({BARE_TEXT.decode()!r})

Bare().run()
"""
ONE_LINE = b"one line"
DRAWN_BY_THE_UI = b" quit"
"""Of the bottom line, which no kept screenful has."""
_NEW = Entry("acme/brand-new-1", "acme", 1_800_000_000, "Brand new 1")


class Place:
    """A home of its own with a list of `count` models: in the cache, and as a file of lines for fzf."""

    def __init__(self, home: Path, count: int) -> None:
        self.home = home
        home.mkdir(exist_ok=True)
        self.listed = entries(count)

    @cached_property
    def first_id(self) -> bytes:
        """The id that is current in the first frame."""
        return first_id(self.listed).encode()

    @contextmanager
    def base(self, server: Server = "answering") -> Iterator[str]:
        """The base of a server whose list is in the cache."""
        known = body(self.listed)
        now = body([*self.listed, _NEW]) if server == "changed" else known
        with answering(known, now) as base:
            subprocess.run(
                (*PROGRAM, "--ids", "--refresh"),
                env=self._environ(base),
                check=True,
                stdout=subprocess.DEVNULL,
            )
            if server in ("answering", "changed"):
                yield base
                return
        with silent(base) if server == "hanging" else nobody():
            yield base

    def forget_screenfuls(self) -> None:
        """Nothing that a run kept for the next one's first frame is left."""
        for folder in self.home.glob("**/screenfuls"):
            shutil.rmtree(folder)

    def lumenbrowse(self, base: str) -> Screen:
        """The program."""
        return Screen(PROGRAM, self._environ(base))

    def fzf(self) -> Screen:
        """fzf as delivered, on the same list: id, owner and date in each line."""
        path = self.home / "lines"
        if not path.exists():
            path.write_bytes(lines(self.listed))
        return Screen(("/bin/sh", "-c", 'exec fzf < "$HOME/lines"'), self._environ(""))

    def bare(self) -> Screen:
        """A Textual app with one Static."""
        return Screen((sys.executable, "-c", _BARE), self._environ(""))

    def one_line(self) -> Screen:
        """A Python that writes one line."""
        return Screen((sys.executable, "-c", f"print({ONE_LINE.decode()!r})"), self._environ(""))

    def _environ(self, base: str) -> dict[str, str]:
        return clean_environment(self.home, {"LUMENFALL_BASE_URL": base})


@contextmanager
def answering(*bodies: bytes) -> Iterator[str]:
    """The base of a server, in a process of its own: a body for each request, the last for all later."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(
        target=_serve, args=(theirs, bodies), daemon=True
    )
    process.start()
    try:
        yield str(ours.recv())
    finally:
        process.terminate()
        process.join()


def _serve(pipe: Connection, bodies: tuple[bytes, ...]) -> None:
    with serve(*map(Scenario, bodies)) as server:
        pipe.send(server.base_url)
        pipe.recv()


@contextmanager
def silent(base: str) -> Iterator[None]:
    """The base's port accepts connections (the kernel does), and nothing is ever answered."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", urlsplit(base).port or 0))
        listener.listen(64)
        yield


@contextmanager
def nobody() -> Iterator[None]:
    """Nobody listens at the port any more: connections are refused."""
    yield
