"""Where the cursor and the viewport can be, for any rows: checked against what they promise."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.catalog.model import make_model
from lumenbrowse.catalog.rows import Heading, Row, Rows
from lumenbrowse.tui.widgets.row_renderer import Shown, columns_of
from lumenbrowse.tui.widgets.table import owner_step, settle, thumb, top_for

MODEL = make_model("m", "o")
GROUPS = st.lists(st.tuples(st.integers(1, 5), st.booleans()), min_size=1, max_size=5)


def rows_of(groups: list[tuple[int, bool]]) -> Rows:
    rows: list[Row] = []
    for at, (size, collapsed) in enumerate(groups):
        rows += [Heading(f"o{at}", size, collapsed), *([] if collapsed else [MODEL] * size)]
    return Rows(rows)


ROWS = GROUPS.map(rows_of) | st.integers(1, 9).map(lambda n: Rows([MODEL] * n))


def can_be_current(rows: Rows, row: int) -> bool:
    at = rows[row]
    return not isinstance(at, Heading) or at.collapsed


@given(ROWS, st.integers(-3, 40), st.sampled_from([-1, 1]))
def test_settled_the_cursor_is_on_the_nearest_row_that_can_be_current(
    rows: Rows, row: int, way: int
) -> None:
    found, asked = settle(rows, row, way), min(max(row, 0), len(rows) - 1)
    assert can_be_current(rows, found)
    assert found == (asked if can_be_current(rows, asked) else asked + way if asked else 1)
    assert settle(Rows(), row) == owner_step(Rows(), 0, way) == 0


@given(ROWS, st.integers(0, 30), st.integers(-5, 40), st.integers(1, 12))
def test_the_viewport_shows_the_cursor_and_its_heading_and_stays_where_it_can(
    rows: Rows, row: int, top: int, height: int
) -> None:
    cursor = settle(rows, row)
    found = top_for(rows, cursor, top, height)
    assert found <= cursor < found + height
    assert 0 <= found <= max(0, len(rows) - height)
    if height > 1:
        assert not (cursor and isinstance(rows[cursor - 1], Heading)) or found < cursor
        assert top_for(rows, cursor, found, height) == found


@given(ROWS)
def test_steps_to_the_next_owner_reach_every_group_once_and_back(rows: Rows) -> None:
    starts = [settle(rows, at) for at, row in enumerate(rows.rows) if isinstance(row, Heading)]
    cursor, seen = settle(rows, 0), []
    for _ in starts:
        seen.append(cursor)
        cursor = owner_step(rows, cursor, 1)
    assert seen == starts
    assert all(owner_step(rows, after, -1) == before for before, after in pairwise(starts))


@given(st.integers(1, 100_000), st.integers(0, 100_000), st.integers(1, 300))
def test_the_thumb_is_within_the_bar_and_at_its_ends_with_the_rows(
    length: int, top: int, height: int
) -> None:
    last = max(0, length - height)
    start, end = thumb(length, min(top, last), height)
    if last:
        assert 0 <= start < end <= height
        assert (thumb(length, 0, height)[0], thumb(length, last, height)[1]) == (0, height)
    else:
        assert start == end


@given(st.integers(1, 300), st.integers(0, 60), st.booleans())
def test_columns_never_overlap_and_fit_where_there_is_room(
    width: int, owner: int, grouped: bool
) -> None:
    columns = columns_of(Shown(Rows(), owner_cells=owner), width)
    assert all(one.at + one.cells < other.at for one, other in pairwise(columns))
    assert width < 8 or columns[-1].at + columns[-1].cells <= width
