"""Tests of what is said about models, and the models."""

import json
from typing import Any

from lumenbrowse.catalog.facts import read_model
from lumenbrowse.catalog.model import Model


def model(model_id: str = "some-model", **fields: Any) -> Model:
    """The model that a server's entry with this id and these fields is read as."""
    entry = {"id": model_id, **fields}
    one = read_model(entry, json.dumps(entry))
    assert one is not None
    return one
