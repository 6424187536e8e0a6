"""Help, copy as… and the recents: what they show, what comes of them, and the ways out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import OptionList

from lumenbrowse.catalog.view import View
from lumenbrowse.settings import Key
from lumenbrowse.storage.state import State, with_recent
from lumenbrowse.tui.bindings import ACTIONS
from lumenbrowse.tui.widgets.status_bar import Status
from tests.scenarios import entry
from tests.tui.dialogs import closes, dialog, is_closed, keys, opens, options, said, text_of, title
from tests.tui.factory import BASE, LUMENFALL, NOW, Ui, a_start, browsing, catalogue

WIDE = (120, 60)
SMALL = (40, 12)
NAMES = ["id", "owner/id", "JSON", "curl", "Python", "TypeScript"]


def used(*ids: str) -> State:
    """A state with these ids copied, the first one an hour ago, each an hour before the one before."""
    state = State()
    for age, model_id in enumerate(ids, 1):
        state = with_recent(state, BASE, [model_id], NOW - 3600 * age, "copied")
    return state


def help_text(ui: Ui) -> str:
    return "\n".join(text_of(ui, "#help"))


def preview(ui: Ui) -> list[str]:
    return [line.strip() for line in text_of(ui, "#copy-preview")]


def choices(ui: Ui) -> list[str]:
    return [one.split()[-1] for one in options(ui, "#copy-choices")]


class TestHelp:
    def test_it_shows_every_action_how_to_search_and_the_ids_for_keys_json(self) -> None:
        with browsing(size=WIDE) as ui:
            opens(ui, "?")
            text = " ".join(help_text(ui).split())
            assert [one.id for one in ACTIONS.values() if one.does.split()[-1] not in text] == []
            for words in (
                "y c copy the ID", ": Ctrl+P command palette", "words must all match",
                "owner:name as in owner:goo", "!word without it", "Mouse",
            ):  # fmt: skip
                assert words in text
            ui.press("i")
            text = help_text(ui)
            assert "y c     copy" in text
            assert all(action_id in text for action_id in ACTIONS)
            ui.press("i")
            assert "copy the ID" in help_text(ui)

    def test_keys_show_as_they_are_now(self) -> None:
        other = keys(copy="x,ctrl+k", help="h", print="")
        start = a_start(keymap=other, keymap_path="~/c/keys.json", options={"mouse": False})
        with browsing(start, size=WIDE) as ui:
            opens(ui, "h")
            text = " ".join(help_text(ui).split())
            for words in (
                "x Ctrl+K copy the ID", "← l → collapse, expand", "— quit and print the ID", "~/c/keys.json",
            ):  # fmt: skip
                assert words in text
            assert "c copy the ID" not in text
            assert "Mouse" not in text
            closes(ui, "h")

    def test_f1_opens_it_from_the_search_box_where_a_question_mark_is_typed(self) -> None:
        with browsing() as ui:
            ui.press("/", *"gpt?")
            assert is_closed(ui)
            opens(ui, "f1")
            closes(ui, "escape")
            assert (ui.query, ui.searching) == ("gpt?", True)

    def test_a_slash_narrows_it_to_what_has_the_words(self) -> None:
        with browsing() as ui:
            opens(ui, "?")
            ui.press("/", *"page")
            ui.wait_for(lambda: "favourite" not in help_text(ui))
            assert "open the model's page" in help_text(ui)
            ui.press("enter", "i")
            ui.wait_for(lambda: "open_page" in help_text(ui))
            closes(ui, "escape")

    def test_it_scrolls_to_its_end_on_a_small_screen(self) -> None:
        with browsing(a_start(keymap_path="~/c/keys.json"), size=SMALL) as ui:
            opens(ui, "?")
            first = text_of(ui, "#help")
            assert first[0].strip() == "Take"
            for down in ("down", "j", "pagedown", "space"):
                ui.press(down)
                assert text_of(ui, "#help")[0] != first[0], down
                ui.press("home")
                assert text_of(ui, "#help") == first
            ui.press("G")
            seen = text_of(ui, "#help")
            assert seen[-1].strip() == "~/c/keys.json"
            while text_of(ui, "#help") != first:
                ui.press("pageup")
                seen += text_of(ui, "#help")
            text = "\n".join(seen)
            assert [a.id for a in ACTIONS.values() if a.does.split()[-1] not in text] == []


class TestAllDialogs:
    def test_the_key_that_opens_one_closes_it_and_so_do_esc_and_q_with_nothing_done(self) -> None:
        with browsing(a_start(state=used("gemma"))) as ui:
            for key, another in (("?", "f1"), ("Y", "Y"), ("ctrl+r", "ctrl+r")):
                for close in ("escape", "q", key, another):
                    opens(ui, key)
                    closes(ui, close)
                    assert (ui.current, ui.message) == ("flux.2-max", ""), (key, close)
            assert "copied" not in ui.detail
            ui.press("j")
            assert ui.current == "flux.1-kontext-max"

    def test_other_keys_hold_in_them_and_the_usual_ones_do_not(self) -> None:
        other = keys(
            down="n", help="x", copy_as="ctrl+t", search__recents="f2", recents="f2", palette="f3"
        )
        state = used("gemma", "gpt-4.1")
        with browsing(a_start(state=state, keymap=other), size=SMALL) as ui:
            opens(ui, "x")
            first = text_of(ui, "#help")
            ui.press("j", "down", "?")
            assert text_of(ui, "#help") == first
            ui.press("n")
            assert text_of(ui, "#help") != first
            closes(ui, "x")
            opens(ui, "f2")
            found = dialog(ui).query_one(OptionList)
            ui.press("j", "ctrl+r")
            assert (is_closed(ui), found.highlighted) == (False, 0)
            ui.press("n")
            assert found.highlighted == 1
            closes(ui, "f2")
            opens(ui, "ctrl+t")
            ui.press("Y")
            assert not is_closed(ui)
            closes(ui, "ctrl+t")
            ui.press("?", "Y", "ctrl+r", ":")
            assert is_closed(ui)

    @pytest.mark.parametrize("opened", ["?", "Y", "ctrl+r", ":"])
    @pytest.mark.parametrize(("key", "pick"), [("ctrl+c", False), ("ctrl+q", True)])
    def test_what_quits_quits_from_each(self, opened: str, key: str, pick: bool) -> None:
        with browsing(a_start(state=used("gemma"), options={"pick": pick})) as ui:
            if pick:
                ui.call(lambda: ui.screen.set_focus(ui.screen.table))
            opens(ui, opened)
            ui.press(key)
            ui.wait_for(lambda: ui.app.return_value is not None)
            assert ui.app.return_value is not None
            assert ui.app.return_value.code == (130 if pick else 0)

    @pytest.mark.parametrize("opened", ["?", "Y", ":"])
    def test_a_terminal_resized_meanwhile_is_filled_below(self, opened: str) -> None:
        start = a_start(status=Status("sample"))
        with browsing(start, size=(60, 20)) as small:
            expected = small.text
        with browsing(start, size=(120, 30)) as ui:
            opens(ui, opened)
            ui.resize(60, 20)
            closes(ui, "escape")
            ui.wait_for(lambda: ui.text == expected)

    def test_a_list_that_arrives_meanwhile_shows_below_and_a_paste_goes_nowhere(self) -> None:
        with browsing() as ui:
            request = ui.request()
            opens(ui, "?")
            request.answer(catalogue(entry("only-one", "me", 1)))
            ui.wait_for(lambda: ui.ids == ["only-one"])
            ui.paste("gemma")
            closes(ui, "escape")
            assert ui.query == ""
            assert "only-one" in ui.table[1]
            assert "only-one" in ui.detail


class TestCopyAs:
    def test_each_way_is_looked_at_before_it_is_copied(self) -> None:
        with browsing() as ui:
            opens(ui, "Y")
            assert title(ui) == "Copy flux.2-max as…"
            assert choices(ui) == NAMES
            box, shown, heights = dialog(ui).query_one("#dialog"), [], []
            for _ in NAMES:
                shown.append("\n".join(preview(ui)))
                heights.append(box.region.height)
                ui.press("down")
            assert heights[0] == len(NAMES) + 6 < max(heights) <= ui.app.size.height, heights
            assert box.region.y == 1, "the names stay where they are"
            assert shown[:2] == ["flux.2-max", "black-forest-labs/flux.2-max"]
            for text, words in zip(
                shown[2:], ('"owned_by": "black', "curl ", "import OpenAI", "OpenAI"), strict=True
            ):
                assert words in text
            assert "Authorization" not in shown[3], "a server without a key is asked without one"

    def test_a_letter_enter_or_a_click_copies(self) -> None:
        ways = [*zip("iojcpt", NAMES, strict=True), ("enter", "id"), ("y", "id")]
        with browsing() as ui:
            for key, name in (*ways, ("click", "curl")):
                found = opens(ui, "Y").query_one("#copy-choices")
                if key == "click":
                    ui.click(found, 4, NAMES.index(name))
                else:
                    closes(ui, key)
                what = "flux.2-max" if name == "id" else f"{name} for flux.2-max"
                assert said(ui, "Sent").startswith(f"Sent {what} to"), key
                assert "copied just now" in ui.detail

    def test_of_marked_models_there_is_what_can_be_joined_and_one_that_went_is_known(self) -> None:
        with browsing() as ui:
            ui.press("tab", "tab")
            opens(ui, "Y")
            assert (title(ui), choices(ui)) == ("Copy 2 ids as…", NAMES[:4])
            assert preview(ui) == ["flux.2-max", "flux.1-kontext-max"]
            closes(ui, "j")
            assert said(ui, "Sent").startswith("Sent JSON for 2 ids")
            ui.request().answer(catalogue(entry("flux.2-max", "black-forest-labs", 1)))
            ui.wait_for(lambda: ui.ids == ["flux.2-max"])
            opens(ui, "Y")
            assert preview(ui) == ["flux.2-max", "flux.1-kontext-max"]

    def test_the_key_is_in_none_of_them(self) -> None:
        settings = replace(a_start(base=LUMENFALL).settings, key=Key("lmnfl_a.b", "test"))
        with browsing(a_start(settings=settings), size=WIDE) as ui:
            for marks, ways in ((), NAMES), (("tab", "tab"), NAMES[:4]):
                opens(ui, *marks, "Y")
                seen = []
                for _ in ways:
                    seen.append("\n".join(preview(ui)))
                    ui.press("down")
                assert "lmnfl_" not in "".join(seen)
                assert "$LUMENFALL_API_KEY" in seen[3]
                closes(ui, "escape")

    def test_what_cannot_be_seen_whole_is_refused_and_there_has_to_be_a_model(self) -> None:
        with browsing(a_start(catalogue(entry("evil\u202e", "x", 1)))) as ui:
            for key, words in (("K", "Nothing copied"), ("h", "No model here")):
                ui.press(key, "Y")
                assert (is_closed(ui), words in ui.message) == (True, True)

    def test_foreign_text_shows_safely_and_a_long_one_scrolls(self) -> None:
        model = entry("x", "y", 1) | {"note": "\x1b[31m[bold]\u202e", "many": list(range(100))}
        with browsing(a_start(catalogue(model)), size=SMALL) as ui:
            opens(ui, "Y")
            ui.press("down", "down")
            first = preview(ui)
            seen = list(first)
            for _ in range(40):
                ui.press("pagedown")
                seen += preview(ui)
            assert "".join(seen).isprintable()
            assert "[bold]" in "".join(seen)
            assert preview(ui) != first
            ui.press(*["K"] * 40)
            assert preview(ui) == first


class TestRecents:
    def test_the_newest_stand_first_with_when_and_enter_goes_there(self) -> None:
        with browsing(a_start(state=used("gemma", "gpt-4.1", "went"))) as ui:
            opens(ui, "ctrl+r")
            assert [" ".join(one.split()) for one in options(ui, "#recents")] == [
                "gemma copied 1 hour ago",
                "gpt-4.1 copied 2 hours ago",
                "went copied 3 hours ago · gone",
            ]
            closes(ui, "j", "enter")
            assert (ui.current, ui.searching, ui.message) == ("gpt-4.1", False, "")
            ui.press("y")
            said(ui, "Sent gpt-4.1")
            opens(ui, "ctrl+r")
            assert [one.split()[0] for one in options(ui, "#recents")] == [
                "gpt-4.1", "gemma", "went",
            ]  # fmt: skip
            closes(ui, "j", "y")
            said(ui, "Sent gemma to")
            assert ui.current == "gpt-4.1", "y copies straight"
            opens(ui, "ctrl+r")
            closes(ui, "end", "enter")
            said(ui, "Sent went to")

    @pytest.mark.parametrize(
        ("hidden_by", "query", "owners"),
        [("/ f l u x", "", ()), ("F", "", ()), ("w", "", ()), ("-", "", ()), ("/ g e", "ge", ()),
         ("", "", ("openai",))],
    )  # fmt: skip
    def test_what_hides_one_is_cleared_and_no_more(
        self, hidden_by: str, query: str, owners: tuple[str, ...]
    ) -> None:
        with browsing(a_start(state=used("gemma"), view=View(owners=owners))) as ui:
            ui.press(*hidden_by.split())
            assert ("gemma" in ui.ids) == bool(query)
            opens(ui, "ctrl+r")
            closes(ui, "enter")
            assert (ui.current, ui.query, ui.searching) == ("gemma", query, False)
            assert ("gpt-4.1" in ui.ids) == (hidden_by != "-" and not query)

    def test_it_opens_from_the_search_box_and_where_nothing_was_copied_not_at_all(self) -> None:
        with browsing(a_start(state=used("gemma"))) as ui:
            opens(ui, "/", *"zzz", "ctrl+r")
            closes(ui, "escape")
            assert (ui.query, ui.searching) == ("zzz", True)
        with browsing() as ui:
            ui.press("ctrl+r")
            assert is_closed(ui)
            assert ui.message == "Nothing was copied or picked yet."

    def test_foreign_ids_show_safely(self) -> None:
        state = with_recent(State(), BASE, ["[b]\x1b[31mx"], NOW, "picked")
        with browsing(a_start(state=state)) as ui:
            opens(ui, "ctrl+r")
            assert "[b]\\x1b[31mx  picked just now" in options(ui, "#recents")[0]
