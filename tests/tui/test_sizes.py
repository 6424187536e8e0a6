"""What a terminal of few columns or rows still shows: always what is on screen, and how fresh it is."""

from lumenbrowse.text.glyphs import ASCII
from lumenbrowse.tui.widgets.painted import Painted
from tests.tui.factory import a_start, browsing, catalogue

FOOTER = (
    "⏎/y copy  Y copy as…  / search  1…5 sort  D compare  t group  d detail  : all  ? help  q quit"
)


def test_counts_and_the_footers_keys_go_one_by_one_but_help_and_the_way_out() -> None:
    with browsing() as ui:
        ui.answered(catalogue())
        counts, lines = [], set()
        for width in (100, 79, 62, 61, 51, 50, 18, 1):
            ui.resize(width, 24)
            counts.append(ui.bar().partition("08:00")[2].strip())
            line = ui.lines("footer")[0].strip()
            assert set(filter(None, line.split("  "))) <= {*FOOTER.split("  "), line}
            assert width < 18 or line.endswith("? help  q quit")
            lines.add(line)
        assert counts == ["8 models · 4 owners"] * 3 + ["8 models"] * 2 + [""] * 3
        assert len(lines) >= 5
        ui.resize(80, 24)
        ui.press("j")
        ui.app.call_later(ui.screen.say, "word " * 200)
        ui.wait_for(lambda: len(ui.lines("footer")) == 8)
        assert ui.lines("footer")[-1].rstrip().endswith("…")


def test_in_ascii_every_sign_has_a_stand_in() -> None:
    with browsing(a_start(glyphs=ASCII)) as ui:
        ui.press("space", "f", "]", "h", "/", "g")
        names = ("top", "search-sign", "matches", "table", "detail", "footer")
        assert [line for name in names for line in ui.lines(name) if not line.isascii()] == []


def test_every_line_is_as_wide_as_its_widget_and_nothing_else_is_drawn_at_any_size() -> None:
    with browsing() as ui:
        ui.press("/")
        ui.write("日本語 flux")
        for key in ("end", "ctrl+u"):
            ui.press(key)
            for size in ((200, 40), (90, 24), (40, 12), (20, 4), (7, 4), (3, 3), (1, 2)):
                ui.resize(*size)
                for widget in ui.screen.query(Painted):
                    lines = range(widget.size.height if widget.display else 0)
                    widths = {widget.render_line(y).cell_length for y in lines}
                    assert widths <= {widget.size.width}, (widget, size)
                assert not ui.screen.show_vertical_scrollbar
                assert not ui.screen.show_horizontal_scrollbar
