"""The detail pane: it scrolls, is selected from, and fits every size; JSON, models compared, a page."""

import threading
from collections.abc import Mapping

from lumenbrowse.catalog.model import UNKNOWN_OWNER
from lumenbrowse.text.safe import is_plain
from tests.scenarios import HOSTILE_WORDS, entry
from tests.tui.dialogs import said
from tests.tui.factory import LUMENFALL, Ui, a_start, browsing, catalogue

LONG = catalogue(
    entry("long", "acme", 1_765_891_200, description=" ".join(f"word-{n}" for n in range(400))),
    entry("short", "acme", 1_700_000_000),
)
PAGE = "https://lumenfall.ai/models/black-forest-labs/flux.2-max"


def more(ui: Ui) -> int:
    """How many lines the pane says there are below."""
    last = ui.lines("detail")[-1]
    return int(last.split()[1]) if "more (J K)" in last else 0


def select(ui: Ui, *cells: tuple[int, int]) -> str:
    ui.drag(ui.screen.detail, *cells)
    return ui.screen.get_selected_text() or ""


def test_it_scrolls_by_half_its_height_to_an_end_where_every_word_was_seen() -> None:
    with browsing(a_start(LONG), (100, 24)) as ui:
        below = more(ui)
        assert below > 20
        ui.press("J")
        assert more(ui) == below - ui.screen.detail.size.height // 2
        scrolled = ui.lines("detail")
        ui.press("space", "3", "3")
        assert ui.lines("detail") == scrolled, "it is the same model"
        ui.press("K", "K")
        for turns, left in ((0, below), (2, below - 6), (-1, below - 3)):
            ui.wheel(ui.screen.detail, turns)
            assert more(ui) == left
        assert ui.current == "long"
        ui.press("j", "J", "k")
        assert ui.lines("detail")[0] == "long", "another model starts at its top"
        seen: list[str] = []
        while not seen or more(ui):
            seen += ui.lines("detail")[:-1] if more(ui) else ui.lines("detail")
            ui.press("J")
        text = " ".join([*seen, *ui.lines("detail")])
        assert all(f"word-{n}" in text for n in range(400))
        line = ui.lines("detail")[3]
        assert select(ui, (0, 3), (5, 3), (len(line), 3)).strip() == line.strip()
        ui.press("escape", "j")
        before = ui.detail
        ui.press("J", "J", "K")
        assert ui.detail == before, "a short one does not scroll"


def test_d_hides_it_and_it_is_beside_the_table_where_there_is_room_and_else_below() -> None:
    with browsing(size=(90, 24)) as ui:
        table, detail, width = ui.screen.table, ui.screen.detail, ui.screen.table.size.width
        ui.press("d")
        assert (ui.lines("detail"), table.size.width > width) == ([], True)
        ui.press("j", "d")
        assert ui.lines("detail")[0] == "flux.1-kontext-max"
        assert detail.region.x >= table.region.right
        ui.press("k")
        for size in ((89, 24), (60, 16), (40, 12)):
            ui.resize(*size)
            ui.wait_for(lambda: detail.region.width == size[0])  # noqa: B023 - called at once
            assert detail.region.y >= table.region.bottom
            assert ui.lines("detail")[0].strip() == "flux.2-max"
            seen = ui.detail
            for _ in range(5):
                ui.press("J")
                seen += ui.detail
            for part in ("Owner   black-", "16 December 2025", "1 year ago", "T13:20:00Z"):
                assert part in seen, size
            assert len(ui.table) >= 3
            ui.press("j", "k")
        ui.resize(90, 24)
        ui.wait_for(lambda: detail.region.x >= table.region.right)


def test_what_is_odd_or_hostile_is_shown_safe_at_every_width() -> None:
    long_id = "-".join(f"part{n}" for n in range(40))
    models = catalogue(
        {"id": long_id, "owned_by": 7, "created": "soon"},
        *(
            entry(f"x{n}{word}", word, n, description=word, more={word: [word]})
            for n, word in enumerate(HOSTILE_WORDS)
        ),
    )
    with browsing(a_start(models, base=LUMENFALL)) as ui:
        ui.press("/")
        ui.write("part39")
        for words in (f"Owner   {UNKNOWN_OWNER}", "Added   —", "owned_by  7", "created  soon"):
            assert words in ui.detail
        assert "…" in "".join(ui.table)
        lines = ui.lines("detail")
        assert "".join(lines[: lines.index("")]) == long_id
        ui.press("escape", "escape")
        for size in ((200, 50), (60, 16), (24, 12)):
            ui.resize(*size)
            ui.press("g")
            for _ in HOSTILE_WORDS:
                for name in ("table", "detail", "top", "footer"):
                    assert all(is_plain(line) for line in ui.lines(name)), (size, ui.current)
                ui.press("j")


def test_text_is_selected_with_the_mouse_and_copied_with_ctrl_c() -> None:
    with browsing() as ui:
        added = ui.lines("detail").index("        1 year ago")
        text = select(ui, (8, added), (12, added), (27, added + 1))
        assert [line.strip() for line in text.split("\n")] == ["1 year ago", "2025-12-16T13:20:00Z"]
        owner = ui.lines("detail").index("Owner   black-forest-labs")
        assert select(ui, (8, owner), (12, owner), (24, owner)) == "black-forest-labs"
        ui.press("ctrl+c")
        said(ui, "Sent 17 characters")
        ui.click(ui.screen.table, 3, 2)
        ui.drag(ui.screen.table, (3, 2), (6, 2), (9, 3))
        assert not ui.screen.get_selected_text()
    # Of wide letters too it is what looks so.
    models = catalogue(entry("x", "o", description="漢字漢字漢字 abcdef"))
    with browsing(a_start(models)) as ui:
        at = next(n for n, text in enumerate(ui.lines("detail")) if "漢" in text)
        selected = select(ui, (26, at), (27, at), (29, at))
        strip = ui.screen.detail.render_line(at)
        assert [part.text for part in strip if part.style and part.style.reverse] == [selected]


def test_it_opens_in_a_browser_which_nothing_waits_for() -> None:
    opened: list[str] = []
    may_start = threading.Event()

    def browser(address: str, _environ: Mapping[str, str]) -> str:
        may_start.wait(10)
        opened.append(address)
        return ""

    with browsing(a_start(base=LUMENFALL, open_page=browser)) as ui:
        ui.press("o")
        assert ui.message == f"Opening {PAGE}…"
        ui.press("j")
        assert (ui.current, ui.message) == ("flux.1-kontext-max", "")
        may_start.set()
        said(ui, f"Opened {PAGE}")
        assert opened == [PAGE]
        ui.press("k")
        assert "copied" not in ui.detail
