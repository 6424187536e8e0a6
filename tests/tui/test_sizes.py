"""What a terminal of few columns or rows still shows: always what is on screen, and how fresh it is."""

from __future__ import annotations

from lumenbrowse.errors import FetchError
from lumenbrowse.text.glyphs import ASCII
from lumenbrowse.tui.widgets.status_bar import Status
from tests.tui.factory import LUMENFALL, NOW, a_start, browsing, catalogue, numbered

ID = "a-model-with-a-name-of-forty-char"
OFFLINE = "cached 07:00 · offline: connection refused"
TOP = [
    (100, f"lumenbrowse  api.lumenfall.ai · {OFFLINE}"),
    (66, f"api.lumenfall.ai · {OFFLINE}"),
    *((44, OFFLINE), (40, f"{OFFLINE[:38]}…"), (6, "cach…"), (1, "")),
]


def test_the_top_bar_says_what_is_on_screen_at_every_width() -> None:
    start = a_start(base=LUMENFALL, status=Status("cached", NOW - 3_600))
    with browsing(start) as ui:
        ui.request().fail(FetchError("connection refused", transient=True))
        ui.wait_for(lambda: ui.message)
        for width, bar in TOP:
            ui.resize(width, 24)
            assert ui.bar().split("8 models")[0].rstrip() == bar, width


def test_counts_and_the_footers_keys_go_one_by_one_from_the_end_on_but_help_and_the_way_out() -> (
    None
):
    words = (
        "⏎/y copy  Y copy as…  / search  1…5 sort  D compare  t group  d detail  : all  ? help"
        "  q quit"
    )
    with browsing() as ui:
        ui.request().answer(catalogue())
        ui.wait_for(lambda: "refreshing" not in ui.bar())
        counts, lines = [], set()
        for width in (100, 81, 79, 62, 61, 51, 50, 18, 8, 1):
            ui.resize(width, 24)
            counts.append(ui.bar().partition("08:00")[2].strip())
            line = ui.lines("footer")[0]
            assert len(line) <= width
            assert set(filter(None, line.strip().split("  "))) <= {*words.split("  "), line.strip()}
            assert width < 18 or line.strip().endswith("? help  q quit")
            lines.add(line)
        assert counts == ["8 models · 4 owners"] * 4 + ["8 models"] * 2 + [""] * 4
        assert len(lines) >= 6


def test_how_many_match_shows_at_every_usual_width() -> None:
    with browsing(a_start(numbered(1_000)), (120, 24)) as ui:
        ui.sees("/ m", matches="1,000 of 1,000 · by match, added ↓")
        ui.resize(40, 24)
        assert ui.bar("matches") == "1,000 of 1,000"


def test_in_ascii_every_sign_has_a_stand_in() -> None:
    with browsing(a_start(glyphs=ASCII), (100, 30)) as ui:
        ui.press("space", "f", "]", "h", "/", "g")
        names = ("top", "search-sign", "matches", "table", "detail", "footer")
        assert [line for name in names for line in ui.lines(name) if not line.isascii()] == []


def test_forty_columns_show_ids_whole_and_the_date_in_the_pane() -> None:
    with browsing(a_start(catalogue({"id": ID, "created": 1_744_000_000})), (40, 14)) as ui:
        ui.sees("J", table=ID, detail="Added   Mon 7 April 2025")
        assert "ADDED" not in ui.head


def test_a_pane_below_spends_no_line_on_blanks_and_one_that_grows_is_filled() -> None:
    with browsing(size=(60, 14)) as ui:
        ui.sees(detail="flux.2-max\n Owner   black-forest-labs")
        ui.press("J", "J", "J", "J")
        assert "flux.2-max" not in ui.detail
        ui.resize(60, 60)
        ui.sees(detail="flux.2-max\n Owner   black-forest-labs")
        ui.resize(100, 30)
        ui.sees(detail="flux.2-max\n\nOwner   black-forest-labs")


def test_below_ten_rows_there_is_no_pane_below_and_d_says_so() -> None:
    with browsing(size=(60, 9)) as ui:
        assert len(ui.table) == 5
        ui.sees("d", detail="", message="")
        ui.sees("d", message="No room for the details: they need 10 rows or 90 columns.")
        ui.press("j")
        ui.resize(100, 9)
        ui.sees(detail="flux.1-kontext-max")


def test_in_a_slim_terminal_the_search_box_has_its_line_for_itself() -> None:
    with browsing(a_start(notice="all is not well with the state"), (30, 12)) as ui:
        # A message that is too long is cut with a sign.
        ui.sees(footer="all is not well with the sta…")
        ui.press("/")
        ui.write("flux max")
        assert ui.screen.search.size.width >= 25
        assert ui.lines("matches") == []


def test_nothing_else_is_drawn_where_the_screen_is_too_small() -> None:
    with browsing() as ui:
        for size in ((10, 3), (1, 1), (2, 2), (200, 1), (1, 50), (20, 4)):
            ui.resize(*size)
            assert not ui.screen.show_vertical_scrollbar
            assert not ui.screen.show_horizontal_scrollbar
            ui.press("j", "/", "x", "escape", "escape", "t", "d")
            assert ui.app.is_running
