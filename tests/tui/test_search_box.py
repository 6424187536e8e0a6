"""The search box: what edits it, what it finds, what moves the rows from within, and that typing never acts."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence

import pytest

from lumenbrowse.catalog.view import View
from tests.scenarios import entry
from tests.tui.dialogs import said
from tests.tui.factory import IN_ORDER, Ui, a_start, browsing, catalogue, numbered

QUERY = "black forest flux"
FLAT = View(grouping="none")
GPT = ["gpt-10", "gpt-4.1", "gpt-image-1.5"]
GEM = ["gemini-3-pro-image", "gemma"]
RANKED = catalogue(
    entry("flux.2-max", "black-forest-labs"),
    entry("flux.2-max-lora", "fal"),
    entry("my-flux.2-max", "someone"),
    entry("reflux.2-maximal", "other"),
    entry("flux2max", "squashed"),
    entry("sonnet", "anthropic", name="Claude by Flux2Max"),
    *(entry(f"x-{n}-flux", "aa") for n in range(60)),
)


@pytest.fixture(scope="module")
def running() -> Iterator[Ui]:
    """A program for all tests that leave it as `box` makes it again."""
    with browsing() as ui:
        yield ui


@pytest.fixture
def box(running: Ui) -> Ui:
    """The program with the cursor on the first model and an empty search box that has the focus."""
    running.press("escape", "escape", "escape", "=", "g", "/")
    return running


def highlighted(ui: Ui, line: int) -> list[str]:
    """The parts of a line of the table that are shown as matched."""
    strip = ui.screen.table.render_line(line)
    return [part.text for part in strip if part.style and part.style.underline]


def test_nothing_printable_ever_acts(box: Ui) -> None:
    before, typed = box.text, ""
    for char in (*string.printable.strip(), " ", *"é日й\N{TEST TUBE}ß"):
        box.press(char)
        typed += char
        assert box.query == typed
    box.press("ctrl+u", "escape", "g", "/")
    assert box.text == before
    assert len(box.app.screen_stack) == 1
    assert len(box.server.requests) == 1


@pytest.mark.parametrize(
    ("keys", "after"),
    [
        (["ctrl+u"], ""),
        (["ctrl+w"], "black forest "),
        (["ctrl+w", "ctrl+w"], "black "),
        (["backspace"], "black forest flu"),
        (["home", "delete"], "lack forest flux"),
        (["home", "ctrl+k"], ""),
        (["ctrl+a", "x"], "xblack forest flux"),
        (["ctrl+a", "ctrl+e", "x"], "black forest fluxx"),
        (["home", "end", "x"], "black forest fluxx"),
        (["left", "left", "x"], "black forest flxux"),
        (["home", "right", "x"], "bxlack forest flux"),
        (["ctrl+left", "x"], "black forest xflux"),
        (["ctrl+left", "ctrl+k"], "black forest "),
        (["ctrl+left", "ctrl+u"], "flux"),
        (["home", "ctrl+right", "x"], "black xforest flux"),
        (["ctrl+x"], QUERY),
        (["enter", "/", "x"], "black forest fluxx"),
    ],
)
def test_keys_edit(keys: list[str], after: str, box: Ui) -> None:
    box.paste(QUERY)
    box.press(*keys)
    assert (box.query, box.searching, box.message) == (after, True, "")


@pytest.mark.parametrize(
    ("before", "pasted", "query"),
    [
        ([], "gpt", "gpt"),
        ([], "gpt image\n", "gpt image "),
        ([], "gpt\r\n\r\n\timage", "gpt image"),
        ([], "  gpt", " gpt"),
        ([], "gpt\x1b[31m\x00\u202eimage", "gpt [31m image"),
        ([], "日本\u3000語", "日本 語"),
        ([], "\n\n", " "),
        ([], "", ""),
        ([*"gpt10", "left", "left"], " image\n", "gpt image 10"),
        ([*"gpt", "shift+home"], "qwen", "qwen"),
        (["escape"], "qwen\nimage\n", "qwen image"),
        (["escape"], "q\x03y\x1b[A\r", "q y [A"),
        ([*"gpt", "enter"], "gemma", "gemma"),
    ],
)
def test_a_paste_searches_for_its_words_and_never_acts(
    before: list[str], pasted: str, query: str, box: Ui
) -> None:
    box.press(*before)
    box.paste(pasted)
    assert (box.query, box.searching, box.message) == (query, True, "")
    assert box.app.return_value is None


def test_blanks_pasted_over_the_table_do_nothing(box: Ui) -> None:
    box.press("escape")
    box.paste(" \n\t")
    assert (box.query, box.searching, tuple(box.ids)) == ("", False, IN_ORDER)


def test_a_book_pasted_by_mistake_is_cut() -> None:
    with browsing(a_start(numbered(500))) as ui:
        for _ in range(3):
            ui.paste("some words of a whole book, " * 40_000)
            assert 100 < len(ui.query) <= 1_000
        ui.press("ctrl+u")
        assert len(ui.ids) == 500


def test_ctrl_c_and_ctrl_x_take_what_is_selected_and_ctrl_y_the_id() -> None:
    with browsing() as ui:
        ui.press("/", *"gpt image", "shift+home", "ctrl+c")
        assert "9 characters" in said(ui, "Sent")
        ui.press("end")
        assert (ui.query, ui.message) == ("gpt image", "")
        ui.press("ctrl+shift+left", "ctrl+x")
        assert "5 characters" in said(ui, "Sent")
        assert ui.query == "gpt "
        ui.press("ctrl+y")
        said(ui, "Sent gpt-image-1.5 ")
        ui.press("ctrl+c")
        assert ui.app.return_value is not None
        assert ui.app.return_value.code == 0


def test_the_rows_move_and_the_box_keeps_the_focus(box: Ui) -> None:
    assert box.bar("footer").startswith("⏎ to the table  Ctrl+Y copy  ↑/↓ move")
    box.write("g")
    for down, up in (("down", "up"), ("ctrl+n", "ctrl+p"), ("pagedown", "pageup")):
        first = box.current
        box.press(down)
        assert box.current == box.ids[-1 if down == "pagedown" else 1]
        box.press(up)
        assert (box.current, box.searching) == (first, True)
    box.press("tab")
    assert box.bar("matches").startswith("6 of 8 · 1 marked")
    assert (box.current, box.searching) == (box.ids[1], True)


def test_enter_goes_to_the_table_and_escape_clears_first(box: Ui) -> None:
    box.write("image")
    first, second = box.ids[:2]
    box.press("enter")
    assert (box.searching, box.current, box.query) == (False, first, "image")
    box.press("j", "/")
    assert (box.searching, box.current) == (True, second)
    box.press("escape")
    assert (box.query, box.searching, box.current) == ("", True, second)
    assert tuple(box.ids) == IN_ORDER
    box.press("escape")
    assert (box.searching, box.current) == (False, second)


def test_a_query_of_the_command_line_is_typed_on_and_enter_copies() -> None:
    with browsing(a_start(view=View(query="gpt"), options={"query": "gpt"})) as ui:
        assert (ui.searching, ui.query, ui.ids) == (True, "gpt", GPT)
        ui.write("-4")
        assert ui.ids == ["gpt-4.1"]
        ui.press("enter")
        assert ui.bar("footer") == said(ui, "Sent gpt-4.1 ")


@pytest.mark.parametrize(
    ("query", "ids", "bar"),
    [
        ("  gpt  ", GPT, "3 of 8 · by match, added ↓"),
        ("   ", IN_ORDER, "by added ↓"),
        ("MAX flux", ["flux.2-max", "flux.1-kontext-max"], "2 of 8"),
        ("openai image", ["gpt-image-1.5"], "1 of 8"),
        ("owner:goo", GEM, "2 of 8"),
        ("owner:goo !gem", [], "0 of 8"),
        ("!image !flux", ["gpt-10", "gpt-4.1", "gemma"], "3 of 8"),
        ("flux2max", ["flux.2-max"], "1 of 8"),
        ("gmni", ["gemini-3-pro-image"], "close matches 1 of 8"),
        # An unfinished word hides nothing.
        *((unfinished, None, "8 of 8") for unfinished in ("!", "owner:", "!owner:")),
        *((unfinished, GPT, "3 of 8") for unfinished in ("gpt !", "gpt owner:")),
    ],
)  # fmt: skip
def test_what_is_found(query: str, ids: Sequence[str] | None, bar: str, box: Ui) -> None:
    box.write(query)
    assert box.ids == list(IN_ORDER if ids is None else ids)
    assert box.bar("matches").startswith(bar)


def test_every_letter_narrows_at_once(box: Ui) -> None:
    found = []
    for char in "gpt-i":
        box.press(char)
        found.append(len(box.ids))
    assert found == [6, 3, 3, 3, 1]


def test_where_nothing_is_close_either_it_says_so(box: Ui) -> None:
    box.write("zzz[b]")
    assert box.ids == []
    assert box.table[1:3] == ["   Nothing matches “zzz[b]”.", "   Esc clears the search."]
    assert box.bar("matches") == "0 of 8 · by added ↓"
    assert box.detail.strip() == ""
    box.press("enter", "y")
    assert box.message == "There is no model to take."


@pytest.mark.parametrize(
    ("query", "line", "parts"),
    [("im ope", 2, ["im"]), ("im ope", 1, ["ope"]), ("gmni", 2, ["g", "m", "ni"])],
)
def test_what_matched_is_highlighted(query: str, line: int, parts: list[str], box: Ui) -> None:
    box.write(query)
    assert highlighted(box, line) == parts


def test_better_matches_come_first_and_groups_by_their_best_row() -> None:
    better = [
        "flux.2-max",  # the id itself
        "flux.2-max-lora",  # its start
        "my-flux.2-max",  # the start of a word
        "reflux.2-maximal",  # anywhere
        "flux2max",  # separators ignored
        "sonnet",  # so in the name
    ]
    with browsing(a_start(RANKED), (100, 20)) as ui:
        ui.press("1", "G", "/")
        ui.write("flux.2-max")
        assert ui.groups[:3] == ["black-forest-labs", "fal", "someone"]
        assert ui.current == "flux.2-max"
        assert any("▌" in line for line in ui.table)
        ui.press("enter", "t")
        assert ui.ids == better
        ui.press("/", "ctrl+u")
        ui.write("claude")
        assert ui.ids == ["sonnet"]
    with browsing(a_start(view=FLAT)) as ui:
        ui.press("/", *"gpt", "enter")
        assert ui.ids == GPT
        ui.press("1")
        assert ui.ids == ["gpt-4.1", "gpt-10", "gpt-image-1.5"], "ties keep the chosen sort"


@pytest.mark.parametrize("query", ["!qwen", "owner:openai !image", "gpt41"])
def test_where_all_match_as_well_as_each_other_the_cursor_stays(query: str, box: Ui) -> None:
    box.press("escape", "]", "]", "j", "/")
    box.paste(query)
    assert box.current == "gpt-4.1"


def test_the_cursor_stays_until_a_better_match_comes_to_the_top(box: Ui) -> None:
    box.press("escape", "]", "]", "j", "j", "/")
    for char in "gpt":
        box.press(char)
        assert box.current == "gpt-image-1.5"
    box.press("escape")
    assert box.current == "gpt-image-1.5"
    box.write("gpt-10")
    assert box.current == "gpt-10"


def test_clearing_goes_back_to_where_the_cursor_was(box: Ui) -> None:
    box.press("escape", "]", "j", "/")
    box.write("zzz")
    assert box.current is None
    box.press("escape")
    assert box.current == "gemma"
    box.press("escape", "-", "/")
    box.write("gem")
    assert box.ids == GEM, "what is collapsed is found"
    box.press("escape")
    assert (box.ids, box.current) == ([], "[google]")
