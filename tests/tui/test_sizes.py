"""What a terminal of few columns or rows still shows."""

from __future__ import annotations

import pytest
from lumenbrowse.tui.widgets.columns import columns

from tests.tui.factory import Ui, a_start, browsing, catalogue

LONG = "a-model-with-a-name-of-forty-characters-x"


def head(ui: Ui) -> str:
    return ui.lines("table")[0]


@pytest.mark.parametrize(("width", "shown"), [(100, True), (45, True), (40, False), (20, False)])
def test_the_date_goes_before_ids_are_cut_much(width: int, shown: bool) -> None:
    assert (columns(width, False, 0).date > 0) == shown


@pytest.mark.parametrize("width", range(1, 140))
@pytest.mark.parametrize("flat", [False, True])
def test_columns_fit_whatever_the_width(width: int, flat: bool) -> None:
    found = columns(width, flat, 17)
    end = found.date_at + found.date if found.date else found.owner_at + found.owner
    assert found.id >= 1
    if found.date or found.owner:
        assert end <= width


def test_forty_columns_show_ids_whole_and_the_date_in_the_pane() -> None:
    with browsing(a_start(catalogue({"id": LONG[:33], "created": 1_744_000_000})), (40, 14)) as ui:
        assert LONG[:33] in ui.table[1]
        assert "ADDED" not in head(ui)
        ui.press("J")
        assert "Added   Mon 7 April 2025" in ui.detail


def test_a_low_pane_spends_no_line_on_blanks() -> None:
    with browsing(size=(60, 14)) as ui:
        assert ui.lines("detail")[1].split() == ["Owner", "black-forest-labs"]
        ui.resize(60, 40)
        assert ui.lines("detail")[1] == ""


def test_a_scrolled_pane_that_grows_is_filled() -> None:
    with browsing(size=(60, 14)) as ui:
        ui.press("J", "J", "J", "J")
        ui.resize(60, 60)
        assert ui.lines("detail")[0].strip() == "flux.2-max"


def test_below_ten_rows_there_is_no_pane_below_and_d_says_so() -> None:
    with browsing(size=(60, 9)) as ui:
        assert ui.detail == ""
        assert len(ui.table) == 5
        ui.press("d")
        assert ui.message == ""
        ui.press("d")
        assert ui.message == "No room for the details: they need 10 rows or 90 columns."
        ui.resize(100, 9)
        assert "flux.2-max" in ui.detail


def test_in_a_slim_terminal_the_search_box_has_its_line_for_itself() -> None:
    with browsing(size=(30, 12)) as ui:
        ui.press("/")
        ui.write("flux max")
        assert ui.screen.search.size.width >= 25
        assert ui.lines("matches") == []


@pytest.mark.parametrize("size", [(10, 3), (1, 1), (2, 2), (200, 1), (1, 100), (20, 4)])
def test_nothing_else_is_drawn_where_the_screen_is_too_small(size: tuple[int, int]) -> None:
    with browsing(size=size) as ui:
        screen = ui.screen
        assert not screen.show_vertical_scrollbar
        assert not screen.show_horizontal_scrollbar
        ui.press("j", "/", "x", "escape", "?", "escape", "t", "d")
        assert ui.app.is_running
