"""Reading a server's answer: no readable model is lost, nothing else than `AnswerError` is raised."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumenbrowse.api import parser as answer
from lumenbrowse.api.parser import read_answer
from lumenbrowse.catalog.model import UNKNOWN_OWNER, Catalogue, read_model
from lumenbrowse.catalog.sort import natural_key
from lumenbrowse.errors import AnswerError
from tests.scenarios import DOCUMENTED, HOSTILE_WORDS, SCENARIOS, entry, hostile_list, listing

MODERATE = settings(max_examples=100)

TEXT = st.text(max_size=10) | st.sampled_from([*HOSTILE_WORDS, "", " ", "a", "b", "a/b", "\ud800"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
ENTRY = JSON | st.fixed_dictionaries(
    {},
    optional={
        "id": TEXT | JSON,
        "owned_by": TEXT | JSON,
        "creator_organization": TEXT | JSON,
        "created": st.integers(-(10**12), 10**12) | JSON,
        "name": TEXT | JSON,
        "é": JSON,
    },
)
ENTRIES = st.lists(ENTRY, max_size=8)


def is_readable(value: Any) -> bool:
    """What the design asks of a model: an id."""
    model_id = value.get("id") if isinstance(value, dict) else None
    return isinstance(model_id, str) and bool(model_id.strip())


def check(entries: Sequence[Any], body: bytes) -> None:
    """Every readable entry is there once, with all it came with; the rest is counted."""
    first: dict[str, Any] = {}
    for value in filter(is_readable, entries):
        first.setdefault(value["id"], value)
    if not first:
        with pytest.raises(AnswerError, match="no models"):
            read_answer(body)
        return
    catalogue = read_answer(body)
    assert sorted(catalogue.ids) == sorted(first)
    assert catalogue.skipped == len(entries) - len(first)
    for index, model_id in enumerate(catalogue.ids):
        assert catalogue.model(index).fields == first[model_id]
        assert json.loads(catalogue.raw(index)) == first[model_id]
    check_order(catalogue)


def check_order(catalogue: Catalogue) -> None:
    """Grouped by owner, the newest first, unknown dates last; the groups by their first."""

    def key(index: int) -> tuple[float, str, str]:
        added, model_id = catalogue.added[index], catalogue.ids[index]
        return (float("inf") if added is None else -added, natural_key(model_id), model_id)

    runs: list[list[int]] = []
    for index, owner in enumerate(catalogue.owners):
        if runs and catalogue.owners[runs[-1][0]] == owner:
            runs[-1].append(index)
        else:
            runs.append([index])
    assert len(runs) == len(set(catalogue.owners))
    for run in runs:
        assert run == sorted(run, key=key)
    assert runs == sorted(runs, key=lambda run: key(run[0]))


@MODERATE
@given(ENTRIES, st.booleans(), st.sampled_from([None, 0, 2]))
def test_no_readable_model_is_lost(entries: list[Any], bare: bool, indent: int | None) -> None:
    answer: Any = entries if bare else {"object": "list", "more": [1], "data": entries, "x": {}}
    check(entries, json.dumps(answer, indent=indent).encode())


@MODERATE
@given(
    ENTRIES, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-be"])
)
def test_in_any_encoding_that_json_had(entries: list[Any], encoding: str) -> None:
    text = json.dumps({"data": entries}, ensure_ascii=False).encode("utf-8", "replace").decode()
    check(json.loads(text)["data"], text.encode(encoding))


@MODERATE
@given(st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()))
def test_anything_else_is_an_answer_error(body: bytes) -> None:
    try:
        catalogue: Catalogue | AnswerError = read_answer(body)
    except AnswerError as error:
        catalogue = error
    if isinstance(catalogue, AnswerError):
        assert catalogue.line.isprintable()
        assert len(catalogue.line) < 500
    else:
        assert len(catalogue) > 0


@MODERATE
@given(st.integers(0, len(DOCUMENTED) - 1))
def test_what_breaks_off_is_never_taken_for_whole(length: int) -> None:
    with pytest.raises(AnswerError, match="not JSON"):
        read_answer(DOCUMENTED[:length])


@MODERATE
@given(st.integers(0, len(DOCUMENTED) - 1), st.integers(0, 255))
def test_one_damaged_byte(place: int, byte: int) -> None:
    body = bytearray(DOCUMENTED)
    body[place] = byte
    try:
        catalogue = read_answer(bytes(body))
    except AnswerError:
        return
    for index, model_id in enumerate(catalogue.ids):
        assert catalogue.model(index).fields["id"] == model_id


def test_the_documented_answer() -> None:
    catalogue = read_answer(DOCUMENTED)
    assert (len(catalogue), catalogue.skipped) == (5, 0)
    index = catalogue.ids.index("gpt-image-1.5")
    model = catalogue.model(index)
    assert (model.id, model.owner, model.added, model.name) == (
        "gpt-image-1.5",
        "openai",
        1698785189,
        "",
    )
    assert catalogue.raw(index) == (
        b'{"id":"gpt-image-1.5","object":"model","created":1698785189,"owned_by":"openai"}'
    )


def test_hostile_words_are_kept_as_they_came() -> None:
    catalogue = read_answer(hostile_list())
    assert len(catalogue) == 1 + len(HOSTILE_WORDS)
    assert set(HOSTILE_WORDS) <= set(catalogue.owners)


@pytest.mark.parametrize(
    ("created", "added"),
    [
        (1702300000, 1702300000),
        (1, 1),
        (253402214399, 253402214399),
        (253402214400, None),
        (1702300000000, None),
        (0, None),
        (-1, None),
        (None, None),
        ("1702300000", None),
        ("2023-12-11", None),
        (1702300000.5, None),
        (True, None),
        ([], None),
        ({}, None),
        (10**400, None),
    ],
)
def test_when_it_was_added(created: object, added: int | None) -> None:
    model = read_model({"id": "x", "created": created})
    assert model is not None
    assert model.added == added


@pytest.mark.parametrize(
    ("fields", "owner"),
    [
        ({"owned_by": "google"}, "google"),
        ({"owned_by": "google", "creator_organization": "other"}, "google"),
        ({"owned_by": None, "creator_organization": "other"}, "other"),
        ({"owned_by": "", "creator_organization": "other"}, "other"),
        ({"owned_by": " ", "creator_organization": 3}, "a"),
        ({"owned_by": {"name": "x"}}, "a"),
        ({"owned_by": 7}, "a"),
        ({}, "a"),
        ({"id": "plain"}, UNKNOWN_OWNER),
        ({"id": "/b"}, UNKNOWN_OWNER),
        ({"id": " /b"}, UNKNOWN_OWNER),
        ({"id": "a/b/c"}, "a"),
    ],
)
def test_who_owns_it(fields: dict[str, object], owner: str) -> None:
    model = read_model({"id": "a/b", **fields})
    assert model is not None
    assert model.owner == owner


@pytest.mark.parametrize(
    "value", [None, 3, "x", [], {}, {"id": ""}, {"id": " "}, {"id": 3}, {"id": None}]
)
def test_what_is_no_model(value: object) -> None:
    assert read_model(value) is None


def test_an_id_that_comes_twice_counts_as_skipped() -> None:
    catalogue = read_answer(
        listing(entry("x", "first"), entry("y"), entry("x", "second"), entry("x"))
    )
    assert (sorted(catalogue.ids), catalogue.skipped) == (["x", "y"], 2)
    assert catalogue.owners[catalogue.ids.index("x")] == "first"


@pytest.mark.parametrize(
    "body",
    [
        b'{"data": [{"id": "old"}], "data": [{"id": "new"}]}',
        b'{"data": [{"id": "new"}], "object": "list"}',
        b'\xef\xbb\xbf {"data" : [ {"id": "new"} ] } ',
        b'[{"id": "new"}]',
        b'{"data": 3, "data": [{"id": "new"}]}',
    ],
)
def test_shapes_that_are_read(body: bytes) -> None:
    assert list(read_answer(body).ids) == ["new"]


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        ("empty body", "it is empty"),
        ("web page", "it is a web page"),
        ("binary", "not JSON"),
        ("broken off", "breaks off or is damaged"),
        ("deep", "nested too deeply"),
        ("deep entry", "nested too deeply"),
        ("null", "no list of models"),
        ("number", "no list of models"),
        ("no data", "no list of models"),
        ("data is an object", "no list of models"),
        ("empty list", "list is empty"),
        ("unreadable list", "none of the 3 entries"),
        ("error with 200", "it says “Try the other address”"),
        ("hostile error with 200", "it says “"),
    ],
)
def test_what_is_no_list(scenario: str, words: str) -> None:
    with pytest.raises(AnswerError) as caught:
        read_answer(SCENARIOS[scenario].body)
    assert words in caught.value.line
    assert caught.value.line.isprintable()
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("depth", [50, 500, 5_000, 100_000])
def test_nesting_of_any_depth_is_read_or_refused(depth: int) -> None:
    deep = b'{"a":' * depth + b"1" + b"}" * depth
    body = b'{"data":[{"id":"x","deep":' + deep + b"}]}"
    try:
        catalogue: Catalogue | None = read_answer(body)
    except AnswerError:
        catalogue = None
    assert catalogue is not None or depth > 50
    if catalogue is not None:
        assert catalogue.raw(0) == b'{"id":"x","deep":' + deep + b"}"


@pytest.mark.parametrize("digits", [1, 20, 399, 400, 4_301, 100_000])
def test_numbers_of_any_length(digits: int) -> None:
    number = b"1" * digits
    body = b'{"data":[{"id":"x","created":' + number + b',"n":[' + number + b"]}, 3]}"
    catalogue = read_answer(body)
    assert (list(catalogue.ids), catalogue.skipped) == (["x"], 1)
    assert catalogue.raw(0).count(number) == 2
    assert str(catalogue.model(0).fields["n"][0])[:20] == "1" * min(digits, 20)


def test_a_list_may_not_be_endless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "MOST_MODELS", 3)
    assert len(read_answer(listing(*map(entry, "abc")))) == 3
    with pytest.raises(AnswerError, match="too large"):
        read_answer(listing(*map(entry, "abcd")))


@pytest.mark.parametrize(
    ("name", "kept"),
    [("Flux 2 Max", "Flux 2 Max"), ("flux", ""), (None, ""), (3, ""), ("", "")],
)
def test_a_name_counts_where_it_says_more_than_the_id(name: object, kept: str) -> None:
    model = read_model({"id": "flux.2", "name": name})
    assert model is not None
    assert model.name == kept


def test_without_its_source_a_catalogue_has_no_fields() -> None:
    catalogue = Catalogue(["x"], ["o"], [None], ["n"])
    assert (catalogue.raw(0), dict(catalogue.model(0).fields)) == (b"", {})
