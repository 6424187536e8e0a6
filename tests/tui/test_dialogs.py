"""Help, copy as… and the recents: what they show, what comes of them, and the ways out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import OptionList

from lumenbrowse.catalog.view import View
from lumenbrowse.settings import Key
from lumenbrowse.storage.state import State, with_recent
from lumenbrowse.tui.bindings import ACTIONS
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


def recents(ui: Ui) -> list[str]:
    opens(ui, "ctrl+r")
    return [" ".join(one.split()) for one in options(ui, "#recents")]


class TestHelp:
    def test_it_shows_every_action_how_to_search_and_the_ids_and_a_slash_narrows_it(self) -> None:
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
            assert "y c     copy" in help_text(ui)
            assert all(action_id in help_text(ui) for action_id in ACTIONS)
            ui.press("i", "/")
            ui.write("page")
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
            assert text_of(ui, "#help")[-1].strip() == "~/c/keys.json"


class TestAllDialogs:
    def test_the_key_that_opens_one_closes_it_and_so_do_esc_and_q_with_nothing_done(self) -> None:
        with browsing(a_start(state=used("gemma"))) as ui:
            for key, *ways in (
                ("?", "escape", "q", "?", "f1"),
                ("Y", "q", "Y"),
                ("ctrl+r", "ctrl+r"),
            ):
                for close in ways:
                    opens(ui, key)
                    closes(ui, close)
                    ui.sees(current="flux.2-max", message="")
            assert "copied" not in ui.detail
            ui.sees("j", current="flux.1-kontext-max")
            # In the search box only some of the keys open one; it is as it was afterwards.
            ui.press("/", *"gpt?")
            assert is_closed(ui)
            for key in ("f1", "ctrl+r"):
                opens(ui, key)
                closes(ui, "escape")
                ui.sees(query="gpt?", searching=True)

    def test_other_keys_show_and_hold_in_them_and_the_usual_ones_do_not(self) -> None:
        other = keys(
            copy="x,ctrl+k", print="", down="n", help="h", copy_as="ctrl+t", search__recents="f2",
            recents="f2", palette="f3",
        )  # fmt: skip
        state = used("gemma", "gpt-4.1")
        start = a_start(state=state, keymap=other, keymap_path="~/c/ks", options={"mouse": False})
        with browsing(start, size=WIDE) as ui:
            opens(ui, "h")
            text = " ".join(help_text(ui).split())
            for words in (
                "x Ctrl+K copy the ID",
                "← l → collapse, expand",
                "— quit and print the ID",
                "~/c/ks",
            ):
                assert words in text
            assert "c copy the ID" not in text
            assert "Mouse" not in text
            ui.resize(*SMALL)
            first = text_of(ui, "#help")
            ui.press("j", "down", "?")
            assert text_of(ui, "#help") == first
            ui.press("n")
            assert text_of(ui, "#help") != first
            closes(ui, "h")
            found = opens(ui, "f2").query_one(OptionList)
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

    @pytest.mark.parametrize(
        ("opened", "key", "code"),
        [("?", "ctrl+c", 0), ("Y", "ctrl+q", 130), ("ctrl+r", "ctrl+q", 0), (":", "ctrl+c", 130)],
    )
    def test_what_quits_quits_from_each(self, opened: str, key: str, code: int) -> None:
        with browsing(a_start(state=used("gemma"), options={"pick": bool(code)})) as ui:
            ui.call(ui.screen.table.focus)
            opens(ui, opened)
            ui.press(key)
            ui.wait_for(lambda: ui.app.return_value is not None)
            assert ui.app.return_value is not None
            assert ui.app.return_value.code == code

    def test_what_happens_meanwhile_shows_below_and_a_paste_goes_nowhere(self) -> None:
        with browsing(size=(60, 20)) as ui:
            request, expected = ui.request(), ui.text
            for key in ("?", ":"):
                ui.resize(120, 30)
                opens(ui, key)
                ui.resize(60, 20)
                closes(ui, "escape")
                ui.wait_for(lambda: ui.text == expected)
            opens(ui, "?")
            request.answer(catalogue(entry("only-one", "me", 1)))
            ui.wait_for(lambda: ui.ids == ["only-one"])
            ui.paste("gemma")
            closes(ui, "escape")
            ui.sees(query="", table="only-one", detail="only-one")
            ui.sees("D", message="Nothing to compare with: Space marks models.")


class TestCopyAs:
    def test_each_way_is_looked_at_before_it_is_copied(self) -> None:
        with browsing() as ui:
            opens(ui, "Y")
            assert title(ui) == "Copy flux.2-max as…"
            assert choices(ui) == NAMES
            assert "".join(one.split()[0] for one in options(ui, "#copy-choices")) == "iojcpt"
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
        with browsing() as ui:
            for key, name in (
                ("o", "owner/id"), ("t", "TypeScript"), ("y", "id"), ("enter", "id"), ("click", "curl"),
            ):  # fmt: skip
                found = opens(ui, "Y").query_one("#copy-choices")
                if key == "click":
                    ui.click(found, 4, NAMES.index(name))
                else:
                    closes(ui, key)
                what = "flux.2-max" if name == "id" else f"{name} for flux.2-max"
                assert said(ui, "Sent").startswith(f"Sent {what} to"), key
                assert "copied just now" in ui.detail

    def test_of_marked_models_there_is_what_can_be_joined_and_one_that_went_is_known(self) -> None:
        settings = replace(a_start(base=LUMENFALL).settings, key=Key("lmnfl_a.b", "test"))
        with browsing(a_start(settings=settings), size=WIDE) as ui:
            for marks, ways in ((), NAMES), (("tab", "tab"), NAMES[:4]):
                opens(ui, *marks, "Y")
                assert choices(ui) == ways
                # The key is in none of them.
                seen = []
                for _ in ways:
                    seen.append("\n".join(preview(ui)))
                    ui.press("down")
                assert "lmnfl_" not in "".join(seen)
                assert "$LUMENFALL_API_KEY" in seen[3]
                if marks:
                    assert title(ui) == "Copy 2 ids as…"
                    assert seen[0].split() == ["flux.2-max", "flux.1-kontext-max"]
                closes(ui, "j" if marks else "escape")
            assert said(ui, "Sent").startswith("Sent JSON for 2 ids")
            ui.request().answer(catalogue(entry("flux.2-max", "black-forest-labs", 1)))
            ui.wait_for(lambda: ui.ids == ["flux.2-max"])
            opens(ui, "Y")
            assert preview(ui) == ["flux.2-max", "flux.1-kontext-max"]

    def test_foreign_text_shows_safely_or_is_refused_and_there_has_to_be_a_model(self) -> None:
        model = entry("x", "y", 1) | {"note": "\x1b[31m[bold]\u202e", "many": list(range(100))}
        with browsing(a_start(catalogue(model, entry("evil\u202e", "y", 0))), size=SMALL) as ui:
            opens(ui, "Y")
            ui.press("down", "down")
            first = preview(ui)
            seen = [*first]
            for _ in range(10):
                ui.press("pagedown")
                seen += preview(ui)
            assert "".join(seen).isprintable()
            assert "[bold]" in "".join(seen)
            assert preview(ui) != first
            ui.press(*["K"] * 10)
            assert preview(ui) == first
            closes(ui, "escape")
            for key, words in (("j", "Nothing copied"), ("h", "No model here")):
                ui.sees(f"{key} Y", message=words)
                assert is_closed(ui)


class TestRecents:
    def test_the_newest_stand_first_with_when_and_enter_goes_there(self) -> None:
        with browsing(a_start(state=used("gemma", "gpt-4.1", "[b]\x1b[31mx", "went"))) as ui:
            assert recents(ui) == [
                "gemma copied 1 hour ago",
                "gpt-4.1 copied 2 hours ago",
                "[b]\\x1b[31mx copied 3 hours ago · gone",
                "went copied 4 hours ago · gone",
            ]
            closes(ui, "j", "enter")
            ui.sees(current="gpt-4.1", searching=False, message="")
            ui.press("y")
            said(ui, "Sent gpt-4.1")
            assert [one.split()[0] for one in recents(ui)[:2]] == ["gpt-4.1", "gemma"]
            closes(ui, "j", "y")
            said(ui, "Sent gemma to")
            ui.sees(current="gpt-4.1")
            opens(ui, "ctrl+r")
            closes(ui, "end", "enter")
            said(ui, "Sent went to")

    def test_what_hides_one_is_cleared_and_no_more(self) -> None:
        with browsing(a_start(state=used("gemma"), view=View(owners=("openai",)))) as ui:
            for hidden_by, query, others in (
                ("", "", True), ("/ f l u x", "", True), ("F", "", True), ("w", "", True),
                ("-", "", False), ("= / g e", "ge", False),
            ):  # fmt: skip
                ui.press(*hidden_by.split())
                assert ("gemma" in ui.ids) == bool(query)
                opens(ui, "ctrl+r")
                closes(ui, "enter")
                ui.sees(current="gemma", query=query, searching=False)
                assert ("gpt-4.1" in ui.ids) == others, hidden_by

    def test_where_nothing_was_copied_they_do_not_open(self) -> None:
        with browsing() as ui:
            ui.sees("ctrl+r", message="Nothing was copied or picked yet.")
            assert is_closed(ui)
