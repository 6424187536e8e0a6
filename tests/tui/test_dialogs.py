"""Help, copy as… and the recents: what they show, what comes of them, and the ways out."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from lumenbrowse.tui.actions import ACTIONS
from lumenbrowse.tui.fetching import Answer
from lumenbrowse.tui.keymap import Keys, parse_keymap
from lumenbrowse.tui.status import Status

from lumenbrowse.settings import Key, Settings
from lumenbrowse.storage.state import State, with_recent
from lumenbrowse.text.glyphs import ASCII
from tests.scenarios import entry
from tests.tui.dialogs import closes, dialog, is_closed, options, painted
from tests.tui.factory import BASE, LUMENFALL, NOW, Ui, a_start, browsing, catalogue

WIDE = (120, 60)


def keys(**entries: str) -> Keys:
    return parse_keymap(json.dumps(entries).encode()).keys


def help_text(ui: Ui) -> str:
    return "\n".join(painted(ui, "#help"))


class TestHelp:
    def test_every_action_stands_there_with_its_keys(self) -> None:
        with browsing(size=WIDE) as ui:
            ui.press("?")
            text = help_text(ui)
        missing = [one.id for one in ACTIONS.values() if f" {one.does}" not in text]
        assert not missing
        assert "y c     copy the ID" in text
        assert ": Ctrl+P  command palette" in text

    def test_searching_is_explained_in_three_lines(self) -> None:
        with browsing(size=WIDE) as ui:
            ui.press("?")
            text = help_text(ui)
        for words in (
            "words       must all match",
            "owner:name  of that owner",
            "!word       without it",
        ):
            assert words in text

    def test_keys_show_as_they_are_now(self) -> None:
        start = a_start(keymap=keys(copy="x,ctrl+k", help="h"), keymap_path="~/c/keys.json")
        with browsing(start, size=WIDE) as ui:
            ui.press("h")
            text = help_text(ui)
            assert "x Ctrl+K  copy the ID" in text
            assert "c       copy" not in text
            assert "← " in text
            assert "~/c/keys.json" in text
            closes(ui, "h")

    def test_an_action_without_a_key_shows_none(self) -> None:
        with browsing(a_start(keymap=keys(print="")), size=WIDE) as ui:
            ui.press("?")
            assert "—       quit and print the ID" in help_text(ui)

    def test_i_shows_the_ids_for_keys_json(self) -> None:
        with browsing(size=WIDE) as ui:
            ui.press("?")
            dialog(ui)
            ui.press("i")
            text = help_text(ui)
            assert "y c     copy " in text
            assert all(action_id in text for action_id in ACTIONS)
            ui.press("i")
            assert "copy the ID" in help_text(ui)

    @pytest.mark.parametrize("key", ["escape", "q", "?", "f1"])
    def test_it_closes(self, key: str) -> None:
        with browsing() as ui:
            ui.press("?")
            dialog(ui)
            closes(ui, key)
            ui.press("j")
            assert ui.current == "flux.1-kontext-max"

    def test_f1_opens_it_from_the_search_box_and_the_query_stays(self) -> None:
        with browsing() as ui:
            ui.press("/")
            ui.press(*"gpt")
            ui.press("f1")
            assert "Move" in help_text(ui)
            closes(ui, "escape")
            assert (ui.query, ui.searching) == ("gpt", True)

    def test_a_question_mark_is_typed_in_the_search_box(self) -> None:
        with browsing() as ui:
            ui.press("/")
            ui.press(*"?")
            assert (ui.query, is_closed(ui)) == ("?", True)

    @pytest.mark.parametrize("down", [("down",), ("j",), ("pagedown",), ("space",)])
    def test_it_scrolls(self, down: tuple[str, ...]) -> None:
        with browsing(size=(40, 12)) as ui:
            ui.press("?")
            first = painted(ui, "#help")
            assert first[0].strip() == "Move"
            assert "more" in first[-1]
            ui.press(*down)
            assert painted(ui, "#help")[0] != first[0]
            ui.press("home")
            assert painted(ui, "#help") == first

    def test_its_end_is_reached_on_a_small_screen(self) -> None:
        with browsing(a_start(keymap_path="~/c/keys.json"), size=(40, 12)) as ui:
            ui.press("?")
            dialog(ui)
            ui.press("G")
            assert painted(ui, "#help")[-1].strip() == "~/c/keys.json"
            seen = set(painted(ui, "#help"))
            for _ in range(40):
                ui.press("pageup")
                seen.update(painted(ui, "#help"))
            missing = [
                one.does
                for one in ACTIONS.values()
                if len(one.does) < 20 and not any(one.does in line for line in seen)
            ]
            assert not missing

    def test_with_other_keys_for_moving_it_moves_by_them(self) -> None:
        with browsing(a_start(keymap=keys(down="n")), size=(40, 12)) as ui:
            ui.press("?")
            first = painted(ui, "#help")
            ui.press("n")
            assert painted(ui, "#help") != first

    def test_in_ascii_there_is_nothing_else(self) -> None:
        with browsing(a_start(signs=ASCII), size=(40, 12)) as ui:
            ui.press("?")
            assert "".join(painted(ui, "#help")).isascii()
            ui.press("G")
            assert "".join(painted(ui, "#help")).isascii()

    @pytest.mark.parametrize("size", [(20, 5), (1, 1), (300, 100)])
    def test_at_any_size_it_opens_and_closes(self, size: tuple[int, int]) -> None:
        with browsing(size=size) as ui:
            ui.press("?")
            dialog(ui)
            ui.press("j", "pagedown")
            closes(ui, "q")

    def test_without_a_mouse_it_says_nothing_of_one(self) -> None:
        with browsing(a_start(options={"mouse": False}), size=WIDE) as ui:
            ui.press("?")
            assert "Mouse" not in help_text(ui)


@pytest.mark.parametrize("opened", ["?", "Y", ":"])
def test_a_terminal_resized_meanwhile_is_filled_below_the_dialog(opened: str) -> None:
    start = a_start(status=Status("sample"))
    with browsing(start, size=(60, 20)) as small:
        small.pause()
        expected = small.text
    with browsing(start, size=(120, 30)) as ui:
        ui.press(opened)
        dialog(ui)
        ui.resize(60, 20)
        closes(ui, "escape")
        ui.wait_for(lambda: ui.text == expected)


def test_a_list_that_arrives_meanwhile_shows_below_the_dialog() -> None:
    with browsing() as ui:
        request = ui.request()
        ui.press("?")
        dialog(ui)
        request.answer(catalogue(entry("only-one", "me", 1)))
        ui.wait_for(lambda: len(ui.screen.listed) == 1)
        closes(ui, "escape")
        assert ui.ids == ["only-one"]
        assert "only-one" in ui.table[1]
        assert "only-one" in ui.detail


@pytest.mark.parametrize("opened", ["?", "Y", "ctrl+r", ":"])
@pytest.mark.parametrize(("key", "pick"), [("ctrl+c", False), ("ctrl+q", False), ("ctrl+c", True)])
def test_what_quits_quits_from_every_dialog(opened: str, key: str, pick: bool) -> None:
    state = with_recent(State(), BASE, ["gemma"], NOW, "copied")
    with browsing(a_start(state=state, options={"pick": pick})) as ui:
        if pick:
            ui.call(lambda: ui.screen.set_focus(ui.screen.table))
        ui.press(opened)
        dialog(ui)
        ui.press(key)
        ui.wait_for(lambda: ui.app.return_value is not None)
        assert ui.app.return_value is not None
        assert ui.app.return_value.code == (130 if pick else 0)


class TestCopyAs:
    def test_it_lists_what_a_model_can_be_copied_as(self) -> None:
        with browsing() as ui:
            ui.press("Y")
            assert [one.split()[-1] for one in options(ui, "#copy-choices")] == [
                "id", "owner/id", "JSON", "curl", "Python", "TypeScript",
            ]  # fmt: skip
            assert painted(ui, "#dialog-title") == [" Copy flux.2-max as…"]

    def test_each_is_looked_at_before_it_is_copied(self) -> None:
        with browsing() as ui:
            ui.press("Y")
            assert painted(ui, "#copy-preview")[0].strip() == "flux.2-max"
            ui.press("down")
            assert painted(ui, "#copy-preview")[0].strip() == "black-forest-labs/flux.2-max"
            ui.press("down")
            assert '"owned_by": "black-forest-labs"' in "\n".join(painted(ui, "#copy-preview"))
            ui.press("end")
            assert "import OpenAI" in painted(ui, "#copy-preview")[0]

    @pytest.mark.parametrize(
        ("chosen", "said"),
        [
            (("i",), "Sent flux.2-max to"),
            (("enter",), "Sent flux.2-max to"),
            (("y",), "Sent flux.2-max to"),
            (("o",), "Sent owner/id for flux.2-max to"),
            (("j",), "Sent JSON for flux.2-max to"),
            (("c",), "Sent curl for flux.2-max to"),
            (("p",), "Sent Python for flux.2-max to"),
            (("t",), "Sent TypeScript for flux.2-max to"),
            (("down", "down", "down", "enter"), "Sent curl for flux.2-max to"),
        ],
    )
    def test_a_letter_or_enter_copies(self, chosen: tuple[str, ...], said: str) -> None:
        with browsing() as ui:
            ui.press("Y")
            dialog(ui)
            closes(ui, *chosen)
            ui.wait_for(lambda: ui.message)
            assert ui.message.startswith(said)
            assert "copied just now" in ui.detail

    def test_a_click_copies(self) -> None:
        with browsing() as ui:
            ui.press("Y")
            choices = dialog(ui).query_one("#copy-choices")
            ui.click(choices, 4, 3)
            ui.wait_for(lambda: ui.message)
            assert ui.message.startswith("Sent curl for flux.2-max")

    @pytest.mark.parametrize("key", ["escape", "q", "Y"])
    def test_it_closes_with_nothing_copied(self, key: str) -> None:
        with browsing() as ui:
            ui.press("Y")
            dialog(ui)
            closes(ui, key)
            assert ui.message == ""
            assert ui.screen.memory.uses == ()

    def test_of_marked_models_there_is_what_can_be_joined(self) -> None:
        with browsing() as ui:
            ui.press("tab", "tab", "Y")
            assert painted(ui, "#dialog-title") == [" Copy 2 ids as…"]
            assert [one.split()[-1] for one in options(ui, "#copy-choices")] == [
                "id", "owner/id", "JSON", "curl",
            ]  # fmt: skip
            assert [line.strip() for line in painted(ui, "#copy-preview")[:2]] == [
                "flux.2-max", "flux.1-kontext-max",
            ]  # fmt: skip
            closes(ui, "j")
            ui.wait_for(lambda: ui.message)
            assert ui.message.startswith("Sent JSON for 2 ids")

    def test_a_marked_model_that_went_is_still_known_by_its_id(self) -> None:
        with browsing() as ui:
            ui.press("tab", "tab")
            ui.request().answer(catalogue(entry("flux.2-max", "black-forest-labs", 1)))
            ui.wait_for(lambda: ui.ids == ["flux.2-max"])
            ui.press("Y")
            assert [line.strip() for line in painted(ui, "#copy-preview")[:2]] == [
                "flux.2-max", "flux.1-kontext-max",
            ]  # fmt: skip

    def test_the_key_is_in_none_of_them(self) -> None:
        settings = Settings(
            base=a_start(base=LUMENFALL).settings.base, key=Key("lmnfl_a.b", "test")
        )
        with browsing(a_start(settings=settings)) as ui:
            ui.press("Y")
            dialog(ui)
            for _ in range(6):
                shown = "\n".join(painted(ui, "#copy-preview"))
                assert "lmnfl_" not in shown
                ui.press("down")
            ui.press("home", "down", "down", "down")
            assert "$LUMENFALL_API_KEY" in "\n".join(painted(ui, "#copy-preview"))

    def test_json_is_offered_once_all_that_the_server_sent_is_read(self) -> None:
        whole = catalogue()
        index = replace(whole, source=None)
        with browsing(a_start(index)) as ui:
            ui.press("Y")
            assert not [one for one in options(ui, "#copy-choices") if "JSON" in one]
            closes(ui, "escape")
            ui.request().hand_over(Answer(whole, NOW, cached=True))
            ui.wait_for(lambda: ui.screen.listed.source is not None)
            ui.press("Y")
            assert [one for one in options(ui, "#copy-choices") if "JSON" in one]

    def test_a_server_without_a_key_is_asked_without_one(self) -> None:
        with browsing() as ui:
            ui.press("Y")
            dialog(ui)
            ui.press("down", "down", "down")
            assert "Authorization" not in "\n".join(painted(ui, "#copy-preview"))

    def test_what_cannot_be_seen_whole_is_refused(self) -> None:
        with browsing(a_start(catalogue(entry("evil\u202e", "x", 1)))) as ui:
            ui.press("Y")
            assert is_closed(ui)
            assert "Nothing copied" in ui.message

    def test_there_has_to_be_a_model(self) -> None:
        with browsing() as ui:
            ui.press("h", "Y")
            assert is_closed(ui)
            assert "No model here" in ui.message

    def test_foreign_text_shows_safely(self) -> None:
        model = entry("x", "y", 1) | {"note": "\x1b[31m[bold]\u202e"}
        with browsing(a_start(catalogue(model))) as ui:
            ui.press("Y")
            dialog(ui)
            ui.press("down", "down")
            shown = "".join(painted(ui, "#copy-preview"))
            assert shown.isprintable()
            assert "[bold]" in shown

    def test_a_long_preview_scrolls(self) -> None:
        model = entry("x", "y", 1) | {"many": list(range(100))}
        with browsing(a_start(catalogue(model)), size=(40, 12)) as ui:
            ui.press("Y")
            dialog(ui)
            ui.press("down", "down")
            first = painted(ui, "#copy-preview")
            ui.press("pagedown")
            assert painted(ui, "#copy-preview") != first
            ui.press("K")
            assert painted(ui, "#copy-preview") == first


class TestRecents:
    def start(self, *ids: str) -> State:
        state = State()
        for age, model_id in enumerate(ids):
            state = with_recent(state, BASE, [model_id], NOW - 3600 * (age + 1), "copied")
        return state

    def test_the_newest_stand_first_with_when(self) -> None:
        with browsing(a_start(state=self.start("gemma", "gpt-4.1"))) as ui:
            ui.press("ctrl+r")
            assert [one.split() for one in options(ui, "#recents")] == [
                ["gemma", "copied", "1", "hour", "ago"],
                ["gpt-4.1", "copied", "2", "hours", "ago"],
            ]

    def test_enter_goes_there(self) -> None:
        with browsing(a_start(state=self.start("gemma", "gpt-4.1"))) as ui:
            ui.press("ctrl+r")
            dialog(ui)
            closes(ui, "j", "enter")
            assert (ui.current, ui.searching, ui.message) == ("gpt-4.1", False, "")

    @pytest.mark.parametrize("hidden_by", [("/", "f", "l", "u", "x"), ("F",), ("w",)])
    def test_what_hides_it_is_cleared(self, hidden_by: tuple[str, ...]) -> None:
        with browsing(a_start(state=self.start("gemma"))) as ui:
            ui.press(*hidden_by)
            assert "gemma" not in ui.ids
            ui.press("ctrl+r")
            dialog(ui)
            closes(ui, "enter")
            assert (ui.current, ui.query, ui.searching) == ("gemma", "", False)

    def test_a_query_that_finds_it_stays(self) -> None:
        with browsing(a_start(state=self.start("gemma"))) as ui:
            ui.press("/")
            ui.press(*"ge")
            ui.press("ctrl+r")
            dialog(ui)
            closes(ui, "enter")
            assert (ui.current, ui.query, ui.searching) == ("gemma", "ge", False)

    def test_owners_of_the_command_line_do_not_hide_it(self) -> None:
        start = a_start(state=self.start("gemma"))
        with browsing(start) as ui:
            ui.call(lambda: ui.screen.replace_view(replace(ui.screen.view, owners=("openai",))))
            assert "gemma" not in ui.ids
            ui.press("ctrl+r")
            dialog(ui)
            closes(ui, "enter")
            assert ui.current == "gemma"

    def test_a_collapsed_group_opens(self) -> None:
        with browsing(a_start(state=self.start("gemma"))) as ui:
            ui.press("-", "ctrl+r")
            dialog(ui)
            closes(ui, "enter")
            assert ui.current == "gemma"
            assert "gpt-4.1" not in ui.ids

    def test_y_copies_straight(self) -> None:
        with browsing(a_start(state=self.start("gemma"))) as ui:
            ui.press("ctrl+r")
            dialog(ui)
            closes(ui, "y")
            ui.wait_for(lambda: ui.message)
            assert ui.message.startswith("Sent gemma to")
            assert ui.current == "flux.2-max"

    def test_one_that_is_gone_is_marked_and_copied(self) -> None:
        with browsing(a_start(state=self.start("went", "gemma"))) as ui:
            ui.press("ctrl+r")
            assert options(ui, "#recents")[0].endswith("gone")
            assert "gone" not in options(ui, "#recents")[1]
            closes(ui, "enter")
            ui.wait_for(lambda: ui.message)
            assert ui.message.startswith("Sent went to")

    def test_it_opens_from_the_search_box(self) -> None:
        with browsing(a_start(state=self.start("gemma"))) as ui:
            ui.press("/")
            ui.press(*"zzz")
            ui.press("ctrl+r")
            dialog(ui)
            closes(ui, "escape")
            assert (ui.query, ui.searching) == ("zzz", True)

    @pytest.mark.parametrize("key", ["escape", "q", "ctrl+r"])
    def test_it_closes(self, key: str) -> None:
        with browsing(a_start(state=self.start("gemma"))) as ui:
            ui.press("ctrl+r")
            dialog(ui)
            closes(ui, key)
            assert (ui.current, ui.message) == ("flux.2-max", "")

    def test_where_nothing_was_copied_it_says_so(self) -> None:
        with browsing() as ui:
            ui.press("ctrl+r")
            assert is_closed(ui)
            assert ui.message == "Nothing was copied or picked yet."

    def test_foreign_ids_show_safely(self) -> None:
        state = with_recent(State(), BASE, ["[b]\x1b[31mx"], NOW, "picked")
        with browsing(a_start(state=state)) as ui:
            ui.press("ctrl+r")
            assert "[b]\\x1b[31mx  picked just now" in options(ui, "#recents")[0]
