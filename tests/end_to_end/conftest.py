"""Fixtures of the end-to-end tests: terminals to start the program on. Servers: `model_server`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.end_to_end.harness import PROGRAM, Terminal


class Start(Protocol):
    """Starts a program on a terminal of its own; everything is ended when the test is over."""

    def __call__(self, *arguments: str, **options: Any) -> Terminal:
        """Start lumenbrowse with `arguments`, or `command=[…]`; other options: `Terminal`'s."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home directory of the program under test."""
    return tmp_path / "home"


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """`start("--sample", rows=12)` runs lumenbrowse on a new terminal; `command=[…]` another."""
    with ExitStack() as stack:

        def run(*arguments: str, **options: Any) -> Terminal:
            command = options.pop("command", PROGRAM)
            return stack.enter_context(
                Terminal([*command, *arguments], options.pop("home", home), **options)
            )

        yield run
