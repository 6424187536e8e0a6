"""Answers read: every spelling of a fact, every shape of a list, each entry's text as it came."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.api.parser import as_utf8, error_words, read_answer, read_page
from lumenbrowse.catalog.model import Catalog, Model
from lumenbrowse.errors import AnswerError
from tests.scenarios import HOSTILE_WORDS, case, entry, hostile_list, listing

MOMENT = 1_730_000_000
ODD_DATES: tuple[Any, ...] = (
    0, -1, True, None, [], {}, "", "soon", "٣", 1e400, 10**400, "9" * 400,
    "0001-01-01T00:00:00+23:59", "2024-13-01", 10**16,
)  # fmt: skip


def read(value: object) -> Catalog:
    return read_answer(json.dumps(value).encode())


def model(**fields: object) -> Model:
    (found,) = read([fields]).models
    return found


# The cases of real servers.


def test_dates() -> None:
    added = [one.added for one in read(case("01")).models]
    assert added == [MOMENT] * 7 + [None] * 3


def test_owners() -> None:
    owners = [one.owner for one in read(case("02")).models]
    assert owners == ["Meta", *["acme"] * 5, "(unknown)", "system"]


def test_names_and_aliases() -> None:
    claude, gemini, mistral = read(case("03")).models
    assert (claude.name, claude.aliases, claude.added) == ("Claude X", (), 1_767_225_600)
    assert gemini.name == "Gemini 3 Pro Image"
    assert gemini.aliases == ("nano-banana-pro", "gemini-image-latest")
    assert "nano banana pro" in gemini.text
    assert (mistral.name, mistral.aliases) == ("", ("mistral-y-latest",))


def test_the_same_id_under_two_owners() -> None:
    catalog = read(case("07"))
    assert [one.key for one in catalog.models] == [("llama", "meta"), ("llama", "groq")]
    assert catalog.skipped_words == "2 entries skipped: 1 twice, 1 unreadable"
    assert catalog.models[0].added == 1


def test_others_and_ollama() -> None:
    owners = [one.owner for one in read(case("10")).models]
    assert owners == ["Meta", "(unknown)", "(unknown)", "acme", "(unknown)"]
    (llama,) = read(case("11")).models
    assert (llama.id, llama.owner, llama.added, llama.name) == (
        "llama3.2:latest", "(unknown)", None, ""
    )  # fmt: skip
    with pytest.raises(AnswerError, match="no models") as caught:
        read(case("06"))
    assert "list is empty" in caught.value.hint


# Spellings.


@pytest.mark.parametrize(
    ("value", "added"),
    [
        (MOMENT, MOMENT),
        (MOMENT * 1_000 + 7, MOMENT),
        (f"{MOMENT}000", MOMENT),
        (f" {MOMENT}.5 ", MOMENT),
        ("2024-10-27T03:33:20.277302595Z", MOMENT),
        ("2024-10-27 03:33:20", MOMENT),
        ("2024-10-27", MOMENT - 12_800),
        (99_999_999_999, 99_999_999_999),
        *((odd, None) for odd in ODD_DATES),
    ],
)
def test_added(value: object, added: int | None) -> None:
    assert model(id="x", created=value).added == added
    assert model(id="x", created="odd", added=value).added == added


@pytest.mark.parametrize(
    ("fields", "owner"),
    [
        ({"owned_by": "a", "owner": "b"}, "a"),
        ({"owned_by": " ", "creator_organization": 3, "ownedBy": "b"}, "b"),
        ({"owner": {"id": "b"}}, "b"),
        ({"creator": {"name": "", "id": 3}, "id": "c/x"}, "c"),
        ({"id": "/x"}, "(unknown)"),
    ],
)
def test_owner(fields: dict[str, object], owner: str) -> None:
    assert model(**{"id": "x", **fields}).owner == owner


def test_which_text_is_which_fact() -> None:
    gemini = model(name="models/gemini", displayName="Gemini", alias="g", canonical_slug="slug-1")
    assert (gemini.id, gemini.name, gemini.aliases) == ("models/gemini", "Gemini", ("g",))
    assert "slug 1" in gemini.text
    assert model(model="m", name="M x").key == ("m", "(unknown)")
    assert model(id="a-b", name="a-b", title="T", aliases=["a-b", "c", 3, "c", ""]).aliases == (
        "c",
    )
    assert model(id="a-b", name="a-b", title="T").name == "T"


# Shapes.


@pytest.mark.parametrize(
    ("body", "ids", "total"),
    [
        ('[{"id": "a"}]', "a", None),
        ('{"models": [{"name": "b"}], "data": [{"id": "a"}]}', "a", None),
        ('{"models": [{"name": "b"}], "data": null}', "b", None),
        ('{"data": [], "models": [{"name": "b"}], "total": 7}', "b", 7),
        ('{"total_count": true, "data": [{"id": "a"}]}', "a", None),
        ('\ufeff {"error": null, "data" : [ {"id": "a"} , 3 ] } ', "a", None),
        ('{"error": "beside a list", "data": [{"id": "a"}]}', "a", None),
    ],
)
def test_where_a_list_may_be(body: str, ids: str, total: int | None) -> None:
    for encoding in ("utf-8", "utf-16-le", "utf-32-le"):
        catalog = read_answer(body.encode(encoding))
        assert ([one.id for one in catalog.models], catalog.total) == ([ids], total)


@pytest.mark.parametrize(
    "text",
    [
        '{"id":"a","price":0.0000030, "n":1e-07,"big":12345678901234567890.10}',
        '{ "id" : "a" ,\n "x":[ 1 , {"y" : null} ] }',
        '{"id":"\\u0061","e":"\\ud83e\\uddea","lone":"\\ud800"}',
        '{"id":"a","id":"b"}',
        '{"id":"a","digits":' + "1" * 5_000 + "}",
    ],
)
def test_the_text_as_it_came(text: str) -> None:
    for body in (f"[{text}]", f'{{"data": [ {text} , 7]}}'):
        (found,) = read_answer(body.encode()).models
        assert found.json == text
        assert found.fields["id"] == found.id


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
_ENTRIES = st.lists(
    st.builds(entry, st.sampled_from(["a", "b/c", *HOSTILE_WORDS[:5]]), extra=_VALUES) | _VALUES,
    max_size=6,
)


@given(_ENTRIES, st.booleans(), st.sampled_from([None, 1]))
def test_any_list(entries: list[Any], as_ascii: bool, indent: int | None) -> None:
    body = json.dumps({"x": entries, "data": entries}, ensure_ascii=as_ascii, indent=indent)
    page = read_page(body.encode("utf-8", "replace")) if entries else None
    for (text, value), sent in zip(page.entries if page else (), entries, strict=True):
        assert json.loads(text) == value
        assert value == sent or "\ud800" in repr(sent) or "?" in text


@given(st.binary(max_size=60) | st.text("[]{},:\"\\0a'-.eE \n", max_size=30).map(str.encode))
def test_junk_is_told_in_plain_words(body: bytes) -> None:
    with suppress(AnswerError):
        read_answer(body)


@pytest.mark.parametrize(
    "body",
    [
        "{",
        '{"data"',
        '{"data":[',
        '{"data":[{"id":"a"}',
        '[{"id":"a"}]x',
        '{"a",1}',
        "{1:2}",
        "[1,]",
        '{"data":[{"id":"a"}],}',
        '{"data":[1"2"]}',
        '{"data":[}',
    ],
)
def test_what_breaks_off_is_no_list(body: str) -> None:
    with pytest.raises(AnswerError, match="not JSON"):
        read_answer(body.encode())


def test_a_hostile_list_is_read_whole() -> None:
    assert read_answer(hostile_list()).skipped_words == ""
    assert read_answer(listing(entry("x")).replace(b'"x"', b'"\xff"')).models[0].id == "\ufffd"


@pytest.mark.parametrize("charset", [None, "", "utf-8", "hex", "idna", "utf-99", "a b"])
def test_what_is_no_other_charset_changes_nothing(charset: str | None) -> None:
    assert as_utf8(b"\xe9", charset) == b"\xe9"
    assert as_utf8(b"\xe9", "windows-1252") == "é".encode()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"error": {"message": " a ", "code": 4}}, "a"),
        ({"error": {"code": "QUOTA"}}, "QUOTA"),
        ({"error": [{"msg": "a"}]}, "a"),
        ({"error": 7, "message": "a"}, "a"),
        ({"errors": ["a"]}, "a"),
        ({"detail": [{"loc": ["x"], "msg": "a"}]}, "a"),
        ({"detail": "a"}, "a"),
        ({"success": False, "message": "a"}, "a"),
        ({"type": "error", "code": "x"}, ""),
        ([{"error": {"message": "a"}}], "a"),
        ({"error": {"error": {"error": {"message": "a"}}}}, "a"),
        (None, ""),
        (7, ""),
    ],
)
def test_the_servers_words(value: object, words: str) -> None:
    assert error_words(value) == words


def test_words_of_any_depth_end() -> None:
    deep: object = "a"
    for _ in range(500):
        deep = {"error": deep}
    assert error_words(deep) == ""
    with pytest.raises(AnswerError, match="no models"):
        read({"message": "success", "success": True, "data": []})
