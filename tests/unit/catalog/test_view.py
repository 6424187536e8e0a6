"""The `View` and its changes, as the keys of DESIGN.md sections 4 and 5 make them."""

import pytest

from lumenbrowse.catalog.view import Grouping, View
from tests.unit.catalog import CASES


def test_a_sort_that_was_asked_for_beside_a_query_wins_until_that_is_cleared() -> None:
    searching = View().with_query("x")
    strict = searching.sorted_by("added", ranked=True)
    assert (strict.strict, strict.reverse) == (True, True)
    backwards = View("x", reverse=False, strict=True)
    assert strict.sorted_by("added", ranked=False) == strict.toggled("reverse") == backwards
    assert strict.with_query("xy").strict
    assert strict.by_match() == searching == strict.with_query("").with_query("x")
    assert not View().sorted_by("id", ranked=False).with_query("x").strict


@pytest.mark.parametrize("before", ["owner", "family", "none"])
@pytest.mark.parametrize("asked", ["owner", "family"])
def test_grouping_is_switched_on_and_off(before: Grouping, asked: Grouping) -> None:
    back: Grouping = "owner" if asked == "family" else "none"
    after = View(query="q", grouping=back if asked == before else asked, collapsed=frozenset("b"))
    view = after._replace(grouping=before, collapsed_found=frozenset("a"))
    assert view.grouped_by(asked) == after


def test_sorting_by_a_column_and_the_next() -> None:
    for columns, sort, reverse in CASES["sorted_by"]:
        view = View()
        for column in columns:
            view = view.sorted_by(column, ranked=False)
        assert view == View(sort=sort, reverse=reverse)
        assert view.toggled("reverse") == View(sort=sort, reverse=not reverse)
    views = [View()]
    for _ in range(4):
        views.append(views[-1].next_sort())
    found = [(view.sort, view.reverse) for view in views[1:]]
    assert found == [("price", False), ("context", True), ("id", False), ("owner", False)]
    # Those that no model has a fact for are passed over.
    assert View().next_sort(("id", "added")).sort == "id"
    assert View(sort="price").next_sort(("id", "added")).sort == "id"


def test_what_filters() -> None:
    filters = (View(owners=("x",)), View(only_favourites=True), View(only_new=True))
    assert [view.filtered for view in (View(query="x"), *filters)] == [False, True, True, True]
    assert View().toggled("only_favourites") == filters[1]
    assert filters[2].toggled("only_new") == View()


def test_a_query_shows_all_of_its_groups() -> None:
    """Another query shows all of its own again, and without one it is as it was."""
    searching = View().with_collapsed(frozenset("ab")).with_query("x")
    collapsed = searching.with_collapsed(frozenset("c"))
    seen = (searching, collapsed, collapsed.with_query("xy"), collapsed.with_query(""))
    assert ["".join(sorted(view.collapsed_now)) for view in seen] == ["", "c", "", "ab"]
