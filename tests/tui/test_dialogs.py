"""Help, copy as… and the palette: what they show, what comes of them, and the ways out."""

from textual.widgets import Input

from lumenbrowse.settings import Key
from lumenbrowse.tui.bindings import ACTIONS, TABLE_BINDINGS
from tests.scenarios import entry
from tests.tui.dialogs import closes, commands, dialog, is_closed, opens, options, said, text_of
from tests.tui.factory import LUMENFALL, Ui, a_start, browsing, catalogue

WIDE = (120, 60)
SMALL = (40, 12)
NAMES = ["id", "owner/id", "JSON", "curl", "Python", "TypeScript"]


def help_text(ui: Ui) -> str:
    return "\n".join(text_of(ui, "#help"))


def preview(ui: Ui) -> list[str]:
    return [line.strip() for line in text_of(ui, "#copy-preview")]


def choices(ui: Ui) -> list[str]:
    return [one.split()[-1] for one in options(ui, "#copy-choices")]


class TestHelp:
    def test_it_shows_every_action_how_to_search_and_the_ids_and_a_slash_narrows_it(self) -> None:
        with browsing(size=WIDE) as ui:
            opens(ui, "?")
            text = " ".join(help_text(ui).split())
            assert [one.id for one in ACTIONS.values() if one.does.split()[-1] not in text] == []
            for words in (
                "y c copy the ID", ": Ctrl+P command palette", "words must all match; !word: not",
                "owner: goo; also in: out: can:", "Mouse",
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


class TestPalette:
    def test_every_action_is_there_and_every_theme_our_own_first(self) -> None:
        with browsing() as ui:
            assert opens(ui, ":").query_one(Input).placeholder == "Find an action"
            ui.wait_for(lambda: commands(ui))
            assert dialog(ui).query_one("LoadingIndicator").auto_refresh is None, "nothing moves"
            ends = [ACTIONS[one.id or ""].does for one in TABLE_BINDINGS if one.id != "palette"]
            assert [end for end in ends if not any(one.endswith(end) for one in commands(ui))] == []
            ui.write("choose")
            ui.wait_for(lambda: commands(ui)[0] == "choose a theme…")
            ui.press("enter")
            ui.wait_for(lambda: commands(ui)[0].startswith("lumenbrowse-"))
            found = commands(ui)
            assert found[:2] == ["lumenbrowse-dark (now)", "lumenbrowse-light"]
            assert len(found) == len(ui.app.available_themes)
            closes(ui, "down", "down", "enter")
            ui.wait_for(lambda: ui.app.theme == found[2])
            ui.app.leave()
            assert ui.start.store.state.view.theme == found[2]


def test_all_is_as_before_once_a_dialog_is_closed_in_a_smaller_terminal() -> None:
    with browsing(size=(60, 20)) as ui:
        expected = ui.text
        for key in ("?", ":"):
            ui.resize(120, 30)
            opens(ui, key)
            ui.resize(60, 20)
            closes(ui, "escape")
            ui.wait_for(lambda: ui.text == expected)


class TestCopyAs:
    def test_each_way_is_looked_at_before_it_is_copied(self) -> None:
        with browsing() as ui:
            opens(ui, "Y")
            box, shown, heights = dialog(ui).query_one("#dialog"), [], []
            for _ in NAMES:
                shown.append("\n".join(preview(ui)))
                heights.append(box.region.height)
                ui.press("down")
            assert heights[0] == len(NAMES) + 6 < max(heights) <= ui.app.size.height, heights
            assert box.region.y == 1, "the names stay where they are"
            assert shown[:2] == ["flux.2-max", "black-forest-labs/flux.2-max"]
            expected = ('"owned_by": "black', "curl ", "import OpenAI", "OpenAI")
            assert all(words in text for text, words in zip(shown[2:], expected, strict=True))
            assert "Authorization" not in shown[3], "a server without a key is asked without one"
            ui.click(dialog(ui).query_one("#copy-choices"), 4, NAMES.index("curl"))
            assert said(ui, "Sent").startswith("Sent curl for flux.2-max to")

    def test_of_marked_models_there_is_what_can_be_joined_and_one_that_went_is_known(self) -> None:
        settings = a_start(base=LUMENFALL).settings._replace(key=Key("lmnfl_a.b", "test"))
        with browsing(a_start(settings=settings), size=WIDE) as ui:
            for marks, ways in ((), NAMES), (("tab", "tab"), NAMES):
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
