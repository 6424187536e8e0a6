"""Where the cursor and the viewport can be, for any rows: checked against what they promise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.catalog.arranging import Arranger
from lumenbrowse.catalog.model import EMPTY
from lumenbrowse.catalog.rows import Heading, Rows
from lumenbrowse.catalog.view import View
from lumenbrowse.tui.widgets.viewport import owner_step, settle, thumb, top_for
from tests.scenarios import entry
from tests.tui.factory import catalogue

NOTHING = Arranger(EMPTY).arrange(View())


@st.composite
def some_rows(draw: st.DrawFn) -> Rows:
    """Rows of one to five groups of one to five models, some collapsed; or flat."""
    sizes = draw(st.lists(st.integers(1, 5), min_size=1, max_size=5))
    collapsed = draw(st.frozensets(st.sampled_from([f"o{n}" for n in range(5)])))
    flat = draw(st.booleans())
    models = catalogue(
        *(
            entry(f"{group}-{n}", f"o{group}")
            for group, size in enumerate(sizes)
            for n in range(size)
        )
    )
    return Arranger(models).arrange(View(grouping="none" if flat else "owner", collapsed=collapsed))


def can_be_current(rows: Rows, row: int) -> bool:
    at = rows[row]
    return not isinstance(at, Heading) or at.collapsed


@given(some_rows(), st.integers(-3, 40), st.sampled_from([-1, 1]))
def test_settled_the_cursor_is_on_the_nearest_row_that_can_be_current(
    rows: Rows, row: int, direction: int
) -> None:
    found = settle(rows, row, direction)
    assert can_be_current(rows, found)
    asked = min(max(row, 0), len(rows) - 1)
    assert abs(found - asked) <= 1
    if can_be_current(rows, asked):
        assert found == asked
    elif asked > 0:
        assert found == asked + direction
    else:
        assert found == 1


@given(some_rows(), st.integers(0, 30), st.integers(-5, 40), st.integers(1, 12))
def test_the_viewport_shows_the_cursor_and_never_more_than_there_is(
    rows: Rows, row: int, top: int, height: int
) -> None:
    cursor = settle(rows, row)
    found = top_for(rows, cursor, top, height)
    assert found <= cursor < found + height
    assert 0 <= found <= max(0, len(rows) - height)
    if height > 1 and cursor and isinstance(rows[cursor - 1], Heading):
        assert found < cursor, "the heading of the first row is shown too"


@given(some_rows(), st.integers(0, 30), st.integers(0, 30), st.integers(2, 12))
def test_a_viewport_that_shows_the_cursor_stays(
    rows: Rows, row: int, top: int, height: int
) -> None:
    cursor = settle(rows, row)
    found = top_for(rows, cursor, top, height)
    assert top_for(rows, cursor, found, height) == found
    if found != top:
        shown = top <= cursor < top + height and top + height <= len(rows)
        heading = cursor > 0 and isinstance(rows[cursor - 1], Heading)
        assert not shown or (heading and top == cursor)


@given(some_rows(), st.integers(0, 30), st.sampled_from([-1, 1]))
def test_a_step_to_another_owner_goes_that_way_or_nowhere(
    rows: Rows, row: int, direction: int
) -> None:
    cursor = settle(rows, row)
    found = owner_step(rows, cursor, direction)
    assert can_be_current(rows, found)
    assert (found - cursor) * direction >= 0
    if found != cursor and direction > 0:
        assert rows.place_of_row(found) == rows.place_of_row(cursor) + 1
    if found != cursor and direction < 0:
        assert rows.place_of_row(cursor) - rows.place_of_row(found) in (0, 1)
    if direction > 0 and rows.place_of_row(cursor) + 1 < len(rows.groups):
        assert found > cursor


@given(some_rows())
def test_steps_to_the_next_owner_reach_every_group_once(rows: Rows) -> None:
    cursor, seen = settle(rows, 0), []
    for _ in rows.groups:
        seen.append(rows.place_of_row(cursor))
        cursor = owner_step(rows, cursor, 1)
    assert seen == list(range(len(rows.groups)))


def test_without_rows_nothing_moves() -> None:
    assert settle(NOTHING, 7) == 0
    assert top_for(NOTHING, 0, 5, 10) == 0
    assert owner_step(NOTHING, 0, 1) == 0


@pytest.mark.parametrize("height", [0, -1])
def test_without_height_the_first_row_is_the_top(height: int) -> None:
    rows = Arranger(catalogue()).arrange(View())
    assert top_for(rows, 3, 2, height) == 0


@given(st.integers(1, 100_000), st.integers(0, 100_000), st.integers(1, 300))
def test_the_thumb_is_within_the_bar_and_at_its_ends_with_the_rows(
    length: int, top: int, height: int
) -> None:
    top = min(top, max(0, length - height))
    start, end = thumb(length, top, height)
    assert 0 <= start < end <= height
    if length > height:
        assert (start == 0) >= (top == 0)
        assert thumb(length, 0, height)[0] == 0
        assert thumb(length, length - height, height)[1] == height
    else:
        assert (start, end) == (0, height)
