"""Models and lists of them, and how a model is read from what a server says of it."""

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lumenbrowse.catalog.facts import read_model
from lumenbrowse.catalog.model import EMPTY, Catalog
from tests.scenarios import HOSTILE_WORDS
from tests.unit import json_values
from tests.unit.catalog import named


@pytest.mark.parametrize("entry", [None, 3, "x", [], {}, {"id": ""}, {"id": " "}, {"id": 3}])
def test_what_is_no_model(entry: Any) -> None:
    assert read_model(entry, json.dumps(entry)) is None


TEXT = st.text(max_size=10) | st.sampled_from([*HOSTILE_WORDS, "", " ", "a/b", " /b", "\ud800"])
JSON = json_values(TEXT, TEXT, 6, nan=False)
KEYS = ("id", "owned_by", "creator_organization", "created", "name", "é")
ENTRY = JSON | st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, TEXT | JSON))


@settings(max_examples=100)
@given(ENTRY)
@example({"id": " /b"})
def test_no_entry_is_too_odd(entry: Any) -> None:
    """One with an id is a model, with all that it came with."""
    model = read_model(entry, json.dumps(entry))
    if isinstance(entry, dict) and isinstance(entry.get("id"), str) and entry["id"].strip():
        assert model is not None
        assert (model.id, model.fields) == (entry["id"], entry)
    if model is not None:
        assert model.owner.strip()
        assert model.added is None or model.added > 0


def test_what_a_list_says_of_itself() -> None:
    skipped = [EMPTY, Catalog(twice=1), Catalog(twice=1, unreadable=1), Catalog(unreadable=1_200)]
    assert [catalog.skipped_words for catalog in skipped] == [
        "",
        "1 entry skipped: 1 twice",
        "2 entries skipped: 1 twice, 1 unreadable",
        "1,200 entries skipped: 1,200 unreadable",
    ]
    one = named("a")
    lists = [EMPTY, Catalog(one, partial=True, total=1_812), Catalog(one, partial=True)]
    found = [catalog.partial_words for catalog in (*lists, Catalog(one, total=812))]
    assert found == ["", "first 1 of 1,812", "first 1", ""]
