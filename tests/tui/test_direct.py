"""Frames of our own: what changed is sent at once where nothing lies over it, else Textual draws it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from lumenbrowse.catalog.model import make_model
from lumenbrowse.catalog.query import parse
from lumenbrowse.catalog.rows import arrange
from lumenbrowse.catalog.view import View
from lumenbrowse.tui.themes import DARK, LIGHT, THEMES, find_styles
from lumenbrowse.tui.widgets.painted import DirectFrames, Painted
from lumenbrowse.tui.widgets.row_renderer import Shown
from lumenbrowse.tui.widgets.search_box import SearchBox
from lumenbrowse.tui.widgets.table import ModelTable

MODELS = [make_model(f"m-{n:04}", "o", 1_700_000_000) for n in range(30)]


def shown(text: str) -> Shown:
    view = View(text, grouping="none")
    return Shown(arrange(MODELS, view), view, parse(text), empty=("Nothing.",))


class Main(Screen[None]):
    """A search box and a table, whose frames are noted; the terminal takes them or does not."""

    AUTO_FOCUS = "#table"

    def __init__(self) -> None:
        super().__init__()
        self.table, self.search = ModelTable(shown(""), name="table"), SearchBox("", name="search")
        self.sent: list[str] = []
        self.refreshed: list[tuple[Region, ...]] = []
        self.takes = True

    def compose(self) -> ComposeResult:
        yield self.search
        yield self.table

    def on_mount(self) -> None:
        self.watch(self.search, "value", self.typed, init=False)

    def typed(self, text: str) -> None:
        self.table.show(shown(text), 0)

    def draw(self, frame: str) -> bool:
        self.sent.append(frame)
        return self.takes

    def begin(self, pause: float) -> None:
        direct = DirectFrames(self, self.draw, pause=pause)
        self.table.direct = self.search.direct = direct
        refresh = self.table.refresh

        def noted(*regions: Region, **others: bool) -> Widget:
            self.refreshed.append(regions)
            return refresh(*regions, **others)

        self.table.refresh = noted  # type: ignore[method-assign, assignment]

    def rows(self) -> dict[int, str]:
        """The texts of the one frame that was sent, by the line of the screen."""
        (frame,) = self.sent
        _, *parts = re.split(r"\x1b\[(\d+);\d+H", frame)
        plain = (re.sub(r"\x1b\[[\d;]*m", "", part) for part in parts[1::2])
        return {int(y) - 1: text for y, text in zip(parts[::2], plain, strict=True) if text}


class Small(App[None]):
    CSS_PATH = find_styles()

    def __init__(self, main: Main) -> None:
        super().__init__()
        self.main = main
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK

    def get_default_screen(self) -> Main:
        return self.main


@asynccontextmanager
async def running(pause: float = 0) -> AsyncIterator[tuple[Main, Pilot[None]]]:
    main = Main()
    async with Small(main).run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        main.begin(pause)
        yield main, pilot


def run(case: Callable[[], Coroutine[object, object, None]]) -> None:
    import asyncio

    asyncio.run(case())


def test_one_key_sends_one_frame_of_all_that_it_changed_and_ends_at_the_cursor() -> None:
    async def case() -> None:
        async with running() as (main, pilot):
            main.search.focus()
            await pilot.pause()
            main.sent.clear()
            await pilot.press("7")
            rows = main.rows()
            assert rows[0].startswith("7 ")
            assert ["m-0007" in rows[2], "m-0017" in rows[3], "m-0027" in rows[4]] == [True] * 3
            x, y = main.search.cursor_screen_offset
            assert main.sent[-1].endswith(f"\x1b[{y + 1};{x + 1}H")

    run(case)


def test_a_step_sends_two_rows_and_textual_does_not_draw_them_again() -> None:
    async def case() -> None:
        async with running() as (main, pilot):
            await pilot.press("j")
            assert [text.split()[:2] for text in main.rows().values()] == [
                ["m-0000", "14"],
                ["▌", "m-0001"],
            ]
            assert not main.refreshed

    run(case)


@pytest.mark.parametrize("cover", ["dialog", "toast", "refusal"])
def test_what_can_not_be_sent_textual_draws(cover: str) -> None:
    async def case() -> None:
        async with running() as (main, pilot):
            if cover == "dialog":
                await pilot.app.push_screen(ModalScreen[None]())
            elif cover == "toast":
                await main.mount(Static("something of Textual's", id="textual-toastrack"))
            main.takes = cover != "refusal"
            await pilot.pause()
            main.sent.clear()
            main.refreshed.clear()
            main.table.move_to(1)
            await pilot.pause()
            assert bool(main.sent) == (cover == "refusal")
            assert [region.y for regions in main.refreshed for region in regions] == [1, 2]

    run(case)


def test_of_a_burst_textual_draws_what_comes_after_the_first() -> None:
    async def case() -> None:
        async with running(pause=3_600) as (main, pilot):
            await pilot.press("j", "j", "j")
            assert len(main.sent) == 1
            assert len(main.refreshed) == 2

    run(case)


def test_every_line_is_as_wide_as_its_widget_at_every_size_and_in_the_theme_of_now() -> None:
    async def case() -> None:
        async with running() as (main, pilot):
            main.table.show(shown("m 7"), 0)
            for size in ((300, 50), (90, 24), (20, 5), (7, 4), (3, 3), (1, 2)):
                await pilot.resize_terminal(*size)
                await pilot.pause()
                table = main.query_one(Painted)
                widths = {table.render_line(y).cell_length for y in range(table.size.height)}
                assert widths <= {table.size.width}
            await pilot.resize_terminal(60, 12)
            before = {str(part.style) for y in range(9) for part in main.table.render_line(y)}
            pilot.app.theme = LIGHT
            await pilot.pause()
            after = {str(part.style) for y in range(9) for part in main.table.render_line(y)}
            assert before.isdisjoint(after)

    run(case)
