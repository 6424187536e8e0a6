"""The `View` and its changes, as the keys of DESIGN.md sections 4 and 5 make them."""

from __future__ import annotations

import pytest

from lumenbrowse.catalog.view import View
from lumenbrowse.settings import Sort


def test_as_delivered_it_is_grouped_by_owner_and_newest_first() -> None:
    assert (View().grouping, View().sort, View().reverse) == ("owner", "added", True)


@pytest.mark.parametrize(
    ("presses", "sort", "reverse"),
    [
        (["id"], "id", False),
        (["id", "id"], "id", True),
        (["id", "id", "id"], "id", False),
        (["owner"], "owner", False),
        (["id", "id", "added"], "added", True),
        (["added"], "added", False),
        (["added", "added"], "added", True),
        (["id", "owner", "id"], "id", False),
    ],
)
def test_sorting_by_a_column(presses: list[Sort], sort: str, reverse: bool) -> None:
    view = View()
    for press in presses:
        view = view.sorted_by(press)
    assert (view.sort, view.reverse) == (sort, reverse)


def test_the_next_column() -> None:
    sorts = []
    view = View()
    for _ in range(4):
        view = view.next_sort()
        sorts.append((view.sort, view.reverse))
    assert sorts == [("id", False), ("owner", False), ("added", True), ("id", False)]


def test_the_other_direction() -> None:
    assert View(sort="id", reverse=False).reversed() == View(sort="id", reverse=True)
    assert View().reversed().reversed() == View()


def test_grouping_is_switched_on_and_off() -> None:
    flat = View().grouped_by("owner")
    assert flat.grouping == "none"
    assert flat.grouped_by("owner").grouping == "owner"
    family = View().grouped_by("family")
    assert family.grouping == "family"
    assert family.grouped_by("family").grouping == "owner"
    assert flat.grouped_by("family").grouping == "family"


def test_what_filters() -> None:
    assert not View(query="x").filtered
    assert View(owners=("x",)).filtered
    assert View(only_favourites=True).filtered
    assert View(only_new=True).filtered


def test_a_query_shows_all_of_its_groups() -> None:
    view = View().with_collapsed(frozenset("ab"))
    assert view.collapsed_now == frozenset("ab")
    searching = view.with_query("x")
    assert searching.collapsed_now == frozenset()
    collapsed = searching.with_collapsed(frozenset("c"))
    assert collapsed.collapsed_now == frozenset("c")
    # Another query shows all of its own again, and without one it is as it was.
    assert collapsed.with_query("xy").collapsed_now == frozenset()
    assert collapsed.with_query("").collapsed_now == frozenset("ab")


def test_nothing_else_changes() -> None:
    view = View(query="q", owners=("o",), only_new=True, collapsed=frozenset("a"))
    for changed in (view.sorted_by("id"), view.reversed(), view.grouped_by("none")):
        assert (changed.query, changed.owners, changed.only_new) == ("q", ("o",), True)
        assert changed.collapsed == frozenset("a")
