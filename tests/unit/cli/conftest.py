"""One home with a cached list and the server that it came from, for checks that change nothing."""

from collections.abc import Iterator
from functools import partial
from typing import Protocol

import pytest

from tests.program import Done, run
from tests.server import serve


class Run(Protocol):
    """Runs lumenbrowse with these arguments."""

    def __call__(self, *arguments: str, stdin: bytes = b"") -> Done:
        """How it ended."""


@pytest.fixture(scope="session")
def documented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Runs the program where the documented list is kept, and its server is up."""
    home = tmp_path_factory.mktemp("documented")
    with serve() as server:
        done = partial(run, home, environ={"LUMENFALL_BASE_URL": server.base_url})
        assert done("--ids").code == 0
        yield done
        assert len(server.requests) == 1
