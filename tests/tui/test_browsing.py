"""Moving, ordering, grouping and marking by key and by mouse: DESIGN.md sections 3 to 5."""

from __future__ import annotations

import pytest

from lumenbrowse.catalog.model import EMPTY
from lumenbrowse.catalog.view import View
from tests.scenarios import entry
from tests.tui.factory import IN_ORDER, a_start, browsing, catalogue, numbered

FLAT = View(grouping="none")


class TestMoving:
    def test_the_list_starts_grouped_and_newest_first_with_the_cursor_on_the_first_model(
        self,
    ) -> None:
        with browsing() as ui:
            assert ui.table[:6] == [
                " ▾ black-forest-labs · 2",
                " ▌ flux.2-max                              16 Dec 2025",
                "   flux.1-kontext-max                      29 May 2025",
                " ▾ google · 2",
                "   gemini-3-pro-image                      13 Nov 2025",
                "   gemma                                   —",
            ]
            assert tuple(ui.ids) == IN_ORDER
            assert not ui.searching

    @pytest.mark.parametrize(("down", "up"), [("down", "up"), ("j", "k")])
    def test_headings_are_passed_over_in_both_directions(self, down: str, up: str) -> None:
        with browsing() as ui:
            seen = [ui.current]
            for _ in IN_ORDER[1:]:
                ui.press(down)
                seen.append(ui.current)
            assert tuple(seen) == IN_ORDER
            ui.press(down)
            assert ui.current == IN_ORDER[-1]
            for wanted in reversed(IN_ORDER[:-1]):
                ui.press(up)
                assert ui.current == wanted
            ui.press(up)
            assert ui.current == IN_ORDER[0]

    @pytest.mark.parametrize(("last", "first"), [("end", "home"), ("G", "g")])
    def test_the_ends(self, last: str, first: str) -> None:
        with browsing() as ui:
            ui.press(last)
            assert ui.current == IN_ORDER[-1]
            ui.press(first)
            assert ui.current == IN_ORDER[0]

    def test_a_page_keeps_a_row_of_the_one_before_in_sight(self) -> None:
        with browsing(a_start(numbered(100), view=FLAT), (100, 24)) as ui:
            bottom = ui.table[-1]
            ui.press("pagedown")
            ui.press("pagedown")
            assert bottom in ui.table
            ui.press(*["pagedown"] * 10)
            assert ui.current == "m-0099"
            ui.press(*["pageup"] * 10)
            assert ui.current == "m-0000"

    def test_a_cursor_at_the_first_row_of_a_group_shows_its_heading_too(self) -> None:
        with browsing(a_start(numbered(60, owners=3)), (100, 16)) as ui:
            ui.press("G", *["["] * 2)
            assert ui.current == "m-0001"
            assert ui.table[0] == " ▾ o-1 · 20"

    def test_next_and_previous_owner(self) -> None:
        with browsing() as ui:
            ui.press("]")
            assert ui.current == "gemini-3-pro-image"
            ui.press("]", "j")
            assert ui.current == "gpt-4.1"
            ui.press("[")
            assert ui.current == "gpt-10"
            ui.press("[")
            assert ui.current == "gemini-3-pro-image"

    def test_next_owner_never_goes_back(self) -> None:
        with browsing(a_start(numbered(20, owners=2))) as ui:
            ui.press("G")
            ui.press("]")
            assert ui.current == "m-0019"

    def test_next_owner_of_a_flat_list_stays(self) -> None:
        with browsing(a_start(view=FLAT)) as ui:
            ui.press("j", "j", "]")
            assert ui.current == ui.ids[2]

    def test_every_move_in_an_empty_list_is_harmless(self) -> None:
        with browsing(a_start(EMPTY)) as ui:
            ui.press("j", "k", "G", "g", "pagedown", "pageup", "[", "]", "h", "l", "-", "=")
            ui.wheel(ui.screen.table, 1)
            ui.click(ui.screen.table, 5, 3)
            assert ui.current is None


