"""New and gone: visits one after the other, and two at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.storage import visits
from lumenbrowse.storage.state import after_visit
from lumenbrowse.storage.store import Store
from lumenbrowse.storage.visits import Changes, Visits, after, compare, count_text, pack, unpack

UTC = UTC
DAY = 86_400
MONDAY = 1_795_392_000
"""2026-11-23T00:00:00Z."""
NOTHING = Changes()

model_ids = st.text(min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
id_lists = st.lists(model_ids, max_size=12, unique=True)


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
    assert left == Visits(began=MONDAY + 60, at=MONDAY + 60, listed=MONDAY, seen="a b")


def test_the_second_visit_marks_what_came_and_names_what_went() -> None:
    before = ended(None, ["a", "b", "c"], MONDAY)
    changes, left = visit(before, ["b", "d", "e"], MONDAY + DAY)
    assert changes.new == {"d", "e"}
    assert changes.gone == ("a", "c")
    assert changes.since == MONDAY + 60
    assert changes.first_seen == {"d": MONDAY + DAY, "e": MONDAY + DAY}
    assert changes.began == MONDAY + 60
    assert left is not None
    third = compare(left, ["b", "d", "e"], MONDAY + 2 * DAY)
    assert third.new == frozenset()
    assert third.gone == ()
    assert third.first_seen["d"] == MONDAY + DAY
    assert "b" not in third.first_seen


def test_long_lists_are_compared_as_short_ones_are() -> None:
    """What they were is looked at piece by piece."""
    before = [f"model {number}%" for number in range(20_000)]
    now = [one for one in [*before[::-1], "new one", "other"] if not one.endswith("7%")]
    changes = compare(ended(None, before, MONDAY), now, MONDAY + DAY)
    assert changes.new == {"new one", "other"}
    assert changes.gone == tuple(one for one in before if one.endswith("7%"))


@pytest.mark.parametrize(
    ("new", "gone", "days", "expected"),
    [
        (3, 1, 2, "+3 new, 1 gone since Tuesday"),
        (3, 0, 1, "+3 new since yesterday"),
        (0, 1, 0, "1 gone since 00:01"),
        (0, 0, 2, ""),
        (1234, 0, 10, "+1,234 new since 16 Nov"),
    ],
)
def test_the_bars_text(new: int, gone: int, days: int, expected: str) -> None:
    thursday = MONDAY + 3 * DAY
    changes = Changes(
        new=frozenset(map(str, range(new))),
        gone=tuple(map(str, range(gone))),
        since=thursday - days * DAY + 60,
    )
    assert changes.text(thursday + DAY // 2, UTC) == expected


def test_counts_alone() -> None:
    assert count_text(3, 1) == "+3 new, 1 gone"
    assert count_text(0, 2) == "2 gone"
    assert count_text(0, 0) == ""


def test_new_stays_new_for_the_whole_visit_with_its_moment() -> None:
    before = ended(None, ["a"], MONDAY)
    first = compare(before, ["a", "b"], MONDAY + DAY)
    second = compare(before, ["a", "b", "c"], MONDAY + DAY + 3600, first)
    assert second.new == {"b", "c"}
    assert second.first_seen == {"b": MONDAY + DAY, "c": MONDAY + DAY + 3600}
    left = after(before, ["a", "b", "c"], MONDAY + DAY + 3600, MONDAY + 2 * DAY, second)
    assert left is not None
    assert compare(left, ["a", "b", "c"], MONDAY + 3 * DAY).first_seen == second.first_seen


def test_an_answer_from_before_any_list_hides_nothing_of_the_last_visit() -> None:
    before = ended(ended(None, ["a"], MONDAY), ["a", "b"], MONDAY + DAY)
    changes = compare(before, ["a", "b", "c"], MONDAY + 2 * DAY, NOTHING)
    assert changes == compare(before, ["a", "b", "c"], MONDAY + 2 * DAY)
    assert changes.since == before.at
    assert changes.first_seen["b"] == MONDAY + DAY


def test_what_returns_to_the_list_within_a_visit_is_gone_no_longer() -> None:
    before = ended(None, ["a", "b"], MONDAY)
    first = compare(before, ["a"], MONDAY + DAY)
    assert first.gone == ("b",)
    assert compare(before, ["a", "b"], MONDAY + DAY + 60, first).gone == ()


def test_an_empty_answer_makes_nothing_gone() -> None:
    before = ended(None, ["a", "b"], MONDAY)
    assert compare(before, [], MONDAY + DAY).gone == ()
    first = compare(before, ["a", "c"], MONDAY + DAY)
    assert compare(before, [], MONDAY + DAY, first) == first
    assert after(before, [], MONDAY + DAY, MONDAY + DAY, first) == before
    assert after(None, [], MONDAY, MONDAY, NOTHING) is None


def test_what_was_there_at_first_and_comes_back_is_new_but_no_younger() -> None:
    first = ended(None, ["a", "b"], MONDAY)
    second = ended(first, ["b"], MONDAY + DAY)
    third = compare(second, ["a", "b"], MONDAY + 2 * DAY)
    assert third.new == {"a"}
    assert third.first_seen["a"] == first.began


def test_of_two_programs_the_one_with_the_newer_list_decides() -> None:
    start = ended(None, ["a"], MONDAY)
    slow = compare(start, ["a"], MONDAY + DAY)
    quick = compare(start, ["a", "b"], MONDAY + 2 * DAY)
    left = after(start, ["a", "b"], MONDAY + 2 * DAY, MONDAY + 2 * DAY + 60, quick)
    left = after(left, ["a"], MONDAY + DAY, MONDAY + 3 * DAY, slow)
    assert left is not None
    assert unpack(left.seen) == ["a", "b"]
    assert left.at == MONDAY + 3 * DAY
    assert compare(left, ["a", "b"], MONDAY + 4 * DAY).new == frozenset()


def test_a_clock_that_was_wrong_once_does_not_freeze_the_list() -> None:
    future = ended(None, ["a"], MONDAY + 10_000 * DAY)
    left = ended(future, ["a", "b"], MONDAY)
    assert unpack(left.seen) == ["a", "b"]
    assert left.at == MONDAY + 60


def test_an_unchanged_list_only_moves_the_moment() -> None:
    before = ended(None, ["a", "b"], MONDAY)
    left = ended(before, ["a", "b"], MONDAY + DAY)
    assert left == replace(before, at=MONDAY + DAY + 60, listed=MONDAY + DAY)
    assert ended(before, ["b", "a"], MONDAY + DAY).first_seen == ()


def test_the_gone_do_not_pile_up_for_ever() -> None:
    left = ended(None, ["stays"], MONDAY)
    for day in range(1, 6):
        batch = [f"day{day}-{n}" for n in range(visits.MOST_GONE // 2)]
        left = ended(left, ["stays", *batch], MONDAY + day * DAY)
    last = ended(left, ["stays"], MONDAY + 9 * DAY)
    kept = [one for _, packed in last.first_seen for one in unpack(packed)]
    assert len(kept) == visits.MOST_GONE
    assert all(one.startswith(("day4-", "day5-")) for one in kept)


def test_two_visits_with_the_file_between_them(tmp_path: Path) -> None:
    path, base = tmp_path / "state.json", "https://example.test/v1"
    first = Store(path)
    first.load()
    first.change(lambda s: after_visit(s, base, ["a", "b"], MONDAY, MONDAY, NOTHING))
    first.save()
    second = Store(path)
    changes = compare(second.load().of(base).visits, ["b", "c"], MONDAY + DAY)
    assert changes.new == {"c"}
    assert changes.gone == ("a",)
    second.change(lambda s: after_visit(s, base, ["b", "c"], MONDAY + DAY, MONDAY + DAY, changes))
    second.save()
    third = compare(Store(path).load().of(base).visits, ["b", "c"], MONDAY + 2 * DAY)
    assert third.new == frozenset()
    assert third.gone == ()
    assert third.first_seen == {"a": MONDAY, "c": MONDAY + DAY}
    assert Store(path).load().of("https://other.test/v1").visits is None


@given(st.lists(model_ids, max_size=20))
def test_packing_loses_nothing(ids: list[str]) -> None:
    assert unpack(pack(ids)) == ids


@pytest.mark.parametrize("odd", ["a b", "100%", "%20", "%2520", "% 5", " ", "\ud800", "a\nb"])
def test_odd_ids_are_packed_too(odd: str) -> None:
    assert unpack(pack([odd, "x", odd])) == [odd, "x", odd]


@given(first=id_lists, second=id_lists, third=id_lists)
def test_what_is_marked_is_the_difference_of_the_lists(
    first: list[str], second: list[str], third: list[str]
) -> None:
    state: Visits | None = None
    last: list[str] = []
    for number, ids in enumerate((first, second, third)):
        changes, left = visit(state, ids, MONDAY + number * DAY)
        if state is not None and ids:
            assert changes.new == frozenset(ids) - frozenset(last)
            assert frozenset(changes.gone) == frozenset(last) - frozenset(ids)
            assert changes.new <= changes.first_seen.keys()
        else:
            assert not changes.new
            assert not changes.gone
        state, last = left, ids or last
