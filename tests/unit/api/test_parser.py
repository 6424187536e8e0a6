"""Answers read: every spelling of a fact, every shape of a list, each entry's text as it came.

The answers of real servers are read by the whole program: tests/unit/test_cases.py.
"""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumenbrowse.api.parser import as_utf8, error_words, read_answer, read_page
from lumenbrowse.catalog.model import Model
from lumenbrowse.errors import AnswerError
from tests.scenarios import HOSTILE_WORDS, case, entry, hostile_list, listing
from tests.unit import json_values

TABLES = case("api/parser")


def test_facts_in_every_spelling() -> None:
    for value, added in (*TABLES["dates"], (1e400, None)):
        assert model(id="x", created=value).added == added, value
        assert model(id="x", created="odd", added=value).added == added, value
    for fields, owner in TABLES["owners"]:
        assert model(**{"id": "x", **fields}).owner == owner, fields
    for fields, model_id, name, aliases in TABLES["names"]:
        found = model(**fields)
        assert (found.id, found.name, list(found.aliases)) == (model_id, name, aliases)


def test_what_breaks_off_is_no_list_and_a_hostile_one_is_read_whole() -> None:
    for body in TABLES["broken"]:
        with pytest.raises(AnswerError, match="not JSON"):
            read_answer(body.encode())
    assert read_answer(hostile_list()).skipped_words == ""
    assert read_answer(listing(entry("x")).replace(b'"x"', b'"\xff"')).models[0].id == "\ufffd"
    # What is no other charset changes nothing.
    for charset in (None, "", "utf-8", "hex", "idna", "utf-99", "a b"):
        assert as_utf8(b"\xe9", charset) == b"\xe9"
    assert as_utf8(b"\xe9", "windows-1252") == "é".encode()


def model(**fields: object) -> Model:
    (found,) = read_answer(json.dumps([fields]).encode()).models
    return found


def test_where_a_list_may_be() -> None:
    for body, model_id, total in TABLES["places"]:
        for encoding in ("utf-8", "utf-16-le", "utf-32-le"):
            catalog = read_answer(body.encode(encoding))
            assert ([one.id for one in catalog.models], catalog.total) == ([model_id], total)


@pytest.mark.parametrize("text", [*TABLES["texts"], '{"id":"a","digits":%s}' % ("1" * 5_000)])
def test_the_text_as_it_came(text: str) -> None:
    for body in (f"[{text}]", f'{{"data": [ {text} , 7]}}'):
        (found,) = read_answer(body.encode()).models
        assert found.json == text
        assert found.fields["id"] == found.id


_VALUES = json_values(st.text(max_size=5), st.text(max_size=5), 5, nan=False)
_IDS = st.sampled_from(["a", "b/c", *HOSTILE_WORDS[:5]])
_ENTRIES = st.lists(st.builds(entry, _IDS, extra=_VALUES) | _VALUES, max_size=6)


@settings(max_examples=20)
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


def test_the_servers_words() -> None:
    for value, words in TABLES["words"]:
        assert error_words(value) == words
    deep: object = "a"
    for _ in range(500):
        deep = {"error": deep}
    assert error_words(deep) == ""
    with pytest.raises(AnswerError, match="no models"):
        read_answer(b'{"message": "success", "success": true, "data": []}')
