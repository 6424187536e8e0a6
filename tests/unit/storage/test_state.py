"""What is remembered, as values: every change says what is to be so, and so can be applied twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.catalog.view import View
from lumenbrowse.storage.state import (
    MOST_RECENTS,
    BaseState,
    Recent,
    RememberedView,
    State,
    after_visit,
    with_favourite,
    with_favourites,
    with_recent,
    with_view,
)
from lumenbrowse.storage.visits import Changes

ONE = "https://api.lumenfall.ai/openai/v1"
OTHER = "http://localhost:4000/v1"
EMPTY = State()


def test_favourites_keep_the_order_in_which_they_came() -> None:
    state = with_favourites(EMPTY, ONE, ["c", "a"], True)
    state = with_favourite(state, ONE, "b", True)
    state = with_favourite(state, ONE, "c", True)
    assert state.of(ONE).favourites == ("c", "a", "b")
    assert with_favourite(state, ONE, "a", False).of(ONE).favourites == ("c", "b")
    assert with_favourites(state, ONE, iter(["a", "b"]), False).of(ONE).favourites == ("c",)


def test_favourites_belong_to_their_base() -> None:
    state = with_favourite(with_favourite(EMPTY, ONE, "a", True), OTHER, "b", True)
    assert state.of(ONE).favourites == ("a",)
    assert state.of(OTHER).favourites == ("b",)
    assert with_favourite(state, OTHER, "a", False) == state


def test_what_changes_nothing_is_the_same_state() -> None:
    assert with_favourite(EMPTY, ONE, "a", False) is EMPTY
    assert after_visit(EMPTY, ONE, [], 1, 1, Changes()) is EMPTY
    assert EMPTY.of(ONE) == BaseState()


def test_recents_are_newest_first_and_each_id_once() -> None:
    state = with_recent(EMPTY, ONE, ["a"], 10, "copied")
    state = with_recent(state, ONE, ["b"], 20, "picked")
    state = with_recent(state, ONE, ["a"], 30.9, "picked")
    assert state.of(ONE).recents == (Recent("a", 30, "picked"), Recent("b", 20, "picked"))
    assert state.of(ONE).last_use("a") == Recent("a", 30, "picked")
    assert state.of(ONE).last_use("c") is None
    assert state.of(OTHER).recents == ()


def test_several_ids_copied_at_once_stay_in_their_order() -> None:
    state = with_recent(EMPTY, ONE, ["b", "a", "c"], 10, "copied")
    assert [recent.id for recent in state.of(ONE).recents] == ["b", "a", "c"]


def test_a_recent_that_is_saved_late_takes_its_place_by_time() -> None:
    state = with_recent(EMPTY, ONE, ["new"], 30, "copied")
    state = with_recent(state, ONE, ["old", "new"], 20, "copied")
    assert state.of(ONE).recents == (Recent("new", 30), Recent("old", 20))


def test_recents_are_bounded() -> None:
    state = EMPTY
    for number in range(MOST_RECENTS + 5):
        state = with_recent(state, ONE, [f"m{number}"], number, "copied")
    recents = state.of(ONE).recents
    assert len(recents) == MOST_RECENTS
    assert recents[0].id == f"m{MOST_RECENTS + 4}"


def test_the_default_view_is_the_one_delivered() -> None:
    view, remembered = View(), RememberedView()
    assert (view.sort, view.reverse, view.grouping, view.collapsed) == (
        remembered.sort,
        remembered.reverse,
        remembered.grouping,
        remembered.collapsed,
    )


def test_only_what_the_user_changed_of_the_view_is_remembered() -> None:
    remembered = RememberedView(sort="owner", theme="nord")
    state = State(view=remembered)
    # `--sort id` on the command line: shown, not remembered.
    started = replace(remembered, sort="id")
    left = replace(started, pane_width=44)
    assert with_view(state, started, left).view == replace(remembered, pane_width=44)


def test_a_column_and_its_direction_are_one_choice() -> None:
    remembered = RememberedView(sort="added", reverse=True)
    # `--sort owner`, then the key that sorts by id: upwards, as before.
    started = replace(remembered, sort="owner", reverse=False)
    left = replace(started, sort="id")
    assert with_view(State(view=remembered), started, left).view == left
    # Then the key that reverses.
    left = replace(started, reverse=True)
    assert with_view(State(view=remembered), started, left).view == left


def test_two_programs_views_add_up() -> None:
    start = RememberedView(collapsed=frozenset({"a", "b"}))
    one = replace(start, theme="nord", collapsed=frozenset({"b", "c"}))
    other = replace(start, pane_shown=False, collapsed=frozenset({"a"}))
    state = with_view(with_view(State(view=start), start, one), start, other)
    assert state.view == RememberedView(theme="nord", pane_shown=False, collapsed=frozenset({"c"}))


def test_a_visit_leaves_what_was_seen() -> None:
    state = after_visit(EMPTY, ONE, iter(["a", "b"]), 5, 6, Changes())
    visits = state.of(ONE).visits
    assert visits is not None
    assert visits.seen == "a b"
    assert with_favourite(state, ONE, "a", True).of(ONE).visits == visits


names = st.sampled_from("abcd")
changes: st.SearchStrategy[Callable[[State], State]] = st.one_of(
    st.builds(lambda one, on: lambda s: with_favourite(s, ONE, one, on), names, st.booleans()),
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
def test_a_change_applied_twice_is_the_change(
    before: list[Callable[[State], State]], change: Callable[[State], State]
) -> None:
    state = EMPTY
    for one in before:
        state = one(state)
    assert change(change(state)) == change(state)
