"""The search box: what edits it, what it finds, what moves the rows from within, and that typing never acts."""

from __future__ import annotations

import string
from collections.abc import Iterator

import pytest

from lumenbrowse.catalog.view import View
from tests.scenarios import entry
from tests.tui.dialogs import said
from tests.tui.factory import IN_ORDER, Ui, a_start, browsing, catalogue, numbered

QUERY = "black forest flux"
ALL, GPT = " ".join(IN_ORDER), "gpt-10 gpt-4.1 gpt-image-1.5"
BEST_FIRST = {
    "flux.2-max": "the id itself",
    "flux.2-max-lora": "its start",
    "my-flux.2-max": "the start of a word",
    "reflux.2-maximal": "anywhere",
    "sonnet": "separators ignored, in the name",
    "flux2max": "as good, and longer",
}


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


def test_nothing_printable_ever_acts(box: Ui) -> None:
    before, typed = box.text, string.printable.strip() + " é日й\N{TEST TUBE}ß"
    for part in (typed[:50], typed[50:]):
        box.write(part)
    assert box.query == typed
    box.press("ctrl+u", "escape", "g", "/")
    assert box.text == before
    assert (len(box.app.screen_stack), len(box.server.requests)) == (1, 1)


@pytest.mark.parametrize(
    ("keys", "after"),
    [
        ("ctrl+u", ""),
        ("ctrl+w ctrl+w backspace", "black"),
        ("ctrl+a x ctrl+e ctrl+left ctrl+k", "xblack forest "),
        ("home delete ctrl+e x", "lack forest fluxx"),
        ("ctrl+x", QUERY),
        ("enter / x", "black forest fluxx"),
    ],
)
def test_keys_edit(keys: str, after: str, box: Ui) -> None:
    box.write(QUERY)
    box.press(*keys.split())
    assert (box.query, box.searching, box.message) == (after, True, "")


@pytest.mark.parametrize(
    ("before", "pasted", "query"),
    [
        ("", "  gpt\r\n\r\n\timage\n", " gpt image "),
        ("", "gpt\x1b[31m\x00\u202eimage", "gpt [31m image"),
        ("", "日本\u3000語", "日本 語"),
        ("", "\n\n", " "),
        ("g p t 1 0 left left", " image\n", "gpt image 10"),
        ("g p t shift+home", "qwen", "qwen"),
        ("escape", "q\x03y\x1b[A\r", "q y [A"),
        ("g p t enter", "gemma", "gemma"),
    ],
)
def test_a_paste_searches_for_its_words_and_never_acts(
    before: str, pasted: str, query: str, box: Ui
) -> None:
    box.press(*before.split())
    box.paste(pasted)
    assert (box.query, box.searching, box.message) == (query, True, "")
    assert box.app.return_value is None


def test_blanks_pasted_over_the_table_do_nothing_and_a_book_is_cut() -> None:
    with browsing(a_start(numbered(500))) as ui:
        ui.paste(" \n\t")
        assert (ui.query, ui.searching, len(ui.ids)) == ("", False, 500)
        for _ in range(3):
            ui.paste("some words of a whole book, " * 40_000)
            assert 100 < len(ui.query) <= 1_000


def test_ctrl_c_and_ctrl_x_take_what_is_selected_and_ctrl_y_the_id() -> None:
    with browsing() as ui:
        ui.press("/")
        ui.write("gpt image")
        ui.press("shift+home", "ctrl+c")
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
    for key, query, searching, current in (
        ("enter", "image", False, first),
        ("j", "image", False, second),
        ("/", "image", True, second),
        ("escape", "", True, second),
        ("escape", "", False, second),
    ):
        box.press(key)
        assert (box.query, box.searching, box.current) == (query, searching, current)


def test_a_query_of_the_command_line_is_typed_on_and_enter_copies() -> None:
    with browsing(a_start(view=View(query="gpt"), options={"query": "gpt"})) as ui:
        assert (ui.searching, ui.query, " ".join(ui.ids)) == (True, "gpt", GPT)
        ui.write("-4")
        assert ui.ids == ["gpt-4.1"]
        ui.press("enter")
        assert said(ui, "Sent gpt-4.1 ") == ui.bar("footer")


