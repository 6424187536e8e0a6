"""Tests of single rooms, which mirror the package; what several of them make and draw."""

import json
from typing import Any

from hypothesis import strategies as st

from lumenbrowse.catalog.facts import read_model
from lumenbrowse.catalog.model import Model


def json_values(
    texts: st.SearchStrategy[str], names: st.SearchStrategy[str], leaves: int, nan: bool = True
) -> st.SearchStrategy[Any]:
    """What JSON may hold of these texts and names of fields."""
    return st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=nan) | texts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
        max_leaves=leaves,
    )


def model(model_id: str = "some-model", **fields: Any) -> Model:
    """The model that a server's entry with this id and these fields is read as."""
    entry = {"id": model_id, **fields}
    one = read_model(entry, json.dumps(entry))
    assert one is not None
    return one
