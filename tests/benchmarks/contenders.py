"""What is measured, and what it is measured against: how each is started, and with what on disk."""

from __future__ import annotations

import multiprocessing
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tests.benchmarks.catalogues import Entry, body, entries, first_id, lines
from tests.benchmarks.terminals import Screen
from tests.end_to_end.harness import PROGRAM, clean_environment
from tests.scenarios import Scenario
from tests.server import serve

BARE_TEXT = "a bare Textual app"
_BARE = f"""
from textual.app import App
from textual.widgets import Static

class Bare(App):
    def compose(self):
        yield Static({BARE_TEXT!r})

Bare().run()
"""
_ONE_LINE = "import os; os.write(1, b'one line')"


@dataclass
class Place:
    """A home of its own with a list in its cache; `base` is what the program is told to ask."""

    home: Path
    listed: list[Entry]
    base: str
    environ: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.environ = clean_environment(self.home, {"LUMENFALL_BASE_URL": self.base})
        # A bare start is compared: what only some contenders would pay for is left out.
        self.environ.pop("PYTHONDONTWRITEBYTECODE", None)

    @cached_property
    def first_id(self) -> bytes:
        """The id that is current in the first frame."""
        return first_id(self.listed).encode()

    def fill_cache(self) -> None:
        """Asks the server once, so that the next start finds its list in the cache."""
        command = (*PROGRAM, "--ids", "--refresh")
        subprocess.run(
            command, env=self.environ, cwd=self.home, check=True, stdout=subprocess.DEVNULL
        )

    def lumenbrowse(self, *arguments: str) -> Screen:
        """The program."""
        return Screen((*PROGRAM, *arguments), self.environ, self.home)

    def fzf(self) -> Screen:
        """fzf as delivered, on the same lines."""
        path = self.home / "lines"
        if not path.exists():
            path.write_bytes(lines(self.listed))
        return Screen(("/bin/sh", "-c", "fzf < lines"), self.environ, self.home)

    def bare(self) -> Screen:
        """A Textual app with one Static."""
        return Screen((sys.executable, "-c", _BARE), self.environ, self.home)

    def one_line(self) -> Screen:
        """A Python that writes one line."""
        return Screen((sys.executable, "-c", _ONE_LINE), self.environ, self.home)


@contextmanager
def answering(content: bytes) -> Iterator[str]:
    """The base of a server that answers with `content`, in a process of its own."""
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("fork")
    process = context.Process(target=_serve, args=(theirs, content), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def _serve(pipe: multiprocessing.connection.Connection, content: bytes) -> None:
    with serve(Scenario(content)) as server:
        pipe.send(server.base_url)
        pipe.recv()


@contextmanager
def hanging(port: int) -> Iterator[None]:
    """At this port connections are accepted (by the kernel), and nothing is ever answered."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
        yield