class TestMouse:
    def test_a_click_goes_to_a_row(self) -> None:
        with browsing() as ui:
            ui.click(ui.screen.table, 10, 5)
            assert ui.current == "gemini-3-pro-image"

    def test_a_click_beside_the_id_goes_there_too_and_below_the_rows_nowhere(self) -> None:
        with browsing() as ui:
            ui.click(ui.screen.table, 40, 3)
            assert ui.current == "flux.1-kontext-max"
            ui.click(ui.screen.table, 5, 20)
            assert ui.current == "flux.1-kontext-max"

    def test_a_double_click_copies(self) -> None:
        with browsing() as ui:
            ui.click(ui.screen.table, 10, 5, times=2)
            ui.wait_for(lambda: ui.message)
            assert "gemini-3-pro-image" in ui.message

    def test_a_click_on_a_heading_collapses_and_expands(self) -> None:
        with browsing() as ui:
            ui.click(ui.screen.table, 10, 4)
            assert ui.table[3] == " ▸ google · 2"
            assert "gemma" not in ui.ids
            ui.click(ui.screen.table, 10, 4)
            assert tuple(ui.ids) == IN_ORDER

    @pytest.mark.parametrize(
        ("x", "head"),
        [
            (3, "   MODEL ID ↑                              ADDED"),
            (20, "   MODEL ID ↑                              ADDED"),
            (44, "   MODEL ID                                ADDED ↑"),
        ],
    )
    def test_a_click_on_a_head_sorts(self, x: int, head: str) -> None:
        with browsing() as ui:
            ui.click(ui.screen.table, x, 0)
            assert ui.lines("table")[0] == head

    def test_a_click_on_the_owners_head_sorts_by_owner(self) -> None:
        with browsing(a_start(view=FLAT)) as ui:
            at = ui.lines("table")[0].index("OWNER")
            ui.click(ui.screen.table, at, 0)
            assert "OWNER ↑" in ui.lines("table")[0]
            assert ui.ids[0] == "qwen-image"

    def test_the_wheel_scrolls_and_the_cursor_stays_in_sight(self) -> None:
        with browsing(a_start(numbered(100), view=FLAT), (100, 24)) as ui:
            ui.wheel(ui.screen.table, 2)
            assert ui.table[0].split()[0] == "▌"
            assert "m-0006" in ui.table[0]
            assert ui.current == "m-0006"
            ui.wheel(ui.screen.table, -1)
            assert "m-0003" in ui.table[0]
            assert ui.current == "m-0006"
            ui.wheel(ui.screen.table, -10)
            assert "m-0000" in ui.table[0]
            ui.wheel(ui.screen.table, 100)
            assert "m-0099" in ui.table[-1]

    def test_the_scroll_bar_can_be_dragged_to_both_ends(self) -> None:
        with browsing(a_start(numbered(100), view=FLAT), (100, 24)) as ui:
            table = ui.screen.table
            right, bottom = table.size.width - 1, table.size.height - 1
            ui.drag(table, (right, 2), (right, 10), (right, bottom))
            assert "m-0099" in ui.table[-1]
            ui.drag(table, (right, bottom), (right, 1))
            assert "m-0000" in ui.table[0]

    def test_without_a_scroll_bar_to_drag_nothing_is_taken_hold_of(self) -> None:
        with browsing() as ui:
            table = ui.screen.table
            ui.drag(table, (table.size.width - 1, 2), (table.size.width - 1, 10))
            assert ui.current == IN_ORDER[0]
            assert ui.app.mouse_captured is None

    def test_a_click_does_not_take_the_focus_from_nowhere(self) -> None:
        with browsing() as ui:
            ui.press("/")
            assert ui.searching
            ui.click(ui.screen.table, 10, 5)
            assert not ui.searching
            ui.press("j")
            assert ui.current == "gemma"


