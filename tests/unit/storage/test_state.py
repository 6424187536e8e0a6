"""What is remembered: changes that can be applied twice, and a text that loses nothing of any version."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.catalog.view import View
from lumenbrowse.errors import FileError
from lumenbrowse.storage.state import (
    MOST_RECENTS,
    VERSION,
    BaseState,
    How,
    Recent,
    RememberedView,
    State,
    UnreadableStateError,
    after_visit,
    decode,
    encode,
    pack,
    unpack,
    with_favourites,
    with_recent,
    with_view,
)
from lumenbrowse.storage.visits import Changes, Visits
from tests.scenarios import CASES

ONE = "https://api.lumenfall.ai/openai/v1"
OTHER = "http://localhost:4000/v1"
EMPTY = State()


# Changes.


def test_favourites_keep_the_order_in_which_they_came_and_belong_to_their_base() -> None:
    state = with_favourites(EMPTY, ONE, ["c", "a"], True)
    state = with_favourites(state, ONE, iter(["b", "c"]), True)
    assert state.of(ONE).favourites == ("c", "a", "b")
    assert with_favourites(state, ONE, iter(["a", "b"]), False).of(ONE).favourites == ("c",)
    both = with_favourites(state, OTHER, ["b"], True)
    assert (both.of(ONE), both.of(OTHER).favourites) == (state.of(ONE), ("b",))
    assert with_favourites(both, OTHER, ["a"], False) == both


def test_what_changes_nothing_is_the_same_state() -> None:
    assert with_favourites(EMPTY, ONE, ["a"], False) is EMPTY
    assert after_visit(EMPTY, ONE, [], 1, 1, Changes()) is EMPTY


def test_recents_are_newest_first_and_each_id_once() -> None:
    state = with_recent(EMPTY, ONE, ["b", "a", "c"], 10, "copied")
    assert [recent.id for recent in state.of(ONE).recents] == ["b", "a", "c"]
    state = with_recent(state, ONE, ["a"], 30.9, "picked")
    # One that is saved late takes its place by time.
    state = with_recent(state, ONE, ["old", "a"], 20, "copied")
    kept = (Recent("a", 30, "picked"), Recent("old", 20), Recent("b", 10), Recent("c", 10))
    assert state.of(ONE).recents == kept
    assert state.of(ONE).last_use("a") == Recent("a", 30, "picked")
    assert state.of(ONE).last_use("x") is None
    assert state.of(OTHER).recents == ()
    names = [f"m{number}" for number in range(MOST_RECENTS + 5)]
    kept_now = with_recent(state, ONE, names, 40, "copied").of(ONE).recents
    assert [recent.id for recent in kept_now] == names[:MOST_RECENTS]


def test_the_default_view_is_the_one_delivered() -> None:
    view, remembered = View(), RememberedView()
    for name in ("sort", "reverse", "grouping", "collapsed"):
        assert getattr(view, name) == getattr(remembered, name)


STORED = RememberedView(sort="owner", theme="nord", collapsed=frozenset("ab"))
BY_ID = replace(STORED, sort="id")
"""`--sort id` on the command line: shown, not remembered."""


@pytest.mark.parametrize(
    ("started", "left", "remembered"),
    [
        (STORED, STORED, STORED),
        (BY_ID, replace(BY_ID, pane_width=44), replace(STORED, pane_width=44)),
        # A column and its direction are one choice.
        (BY_ID, replace(BY_ID, sort="price"), replace(STORED, sort="price")),
        (BY_ID, replace(BY_ID, reverse=False), replace(BY_ID, reverse=False)),
        (STORED, replace(STORED, theme=None), replace(STORED, theme=None)),
        # Another program collapsed these meanwhile, or opened them.
        (replace(STORED, collapsed=frozenset("bc")), replace(STORED, collapsed=frozenset("cd")),
         replace(STORED, collapsed=frozenset("ad"))),
    ],
)  # fmt: skip
def test_only_what_the_user_changed_of_the_view_is_remembered(
    started: RememberedView, left: RememberedView, remembered: RememberedView
) -> None:
    assert with_view(State(STORED), started, left).view == remembered


def test_a_visit_leaves_what_was_seen() -> None:
    state = after_visit(EMPTY, ONE, iter(["a", "b"]), 5, 6, Changes())
    assert state.of(ONE).visits == Visits(began=6, at=6, listed=5, seen=("a", "b"))
    changed = with_recent(with_favourites(state, ONE, ["a"], True), ONE, ["a"], 1, "copied")
    assert changed.of(ONE).visits == state.of(ONE).visits


names = st.sampled_from("abcd")
Change = Callable[[State], State]
changes: st.SearchStrategy[Change] = st.one_of(
    st.builds(lambda one, on: lambda s: with_favourites(s, ONE, [one], on), names, st.booleans()),
    st.builds(
        lambda one, at: lambda s: with_recent(s, ONE, [one], at, "copied"), names, st.integers(0, 9)
    ),
    st.builds(
        lambda ids, at: lambda s: after_visit(s, ONE, ids, at, at, Changes()),
        st.lists(names, unique=True),
        st.integers(0, 9),
    ),
    st.builds(
        lambda one: lambda s: with_view(s, RememberedView(), RememberedView(theme=one)), names
    ),
)


@given(st.lists(changes, max_size=6), changes)
def test_a_change_applied_twice_is_the_change(before: list[Change], change: Change) -> None:
    state = EMPTY
    for one in before:
        state = one(state)
    assert change(change(state)) == change(state)


# The text of state.json.

OLD = (CASES / "state.json").read_bytes()
"""What the version before wrote."""
FULL = State(
    view=RememberedView("id", False, "none", frozenset({"b", "a"}), None, 40, False, "nord"),
    bases={
        ONE: BaseState(
            favourites=("flux.2-max", "x\x1b[31m\ud800"),
            recents=(Recent("a b", 1795392000, "picked"), Recent("c", 5)),
            visits=Visits(1, 3, 2, ("a b", "100%", "c"), {"100%": 2, "c": 2, "gone": 3}),
        ),
        "sample": BaseState(),
    },
)

texts = st.text(max_size=10)
ids = st.text(min_size=1, max_size=10)
moments = st.integers(-(2**40), 2**40)
hows: st.SearchStrategy[How] = st.sampled_from(["copied", "picked"])
bases = st.builds(
    BaseState,
    st.lists(texts, unique=True, max_size=4).map(tuple),
    st.lists(st.builds(Recent, texts, moments, hows), max_size=4).map(tuple),
    st.none()
    | st.builds(
        Visits,
        *(moments, moments, moments),
        st.lists(ids).map(tuple),
        st.dictionaries(ids, moments),
    ),
)
views = st.builds(
    RememberedView,
    st.sampled_from(["id", "owner", "added"]),
    st.booleans(),
    st.sampled_from(["owner", "family", "none"]),
    st.frozensets(texts, max_size=4),
    st.none() | st.lists(texts, max_size=3).map(tuple),
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


def test_the_former_versions_text_is_read_and_written_as_it_was() -> None:
    record, state = decode(OLD)
    assert state == FULL
    content = encode(state, record)
    assert content.isascii()
    old = json.loads(OLD)
    old["view"]["columns"] = None
    assert json.loads(content) == old == json.loads(encode(FULL, {}))


def test_odd_ids_are_packed_too() -> None:
    odd = ("a b", "100%", "%20", "%2520", "% 5", " ", "\ud800", "a\nb")
    assert unpack(pack(odd)) == odd
    assert (pack(["x", "y"]), unpack(pack([]))) == ("x y", ())


def test_every_field_may_be_missing() -> None:
    assert decode(b"{}")[1] == State()
    assert decode(text_of({"version": 1, "bases": {"u": {}}}))[1] == State(bases={"u": BaseState()})
    older = {"bases": {"u": {"visits": {"at": 7, "seen": "a"}}}}
    assert decode(text_of(older))[1].of("u").visits == Visits(7, 7, 7, ("a",))


@pytest.mark.parametrize("version", [VERSION + 1, 99, 10**30])
def test_a_newer_version_is_told_apart(version: int) -> None:
    with pytest.raises(FileError, match="newer"):
        decode(text_of({"version": version, "bases": "quite different"}))


UNREADABLE = """
{ | null | [] | "text" | {"version": "1"} | {"version": true} | {"version": 1.5}
{"view": []} | {"bases": []} | {"bases": {"u": 1}}
{"bases": {"u": {"favourites": {"a": 1}}}} | {"bases": {"u": {"favourites": ["a", 1]}}}
{"bases": {"u": {"recents": ["a"]}}} | {"bases": {"u": {"recents": [{"id": "a"}]}}}
{"bases": {"u": {"recents": [{"id": "a", "at": "today"}]}}}
{"bases": {"u": {"visits": {"at": 1}}}} | {"bases": {"u": {"visits": {"at": 1.5, "seen": "a"}}}}
{"bases": {"u": {"visits": {"at": 1, "seen": "a", "began": "b"}}}}
{"bases": {"u": {"visits": {"at": 1, "seen": "a", "first_seen": [[1]]}}}}
{"bases": {"u": {"visits": {"at": 1, "seen": "a", "first_seen": [["b", 1]]}}}}
{"bases": {"u": {"visits": {"at": 1, "seen": "a", "first_seen": [5]}}}}
"""


def test_what_no_version_wrote_is_unreadable() -> None:
    texts = [one.strip().encode() for one in UNREADABLE.strip().replace("\n", "|").split("|")]
    texts += [b"", b"\x00" * 100, b"\xff\xfe", b"[" * 100_000, b'{"version": ' + b"9" * 5000 + b"}"]
    for content in texts:
        with pytest.raises(UnreadableStateError):
            decode(content)


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["version", "view", "bases", "favourites", "recents", "visits", "id", "at", "u"]
FIELDS += ["seen", "first_seen", "collapsed"]


@given(
    st.recursive(
        json_values,
        lambda inner: st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4),
        max_leaves=12,
    )
)
def test_no_json_raises_anything_else_and_what_is_read_is_written_again(value: Any) -> None:
    with suppress(UnreadableStateError, FileError):
        record, state = decode(text_of(value))
        assert decode(encode(state, record))[1] == state


SENSELESS: dict[str, list[object]] = {
    "sort": ["colour", ["id"]],
    "reverse": ["yes"],
    "grouping": [None],
    "collapsed": ["abc", [1], [{"id": ["a"]}]],
    "pane_width": [0, True, "40", 10**9],
    "pane_shown": [1],
    "theme": [{}],
}


@pytest.mark.parametrize("name", SENSELESS)
def test_a_senseless_setting_of_the_view_reads_as_its_default(name: str) -> None:
    bases = {"u": {"favourites": ["a"]}}
    for odd in SENSELESS[name]:
        record, state = decode(text_of({"version": 1, "view": {name: odd}, "bases": bases}))
        assert state == State(bases={"u": BaseState(favourites=("a",))})
        assert decode(encode(state, record))[1] == state


def test_fields_that_we_do_not_know_are_kept() -> None:
    record = json.loads(OLD)
    record["future"] = {"a": [1, {"b": None}]}
    record["view"]["font"] = "large"
    record["bases"][ONE]["notes"] = {"flux.2-max": "good"}
    record["bases"][ONE]["recents"][0] |= {"where": "tmux", "how": "dragged"}
    record["bases"][ONE]["visits"]["count"] = 12
    record["bases"]["elsewhere"] = {"stars": 5}
    read, state = decode(text_of(record))
    recents = (Recent("new", 9), *state.of(ONE).recents)
    assert recents[1].how == "copied"
    changed = BaseState(("z",), recents, Visits(1, 9, 9, ("z",), {"z": 9}))
    state = State(view=RememberedView(), bases={**state.bases, ONE: changed})
    written = json.loads(encode(state, read))
    of_base = written["bases"][ONE]
    assert written["future"] == record["future"]
    assert written["view"]["font"] == "large"
    assert of_base["notes"] == {"flux.2-max": "good"}
    assert [one.get("where") for one in of_base["recents"]] == [None, "tmux", None]
    assert (of_base["visits"]["count"], of_base["visits"]["first_seen"]) == (12, [[9, "z"]])
    assert of_base["favourites"] == ["z"]
    assert written["bases"]["elsewhere"]["stars"] == 5
