"""New and gone: visits one after the other, and two at once."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.storage.visits import Changes, Visits, after, changes_since, is_outdated
from tests.scenarios import case

DAY = 86_400
MONDAY = 1_795_392_000
"""2026-11-23T00:00:00Z."""
NOTHING = Changes()
TABLES = case("storage")
BEFORE = Visits(began=MONDAY, at=MONDAY, listed=MONDAY, seen=("a", "b"))

id_lists = st.lists(st.text(min_size=1, max_size=12), max_size=12, unique=True)


def visit(before: Visits | None, ids: list[str], now: int) -> tuple[Changes, Visits | None]:
    """A visit with one list, had as it began, that ends a minute later."""
    changes = changes_since(before, ids, now)
    return changes, after(before, ids, now, now + 60, changes)


@pytest.mark.parametrize("name", TABLES["one after the other"])
def test_visits_one_after_the_other(name: str) -> None:
    """When each began (days, seconds), the ids of its list, those new in it, those gone."""
    left: Visits | None = None
    for days, seconds, ids, new, gone in TABLES["one after the other"][name]:
        changes, left = visit(left, list(ids), MONDAY + days * DAY + seconds)
        assert ("".join(changes.new), "".join(changes.gone)) == (new, gone)


def test_the_bars_text() -> None:
    thursday = MONDAY + 3 * DAY
    for new, gone, days, expected in TABLES["new and gone"]:
        came, went = dict.fromkeys(map(str, range(new)), 0), tuple(map(str, range(gone)))
        changes = Changes(came, went, since=thursday - days * DAY + 60)
        assert changes.text(thursday + DAY // 2, UTC) == expected
        assert changes.text(thursday + DAY // 2, UTC, "") == expected.replace(" (w)", "")


def test_what_was_new_within_a_visit_stays_and_what_returns_is_gone_no_longer() -> None:
    first = changes_since(BEFORE, ["a", "c"], MONDAY + DAY)
    assert changes_since(BEFORE, [], MONDAY + DAY, first) == first
    assert changes_since(BEFORE, ["a"], MONDAY + DAY + 60, first, whole=False).gone == ("b",)
    again = changes_since(BEFORE, ["a", "b", "c"], MONDAY + DAY + 60, first)
    assert (again.new, again.gone) == ({"c": MONDAY + DAY}, ())
    # What was said before there was any list to compare hides nothing.
    assert changes_since(BEFORE, ["c"], MONDAY + DAY, NOTHING) == changes_since(
        BEFORE, ["c"], MONDAY + DAY
    )


def test_a_partial_list_makes_nothing_gone() -> None:
    changes = changes_since(BEFORE, ["b", "c"], MONDAY + DAY, whole=False)
    assert (set(changes.new), changes.gone) == ({"c"}, ())
    left = after(BEFORE, ["b", "c"], MONDAY + DAY, MONDAY + DAY, changes, whole=False)
    assert left is not None
    assert left.seen == ("a", "b", "c")
    assert after(None, ["a"], MONDAY, MONDAY, NOTHING, whole=False) is None


def test_a_list_is_outdated_that_is_older_than_the_last_visits() -> None:
    """One of the same second is the very list; where the last visit's is of the future, the clock was wrong."""
    for listed, now, outdated in TABLES["outdated"]:
        assert is_outdated(BEFORE, MONDAY + listed, MONDAY + now) == outdated
        assert not is_outdated(None, MONDAY + listed, MONDAY + now)
        left = after(BEFORE, ["c"], MONDAY + listed, MONDAY + now, NOTHING)
        assert left is not None
        assert (left.seen, left.at) == (("a", "b") if outdated else ("c",), MONDAY + now)


@given(st.lists(id_lists, min_size=3, max_size=3))
def test_what_is_marked_is_the_difference_of_the_lists(lists: list[list[str]]) -> None:
    state, first, last = None, None, list[str]()
    for number, ids in enumerate(lists):
        changes, left = visit(state, ids, MONDAY + number * DAY)
        if state is not None and ids:
            came = frozenset(ids) - frozenset(first or ())
            assert frozenset(ids) - frozenset(last) - frozenset(first or ()) <= changes.new.keys()
            assert changes.new.keys() <= came
            assert changes.gone == tuple(one for one in last if one not in ids)
        else:
            assert (changes.new, changes.gone) == ({}, ())
        state, first, last = left, first or ids, ids or last
