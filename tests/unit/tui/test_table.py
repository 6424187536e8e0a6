"""Where the cursor and the viewport can be, for any rows, and what the lines tell."""

import re
from datetime import UTC
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.style import Style

from lumenbrowse.catalog.model import Catalog, Ends, Facts, Model, Price
from lumenbrowse.catalog.query import parse
from lumenbrowse.catalog.rows import Rows
from lumenbrowse.catalog.view import SORTS, View
from lumenbrowse.settings import Sort
from lumenbrowse.text.columns import COLUMNS, IN_OUT, widths_of
from lumenbrowse.text.glyphs import ASCII, UNICODE
from lumenbrowse.tui.widgets.row_renderer import Shown, columns_of, head_line, row_line
from lumenbrowse.tui.widgets.table import thumb
from tests.unit.tui import CASES


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


SORTED = st.sampled_from(SORTS)
WIDTHS = st.dictionaries(st.sampled_from([*COLUMNS, IN_OUT]), st.integers(3, 28))


@example(50, 40, 20, False, {"price": 14}, "price")
@given(st.integers(1, 300), st.integers(1, 60), st.integers(0, 60), st.booleans(), WIDTHS, SORTED)
def test_columns_never_overlap_and_fit_where_there_is_room(
    width: int, longest: int, owner: int, grouped: bool, more: dict[str, int], sort: Sort
) -> None:
    view = View(sort=sort, grouping="owner" if grouped else "none")
    shown = Shown(Rows(), view, widths={"id": longest, "owner": owner, **more})
    columns = columns_of(shown, width)
    assert all(one.at + one.cells < other.at for one, other in pairwise(columns))
    assert width < 8 or columns[-1].at + columns[-1].cells <= width
    cells = {column.name: column.cells for column in columns}
    # What is sorted by is seen wherever an id is, too.
    if sort in more and width >= 4 + 24 + 2 + more[sort]:
        assert sort in cells
        assert cells["id"] >= min(longest, 24)
    chosen = cells.keys() & more.keys() - {sort}
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
WRITER = Model("writer-2", "acme", 1_770_000_000, aliases=("scribe",), facts=FACTS)
IMAGE = Model("acme/gemini-3-pro-preview-image", "acme", 1_770_000_000)


@pytest.mark.parametrize(("model", "width", "more", "expected"), CASES["rows"])
def test_what_a_row_tells(model: str, width: int, more: dict[str, Any], expected: str) -> None:
    """An id that must be cut keeps its beginning and its end; by match no column is the order."""
    heads, row = drawn(WRITER if model == "writer" else IMAGE, width, **more).splitlines()
    found = [re.split(" {2,}", line.strip()) for line in (heads, row)]
    assert "|".join([*found[0], "", *found[1]]) == expected


def test_widths_are_those_of_the_facts_that_a_list_has() -> None:
    catalog = Catalog([WRITER, IMAGE])
    usual = {"id": 31, "owner": 5, "price": 8, "context": 7, IN_OUT: 17}
    assert widths_of(catalog, None, False) == usual
    chosen = widths_of(catalog, ("out", "name", "price"), False)
    assert [*chosen] == ["id", "owner", "out", "price"]
    assert widths_of(Catalog([IMAGE]), None, False).keys() == {"id", "owner"}
    one = Model("x", "y", facts=Facts(output=("image",)))
    assert widths_of(Catalog([one]), None, False)[IN_OUT] == len("— → image")
    # Of a long list too, wherever the long ones stand.
    assert widths_of(Catalog([Model("x", "y")] * 600 + [WRITER] * 9), None, False)["price"] == 8
    assert widths_of(Catalog([IMAGE] * 600 + [Model("模型" * 9, "y")]), None, False)["id"] == 36
