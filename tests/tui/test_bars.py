"""What the bars leave out where there is no room: never what is on screen and how fresh it is."""

from __future__ import annotations

import pytest
from lumenbrowse.tui.status import Status

from lumenbrowse.errors import FetchError
from lumenbrowse.text.glyphs import ASCII
from lumenbrowse.tui.widgets.status_bar import fitting
from tests.tui.factory import LUMENFALL, NOW, a_start, browsing, catalogue, numbered

CACHED = Status("cached", NOW - 3_600)


def test_the_top_bar_says_what_is_on_screen_at_every_width() -> None:
    offline = "cached 07:00 · offline: connection refused"
    bars = {
        100: f"lumenbrowse  api.lumenfall.ai · {offline}",
        76: f"lumenbrowse  api.lumenfall.ai · {offline}",
        66: f"api.lumenfall.ai · {offline}",
        44: offline,
        40: "cached 07:00 · offline: connection ref…",
        20: "cached 07:00 · off…",
        6: "cach…",
        1: "",
    }
    with browsing(a_start(base=LUMENFALL, status=CACHED)) as ui:
        ui.request().fail(FetchError("connection refused", transient=True))
        ui.wait_for(lambda: ui.message)
        for width, bar in bars.items():
            ui.resize(width, 24)
            assert ui.bar().split("8 models")[0].rstrip() == bar, width


def test_counts_go_from_the_end_on() -> None:
    with browsing() as ui:
        ui.request().answer(catalogue())
        ui.wait_for(lambda: "refreshing" not in ui.bar())
        found = []
        for width in (62, 61, 51, 50, 42, 41):
            ui.resize(width, 24)
            found.append(ui.bar().partition("08:00")[2].strip())
        assert found == ["8 models · 4 owners", "8 models", "8 models", "", "", ""]


@pytest.mark.parametrize(
    ("width", "words"),
    [
        (120, "1,000 of 1,000 · by match, added ↓"),
        (80, "1,000 of 1,000"),
        (60, "1,000 of 1,000"),
        (40, "1,000 of 1,000"),
    ],
)
def test_how_many_match_shows_at_every_usual_width(width: int, words: str) -> None:
    with browsing(a_start(numbered(1_000)), (width, 24)) as ui:
        ui.press("/", "m")
        assert ui.bar("matches") == words


def test_the_footers_keys_go_one_by_one_and_whole() -> None:
    words = (
        "⏎/y copy  Y copy as…  / search  1·2·3 sort  t group  d detail  r refresh  ? help  q quit"
    )
    with browsing() as ui:
        seen = set()
        for width in (100, 88, 81, 80, 79, 61, 40, 18, 8, 7, 1):
            ui.resize(width, 24)
            line = ui.lines("footer")[0]
            assert len(line) <= width
            assert set(filter(None, line.strip().split("  "))) <= {*words.split("  "), line.strip()}
            assert width < 18 or line.strip().endswith("? help  q quit")
            seen.add(line)
        assert len(seen) >= 6


def test_a_message_that_is_too_long_is_cut_with_a_sign() -> None:
    with browsing(a_start(notice="all is not well with the state of this run"), (20, 24)) as ui:
        assert ui.lines("footer")[0] == " all is not well wi…"


def test_in_ascii_every_sign_has_a_stand_in() -> None:
    with browsing(a_start(signs=ASCII), (100, 30)) as ui:
        ui.press("space", "f", "]", "h", "/", "g")
        names = ("top", "search-sign", "matches", "table", "detail", "footer")
        assert [line for name in names for line in ui.lines(name) if not line.isascii()] == []


@pytest.mark.parametrize("width", [20, 30, 40, 60, 80, 100])
def test_the_footer_keeps_help_and_the_way_out(width: int) -> None:
    pairs = [
        ("⏎/y", " copy  "),
        ("/", " search  "),
        ("d", " detail  "),
        ("?", " help  "),
        ("q", " quit  "),
    ]
    kept = fitting(pairs, width)
    assert kept[-2:] == pairs[-2:]
    assert sum(len(key + does) for key, does in kept) <= width
