"""What the table draws: every row exactly as wide as it may be, whatever a server sends."""

from datetime import UTC
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from lumenbrowse.catalog.model import Catalog
from lumenbrowse.catalog.rows import Row, arrange
from lumenbrowse.catalog.sort import sort_models
from lumenbrowse.catalog.view import Grouping, View
from lumenbrowse.text.columns import widths_of
from lumenbrowse.text.glyphs import ASCII, CONSOLE, UNICODE, Glyphs
from lumenbrowse.text.safe import is_plain
from lumenbrowse.tui.widgets.row_renderer import GUTTER, Shown, columns_of, row_line
from tests.scenarios import HOSTILE_WORDS, case, entry
from tests.tui.factory import a_start, browsing, catalogue, numbered

FLAT = View(grouping="none")
foreign_text = st.one_of(
    st.text(min_size=1, max_size=60),
    st.text("ab-./ 模é\u0301\U0001f9ea\u05e9\u200b\x1b[", min_size=1, max_size=80),
    st.sampled_from(HOSTILE_WORDS),
)


def look(*roles: str) -> Style:
    """Styles that tell their roles."""
    return Style(meta={"roles": roles})


def shown(models: Catalog, view: View = FLAT, glyphs: Glyphs = UNICODE, **others: Any) -> Shown:
    rows = arrange(sort_models(models.models, view.sort, view.reverse), view)
    widths = widths_of(models, view.columns, glyphs.only_ascii)
    return Shown(rows, view, zone=UTC, glyphs=glyphs, widths=widths, **others)


def drawn(what: Shown, row: Row, width: int, *, current: bool = False) -> str:
    """A row as text, checked to be as wide as asked for."""
    strip = row_line(what, row, current, columns_of(what, width), width, look).strip(width)
    assert strip.cell_length == width == sum(cell_len(part.text) for part in strip)
    return strip.text


@settings(max_examples=50)
@given(foreign_text, foreign_text, foreign_text, st.integers(1, 160), st.data())
def test_any_text_fills_its_row_exactly_and_is_safe(
    model_id: str, owner: str, query: str, width: int, data: st.DataObject
) -> None:
    # The parser would refuse what is blank: then there is nothing to draw.
    if not model_id.strip() or not owner.strip():
        return
    models = catalogue(entry(model_id, owner), entry("other", "x", 0))
    grouping: Grouping = data.draw(st.sampled_from(["owner", "none", "family"]))
    glyphs: Glyphs = data.draw(st.sampled_from([UNICODE, ASCII, CONSOLE]))
    for words in (query, ""):
        what = shown(models, View(query=words, grouping=grouping), glyphs)
        for row in what.rows.rows:
            text = drawn(what, row, width, current=data.draw(st.booleans()))
            assert is_plain(text)
            assert glyphs is not ASCII or text.isascii()


def test_a_row_gives_up_the_date_before_it_cuts_the_id() -> None:
    what = shown(catalogue(entry("a-model-with-a-name", "acme")), View())
    for text in [
        f"   {'a-model-with-a-name':45}11 Dec 2023 ", "   a-model-with-a-name       11 Dec 2023 ",
        "   a-model-with-a-name             ", "   a-model-with-a-name ", "   a-model-…-a-name ",
        "   a… ", "   … ", "   …", "   ", " ",
    ]:  # fmt: skip
        assert drawn(what, what.rows[1], len(text)) == text


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_what_is_cut_says_so_and_where_there_is_room_nothing_is(glyphs: Glyphs) -> None:
    what = shown(catalogue(entry("m" * 100, "o" * 100)), View(), glyphs)
    heading, model = (drawn(what, row, 40) for row in what.rows.rows)
    assert heading.startswith(f" {glyphs.expanded} ooo")
    assert heading.rstrip().endswith(f"{glyphs.ellipsis}{glyphs.dot}1")
    assert glyphs.ellipsis in model
    for length in range(1, 60):
        what = shown(catalogue(entry("m" * length, "o")), View(), glyphs)
        assert "m" * length in drawn(what, what.rows[1], GUTTER + length + 2 + 11 + 1)


def test_the_signs_of_a_row_stand_before_it_and_new_behind_its_id() -> None:
    ids = ("m1", "m2", "m" * 60)
    marked, favourites, new = frozenset(ids[:1]), frozenset(ids[:2]), frozenset(ids[1:])
    models = catalogue(*map(entry, ids))
    what = shown(models, marked=marked, favourites=favourites, new=new)
    first, second, third = what.rows.rows
    assert drawn(what, first, 50, current=True).startswith("●▌ m1  ")
    assert drawn(what, second, 50).startswith("★  m2 new ")
    assert "m…m" in drawn(what, third, 50)
    assert "m new " in drawn(what, third, 50)


@pytest.mark.parametrize(("model_id", "query", "width", "found"), case("tui")["matched"])
def test_what_matched_is_shown(model_id: str, query: str, width: int, found: list[str]) -> None:
    """Of a row that is cut only what is seen."""
    what = shown(catalogue(entry(model_id, "zz")), View(query=query, grouping="none"))
    line = row_line(what, what.rows[0], False, columns_of(what, width), width, look)
    parts = [(part.text, part.style and part.style.meta["roles"]) for part in line.strip(width)]
    assert [text for text, roles in parts if roles and "table--match" in roles] == found


def test_the_scroll_bar_follows_and_can_be_dragged_to_both_ends() -> None:
    with browsing(a_start(numbered(300), view=FLAT), (100, 24)) as ui:
        table = ui.screen.table
        right, bottom = table.size.width - 1, table.size.height - 1

        def thumb() -> list[int]:
            return [y for y, line in enumerate(ui.lines("table")[1:]) if line[-1] == "┃"]

        for keys, at in [("", 0), ("pagedown " * 6, 6), ("G", len(ui.table) - 1)]:
            ui.press(*keys.split())
            assert thumb() == [at]
        ui.drag(table, (right, bottom), (right, 1))
        assert "m-0000" in ui.table[0]
        ui.drag(table, (right, 2), (right, 10), (right, bottom))
        assert "m-0299" in ui.table[-1]
        assert ui.app.mouse_captured is None