class TestSorting:
    def test_keys_sort_a_flat_list_and_the_same_again_reverses(self) -> None:
        cases = [
            ("1", "flux.1-kontext-max flux.2-max gemini-3-pro-image gemma gpt-4.1 gpt-10"),
            ("11", "qwen-image gpt-image-1.5 gpt-10 gpt-4.1 gemma gemini-3-pro-image"),
            ("3", "gpt-image-1.5 qwen-image gpt-4.1 flux.1-kontext-max gpt-10 gemini-3-pro-image"),
            ("33", "flux.2-max gemini-3-pro-image gpt-10 flux.1-kontext-max gpt-4.1 qwen-image"),
            ("2", "qwen-image flux.1-kontext-max flux.2-max gemini-3-pro-image gemma"),
            ("22", "gpt-4.1 gpt-10 gpt-image-1.5 gemini-3-pro-image gemma"),
            ("S", "gpt-image-1.5 qwen-image gpt-4.1"),
            ("s", "flux.1-kontext-max flux.2-max"),
            ("ss", "qwen-image flux.1-kontext-max"),
            ("sss", "flux.2-max gemini-3-pro-image"),
        ]
        with browsing(a_start(view=FLAT)) as ui:
            for keys, ids in cases:
                ui.call(lambda: ui.screen.replace_view(FLAT))
                ui.press(*keys)
                wanted = ids.split()
                assert ui.ids[: len(wanted)] == wanted, keys

    @pytest.mark.parametrize("keys", ["3", "33"])
    def test_an_unknown_date_sorts_last_in_both_directions(self, keys: str) -> None:
        with browsing(a_start(view=FLAT)) as ui:
            ui.press(*keys)
            assert ui.ids[-1] == "gemma"

    def test_groups_come_by_their_first_row_and_by_owner_by_name(self) -> None:
        cases = [
            ("", "black-forest-labs google openai alibaba"),
            ("3", "openai alibaba black-forest-labs google"),
            ("1", "black-forest-labs google openai alibaba"),
            ("11", "alibaba openai google black-forest-labs"),
            ("2", "alibaba black-forest-labs google openai"),
            ("22", "openai google black-forest-labs alibaba"),
        ]
        with browsing() as ui:
            for keys, groups in cases:
                ui.call(lambda: ui.screen.replace_view(View()))
                ui.press(*keys)
                assert ui.groups == groups.split(), keys

    def test_the_arrow_in_the_head_and_the_words_beside_the_query_say_how(self) -> None:
        with browsing() as ui:
            assert "ADDED ↓" in ui.lines("table")[0]
            assert ui.bar("matches") == "by added ↓"
            ui.press("3")
            assert "ADDED ↑" in ui.lines("table")[0]
            assert ui.bar("matches") == "by added ↑"
            ui.press("2")
            assert ui.bar("matches") == "by owner ↑"

    def test_the_cursor_stays_on_its_model_whatever_the_order(self) -> None:
        with browsing() as ui:
            ui.press("]", "j")
            for key in ["1", "1", "2", "3", "t", "S", "s", "t", "v", "v"]:
                ui.press(key)
                assert ui.current == "gemma", key
                assert any("▌" in line and "gemma" in line for line in ui.table), key

    def test_the_cursor_stays_in_sight_in_a_long_list(self) -> None:
        with browsing(a_start(numbered(500)), (100, 20)) as ui:
            ui.press("j", "j")
            for key in ["3", "1", "1", "t", "3", "3"]:
                ui.press(key)
                assert ui.current == "m-0020"
                assert any("▌" in line and "m-0020" in line for line in ui.table), key


