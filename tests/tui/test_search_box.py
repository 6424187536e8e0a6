"""The search box: what edits it, what moves the rows from within, and that typing never acts."""

from __future__ import annotations

import string

import pytest

from lumenbrowse.catalog.model import Catalogue
from lumenbrowse.catalog.view import View
from tests.scenarios import entry
from tests.tui.factory import IN_ORDER, Ui, a_start, browsing, catalogue, numbered

QUERY = "black forest flux"
FLAT = View(grouping="none")


def searching(ui: Ui, query: str = "") -> None:
    """Goes to the search box and types."""
    ui.press("/")
    ui.write(query)


def highlighted(ui: Ui, line: int) -> list[str]:
    """The parts of a line of the table that are shown as matched."""
    strip = ui.screen.table.render_line(line)
    return [part.text for part in strip if part.style and part.style.underline]


class TestTyping:
    def test_nothing_printable_ever_acts(self) -> None:
        with browsing() as ui:
            searching(ui)
            before = (ui.screen.view.sort, ui.screen.view.grouping, ui.screen.view.collapsed)
            typed = ""
            for char in string.printable.strip() + " ":
                ui.press(char)
                typed += char
                assert ui.query == typed
            view = ui.screen.view
            assert (view.sort, view.grouping, view.collapsed) == before
            assert not view.only_favourites
            assert not view.only_new
            assert ui.screen.marked == ()
            assert ui.searching
            assert ui.app.is_running
            assert len(ui.app.screen_stack) == 1

    def test_letters_of_every_script_are_typed(self) -> None:
        with browsing() as ui:
            searching(ui, "é日й\N{TEST TUBE}ß")
            assert ui.query == "é日й\N{TEST TUBE}ß"

    def test_every_letter_narrows_at_once(self) -> None:
        with browsing() as ui:
            searching(ui)
            found = []
            for char in "gpt-i":
                ui.press(char)
                found.append(len(ui.ids))
            assert found == [6, 3, 3, 3, 1]

    def test_a_query_from_the_command_line_stands_there_and_typing_goes_on_after_it(self) -> None:
        with browsing(a_start(view=View(query="gpt"), options={"query": "gpt"})) as ui:
            assert ui.searching
            assert ui.query == "gpt"
            assert len(ui.ids) == 3
            ui.write("10")
            assert ui.ids == ["gpt-10"]


class TestEditing:
    def test_keys_edit(self) -> None:
        cases = [
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
        ]
        with browsing() as ui:
            for keys, after in cases:
                ui.press("escape", "escape")
                searching(ui)
                ui.paste(QUERY)
                ui.press(*keys)
                assert ui.query == after, keys
                assert ui.searching
                assert ui.screen.view.query == after.strip()

    def test_spaces_around_do_not_matter(self) -> None:
        with browsing() as ui:
            searching(ui, "  gpt  ")
            assert len(ui.ids) == 3
            assert ui.bar("matches").startswith("3 of 8")

    def test_spaces_alone_are_no_query(self) -> None:
        with browsing() as ui:
            searching(ui, "   ")
            assert tuple(ui.ids) == IN_ORDER


