"""New and gone: visits one after the other, and two at once."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.storage.visits import Changes, Visits, after, compare, is_outdated
from tests.scenarios import case

DAY = 86_400
MONDAY = 1_795_392_000
"""2026-11-23T00:00:00Z."""
NOTHING = Changes()

id_lists = st.lists(st.text(min_size=1, max_size=12), max_size=12, unique=True)


def visit(before: Visits | None, ids: list[str], now: int) -> tuple[Changes, Visits | None]:
    """A visit with one list, had as it began, that ends a minute later."""
    changes = compare(before, ids, now)
    return changes, after(before, ids, now, now + 60, changes)


def ended(before: Visits | None, ids: list[str], now: int) -> Visits:
    left = visit(before, ids, now)[1]
    assert left is not None
    return left


def test_the_first_visit_marks_nothing() -> None:
    changes, left = visit(None, ["a", "b"], MONDAY)
    assert changes == NOTHING
    assert changes.text(MONDAY, UTC) == ""
    assert left == Visits(began=MONDAY + 60, at=MONDAY + 60, listed=MONDAY, seen=("a", "b"))


def test_the_second_visit_marks_what_came_and_names_what_went() -> None:
    before = ended(None, ["a", "b", "c"], MONDAY)
    changes, left = visit(before, ["b", "d", "e"], MONDAY + DAY)
    times = {"d": MONDAY + DAY, "e": MONDAY + DAY}
    assert changes == Changes(times, ("a", "c"), MONDAY + 60, times)
    # What was gone before is not just gone, and nothing is new twice.
    third = compare(left, ["b", "d"], MONDAY + 2 * DAY)
    assert (third.new, third.gone) == ({"d": MONDAY + DAY}, ("e",))
    assert third.first_seen == {**times, "a": before.began, "c": before.began}
    # What comes in the very second in which the first visit ended is new too.
    assert compare(before, ["a", "f"], before.began).new == {"f": before.began + 1}
    # A clock that was ahead makes nothing new for ever.
    ahead = ended(before, ["a", "b"], MONDAY + 999 * DAY)
    assert compare(ahead, ["a", "b"], MONDAY + DAY).new == {}


def test_new_lasts_seven_days_newest_first() -> None:
    """However often the user comes back, and whatever list or pick is between."""
    left = ended(ended(None, ["a"], MONDAY), ["a", "b"], MONDAY + DAY)
    now = MONDAY + 2 * DAY
    left = ended(left, ["a", "b", "c"], now)
    later = {0: "cb", 6 * DAY - 1: "cb", 6 * DAY: "c", 7 * DAY - 1: "c", 7 * DAY: ""}
    for seconds, expected in later.items():
        assert "".join(compare(left, ["a", "b", "c"], now + seconds).new) == expected
        left = ended(left, ["a", "b", "c"], now + seconds)


@pytest.mark.parametrize(("new", "gone", "days", "expected"), case("storage")["new and gone"])
def test_the_bars_text(new: int, gone: int, days: int, expected: str) -> None:
    thursday = MONDAY + 3 * DAY
    came, went = dict.fromkeys(map(str, range(new)), 0), tuple(map(str, range(gone)))
    changes = Changes(came, went, since=thursday - days * DAY + 60)
    assert changes.text(thursday + DAY // 2, UTC) == expected
    assert changes.text(thursday + DAY // 2, UTC, "") == expected.replace(" (w)", "")


def test_an_empty_answer_says_nothing_and_what_returns_is_gone_no_longer() -> None:
    before = ended(None, ["a", "b"], MONDAY)
    assert compare(before, [], MONDAY + DAY).gone == ()
    first = compare(before, ["a", "c"], MONDAY + DAY)
    assert first.gone == ("b",)
    assert compare(before, [], MONDAY + DAY, first) == first
    assert compare(before, ["a", "b"], MONDAY + DAY + 60, first).gone == ()
    assert after(before, [], MONDAY + DAY, MONDAY + DAY, first) == before
    assert after(None, [], MONDAY, MONDAY, NOTHING) is None


def test_a_partial_list_makes_nothing_gone() -> None:
    before = ended(None, ["a", "b"], MONDAY)
    changes = compare(before, ["b", "c"], MONDAY + DAY, whole=False)
    assert (set(changes.new), changes.gone) == ({"c"}, ())
    left = after(before, ["b", "c"], MONDAY + DAY, MONDAY + DAY, changes, whole=False)
    assert left is not None
    assert left.seen == ("a", "b", "c")
    assert after(None, ["a"], MONDAY, MONDAY, NOTHING, whole=False) is None


def test_of_two_programs_the_one_with_the_newer_list_decides() -> None:
    start = ended(None, ["a"], MONDAY)
    slow = compare(start, ["a"], MONDAY + DAY)
    quick = compare(start, ["a", "b"], MONDAY + 2 * DAY)
    left = after(start, ["a", "b"], MONDAY + 2 * DAY, MONDAY + 2 * DAY + 60, quick)
    left = after(left, ["a"], MONDAY + DAY, MONDAY + 3 * DAY, slow)
    assert left is not None
    assert (left.seen, left.listed, left.at) == (("a", "b"), MONDAY + 2 * DAY, MONDAY + 3 * DAY)
    # What was said before there was any list to compare hides nothing.
    assert compare(left, ["c"], MONDAY + 4 * DAY, NOTHING) == compare(left, ["c"], MONDAY + 4 * DAY)


@pytest.mark.parametrize(("listed", "now", "outdated"), case("storage")["outdated"])
def test_a_list_is_outdated_that_is_older_than_the_last_visits(
    listed: float, now: float, outdated: bool
) -> None:
    """One of the same second is the very list; where the last visit's is of the future, the clock was wrong."""
    before = Visits(began=MONDAY, at=MONDAY, listed=MONDAY, seen=("a",))
    assert is_outdated(before, MONDAY + listed, MONDAY + now) == outdated
    assert not is_outdated(None, MONDAY + listed, MONDAY + now)
    left = after(before, ["b"], MONDAY + listed, MONDAY + now, NOTHING)
    assert left is not None
    assert (left.seen, left.at) == (("a",) if outdated else ("b",), MONDAY + now)


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
