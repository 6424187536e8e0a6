"""Fixtures that several test modules share."""

import gc
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.server import ModelServer, serve

# A machine that is busy with something else is no failure.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_collection_finish() -> None:
    """Spares the collector a look at all that was imported, which is never garbage."""
    gc.freeze()


@pytest.fixture
def model_server() -> Iterator[ModelServer]:
    """A server that gives the documented answer until it is told to play something else."""
    with serve() as server:
        yield server