class TestPaste:
    def test_newlines_and_what_is_not_printed_become_spaces(self) -> None:
        cases = [
            ("gpt", "gpt"),
            ("gpt image\n", "gpt image "),
            ("gpt\nimage", "gpt image"),
            ("gpt\r\n\r\n\timage", "gpt image"),
            ("  gpt", " gpt"),
            ("gpt\x1b[31m\x00\u202eimage", "gpt [31m image"),
            ("日本\u3000語", "日本 語"),
            ("\n\n", " "),
            ("", ""),
        ]
        with browsing() as ui:
            for pasted, query in cases:
                ui.press("escape", "escape")
                searching(ui)
                ui.paste(pasted)
                assert ui.query == query, repr(pasted)
                assert ui.searching

    def test_it_goes_where_the_cursor_is_and_keeps_words_apart(self) -> None:
        with browsing() as ui:
            searching(ui, "gpt10")
            ui.press("home", "right", "right", "right")
            ui.paste(" image\n")
            assert ui.query == "gpt image 10"

    def test_it_replaces_what_is_selected(self) -> None:
        with browsing() as ui:
            searching(ui, "gpt")
            ui.press("shift+home")
            ui.paste("qwen")
            assert ui.query == "qwen"

    def test_a_book_by_mistake_does_not_hang_the_program(self) -> None:
        with browsing(a_start(numbered(500))) as ui:
            searching(ui)
            for _ in range(5):
                ui.paste("some words of a whole book, " * 40_000)
            assert len(ui.query) <= 1_000
            ui.press("ctrl+u")
            assert len(ui.ids) == 500

    def test_over_the_table_it_is_searched_for_and_never_acts(self) -> None:
        with browsing() as ui:
            ui.paste("qwen\nimage\n")
            assert ui.app.is_running
            assert ui.query == "qwen image"
            assert ui.ids == ["qwen-image"]
            assert ui.searching

    def test_nothing_pasted_over_the_table_changes_nothing(self) -> None:
        with browsing() as ui:
            ui.paste("\n\n")
            assert not ui.searching
            assert tuple(ui.ids) == IN_ORDER


class TestClipboardKeys:
    def test_ctrl_c_copies_what_is_selected(self) -> None:
        with browsing() as ui:
            searching(ui, "gpt")
            ui.press("shift+home", "ctrl+c")
            ui.wait_for(lambda: ui.message)
            assert "3 characters" in ui.message
            assert ui.app.is_running
            assert ui.query == "gpt"

    def test_ctrl_c_quits_where_nothing_is(self) -> None:
        with browsing() as ui:
            searching(ui, "gpt")
            ui.press("ctrl+c")
            assert ui.app.return_value is not None
            assert ui.app.return_value.code == 0

    def test_ctrl_x_cuts_what_is_selected(self) -> None:
        with browsing() as ui:
            searching(ui, "gpt image")
            ui.press("ctrl+shift+left", "ctrl+x")
            ui.wait_for(lambda: ui.message)
            assert ui.query == "gpt "
            assert "5 characters" in ui.message

    def test_ctrl_x_without_a_selection_does_nothing(self) -> None:
        with browsing() as ui:
            searching(ui, "gpt")
            ui.press("ctrl+x")
            assert ui.query == "gpt"
            assert ui.message == ""

    def test_ctrl_y_copies_the_current_id(self) -> None:
        with browsing() as ui:
            searching(ui, "qwen")
            ui.press("ctrl+y")
            ui.wait_for(lambda: ui.message)
            assert ui.message.startswith("Sent qwen-image ")


class TestMovingFromTheBox:
    @pytest.mark.parametrize(("down", "up"), [("down", "up"), ("ctrl+n", "ctrl+p")])
    def test_the_rows_move_and_the_box_keeps_the_focus(self, down: str, up: str) -> None:
        with browsing() as ui:
            searching(ui, "g")
            first = ui.current
            ui.press(down)
            assert ui.current == ui.ids[1]
            ui.press(up)
            assert ui.current == first
            assert ui.searching

    def test_pages(self) -> None:
        with browsing(a_start(numbered(100), view=FLAT), (100, 24)) as ui:
            searching(ui, "m-")
            ui.press("pagedown")
            assert ui.ids.index(ui.current or "") > 10
            ui.press("pageup")
            assert ui.current == "m-0000"
            assert ui.searching

    def test_tab_marks_and_moves_down(self) -> None:
        with browsing() as ui:
            searching(ui, "gpt")
            first, second = ui.ids[:2]
            ui.press("tab")
            assert ui.screen.marked == (first,)
            assert ui.current == second
            assert ui.searching

    def test_the_footer_shows_the_keys_of_the_box(self) -> None:
        with browsing() as ui:
            searching(ui)
            assert ui.bar("footer").startswith("⏎ to the table  Ctrl+Y copy  ↑/↓ move")


