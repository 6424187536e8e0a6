"""What a terminal of few columns or rows still shows: always what is on screen, and how fresh it is."""

from __future__ import annotations

from lumenbrowse.text.glyphs import ASCII
from tests.tui.factory import a_start, browsing, catalogue


def test_counts_and_the_footers_keys_go_one_by_one_but_help_and_the_way_out() -> None:
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


def test_in_ascii_every_sign_has_a_stand_in() -> None:
    with browsing(a_start(glyphs=ASCII), (100, 30)) as ui:
        ui.press("space", "f", "]", "h", "/", "g")
        names = ("top", "search-sign", "matches", "table", "detail", "footer")
        assert [line for name in names for line in ui.lines(name) if not line.isascii()] == []


def test_nothing_else_is_drawn_where_the_screen_is_too_small() -> None:
    with browsing() as ui:
        for size in ((10, 3), (1, 1), (2, 2), (200, 1), (1, 50), (20, 4)):
            ui.resize(*size)
            assert not ui.screen.show_vertical_scrollbar
            assert not ui.screen.show_horizontal_scrollbar
            ui.press("j", "/", "x", "escape", "escape", "t", "d")
            assert ui.app.is_running


def test_a_notice_stands_above_the_keys_and_keeps_its_end() -> None:
    with browsing(a_start(notice=f"all is {'not ' * 20}well: mend it"), (80, 24)) as ui:
        first, last, keys = ui.lines("footer")
        assert first.strip().startswith("all is not")
        assert last.rstrip().endswith("well: mend it")
        assert "q quit" in keys
        ui.press("j")
        assert len(ui.lines("footer")) == 1
        ui.app.call_later(ui.screen.say, "word " * 200)
        ui.wait_for(lambda: len(ui.lines("footer")) == 4)
        assert ui.lines("footer")[-1].rstrip().endswith("…")