@pytest.mark.parametrize(
    ("query", "ids", "bar", "lit"),
    [
        ("  gpt  ", GPT, "3 of 8 · by match, added ↓", "gpt"),
        ("MAX flux", "flux.2-max flux.1-kontext-max", "2 of 8", "flux max"),
        ("ope image", "gpt-image-1.5", "1 of 8", "image"),
        ("owner:goo !gemm", "gemini-3-pro-image", "1 of 8", ""),
        ("!image !flux", "gpt-10 gpt-4.1 gemma", "3 of 8", ""),
        ("flux2max", "flux.2-max", "1 of 8", "flux.2-max"),
        ("gmni", "gemini-3-pro-image", "close matches 1 of 8", "g m ni"),
        # An unfinished word hides nothing.
        ("!owner:", ALL, "8 of 8", ""),
        ("gpt !", GPT, "3 of 8", "gpt"),
    ],
)
def test_what_is_found_and_highlighted(query: str, ids: str, bar: str, lit: str, box: Ui) -> None:
    box.write(query)
    assert " ".join(box.ids) == ids
    assert box.bar("matches").startswith(bar)
    row = box.screen.table.render_line(2)
    assert " ".join(part.text for part in row if part.style and part.style.underline) == lit


def test_every_letter_narrows_at_once_until_nothing_matches(box: Ui) -> None:
    found = []
    for char in "gpt-i":
        box.press(char)
        found.append(len(box.ids))
    assert found == [6, 3, 3, 3, 1]
    box.write("zz[b]")
    assert box.ids == []
    assert box.table[1:3] == ["   Nothing matches “gpt-izz[b]”.", "   Esc clears the search."]
    assert (box.bar("matches"), box.detail.strip()) == ("0 of 8 · by added ↓", "")
    box.press("enter", "y")
    assert box.message == "There is no model to take."


def test_better_matches_come_first_and_groups_by_their_best_row() -> None:
    models = catalogue(
        *(entry(one, one[:2], name="Claude by Flux2Max") for one in BEST_FIRST),
        *(entry(f"x-{n}-flux", "aa") for n in range(60)),
    )
    with browsing(a_start(models), (100, 20)) as ui:
        ui.press("1", "G", "/")
        ui.write("flux.2-max")
        assert ui.groups == ["fl", "my", "re", "so"]
        assert ui.current == "flux.2-max"
        assert any("▌" in line for line in ui.table), "it is in sight"
        ui.press("enter", "t")
        assert ui.ids == list(BEST_FIRST)
        ui.press("/", "ctrl+u", *"x flux", "enter", "1")
        assert (ui.ids[0], ui.ids[-1]) == ("flux.2-max", "x-59-flux"), "a sort asked for wins"


@pytest.mark.parametrize(
    ("moves", "query", "current", "cleared"),
    [
        # Where all match as well as each other the cursor stays.
        ("] ] j", "!qwen", "gpt-4.1", "gpt-4.1"),
        ("] ] j", "gpt41", "gpt-4.1", "gpt-4.1"),
        ("] ] j j", "gpt", "gpt-image-1.5", "gpt-image-1.5"),
        ("] ] j j", "gpt-10", "gpt-10", "gpt-10"),
        ("G", "g", "gemma", "gemma"),
        ("] j", "zzz", None, "gemma"),
        # What is collapsed is found, and collapsed again.
        ("-", "gem", "gemma", "[google]"),
    ],
)
def test_the_cursor_stays_unless_a_better_match_comes_to_the_top(
    moves: str, query: str, current: str | None, cleared: str, box: Ui
) -> None:
    box.press("escape", *moves.split(), "/")
    box.write(query)
    assert box.current == current
    box.press("escape")
    assert (box.current, box.query) == (cleared, "")
