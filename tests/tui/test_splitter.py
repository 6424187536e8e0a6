"""The pane's edge: dragged, put back, remembered; and what a pane of any width shows."""

from textual import events

from lumenbrowse.storage.state import RememberedView, State
from lumenbrowse.tui.widgets.splitter import LEAST_PANE, LEAST_TABLE, Splitter
from tests.tui.factory import Ui, a_start, browsing

WIDE = (120, 30)


def splitter(ui: Ui) -> Splitter:
    return ui.screen.query_one(Splitter)


def pane(ui: Ui) -> int:
    """How wide the pane is; table, edge and pane share what there is."""
    ui.pause()
    screen = ui.screen
    width = screen.query_one("#detail").outer_size.width
    edge = int(splitter(ui).display)
    if edge:
        assert screen.query_one("#table").outer_size.width + edge + width == screen.size.width
    return width


def test_a_drag_moves_the_edge_within_reason_is_remembered_and_two_clicks_put_it_back() -> None:
    start = a_start()
    with browsing(start, WIDE) as ui:
        usual = pane(ui)
        back = LEAST_PANE - usual - 10
        for x, width in ((-200, 119 - LEAST_TABLE), (200, LEAST_PANE), (back, usual + 10)):
            ui.drag(splitter(ui), (0, 5), (x, 5))
            assert pane(ui) == width
        assert "Owner" in ui.detail
    ui.app.leave()
    with browsing(start, WIDE) as ui:
        assert pane(ui) == usual + 10
        ui.click(splitter(ui), 0, 8, times=2)
        assert pane(ui) == usual
    ui.app.leave()
    assert start.store.state.view.pane_width is None


def test_it_shows_under_the_mouse_which_moves_nothing_without_a_button() -> None:
    with browsing(size=WIDE) as ui:
        usual = pane(ui)
        for widget, line in ((splitter(ui), "┃"), (ui.screen.table, "")):
            ui.mouse(events.MouseMove, widget, 0, 5)
            assert ui.lines("splitter")[5] == line
        # A release that was lost on its way leaves nothing held.
        ui.mouse(events.MouseDown, splitter(ui), 0, 5)
        ui.mouse_at(events.MouseMove, splitter(ui).region.x - 10, 6, button=0)
        ui.mouse(events.MouseMove, splitter(ui), -10, 6)
        assert pane(ui) == usual
        assert ui.lines("splitter")[5] == ""


def test_a_width_for_a_larger_terminal_is_not_lost_in_a_small_one_or_below_the_table() -> None:
    start = a_start(state=State(view=RememberedView(pane_width=100)))
    with browsing(start, (160, 30)) as ui:
        for width, wanted in ((160, 100), (100, 100 - 1 - LEAST_TABLE), (80, 80), (160, 100)):
            ui.resize(width, 30)
            assert pane(ui) == wanted
            assert splitter(ui).display == (width > 80)
        ui.press("d")
        assert not splitter(ui).display
        assert ui.screen.table.outer_size.width == 160
        ui.press("d")
        ui.resize(100, 30)
    ui.app.leave()
    assert start.store.state.view.pane_width == 100
