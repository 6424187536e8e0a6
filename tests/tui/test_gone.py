"""Favourites that the server no longer lists: shown with F, until the user takes them off."""

from __future__ import annotations

from collections.abc import Iterable

from lumenbrowse.catalog.model import EMPTY
from lumenbrowse.storage.state import State, with_favourites
from tests.scenarios import entry
from tests.tui.factory import BASE, LUMENFALL, MODELS, a_start, browsing, catalogue


def favourites(ids: Iterable[str], base: str = BASE) -> State:
    return with_favourites(State(), base, ids, True)


GONE = favourites(["gemma", "went-10", "went-9"])
NOTE = "gone: the server no longer lists it"


def test_they_show_under_their_own_heading_in_every_order_and_can_be_found() -> None:
    with browsing(a_start(state=GONE)) as ui:
        assert "went-9" not in ui.ids
        ui.sees("F", matches="1 of 8 · 2 gone", top="8 models")
        assert [line.rstrip(" —") for line in ui.table[:5]] == [
            " ▾ google · 1", "★▌ gemma", " ▾ (gone) · 2", "★  went-9", "★  went-10",
        ]  # fmt: skip
        for key in "1233vtt":
            ui.press(key)
            assert sorted(ui.ids) == ["gemma", "went-10", "went-9"], key
        # Without headings the owner's column says so.
        assert "(gone)" in next(line for line in ui.table if "went-9" in line)
        ui.sees("/ w e n t 9", ids=["went-9"])


def test_the_pane_says_what_they_are_and_one_stays_until_it_is_taken_off() -> None:
    start = a_start(state=favourites(["gemma", "went-10", "went-9"], LUMENFALL), base=LUMENFALL)
    with browsing(start) as ui:
        ui.sees("F G", current="went-10", detail=NOTE)
        ui.sees(detail="a favourite")
        assert "Page" not in ui.detail
        ui.press("space", "y")
        ui.wait_for(lambda: ui.message)
        ui.sees(message="Sent went-10 to", detail="copied")
        ui.sees("f", message="went-10 is no longer a favourite.", ids=["gemma", "went-9"])
        ui.sees(current="went-9")
        ui.sees("f", ids=["gemma"], current="gemma")
        ui.press("F")
        assert len(ui.ids) == len(MODELS)


def test_back_to_all_models_the_cursor_is_on_one_of_them() -> None:
    with browsing(a_start(state=GONE)) as ui:
        ui.sees("F G F", current="flux.2-max")
        ui.sees("F g F", current="gemma")
        ui.sees("F", current="gemma")


def test_one_that_goes_while_one_looks_is_gone_and_back_again_a_model() -> None:
    with browsing(a_start(state=favourites(["gemma", "gpt-10"]))) as ui:
        ui.sees("F", current="gpt-10")
        left = [model for model in MODELS if model["id"] != "gpt-10"]
        ui.request().answer(catalogue(*left))
        ui.wait_for(lambda: "7 models" in ui.bar())
        ui.sees(ids=["gemma", "gpt-10"], current="gpt-10", detail=NOTE)
        ui.press("r")
        ui.request(1).answer(catalogue(*left, entry("gpt-10", "openai", 1)))
        ui.wait_for(lambda: "8 models" in ui.bar())
        ui.sees(groups=["openai", "google"], current="gpt-10")
        assert "gone:" not in ui.detail


def test_before_there_is_a_list_nothing_is_said_to_be_gone() -> None:
    with browsing(a_start(EMPTY, state=GONE)) as ui:
        ui.sees("F", ids=[])
        assert "gone" not in ui.text