class TestLeavingTheBox:
    def test_enter_goes_to_the_table_with_the_cursor_on_the_best(self) -> None:
        with browsing() as ui:
            searching(ui, "image")
            ui.press("enter")
            assert not ui.searching
            assert ui.current == ui.ids[0]
            assert ui.query == "image"
            ui.press("j")
            assert ui.current == ui.ids[1]

    def test_escape_clears_and_then_goes_to_the_table(self) -> None:
        with browsing() as ui:
            searching(ui, "qwen")
            ui.press("escape")
            assert (ui.query, ui.searching) == ("", True)
            assert ui.current == "qwen-image"
            assert tuple(ui.ids) == IN_ORDER
            ui.press("escape")
            assert not ui.searching
            assert ui.current == "qwen-image"

    def test_enter_copies_where_the_query_came_from_the_command_line(self) -> None:
        with browsing(a_start(view=View(query="qwen"), options={"query": "qwen"})) as ui:
            ui.press("enter")
            ui.wait_for(lambda: ui.message)
            assert ui.message.startswith("Sent qwen-image ")
            assert ui.bar("footer") == ui.message

    def test_slash_comes_back_with_the_query_to_be_edited(self) -> None:
        with browsing() as ui:
            searching(ui, "qwe")
            ui.press("enter", "/", "n")
            assert ui.query == "qwen"


