"""Our own widgets draw anew only the lines that changed, and all of them where the looks did."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Region
from textual.widget import Widget

from lumenbrowse.catalog.view import View
from lumenbrowse.tui.themes import DARK, LIGHT
from lumenbrowse.tui.widgets.direct import runs
from lumenbrowse.tui.widgets.painted import Painted
from tests.tui.factory import Ui, a_start, browsing, numbered

FLAT = View(grouping="none")


@given(st.sets(st.integers(0, 60)))
def test_runs_hold_every_number_once_and_no_other(numbers: set[int]) -> None:
    found = list(runs(sorted(numbers)))
    assert [n for start, length in found for n in range(start, start + length)] == sorted(numbers)
    assert all(start + length < following for (start, length), (following, _) in pairwise(found))


class Refreshes:
    """What a widget asks to be drawn anew while the block runs."""

    def __init__(self, ui: Ui, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.widget = ui.screen.query_one(f"#{name}", Painted)
        self.asked: list[tuple[Region, ...]] = []
        refresh = self.widget.refresh

        def noted(*regions: Region, **others: bool) -> Widget:
            self.asked.append(regions)
            return refresh(*regions, **others)

        monkeypatch.setattr(self.widget, "refresh", noted)

    @property
    def lines(self) -> list[int]:
        """The lines that are drawn anew; -1 for all of them."""
        found: set[int] = set()
        for regions in self.asked:
            found |= {y for region in regions for y in range(region.y, region.bottom)} or {-1}
        self.asked.clear()
        return sorted(found)


def test_a_step_of_the_cursor_draws_two_rows_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    with browsing(a_start(numbered(100), view=FLAT)) as ui:
        table = Refreshes(ui, "table", monkeypatch)
        ui.press("j")
        assert table.lines == [1, 2]
        ui.press("j")
        assert table.lines == [2, 3]


def test_what_does_not_change_is_not_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    with browsing(a_start(numbered(100), view=FLAT)) as ui:
        ui.request().answer(numbered(100))
        ui.wait_for(lambda: not ui.screen.status.busy)
        watched = [
            Refreshes(ui, name, monkeypatch) for name in ("table", "detail", "top", "footer")
        ]
        ui.press("k", "x", "k")
        ui.call(ui.screen.redraw)
        assert [one.lines for one in watched] == [[], [], [], []]


def test_a_mark_draws_one_row_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    with browsing(a_start(numbered(100), view=FLAT)) as ui:
        table = Refreshes(ui, "table", monkeypatch)
        ui.press("space")
        assert table.lines == [1]


def test_a_letter_that_changes_no_row_but_its_highlight_draws_rows_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with browsing(a_start(numbered(5), view=FLAT)) as ui:
        ui.press("/")
        table = Refreshes(ui, "table", monkeypatch)
        ui.press("m")
        assert table.lines == [1, 2, 3, 4, 5]


def test_another_theme_colours_everything_anew() -> None:
    names = ("table", "detail", "top", "footer", "matches", "search-sign")

    def colours(ui: Ui, name: str) -> set[str]:
        widget = ui.screen.query_one(f"#{name}")
        strips = (widget.render_line(y) for y in range(widget.size.height))
        styles = (part.style for strip in strips for part in strip if part.style)
        return {str(style.bgcolor) for style in styles} | {str(style.color) for style in styles}

    with browsing(a_start(numbered(30), options={"theme": DARK})) as ui:
        dark = {name: colours(ui, name) for name in names}

        def lighten() -> None:
            ui.app.theme = LIGHT

        ui.call(lighten)
        ui.pause()
        for name in names:
            assert colours(ui, name).isdisjoint(dark[name] - {"None"}), name


def test_every_line_is_as_wide_as_its_widget_at_every_size() -> None:
    with browsing(a_start(numbered(30))) as ui:
        ui.press("/", "m")
        for size in (
            (300, 100),
            (120, 40),
            (90, 24),
            (89, 24),
            (60, 16),
            (40, 12),
            (20, 5),
            (3, 3),
            (1, 1),
        ):
            ui.resize(*size)
            for widget in ui.screen.query(Painted):
                if widget.display:
                    for y in range(widget.size.height):
                        assert widget.render_line(y).cell_length == widget.size.width, (
                            size,
                            widget,
                        )
