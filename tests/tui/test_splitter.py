"""The pane's edge: dragged, put back, remembered; and what a pane of any width shows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual import events
from textual.geometry import Offset

from lumenbrowse.storage.state import RememberedView, State
from lumenbrowse.tui.widgets.splitter import LEAST_PANE, LEAST_TABLE, Splitter, pane_width
from tests.tui.factory import Ui, a_start, browsing

WIDE = (120, 30)


def splitter(ui: Ui) -> Splitter:
    return ui.screen.query_one(Splitter)


def pane(ui: Ui) -> int:
    return ui.screen.detail.outer_size.width


@pytest.mark.parametrize(
    ("wish", "total", "cells"),
    [(40, 120, 40), (5, 120, LEAST_PANE), (119, 120, 119 - LEAST_TABLE), (40, 50, LEAST_PANE)],
)
def test_a_wish_is_kept_within_reason(wish: int, total: int, cells: int) -> None:
    assert pane_width(wish, total) == cells


def test_a_drag_moves_the_edge_and_is_remembered() -> None:
    with browsing(size=WIDE) as ui:
        before = pane(ui)
        ui.drag(splitter(ui), (0, 5), (-10, 5))
        ui.pause()
        assert pane(ui) == before + 10
        assert ui.screen.memory.pane_width == before + 10
        assert ui.screen.table.outer_size.width + 1 + pane(ui) == WIDE[0]
        assert "Owner" in ui.detail


def test_without_a_press_the_mouse_moves_nothing() -> None:
    with browsing(size=WIDE) as ui:
        before = pane(ui)
        ui.mouse(events.MouseMove, splitter(ui), 0, 5)
        ui.mouse(events.MouseMove, splitter(ui), -10, 5)
        assert (pane(ui), ui.screen.memory.pane_width) == (before, None)


def test_it_shows_under_the_mouse() -> None:
    with browsing(size=WIDE) as ui:
        assert ui.lines("splitter")[5] == ""
        ui.mouse(events.MouseMove, splitter(ui), 0, 5)
        assert ui.lines("splitter")[5] == "┃"
        ui.mouse(events.MouseMove, ui.screen.table, 5, 5)
        assert ui.lines("splitter")[5] == ""


def test_table_and_pane_keep_some_room() -> None:
    with browsing(size=WIDE) as ui:
        ui.drag(splitter(ui), (0, 5), (-200, 5))
        ui.pause()
        assert ui.screen.table.outer_size.width == LEAST_TABLE
        ui.drag(splitter(ui), (0, 5), (200, 5))
        ui.pause()
        assert pane(ui) == LEAST_PANE


def test_two_clicks_put_it_back() -> None:
    with browsing(size=WIDE) as ui:
        before = pane(ui)
        ui.drag(splitter(ui), (0, 5), (-10, 5))
        ui.pause()
        ui.click(splitter(ui), 0, 8, times=2)
        ui.pause()
        assert (pane(ui), ui.screen.memory.pane_width) == (before, None)


def remembered(width: int) -> State:
    return replace(State(), view=RememberedView(pane_width=width))


def test_it_is_where_it_was_last_time() -> None:
    with browsing(a_start(state=remembered(60)), size=WIDE) as ui:
        assert pane(ui) == 60


def test_a_width_for_a_larger_terminal_is_not_lost_in_a_small_one() -> None:
    with browsing(a_start(state=remembered(100)), size=(160, 30)) as ui:
        ui.resize(100, 30)
        assert pane(ui) == 100 - 1 - LEAST_TABLE
        ui.resize(160, 30)
        assert pane(ui) == 100
        assert ui.screen.memory.pane_width == 100


def test_below_the_table_the_pane_has_the_whole_width() -> None:
    with browsing(a_start(state=remembered(60)), size=(80, 30)) as ui:
        assert pane(ui) == 80
        assert not splitter(ui).display


def test_without_the_pane_there_is_no_edge() -> None:
    with browsing(size=WIDE) as ui:
        ui.press("d")
        assert not splitter(ui).display
        assert ui.screen.table.outer_size.width == WIDE[0]


def test_a_release_that_was_lost_leaves_nothing_held() -> None:
    with browsing(size=WIDE) as ui:
        before = pane(ui)
        ui.mouse(events.MouseDown, splitter(ui), 0, 5)
        at = splitter(ui).content_region.offset + Offset(-10, 5)
        without_button = events.MouseMove(
            None, at.x, at.y, 0, 0, 0, False, False, False, at.x, at.y
        )
        ui.call(lambda: ui.app.post_message(without_button))
        ui.pause()
        ui.mouse(events.MouseMove, splitter(ui), -10, 6)
        assert pane(ui) == before
        assert ui.lines("splitter")[5] == ""
