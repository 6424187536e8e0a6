"""Where the cursor and the viewport can be, for any rows, and what the lines tell."""

from __future__ import annotations

import re
from datetime import UTC
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from lumenbrowse.catalog.model import Catalog, Ends, Facts, Model, Price, make_model
from lumenbrowse.catalog.query import parse
from lumenbrowse.catalog.rows import Heading, Row, Rows
from lumenbrowse.catalog.view import View
from lumenbrowse.text.columns import COLUMNS, IN_OUT, widths_of
from lumenbrowse.text.glyphs import ASCII, UNICODE
from lumenbrowse.tui.widgets.row_renderer import Shown, columns_of, head_line, row_line
from lumenbrowse.tui.widgets.table import owner_step, settle, thumb, top_for
from tests.unit.tui import CASES

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


@given(st.integers(1, 10_000), st.integers(0, 10_000), st.integers(1, 300))
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


WIDTHS = st.dictionaries(st.sampled_from([*COLUMNS, IN_OUT]), st.integers(3, 28))


@given(st.integers(1, 300), st.integers(1, 60), st.integers(0, 60), st.booleans(), WIDTHS)
def test_columns_never_overlap_and_fit_where_there_is_room(
    width: int, longest: int, owner: int, grouped: bool, more: dict[str, int]
) -> None:
    view = View(grouping="owner" if grouped else "none")
    shown = Shown(Rows(), view, widths={"id": longest, "owner": owner, **more})
    columns = columns_of(shown, width)
    assert all(one.at + one.cells < other.at for one, other in pairwise(columns))
    assert width < 8 or columns[-1].at + columns[-1].cells <= width
    cells = {column.name: column.cells for column in columns}
    chosen = cells.keys() & more.keys()
    assert not chosen or cells["id"] >= min(longest, 28)
    if not grouped:
        # The owner is cut only where no other column has room to give.
        assert cells.get("owner", 0) in (owner, 0) or cells["id"] <= longest
        assert cells.get("owner", 0) >= min(owner, 24) or not chosen


def look(*roles: str) -> Style:
    """No style at all."""
    return Style.null()


def drawn(model: Model, width: int, query: str = "", **more: Any) -> str:
    """The head and a row as they are drawn."""
    catalog, glyphs = Catalog([model]), ASCII if more.pop("glyphs", "") else UNICODE
    columns = tuple(more.pop("columns")) if "columns" in more else None
    widths = widths_of(catalog, columns, glyphs.only_ascii)
    rows = Rows([model], [model], parse(query), ranked=bool(query))
    shown = Shown(rows, View(query=query, **more), zone=UTC, glyphs=glyphs, widths=widths)
    placed = columns_of(shown, width)
    line = row_line(shown, model, False, placed, width, look).strip(width, "table--id")
    heads = head_line(shown, placed, look).strip(width, "table--head")
    return f"{heads.text.rstrip()}\n{line.text.rstrip()}"


FACTS = Facts(
    input=("text", "image"), output=("text",), can=("tools",), context=131_072,
    price_in=Price(Decimal(3)), price_out=Price(Decimal(15)), ends=Ends(1_800_000_000),
)  # fmt: skip
WRITER = make_model("writer-2", "acme", 1_770_000_000, aliases=("scribe",), facts=FACTS)
IMAGE = make_model("acme/gemini-3-pro-preview-image", "acme", 1_770_000_000)


@pytest.mark.parametrize(("model", "width", "more", "expected"), CASES["rows"])
def test_what_a_row_tells(model: str, width: int, more: dict[str, Any], expected: str) -> None:
    """An id that must be cut keeps its beginning and its end; by match no column is the order."""
    heads, row = drawn(WRITER if model == "writer" else IMAGE, width, **more).splitlines()
    found = [re.split(" {2,}", line.strip()) for line in (heads, row)]
    assert "|".join([*found[0], "", *found[1]]) == expected


@given(st.text(max_size=30), st.integers(8, 60), st.text("ab日é\u0301", max_size=4))
def test_a_row_is_as_wide_as_it_is_whatever_its_texts_hold(
    text: str, width: int, query: str
) -> None:
    """The columns behind an id that is cut, or wide, stay where they are."""
    model = make_model(text or "x", text, 1_770_000_000, aliases=(text,), facts=FACTS)
    widths, rows = widths_of(Catalog([model]), None, False), Rows([model], [model], parse(query))
    shown = Shown(rows, View(grouping="none"), zone=UTC, widths=widths)
    line = row_line(shown, model, False, columns_of(shown, width), width, look)
    assert line.width == width


def test_widths_are_those_of_the_facts_that_a_list_has() -> None:
    catalog = Catalog([WRITER, IMAGE])
    usual = {"id": 31, "owner": 5, "price": 8, "context": 7, IN_OUT: 17}
    assert widths_of(catalog, None, False) == usual
    chosen = widths_of(catalog, ("out", "name", "price"), False)
    assert [*chosen] == ["id", "owner", "out", "price"]
    assert widths_of(Catalog([IMAGE]), None, False).keys() == {"id", "owner"}