class TestGrouping:
    def test_flat_the_owner_has_a_column(self) -> None:
        with browsing() as ui:
            ui.press("t")
            assert ui.groups == []
            assert "OWNER" in ui.lines("table")[0]
            assert "black-fores…" in ui.table[0]
            ui.press("t")
            assert len(ui.groups) == 4
            assert "OWNER" not in ui.lines("table")[0]

    def test_by_family_it_says_that_it_is_a_guess(self) -> None:
        with browsing() as ui:
            ui.press("v")
            assert "a guess" in ui.message
            assert "OWNER" in ui.lines("table")[0]
            ui.press("v")
            assert ui.groups[0] == "black-forest-labs"

    @pytest.mark.parametrize(("collapse", "expand"), [("h", "l"), ("left", "right")])
    def test_collapsing_leaves_the_heading_which_can_be_current(
        self, collapse: str, expand: str
    ) -> None:
        with browsing() as ui:
            ui.press("]", collapse)
            assert ui.current == "[google]"
            assert ui.table[3] == "▌▸ google · 2"
            ui.press("j")
            assert ui.current == "gpt-10"
            ui.press("k")
            assert ui.current == "[google]"
            assert "collapsed" in ui.detail
            ui.press(expand)
            assert ui.current == "gemini-3-pro-image"

    def test_all_collapsed_and_expanded(self) -> None:
        with browsing() as ui:
            ui.press("]", "-")
            assert ui.ids == []
            assert len(ui.groups) == 4
            assert ui.current == "[google]"
            ui.press("G")
            assert ui.current == "[alibaba]"
            ui.press("g")
            assert ui.current == "[black-forest-labs]"
            ui.press("=")
            assert tuple(ui.ids) == IN_ORDER

    def test_next_owner_among_collapsed_groups_goes_from_heading_to_heading(self) -> None:
        with browsing() as ui:
            ui.press("-", "]")
            assert ui.current == "[google]"
            ui.press("]", "[")
            assert ui.current == "[google]"

    def test_a_flat_list_has_nothing_to_collapse_and_says_so(self) -> None:
        with browsing(a_start(view=FLAT)) as ui:
            for key in "hl-=":
                ui.press("j", key)
                assert "flat" in ui.message, key
                assert len(ui.ids) == len(IN_ORDER)

    def test_what_is_collapsed_stays_so_by_name_through_sorting(self) -> None:
        with browsing() as ui:
            ui.press("]", "h", "1", "1")
            assert ui.groups == ["alibaba", "openai", "google", "black-forest-labs"]
            assert "gemma" not in ui.ids
            assert ui.current == "[google]"

    def test_a_heading_is_no_model_to_take(self) -> None:
        with browsing() as ui:
            ui.press("h")
            for key in ("y", "enter", "space", "f", "p"):
                ui.press("x", key)
                assert "expands the group" in ui.message, key
                assert ui.app.is_running


class TestMarks:
    def test_space_marks_and_unmarks_where_it_is(self) -> None:
        with browsing() as ui:
            ui.press("space")
            assert ui.table[1].startswith("●▌")
            assert ui.current == IN_ORDER[0]
            ui.press("space")
            assert ui.table[1].startswith(" ▌")

    def test_tab_marks_and_moves_down(self) -> None:
        with browsing() as ui:
            ui.press("tab", "tab")
            assert ui.screen.marked == IN_ORDER[:2]
            assert ui.current == IN_ORDER[2]
            assert ui.table[1].startswith("● ")
            assert ui.table[2].startswith("● ")

    def test_marks_stay_through_sorting_searching_and_grouping(self) -> None:
        with browsing() as ui:
            ui.press("space", "3", "t", "/")
            ui.write("gpt")
            ui.press("escape", "escape")
            assert ui.screen.marked == (IN_ORDER[0],)
            assert [line for line in ui.table if line.startswith("●")]

    def test_all_marked_are_copied(self) -> None:
        with browsing() as ui:
            ui.press("tab", "tab", "y")
            ui.wait_for(lambda: ui.message)
            assert ui.message == "Sent 2 ids to the terminal's clipboard (it can't confirm)"

    def test_how_many_are_marked_is_on_screen_even_where_the_query_hides_them(self) -> None:
        with browsing() as ui:
            ui.press("tab", "tab")
            assert "2 marked" in ui.bar("matches")
            ui.press("/")
            ui.write("qwen")
            assert "2 marked" in ui.bar("matches")

    def test_a_favourite_goes_first_in_its_group_and_the_cursor_with_it(self) -> None:
        with browsing() as ui:
            ui.press("j", "f")
            assert ui.ids[:2] == ["flux.1-kontext-max", "flux.2-max"]
            assert ui.current == "flux.1-kontext-max"
            assert "★" in ui.table[1]
            assert "is a favourite" in ui.message
            ui.press("f")
            assert ui.ids[:2] == ["flux.2-max", "flux.1-kontext-max"]
            assert ui.current == "flux.1-kontext-max"
            assert "no longer" in ui.message

    def test_a_favourite_goes_first_in_a_flat_list_and_the_cursor_with_it(self) -> None:
        with browsing(a_start(view=FLAT)) as ui:
            ui.press("j", "j", "f")
            assert ui.ids[0] == "gpt-10"
            assert ui.current == "gpt-10"


