"""The text of state.json: what we write we read; what others wrote is read, kept or refused."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.storage.state import BaseState, How, Recent, RememberedView, State
from lumenbrowse.storage.state_file import (
    VERSION,
    NewerStateError,
    UnreadableStateError,
    decode,
    encode,
)
from lumenbrowse.storage.visits import Visits

BASE = "https://api.lumenfall.ai/openai/v1"
FULL = State(
    view=RememberedView("id", False, "none", frozenset({"b", "a"}), 40, False, "nord"),
    bases={
        BASE: BaseState(
            favourites=("flux.2-max", "x\x1b[31m\ud800"),
            recents=(Recent("a b", 1795392000, "picked"), Recent("c", 5)),
            visits=Visits(1, 3, 2, "a b c", ((2, "b c"),)),
        ),
        "sample": BaseState(),
    },
)

texts = st.text(max_size=10)
moments = st.integers(-(2**40), 2**40)
hows: st.SearchStrategy[How] = st.sampled_from(["copied", "picked"])
visits = st.builds(
    Visits, moments, moments, moments, texts, st.lists(st.tuples(moments, texts)).map(tuple)
)
bases = st.builds(
    BaseState,
    st.lists(texts, unique=True, max_size=4).map(tuple),
    st.lists(st.builds(Recent, texts, moments, hows), max_size=4).map(tuple),
    st.none() | visits,
)
views = st.builds(
    RememberedView,
    st.sampled_from(["id", "owner", "added"]),
    st.booleans(),
    st.sampled_from(["owner", "family", "none"]),
    st.frozensets(texts, max_size=4),
    st.none() | st.integers(1, 999),
    st.booleans(),
    st.none() | texts,
)
states = st.builds(State, views, st.dictionaries(texts, bases, max_size=3))


def text_of(value: Any) -> bytes:
    return json.dumps(value).encode()


@given(states)
def test_what_is_written_is_read(state: State) -> None:
    assert decode(encode(state, {}))[1] == state


def test_a_full_state_is_written_and_read() -> None:
    content = encode(FULL, {})
    assert content.isascii()
    record = json.loads(content)
    assert record["version"] == VERSION
    assert record["view"]["collapsed"] == ["a", "b"]
    assert decode(content)[1] == FULL


def test_every_field_may_be_missing() -> None:
    assert decode(b"{}")[1] == State()
    assert decode(text_of({"version": 1, "bases": {"u": {}}}))[1] == State(bases={"u": BaseState()})
    older = {"bases": {"u": {"visits": {"at": 7, "seen": "a"}}}}
    assert decode(text_of(older))[1].of("u").visits == Visits(began=7, at=7, listed=7, seen="a")


def test_an_older_version_is_migrated_step_by_step() -> None:
    def from_zero(record: dict[str, Any]) -> dict[str, Any]:
        return {"bases": {"u": {"favourites": record["starred"]}}, "note": record["note"]}

    old = text_of({"version": 0, "starred": ["a"], "note": "kept"})
    record, state = decode(old, {0: from_zero})
    assert state.of("u").favourites == ("a",)
    written = json.loads(encode(state, record))
    assert written["version"] == VERSION
    assert written["note"] == "kept"


@pytest.mark.parametrize("version", [VERSION + 1, 99, 10**30])
def test_a_newer_version_is_told_apart(version: int) -> None:
    with pytest.raises(NewerStateError):
        decode(text_of({"version": version, "bases": "quite different"}))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 100,
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"text"',
        b"[" * 100_000,
        b'{"version": ' + b"9" * 5000 + b"}",
        text_of({"version": "1"}),
        text_of({"version": True}),
        text_of({"version": 1.5}),
        text_of({"view": []}),
        text_of({"bases": []}),
        text_of({"bases": {"u": 1}}),
        text_of({"bases": {"u": {"favourites": {"a": 1}}}}),
        text_of({"bases": {"u": {"favourites": ["a", 1]}}}),
        text_of({"bases": {"u": {"recents": ["a"]}}}),
        text_of({"bases": {"u": {"recents": [{"id": "a"}]}}}),
        text_of({"bases": {"u": {"recents": [{"id": "a", "at": "today"}]}}}),
        text_of({"bases": {"u": {"visits": {"at": 1}}}}),
        text_of({"bases": {"u": {"visits": {"at": 1, "seen": "a", "first_seen": [[1]]}}}}),
        text_of({"bases": {"u": {"visits": {"at": 1, "seen": "a", "first_seen": [["b", 1]]}}}}),
    ],
    ids=lambda content: repr(content[:60]),
)
def test_what_no_version_wrote_is_unreadable(content: bytes) -> None:
    with pytest.raises(UnreadableStateError):
        decode(content)


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(content: bytes) -> None:
    with suppress(UnreadableStateError, NewerStateError):
        decode(content)


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["version", "view", "bases", "favourites", "recents", "visits", "id", "at", "seen", "u"]


@given(
    st.recursive(
        json_values,
        lambda inner: st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4),
        max_leaves=12,
    )
)
def test_no_json_raises_anything_else_and_what_is_read_is_written_again(value: Any) -> None:
    try:
        record, state = decode(text_of(value))
    except (UnreadableStateError, NewerStateError):
        return
    assert decode(encode(state, record))[1] == state


@pytest.mark.parametrize(
    ("name", "odd"),
    [
        ("sort", "price"),
        ("sort", ["id"]),
        ("reverse", "yes"),
        ("grouping", None),
        ("collapsed", "abc"),
        ("collapsed", [1]),
        ("collapsed", [{"id": ["a"]}]),
        ("pane_width", 0),
        ("pane_width", True),
        ("pane_width", "40"),
        ("pane_width", 10**9),
        ("pane_shown", 1),
        ("theme", {}),
    ],
)
def test_a_senseless_setting_of_the_view_reads_as_its_default(name: str, odd: object) -> None:
    content = text_of({"version": 1, "view": {name: odd}, "bases": {"u": {"favourites": ["a"]}}})
    record, state = decode(content)
    assert state.view == RememberedView()
    assert state.of("u").favourites == ("a",)
    assert decode(encode(state, record))[1] == state


def test_fields_that_we_do_not_know_are_kept() -> None:
    content = encode(FULL, {})
    record = json.loads(content)
    record["future"] = {"a": [1, {"b": None}]}
    record["view"]["font"] = "large"
    record["bases"][BASE]["notes"] = {"flux.2-max": "good"}
    record["bases"][BASE]["recents"][0]["where"] = "tmux"
    record["bases"][BASE]["visits"]["count"] = 12
    record["bases"]["elsewhere"] = {"stars": 5}
    read, state = decode(text_of(record))
    recents = (Recent("new", 9), *state.of(BASE).recents)
    changed = BaseState(("z",), recents, Visits(1, 9, 9, "z", ((9, "z"),)))
    state = State(view=RememberedView(), bases={**state.bases, BASE: changed})
    written = json.loads(encode(state, read))
    assert written["future"] == record["future"]
    assert written["view"]["font"] == "large"
    assert written["bases"][BASE]["notes"] == {"flux.2-max": "good"}
    assert [one.get("where") for one in written["bases"][BASE]["recents"]] == [None, "tmux", None]
    assert written["bases"][BASE]["visits"]["count"] == 12
    assert written["bases"][BASE]["visits"]["first_seen"] == [[9, "z"]]
    assert written["bases"][BASE]["favourites"] == ["z"]
    assert written["bases"]["elsewhere"]["stars"] == 5


def test_how_a_later_program_used_an_id_reads_as_copied() -> None:
    raw = {"bases": {"u": {"recents": [{"id": "a", "at": 1, "how": "dragged"}]}}}
    assert decode(text_of(raw))[1].of("u").recents == (Recent("a", 1, "copied"),)
