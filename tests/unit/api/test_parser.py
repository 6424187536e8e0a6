"""Answers read: every spelling of a fact, every shape of a list, each entry's text as it came.

The answers of real servers are read by the whole program: tests/unit/test_cases.py.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.api.parser import error_words, read_answer, read_page
from lumenbrowse.catalog.model import Model
from lumenbrowse.errors import AnswerError
from tests.scenarios import HOSTILE_WORDS, case, entry, hostile_list, listing

TABLES = case("api/parser")


def model(**fields: object) -> Model:
    (found,) = read_answer(json.dumps([fields]).encode()).models
    return found


# Spellings.


@pytest.mark.parametrize(("value", "added"), [*TABLES["dates"], (1e400, None)])
def test_added(value: object, added: int | None) -> None:
    assert model(id="x", created=value).added == added
    assert model(id="x", created="odd", added=value).added == added


@pytest.mark.parametrize(("fields", "owner"), TABLES["owners"])
def test_owner(fields: dict[str, object], owner: str) -> None:
    assert model(**{"id": "x", **fields}).owner == owner


@pytest.mark.parametrize(("fields", "model_id", "name", "aliases"), TABLES["names"])
def test_names(fields: dict[str, object], model_id: str, name: str, aliases: list[str]) -> None:
    found = model(**fields)
    assert (found.id, found.name, list(found.aliases)) == (model_id, name, aliases)


# Shapes.


@pytest.mark.parametrize(("body", "model_id", "total"), TABLES["places"])
def test_where_a_list_may_be(body: str, model_id: str, total: int | None) -> None:
    for encoding in ("utf-8", "utf-16-le", "utf-32-le"):
        catalog = read_answer(body.encode(encoding))
        assert ([one.id for one in catalog.models], catalog.total) == ([model_id], total)


@pytest.mark.parametrize("text", [*TABLES["texts"], '{"id":"a","digits":%s}' % ("1" * 5_000)])
def test_the_text_as_it_came(text: str) -> None:
    for body in (f"[{text}]", f'{{"data": [ {text} , 7]}}'):
        (found,) = read_answer(body.encode()).models
        assert found.json == text
        assert found.fields["id"] == found.id


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=5), one, max_size=3),
    max_leaves=8,
)
_IDS = st.sampled_from(["a", "b/c", *HOSTILE_WORDS[:5]])
_ENTRIES = st.lists(st.builds(entry, _IDS, extra=_VALUES) | _VALUES, max_size=6)


@given(_ENTRIES, st.booleans(), st.sampled_from([None, 1]))
def test_any_list(entries: list[Any], as_ascii: bool, indent: int | None) -> None:
    body = json.dumps({"x": entries, "data": entries}, ensure_ascii=as_ascii, indent=indent)
    page = read_page(body.encode("utf-8", "replace")) if entries else None
    for found, sent in zip(page.entries if page else (), entries, strict=True):
        value = json.loads(found.json) if isinstance(found, Model) else found
        assert value == sent or "\ud800" in repr(sent) or "?" in repr(value)


@given(st.binary(max_size=60) | st.text("[]{},:\"\\0a'-.eE \n", max_size=30).map(str.encode))
def test_junk_is_told_in_plain_words(body: bytes) -> None:
    with suppress(AnswerError):
        read_answer(body)


@pytest.mark.parametrize("body", TABLES["broken"])
def test_what_breaks_off_is_no_list(body: str) -> None:
    with pytest.raises(AnswerError, match="not JSON"):
        read_answer(body.encode())


def test_a_hostile_list_is_read_whole() -> None:
    assert read_answer(hostile_list()).skipped_words == ""
    assert read_answer(listing(entry("x")).replace(b'"x"', b'"\xff"')).models[0].id == "\ufffd"


def test_the_servers_words() -> None:
    for value, words in TABLES["words"]:
        assert error_words(value) == words
    deep: object = "a"
    for _ in range(500):
        deep = {"error": deep}
    assert error_words(deep) == ""
    with pytest.raises(AnswerError, match="no models"):
        read_answer(b'{"message": "success", "success": true, "data": []}')
