"""Models for the tests of what is said about them."""

from __future__ import annotations

from typing import Any

from lumenbrowse.catalog.model import UNKNOWN_OWNER, Model
from lumenbrowse.catalog.model import read_model as read


def model(model_id: str = "some-model", **fields: Any) -> Model:
    """The model that a server's entry with this id and these fields is read as."""
    entry = {"id": model_id, **fields}
    one = read(entry)
    assert one is not None
    return Model(one.id, one.owner, one.added, one.name, entry)


def without_fields(model_id: str) -> Model:
    """A model that is not listed any more."""
    return Model(model_id, UNKNOWN_OWNER)
