"""Models for the tests of what is said about them."""

import json
from typing import Any

from lumenbrowse.catalog.facts import read_model
from lumenbrowse.catalog.model import UNKNOWN_OWNER, Model, make_model


def model(model_id: str = "some-model", **fields: Any) -> Model:
    """The model that a server's entry with this id and these fields is read as."""
    entry = {"id": model_id, **fields}
    one = read_model(entry, json.dumps(entry))
    assert one is not None
    return one


def without_fields(model_id: str) -> Model:
    """A model that is not listed any more."""
    return make_model(model_id, UNKNOWN_OWNER)