class TestMessages:
    def test_a_message_stands_until_the_next_key_and_no_longer(self) -> None:
        with browsing() as ui:
            keys = ui.bar("footer")
            assert keys.startswith("⏎/y copy")
            ui.press("y")
            ui.wait_for(lambda: ui.message)
            ui.pause()
            assert (
                ui.bar("footer") == "Sent flux.2-max to the terminal's clipboard (it can't confirm)"
            )
            ui.press("j")
            assert ui.bar("footer") == keys

    def test_a_key_that_does_nothing_takes_it_away_too(self) -> None:
        with browsing(a_start(notice="look at this")) as ui:
            assert ui.message == "look at this"
            ui.press("z")
            assert ui.message == ""

    def test_typing_takes_it_away(self) -> None:
        with browsing(a_start(notice="look at this", options={"query": "g"})) as ui:
            assert ui.message == "look at this"
            ui.write("p")
            assert ui.message == ""

    def test_the_wheel_does_not(self) -> None:
        with browsing(a_start(notice="look at this")) as ui:
            ui.wheel(ui.screen.table, 1)
            assert ui.message == "look at this"


class TestEscape:
    def test_each_one_is_a_step_back_and_none_quits(self) -> None:
        with browsing() as ui:
            ui.press("space", "/")
            ui.write("gpt")
            ui.press("enter", "F")
            assert ui.ids == []
            ui.press("escape")
            assert ui.query == ""
            ui.press("escape")
            assert len(ui.ids) == len(IN_ORDER)
            assert ui.screen.marked
            ui.press("escape")
            assert ui.screen.marked == ()
            ui.press(*["escape"] * 5)
            assert ui.app.is_running

    def test_with_pick_and_nothing_left_it_leaves_as_cancelled(self) -> None:
        with browsing(a_start(options={"pick": True})) as ui:
            ui.write("gpt")
            ui.press("escape")
            assert ui.app.is_running
            assert ui.searching
            ui.press("escape")
            assert ui.app.return_value is not None
            assert ui.app.return_value.code == 130


class TestLeaving:
    @pytest.mark.parametrize("key", ["q", "ctrl+q", "ctrl+c"])
    @pytest.mark.parametrize(("pick", "code"), [(False, 0), (True, 130)])
    def test_the_keys_that_leave(self, key: str, pick: bool, code: int) -> None:
        with browsing(a_start(options={"pick": pick})) as ui:
            if pick:
                ui.press("down") if key != "q" else ui.call(ui.screen.table.focus)
            ui.press(key)
            assert ui.app.return_value is not None
            assert ui.app.return_value.code == code
            assert ui.app.return_value.printed == ()

    def test_p_leaves_and_prints_the_current_id(self) -> None:
        with browsing() as ui:
            ui.press("j", "p")
            assert ui.app.return_value is not None
            assert (ui.app.return_value.code, ui.app.return_value.printed) == (
                0,
                ("flux.1-kontext-max",),
            )

    def test_with_pick_enter_picks_from_the_search_box_and_from_the_table(self) -> None:
        for to_table in (False, True):
            with browsing(a_start(options={"pick": True})) as ui:
                ui.write("qwen")
                if to_table:
                    ui.call(ui.screen.table.focus)
                ui.press("enter")
                assert ui.app.return_value is not None
                assert ui.app.return_value.printed == ("qwen-image",)


def test_the_top_bar_counts_models_and_owners() -> None:
    with browsing() as ui:
        assert ui.bar().endswith("8 models · 4 owners")
    with browsing(a_start(catalogue(entry("one")))) as ui:
        assert ui.bar().endswith("1 model · 1 owner")


def test_owners_named_on_the_command_line_are_all_that_shows() -> None:
    view = View(owners=("Google",))
    with browsing(a_start(view=view, options={"owners": ("Google",)})) as ui:
        assert ui.ids == ["gemini-3-pro-image", "gemma"]
        assert ui.bar("matches") == "2 of 8 · by added ↓"
