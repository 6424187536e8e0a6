"""One home with a cached list and the server that it came from, for checks that change nothing."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol

import pytest

from tests.program import Done, run
from tests.server import serve
from tests.terminal.harness import PROGRAM, Terminal


class Run(Protocol):
    """Runs lumenbrowse with these arguments."""

    def __call__(self, *arguments: str, stdin: bytes = b"") -> Done:
        """How it ended."""


def on_a_terminal(
    home: Path, *arguments: str, columns: int = 80, environ: Mapping[str, str] | None = None
) -> tuple[bytes, list[str]]:
    """What a command writes onto a terminal, and the lines that are there to see when it is done."""
    command = [*PROGRAM, *arguments]
    with Terminal(command, home, rows=40, columns=columns, environ=environ) as terminal:
        assert terminal.wait_exit() == 0
        return terminal.raw, [line.rstrip() for line in terminal.screen() if line.strip()]


@pytest.fixture(scope="session")
def documented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Runs the program where the documented list is kept, and its server is up."""
    home = tmp_path_factory.mktemp("documented")
    with serve() as server:
        done = partial(run, home, environ={"LUMENFALL_BASE_URL": server.base_url})
        assert done("--ids").code == 0
        yield done
        assert len(server.requests) == 1
