"""Frames of our own: what changed is sent at once where nothing lies over it, else Textual draws it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from textual.geometry import Region
from textual.widgets import Static

from lumenbrowse.catalog.view import View
from lumenbrowse.tui.widgets.direct import DirectFrames
from lumenbrowse.tui.widgets.search_box import SearchBox
from tests.tui.factory import Ui, a_start, browsing, numbered

_MOVE = re.compile(r"\x1b\[(\d+);(\d+)H")


class Terminal:
    """What direct frames are sent to; it takes them or does not."""

    def __init__(self, ui: Ui, *, takes: bool = True, pause: float = 0) -> None:
        self.sent: list[str] = []
        self.takes = takes

        def draw(frame: str) -> bool:
            self.sent.append(frame)
            return self.takes

        # The screen gives its widgets one of their own.
        ui.wait_for(lambda: ui.screen.table.direct is not None)
        direct = DirectFrames(ui.screen, draw, pause=pause)
        for widget in ui.screen.drawn:
            widget.direct = direct

    def lines(self) -> dict[int, list[str]]:
        """The texts of the one frame that was sent, by the line of the screen."""
        (frame,) = self.sent
        found: dict[int, list[str]] = {}
        _before, *parts = _MOVE.split(frame)
        for y, _x, drawn in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            found.setdefault(int(y) - 1, []).append(re.sub(r"\x1b\[[\d;]*m", "", drawn))
        return found


def test_one_key_sends_one_frame_of_all_that_it_changed() -> None:
    with browsing(a_start(numbered(30), view=View(grouping="none"))) as ui:
        ui.press("/")
        terminal = Terminal(ui)
        ui.press("7")
        lines = terminal.lines()
        assert any(text.startswith("7 ") for text in lines[1])
        assert any("3 of 30" in text for text in lines[1])
        assert "m-0017" in lines[4][0]


def test_the_frame_ends_at_the_cursor_of_the_search_box() -> None:
    with browsing(a_start(numbered(3))) as ui:
        ui.press("/")
        terminal = Terminal(ui)
        ui.press("m", "-")
        box = ui.screen.query_one(SearchBox)
        x, y = box.cursor_screen_offset
        assert terminal.sent[-1].endswith(f"\x1b[{y + 1};{x + 1}H")


def test_a_step_of_the_cursor_sends_two_rows_and_the_pane() -> None:
    with browsing(a_start(numbered(30), view=View(grouping="none"))) as ui:
        terminal = Terminal(ui)
        ui.press("j")
        lines = terminal.lines()
        rows = [texts[0] for _, texts in sorted(lines.items()) if "2023" in texts[0]]
        assert [row.split()[0] for row in rows[:2]] == ["m-0000", "▌"]
        assert not any("m-0002" in text for texts in lines.values() for text in texts)


def test_what_is_sent_at_once_textual_does_not_draw_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with browsing(a_start(numbered(30), view=View(grouping="none"))) as ui:
        asked: list[tuple[Region, ...]] = []
        monkeypatch.setattr(ui.screen.table, "refresh", lambda *regions: asked.append(regions))
        Terminal(ui)
        ui.press("j", "space", "k")
        assert not asked


def over(ui: Ui) -> None:
    ui.press("question_mark")


def toast(ui: Ui) -> None:
    ui.call(lambda: ui.screen.mount(Static("something of Textual's", id="textual-toastrack")))
    ui.pause()


@pytest.mark.parametrize("cover", [over, toast])
def test_under_something_else_textual_draws(
    cover: Callable[[Ui], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with browsing(a_start(numbered(30), view=View(grouping="none"))) as ui:
        terminal = Terminal(ui)
        cover(ui)
        terminal.sent.clear()
        asked: list[tuple[Region, ...]] = []
        monkeypatch.setattr(ui.screen.table, "refresh", lambda *regions: asked.append(regions))
        ui.call(lambda: ui.screen.table.move_to(3))
        ui.pause()
        assert not terminal.sent
        assert asked


def test_what_the_terminal_does_not_take_textual_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    with browsing(a_start(numbered(30), view=View(grouping="none"))) as ui:
        terminal = Terminal(ui, takes=False)
        asked: list[tuple[Region, ...]] = []
        monkeypatch.setattr(ui.screen.table, "refresh", lambda *regions: asked.append(regions))
        ui.press("j")
        assert terminal.sent
        assert [[(region.y, region.height) for region in regions] for regions in asked] == [
            [(1, 2)]
        ]


def test_of_a_burst_textual_draws_what_comes_after_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with browsing(a_start(numbered(30), view=View(grouping="none"))) as ui:
        terminal = Terminal(ui, pause=3_600)
        asked: list[tuple[Region, ...]] = []
        monkeypatch.setattr(ui.screen.table, "refresh", lambda *regions: asked.append(regions))
        ui.press("j")
        assert len(terminal.sent) == 1
        assert not asked
        ui.press("j", "j")
        assert len(terminal.sent) == 1
        assert len(asked) == 2
