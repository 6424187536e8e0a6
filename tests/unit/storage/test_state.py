"""What is remembered: changes that can be applied twice, and a text that former versions wrote too."""

import json
from collections.abc import Callable
from contextlib import suppress
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.errors import FileError
from lumenbrowse.storage import state
from lumenbrowse.storage.state import BaseState, Recent, RememberedView, State, decode, encode
from lumenbrowse.storage.visits import Changes, Visits
from tests.scenarios import CASES, case
from tests.unit import json_values

ONE = "https://api.lumenfall.ai/openai/v1"
OTHER = "http://localhost:4000/v1"
EMPTY = State()
ODD = case("storage")


def test_favourites_keep_the_order_in_which_they_came_and_belong_to_their_base() -> None:
    one = state.with_favourites(EMPTY, ONE, ["c", "a"], True)
    one = state.with_favourites(one, ONE, iter(["b", "c"]), True)
    assert one.of(ONE).favourites == ("c", "a", "b")
    assert state.with_favourites(one, ONE, iter(["a", "b"]), False).of(ONE).favourites == ("c",)
    both = state.with_favourites(one, OTHER, ["b"], True)
    assert (both.of(ONE), both.of(OTHER).favourites) == (one.of(ONE), ("b",))
    # What changes nothing is the same state.
    assert state.with_favourites(both, OTHER, ["a"], False) is both
    assert state.after_visit(both, ONE, [], 1, 1, Changes()) is both


def test_recents_are_newest_first_and_each_id_once() -> None:
    used = state.with_recent(EMPTY, ONE, ["b", "a", "c"], 10, "copied")
    used = state.with_recent(used, ONE, ["a"], 30.9, "picked")
    # One that is saved late takes its place by time.
    used = state.with_recent(used, ONE, ["old", "a"], 20, "copied")
    kept = (Recent("a", 30, "picked"), Recent("old", 20), Recent("b", 10), Recent("c", 10))
    assert (used.of(ONE).recents, used.of(OTHER).recents) == (kept, ())
    names = [f"m{number}" for number in range(55)]
    many = state.with_recent(used, ONE, names, 40, "copied").of(ONE).recents
    assert [recent.id for recent in many] == names[:50]


def test_only_what_the_user_changed_of_the_view_is_remembered() -> None:
    """Options of the command line are shown, not remembered; a column and its direction are one choice."""
    stored = RememberedView("owner", theme="nord", collapsed=frozenset("ab"))
    for row in ODD["views"]:
        before, after, remembered = (
            stored._replace(**{**one, "collapsed": frozenset(one.get("collapsed", "ab"))})
            for one in row
        )
        assert state.with_view(State(stored), before, after).view == remembered, row


Change = Callable[[State], State]
CHANGES: list[Change] = [
    lambda before: state.with_favourites(before, ONE, ["a", "b"], True),
    lambda before: state.with_favourites(before, ONE, ["b", "c"], False),
    lambda before: state.with_recent(before, ONE, ["a"], 5, "copied"),
    lambda before: state.with_recent(before, ONE, ["b", "a"], 3, "picked"),
    lambda before: state.after_visit(before, ONE, ["a", "b"], 1, 2, Changes()),
    lambda before: state.after_visit(before, ONE, ["b", "c"], 3, 4, Changes()),
    lambda before: state.with_view(before, RememberedView(), RememberedView(theme="nord")),
]


def test_a_change_applied_twice_is_the_change() -> None:
    for first, second, change in product(CHANGES, repeat=3):
        once = change(second(first(EMPTY)))
        assert change(once) == once


OLD = (CASES / "state.json").read_bytes()
"""What the version before wrote."""
FULL = State(
    view=RememberedView("id", False, "none", frozenset({"b", "a"}), 40, False, "nord"),
    bases={
        ONE: BaseState(
            favourites=("flux.2-max", "x\x1b[31m\ud800"),
            recents=(Recent("a b", 1795392000, "picked"), Recent("c", 5)),
            visits=Visits(1, 3, 2, ("a b", "100%", "c"), {"100%": 2, "c": 2, "gone": 3}),
        ),
        "sample": BaseState(),
    },
)


def text_of(value: Any) -> bytes:
    return json.dumps(value).encode()


def test_the_former_versions_text_is_read_and_what_is_written_is_read_again() -> None:
    assert decode(OLD) == decode(encode(FULL)) == FULL
    assert encode(FULL).isascii()
    old, new = json.loads(OLD), json.loads(encode(FULL))
    assert old["bases"][ONE] == new["bases"][ONE]
    assert new["view"] == {**old["view"], "columns": None}
    # Every field may be missing.
    assert decode(b"{}") == State()
    assert decode(text_of({"version": 1, "bases": {"u": {}}})) == State(bases={"u": BaseState()})
    older = {"bases": {"u": {"visits": {"at": 7, "seen": "a"}}}}
    assert decode(text_of(older)).of("u").visits == Visits(7, 7, 7, ("a",))
    # Odd ids are packed too.
    odd = ("a b", "100%", "%20", "%2520", "% 5", " ", "\ud800", "a\nb")
    assert state.unpack(state.pack(odd)) == odd
    assert (state.pack(["x", "y"]), state.unpack(state.pack([]))) == ("x y", ())


def test_what_no_version_wrote_is_unreadable() -> None:
    texts = [b"", b"\x00" * 100, b"\xff\xfe", b"[" * 100_000, b'{"version": ' + b"9" * 5000 + b"}"]
    for content in (*map(str.encode, ODD["unreadable"]), *texts):
        with pytest.raises((ValueError, RecursionError)):
            decode(content)
    for version in (state.VERSION + 1, 10**30):
        with pytest.raises(FileError, match="newer"):
            decode(text_of({"version": version, "bases": "quite different"}))


FIELDS = "version view bases u favourites recents visits id at seen first_seen collapsed"
NAMES = st.sampled_from(FIELDS.split()) | st.text(max_size=10)


@given(json_values(st.text(max_size=10), NAMES, 20))
def test_no_json_raises_anything_else_and_what_is_read_is_written_again(value: Any) -> None:
    with suppress(ValueError, FileError):
        found = decode(text_of(value))
        assert decode(encode(found)) == found


def test_a_senseless_setting_of_the_view_reads_as_its_default() -> None:
    for view in ODD["senseless"]:
        stored = {"version": 1, "view": view, "bases": {"u": {"favourites": ["a"]}}}
        expected = State(bases={"u": BaseState(favourites=("a",))})
        assert decode(text_of(stored)) == expected, view
