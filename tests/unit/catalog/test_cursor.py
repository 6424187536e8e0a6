"""Where the cursor goes when other rows are shown."""

from typing import Any

import pytest

from lumenbrowse.catalog.cursor import row_in_list, row_in_view
from lumenbrowse.catalog.model import Model
from lumenbrowse.catalog.rows import Heading, Row, Rows, arrange
from lumenbrowse.catalog.sort import sort_models
from lumenbrowse.catalog.view import View
from tests.unit.catalog import CASES, models, named, view_of

FOUR = models(("flux", "a", 1), ("new-flux", "b", 9), ("old-flux", "b", 5), ("influx", "c", 3))


def rows_of(view: View, of: list[Model] = FOUR) -> Rows:
    return arrange(sort_models(of, view.sort, view.reverse), view)


def words(rows: Rows, row: int | None) -> str:
    """What the cursor would be on: `-` for nothing known, `b/2` for a heading."""
    at: Row | None = None if row is None else rows[row]
    return f"{at.name}/{at.count}" if isinstance(at, Heading) else at.id if at else "-"


@pytest.mark.parametrize(("told", "at", "typed", "expected"), CASES["another_view"])
def test_another_view(told: dict[str, Any], at: str, typed: bool, expected: str) -> None:
    view = view_of(told)
    row: Row | None = next((model for model in FOUR if model.id == at), None)
    key = row.key if isinstance(row, Model) else None
    row = row or (Heading(at, 2, False) if at else None)
    rows = rows_of(view)
    assert words(rows, row_in_view(rows, key, row, view.query if typed else "")) == expected


@pytest.mark.parametrize(("cursor", "after", "expected"), CASES["another_list"])
def test_another_list(cursor: int, after: str, expected: str) -> None:
    before = named("a", "b", "c", "d", "e")
    rows = rows_of(View(sort="id", reverse=False, grouping="none"), named(*after.split()))
    assert words(rows, row_in_list(rows, before, cursor)) == expected


def test_another_list_under_headings() -> None:
    before = rows_of(View(collapsed=frozenset("b"))).rows
    assert [words(Rows(before), at) for at in range(3)] == ["b/2", "c/1", "influx"]
    now = rows_of(View(collapsed=frozenset("c")), [*models(("x", "new", 99)), *FOUR])
    assert [words(now, row_in_list(now, before, at)) for at in range(3)] == ["b/2", "c/1", "c/1"]
    two = rows_of(View(grouping="none"), models(("x", "a", 2), ("x", "b", 1)))
    assert [row_in_list(two, two.rows, at) for at in range(2)] == [0, 1]
    gone = rows_of(View(), FOUR[:1])
    assert [words(gone, row_in_list(gone, before, at)) for at in range(3)] == ["-", "-", "flux"]
