"""Fixtures that several test modules share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server import ModelServer, serve


@pytest.fixture
def model_server() -> Iterator[ModelServer]:
    """A server that gives the documented answer until it is told to play something else."""
    with serve() as server:
        yield server
