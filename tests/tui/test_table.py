"""What the table draws: every row exactly as wide as it may be, whatever a server sends."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lumenbrowse.catalog.arranging import Arranger
from lumenbrowse.tui.widgets.columns import DATE, GUTTER, Columns, columns
from rich.cells import cell_len
from rich.style import Style

from lumenbrowse.catalog.model import Catalogue
from lumenbrowse.catalog.query import parse
from lumenbrowse.catalog.rows import ModelRow, Row
from lumenbrowse.catalog.view import Grouping, View
from lumenbrowse.text.glyphs import ASCII, CONSOLE, UNICODE, Glyphs
from lumenbrowse.text.safe import is_plain, safe
from lumenbrowse.tui.widgets.row_renderer import Shown, head_strip, message_strip, row_line
from tests.scenarios import HOSTILE_WORDS, entry
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


def shown(models: Catalogue, view: View = FLAT, **others: Any) -> Shown:
    query = parse(view.query)
    rows = Arranger(models).arrange(view)
    return Shown(rows, models, view, query, zone=UTC, **others)


def rows_of(what: Shown) -> list[Row]:
    return [what.rows[row] for row in range(len(what.rows))]


def drawn(what: Shown, row: Row, width: int, *, current: bool = False) -> str:
    """A row as text, checked to be as wide as asked for."""
    flat = what.view.grouping != "owner"
    found = columns(width, flat, max(map(cell_len, map(safe, what.catalogue.owners))))
    strip = row_line(what, row, current, found, width, look).strip(width, look())
    assert strip.cell_length == width
    assert sum(cell_len(part.text) for part in strip) == width
    return strip.text


class TestRows:
    @settings(max_examples=150)
    @given(foreign_text, foreign_text, foreign_text, st.integers(1, 160), st.data())
    def test_any_text_fills_its_row_exactly_and_is_safe(
        self, model_id: str, owner: str, query: str, width: int, data: st.DataObject
    ) -> None:
        # `entry` would refuse what is blank: then there is nothing to draw.
        if not model_id.strip() or not owner.strip():
            return
        models = catalogue(entry(model_id, owner), entry("other", "x", 0))
        grouping: Grouping = data.draw(st.sampled_from(["owner", "none", "family"]))
        signs: Glyphs = data.draw(st.sampled_from([UNICODE, ASCII, CONSOLE]))
        what = shown(models, View(query=query, grouping=grouping), signs=signs)
        everywhere = shown(models, View(grouping=grouping), signs=signs)
        for rows in (what, everywhere):
            for row in rows_of(rows):
                text = drawn(rows, row, width, current=data.draw(st.booleans()))
                assert is_plain(text)
                assert signs is not ASCII or text.isascii()

    @pytest.mark.parametrize(
        ("width", "text"),
        [
            (60, f"   {'a-model-with-a-name':45}11 Dec 2023 "),
            (41, "   a-model-with-a-name       11 Dec 2023 "),
            (40, "   a-model-with-a-name                  "),
            (23, "   a-model-with-a-name "),
            (20, "   a-model-with-a-… "),
            (6, "   a… "),
            (5, "   … "),
            (4, "   …"),
            (3, "   "),
            (1, " "),
        ],
    )
    def test_a_row_gives_up_the_date_before_it_cuts_the_id(self, width: int, text: str) -> None:
        what = shown(catalogue(entry("a-model-with-a-name", "acme")), View())
        row = next(row for row in rows_of(what) if isinstance(row, ModelRow))
        assert drawn(what, row, width) == text

    def test_an_id_is_never_cut_where_there_is_room(self) -> None:
        for length in range(1, 60):
            what = shown(catalogue(entry("m" * length, "o")), View())
            row = next(row for row in rows_of(what) if isinstance(row, ModelRow))
            assert "m" * length in drawn(what, row, GUTTER + length + 2 + DATE + 1)

    @pytest.mark.parametrize("signs", [UNICODE, ASCII])
    def test_what_is_cut_says_so(self, signs: Glyphs) -> None:
        what = shown(catalogue(entry("m" * 100, "o" * 100)), View(), signs=signs)
        for row in rows_of(what):
            assert signs.ellipsis in drawn(what, row, 40)

    def test_a_heading_keeps_its_count_however_long_the_name_is(self) -> None:
        what = shown(catalogue(entry("m", "o" * 100)), View())
        assert drawn(what, what.rows[0], 30).rstrip().endswith("… · 1")
        assert drawn(what, what.rows[0], 30).startswith(" ▾ ooo")

    def test_the_signs_of_a_row_stand_before_it(self) -> None:
        models = catalogue(entry("m1"), entry("m2"))
        what = shown(models, marked=frozenset({"m1"}), favourites=frozenset({"m1", "m2"}))
        first, second = rows_of(what)
        assert drawn(what, first, 30, current=True).startswith("●▌ m1")
        assert drawn(what, second, 30).startswith("★  m2")

    def test_a_new_model_says_so_behind_its_id(self) -> None:
        what = shown(catalogue(entry("m1")), new=frozenset({"m1"}))
        assert drawn(what, what.rows[0], 40).startswith("   m1 new ")

    def test_a_new_model_with_a_long_id_still_says_so(self) -> None:
        what = shown(catalogue(entry("m" * 60)), new=frozenset({"m" * 60}))
        assert "… new " in drawn(what, what.rows[0], 50)


class TestHighlights:
    def matched(self, model_id: str, query: str, width: int = 80) -> list[str]:
        what = shown(catalogue(entry(model_id, "zz")), View(query=query, grouping="none"))
        row = what.rows[0]
        line = row_line(what, row, False, columns(width, True, 2), width, look)
        strip = line.strip(width, look())
        return [
            part.text for part in strip if part.style and "table--match" in part.style.meta["roles"]
        ]

    @pytest.mark.parametrize(
        ("model_id", "query", "found"),
        [
            ("flux.2-max", "max", ["max"]),
            ("flux.2-max", "MAX flux", ["flux", "max"]),
            ("flux.2-max", "flux2max", ["flux.2-max"]),
            ("flux.2-max", "zz", ["zz"]),
            ("flux.2-max", "owner:z", ["z"]),
            ("flux.2-max", "!gpt", []),
            ("flux.2-max", "fxmx", ["f", "x", "m", "x"]),
            ("\x1bflux", "flux", ["flux"]),
            ("模型-flux", "型", ["型"]),
            ("straße", "STRASSE", ["straße"]),
        ],
    )
    def test_what_matched(self, model_id: str, query: str, found: list[str]) -> None:
        assert self.matched(model_id, query) == found

    def test_of_a_row_that_is_cut_only_what_is_seen(self) -> None:
        assert self.matched("a" * 10 + "-end" + "b" * 50, "end", 30) == ["end"]
        assert self.matched("a" * 60 + "-end", "end", 30) == []


class TestColumns:
    @given(st.integers(0, 400), st.booleans(), st.integers(0, 60))
    def test_they_fit_and_the_id_comes_first(self, width: int, flat: bool, owner: int) -> None:
        found = columns(width, flat, owner)
        assert found.id >= 1
        assert found.date in (0, DATE)
        used = GUTTER + found.id + (found.owner + 2 if found.owner else 0)
        used += found.date + 2 if found.date else 0
        assert used <= max(width, GUTTER + 1)
        assert not (found.owner and not flat)
        if width >= 60:
            assert found.date
            assert found.id >= 24

    def test_the_head_names_the_columns_where_they_start(self) -> None:
        found = columns(80, True, 10)
        text = head_strip(shown(catalogue()), found, 80, look).text
        assert text.index("MODEL ID") == GUTTER
        assert text.index("OWNER") == found.owner_at
        assert text.index("ADDED ↓") == found.date_at

    @pytest.mark.parametrize("width", range(1, 12))
    def test_the_head_is_cut_where_there_is_no_room(self, width: int) -> None:
        strip = head_strip(shown(catalogue()), Columns(1, 0, 0), width, look)
        assert strip.cell_length == width


def test_a_message_is_as_wide_as_the_table() -> None:
    for width in range(1, 40):
        assert message_strip("日本語 with words", width, look).cell_length == width


class TestScrollBar:
    def thumb(self, lines: list[str]) -> list[int]:
        return [y for y, line in enumerate(lines) if line[-1] == "┃"]

    def test_there_is_none_where_all_rows_show(self) -> None:
        with browsing() as ui:
            assert not self.thumb([line for line in ui.lines("table") if line])

    def test_it_is_at_the_top_then_moves_and_is_at_the_bottom(self) -> None:
        with browsing(a_start(numbered(300), view=FLAT), (100, 24)) as ui:
            rows = ui.lines("table")[1:]
            assert self.thumb(rows)[0] == 0
            ui.press(*["pagedown"] * 6)
            middle = self.thumb(ui.lines("table")[1:])
            assert 0 < middle[0] < len(rows) - 1
            ui.press("G")
            assert self.thumb(ui.lines("table")[1:])[-1] == len(rows) - 1


def test_dates_are_aligned_and_in_english_whatever_the_locale() -> None:
    models = catalogue(
        entry("a", "o", 1_762_128_000), entry("b", "o", 1_765_891_200), entry("c", "o", 0)
    )
    with browsing(a_start(models)) as ui:
        ends = [line.ljust(54)[43:54] for line in ui.table[1:4]]
        assert ends == ["16 Dec 2025", " 3 Nov 2025", "—          "]
