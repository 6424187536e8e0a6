"""Favourites that the server no longer lists: shown with F, until the user takes them off."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from lumenbrowse.catalog.model import EMPTY
from lumenbrowse.catalog.view import View
from lumenbrowse.storage.state import State, with_favourites
from tests.scenarios import entry
from tests.tui.factory import BASE, LUMENFALL, MODELS, a_start, browsing, catalogue


def favourites(ids: Iterable[str], base: str = BASE) -> State:
    return with_favourites(State(), base, ids, True)


GONE = favourites(["gemma", "went-10", "went-9"])


def test_they_show_under_their_own_heading() -> None:
    with browsing(a_start(state=GONE)) as ui:
        assert "went-9" not in ui.ids
        ui.press("F")
        assert [line.rstrip(" —") for line in ui.table[:5]] == [
            " ▾ google · 1", "★▌ gemma", " ▾ (gone) · 2", "★  went-9", "★  went-10",
        ]  # fmt: skip
        assert ui.bar("matches").startswith("1 of 8 · 2 gone")
        assert "8 models" in ui.bar()


def test_the_pane_says_what_they_are() -> None:
    with browsing(a_start(state=favourites(["went"], LUMENFALL), base=LUMENFALL)) as ui:
        ui.press("F")
        assert ui.current == "went"
        assert "gone: the server no longer lists it" in ui.detail
        assert "a favourite" in ui.detail
        assert "Page" not in ui.detail


def test_the_owners_column_says_so_where_there_are_no_headings() -> None:
    with browsing(a_start(state=GONE), size=(60, 20)) as ui:
        ui.press("F", "t")
        assert "(gone)" in next(line for line in ui.table if "went-9" in line)


def test_one_stays_until_it_is_taken_off() -> None:
    with browsing(a_start(state=GONE)) as ui:
        ui.press("F", "G", "f")
        assert ui.ids == ["gemma", "went-9"]
        assert ui.message == "went-10 is no longer a favourite."
        assert ui.current == "went-9"
        ui.press("f")
        assert ui.ids == ["gemma"]
        assert ui.current == "gemma"
        ui.press("F")
        assert len(ui.ids) == len(MODELS)


def test_back_to_all_models_the_cursor_is_on_one_of_them() -> None:
    with browsing(a_start(state=GONE)) as ui:
        ui.press("F", "G", "F")
        assert ui.current == "flux.2-max"
        ui.press("F", "F")
        assert ui.current in {model["id"] for model in MODELS}


def test_the_cursor_stays_on_a_listed_favourite() -> None:
    with browsing(a_start(state=GONE)) as ui:
        ui.press("/", *"gemma", "enter", "escape", "F")
        assert ui.current == "gemma"
        ui.press("F")
        assert ui.current == "gemma"


def test_they_can_be_searched_and_copied() -> None:
    with browsing(a_start(state=GONE)) as ui:
        ui.press("F", "/", *"went9")
        assert ui.ids == ["went-9"]
        ui.press("ctrl+y")
        ui.wait_for(lambda: ui.message)
        assert ui.message.startswith("Sent went-9 to")


@pytest.mark.parametrize("keys", [("1",), ("2",), ("3", "3"), ("t",), ("v",)])
def test_every_order_shows_them(keys: tuple[str, ...]) -> None:
    with browsing(a_start(state=GONE)) as ui:
        ui.press("F", *keys)
        assert sorted(ui.ids) == ["gemma", "went-10", "went-9"]


def test_one_that_goes_while_one_looks_is_shown_as_gone() -> None:
    with browsing(a_start(state=favourites(["gemma", "gpt-10"]))) as ui:
        ui.press("F")
        assert ui.current == "gpt-10"
        left = [model for model in MODELS if model["id"] != "gpt-10"]
        ui.request().answer(catalogue(*left))
        ui.wait_for(lambda: len(ui.screen.listed) == len(left))
        assert ui.ids == ["gemma", "gpt-10"]
        assert ui.current == "gpt-10"
        assert "gone: the server no longer lists it" in ui.detail


def test_one_that_comes_back_is_a_model_again() -> None:
    with browsing(a_start(state=GONE)) as ui:
        ui.press("F", "G")
        ui.request().answer(catalogue(*MODELS, entry("went-10", "openai", 1)))
        ui.wait_for(lambda: len(ui.screen.listed) == len(MODELS) + 1)
        assert ui.current == "went-10"
        assert ui.groups == ["openai", "google", "(gone)"]
        assert "gone:" not in ui.detail


def test_before_there_is_a_list_nothing_is_said_to_be_gone() -> None:
    with browsing(a_start(EMPTY, state=GONE)) as ui:
        ui.press("F")
        assert ui.ids == []
        assert "gone" not in ui.text


def test_started_with_favourites_only_they_are_there_at_once() -> None:
    with browsing(a_start(state=GONE, view=View(only_favourites=True))) as ui:
        assert ui.ids == ["gemma", "went-9", "went-10"]


def test_marks_and_recents_reach_them() -> None:
    with browsing(a_start(state=GONE)) as ui:
        ui.press("F", "G", "space")
        assert ui.screen.marked == ("went-10",)
        ui.press("y")
        ui.wait_for(lambda: ui.message)
        assert [use.id for use in ui.screen.memory.uses] == ["went-10"]