class TestSearching:
    MORE = (
        entry("flux.2-max", "black-forest-labs"),
        entry("flux-2-max-lora", "fal"),
        entry("my-flux.2-max", "someone"),
        entry("reflux.2-maximal", "other"),
        entry("flux2max", "squashed"),
        entry("sonnet", "anthropic", name="Claude by flux 2 max"),
    )

    @pytest.fixture
    def models(self) -> Catalogue:
        return catalogue(*self.MORE)

    def test_all_words_must_match_in_any_order_and_case(self) -> None:
        with browsing() as ui:
            searching(ui, "MAX flux")
            assert ui.ids == ["flux.2-max", "flux.1-kontext-max"]

    def test_the_owner_is_searched_too(self) -> None:
        with browsing() as ui:
            searching(ui, "openai image")
            assert ui.ids == ["gpt-image-1.5"]

    def test_the_name_is_searched_too(self, models: Catalogue) -> None:
        with browsing(a_start(models)) as ui:
            searching(ui, "claude")
            assert ui.ids == ["sonnet"]

    def test_owner_and_exclusion(self) -> None:
        with browsing() as ui:
            searching(ui, "owner:goo")
            assert ui.ids == ["gemini-3-pro-image", "gemma"]
            ui.write(" !gem")
            assert ui.ids == []
            ui.press("ctrl+u")
            ui.write("!image !flux")
            assert ui.ids == ["gpt-10", "gpt-4.1", "gemma"]

    @pytest.mark.parametrize("query", ["!qwen", "owner:openai !image", "gpt41"])
    def test_where_all_match_as_well_as_each_other_the_cursor_stays(self, query: str) -> None:
        with browsing() as ui:
            ui.press("]", "]", "j")
            assert ui.current == "gpt-4.1"
            searching(ui)
            ui.paste(query)
            assert ui.current == "gpt-4.1"

    def test_an_unfinished_word_hides_nothing(self) -> None:
        with browsing() as ui:
            for unfinished in ("!", "owner:", "!owner:", "gpt !", "gpt owner:"):
                ui.press("escape", "escape")
                searching(ui, unfinished)
                assert len(ui.ids) == (3 if "gpt" in unfinished else 8), unfinished

    def test_separators_do_not_matter(self) -> None:
        with browsing() as ui:
            searching(ui, "flux2max")
            assert ui.ids == ["flux.2-max"]

    def test_better_matches_come_first(self, models: Catalogue) -> None:
        by_id = View(grouping="none", sort="id", reverse=False)
        with browsing(a_start(models, view=by_id)) as ui:
            searching(ui, "flux.2-max")
            assert ui.ids == [
                "flux.2-max",  # the id itself; a prefix would follow
                "my-flux.2-max",  # at the start of a word
                "reflux.2-maximal",  # anywhere
                "flux-2-max-lora",  # separators ignored
                "flux2max",
                "sonnet",
            ]

    def test_groups_rank_by_their_best_row(self, models: Catalogue) -> None:
        with browsing(a_start(models)) as ui:
            searching(ui, "flux.2-max")
            assert ui.groups[:3] == ["black-forest-labs", "someone", "other"]
            assert ui.current == "flux.2-max"

    def test_the_order_is_said(self) -> None:
        with browsing() as ui:
            searching(ui, "image")
            assert ui.bar("matches") == "3 of 8 · by match, added ↓"

    def test_ties_keep_the_chosen_sort(self) -> None:
        with browsing(a_start(view=FLAT)) as ui:
            searching(ui, "gpt")
            assert ui.ids == ["gpt-10", "gpt-4.1", "gpt-image-1.5"]
            ui.press("enter", "1")
            assert ui.ids == ["gpt-4.1", "gpt-10", "gpt-image-1.5"]
            ui.press("1")
            assert ui.ids == ["gpt-image-1.5", "gpt-10", "gpt-4.1"]

    def test_where_nothing_matches_close_ones_show_and_are_called_so(self) -> None:
        with browsing() as ui:
            searching(ui, "gmni")
            assert ui.ids == ["gemini-3-pro-image"]
            assert ui.bar("matches").startswith("close matches 1 of 8")

    def test_where_nothing_is_close_either_it_says_so(self) -> None:
        with browsing() as ui:
            searching(ui, "zzz[b]")
            assert ui.ids == []
            assert ui.table[1] == "   Nothing matches “zzz[b]”."
            assert ui.table[2] == "   Esc clears the search."
            assert ui.bar("matches") == "0 of 8 · by added ↓"
            assert ui.detail.strip() == ""
            ui.press("enter", "y")
            assert ui.message == "There is no model to take."

    def test_the_cursor_stays_on_its_model_while_that_matches_as_well_as_the_first(self) -> None:
        with browsing() as ui:
            ui.press("]", "]", "j", "j")
            assert ui.current == "gpt-image-1.5"
            searching(ui)
            for char in "gpt":
                ui.press(char)
                assert ui.current == "gpt-image-1.5"
            ui.press("escape", "escape")
            assert ui.current == "gpt-image-1.5"

    def test_a_better_match_that_came_to_the_top_by_typing_is_current(self) -> None:
        with browsing() as ui:
            ui.press("]", "]", "j", "j")
            searching(ui, "gpt")
            ui.write("-10")
            assert ui.current == "gpt-10"

    def test_its_row_is_in_sight(self) -> None:
        models = catalogue(*self.MORE, *(entry(f"x-{n}-flux", "aa") for n in range(60)))
        with browsing(a_start(models), (100, 20)) as ui:
            ui.press("G")
            searching(ui, "flux.2")
            assert ui.current == ui.ids[0]
            assert any("▌" in line for line in ui.table)

    def test_clearing_after_nothing_matched_goes_back_to_the_model_before(self) -> None:
        with browsing() as ui:
            ui.press("]", "j")
            searching(ui, "zzz")
            assert ui.current is None
            ui.press("escape")
            assert ui.current == "gemma"

    def test_a_query_finds_what_is_collapsed_and_clearing_it_collapses_again(self) -> None:
        with browsing() as ui:
            ui.press("-")
            searching(ui, "gem")
            assert ui.ids == ["gemini-3-pro-image", "gemma"]
            ui.press("escape")
            assert ui.ids == []
            assert ui.current == "[google]"

    def test_what_matched_is_highlighted(self) -> None:
        with browsing() as ui:
            searching(ui, "im ope")
            assert highlighted(ui, 2) == ["im"]
            assert highlighted(ui, 1) == ["ope"]

    def test_close_letters_are_highlighted(self) -> None:
        with browsing() as ui:
            searching(ui, "gmni")
            assert highlighted(ui, 2) == ["g", "m", "ni"]
