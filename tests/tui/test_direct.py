"""Frames of our own: what changed is sent at once where nothing lies over it, else Textual draws it."""

import re

import pytest
from textual.geometry import Region
from textual.widget import Widget

from lumenbrowse.catalog.view import View
from lumenbrowse.tui.widgets.painted import DirectFrames
from tests.tui.factory import Ui, a_start, browsing, numbered

FLAT = View(grouping="none")


class Terminal:
    """Notes the frames that are sent to it, which it takes or does not, and what Textual draws of the table."""

    def __init__(self, ui: Ui, pause: float = 0, *, takes: bool = True) -> None:
        ui.request()  # Before it goes out, the program's own frames are not set up.
        self.frames: list[str] = []
        self.redrawn: list[int] = []
        self._takes = takes
        table, direct = ui.screen.table, DirectFrames(ui.screen, self._draw, pause=pause)
        for widget in ui.screen.drawn:
            widget.direct = direct
        refresh = table.refresh

        def noted(*regions: Region, **others: bool) -> Widget:
            self.redrawn += [region.y for region in regions]
            return refresh(*regions, **others)

        table.refresh = noted  # type: ignore[method-assign, assignment]

    def _draw(self, frame: str) -> bool:
        self.frames.append(frame)
        return self._takes

    def rows(self, width: int) -> dict[int, str]:
        """The texts of the one frame that was sent, as far as `width`, by the line of the screen."""
        (frame,) = self.frames
        _, *parts = re.split(r"\x1b\[(\d+);(\d+)H", frame)
        found: dict[int, str] = {}
        for y, x, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            if text and int(x) < width:
                found[int(y) - 1] = found.get(int(y) - 1, "") + re.sub(r"\x1b\[[\d;]*m", "", text)
        return found


def test_one_key_sends_one_frame_of_all_that_it_changed_and_ends_at_the_cursor() -> None:
    with browsing(a_start(numbered(30), view=FLAT)) as ui:
        ui.press("/")
        terminal = Terminal(ui)
        ui.press("7")
        rows = terminal.rows(ui.screen.size.width)
        seen = {1: "7 ", 3: "m-0007", 4: "m-0017", 5: "m-0027"}
        assert all(text in rows[y] for y, text in seen.items()), rows
        assert "3 of 30" in rows[1]
        assert "Owner" in rows[4]
        x, y = ui.screen.search.cursor_screen_offset
        assert terminal.frames[0].endswith(f"\x1b[{y + 1};{x + 1}H")
        assert terminal.redrawn == []


def test_a_step_sends_two_rows_and_of_a_burst_textual_draws_what_comes_after_the_first() -> None:
    with browsing(a_start(numbered(30), view=FLAT)) as ui:
        terminal = Terminal(ui, pause=3_600)
        ui.press("j")
        rows = terminal.rows(50)
        assert [rows[y].split()[:2] for y in rows] == [["m-0000", "o-0"], ["▌", "m-0001"]]
        assert terminal.redrawn == []
        ui.press("j", "j")
        assert len(terminal.frames) == 1
        assert terminal.redrawn == [2, 3, 3, 4]


@pytest.mark.parametrize("cover", ["dialog", "refusal"])
def test_what_can_not_be_sent_textual_draws(cover: str) -> None:
    with browsing() as ui:
        ui.pause()
        terminal = Terminal(ui, takes=cover != "refusal")
        if cover == "dialog":
            ui.press("?")
            ui.wait_for(lambda: ui.app.screen is not ui.screen)
        terminal.frames.clear()
        terminal.redrawn.clear()
        ui.call(lambda: ui.screen.table.move_to(2))
        assert bool(terminal.frames) == (cover == "refusal")
        assert terminal.redrawn == [2, 3]
