"""Refreshing behind the rows: nothing moves, nothing waits, and the bar tells what is on screen."""

from __future__ import annotations

import pytest
from lumenbrowse.tui.fetching import Answer
from lumenbrowse.tui.status import Status

from lumenbrowse.catalog.model import EMPTY, Catalogue
from lumenbrowse.catalog.view import View
from lumenbrowse.errors import AnswerError, FetchError, KeyRefusedError
from lumenbrowse.storage.sample import sample_catalogue
from tests.scenarios import entry
from tests.tui.factory import (
    IN_ORDER,
    MODELS,
    NOW,
    Request,
    Ui,
    a_start,
    browsing,
    catalogue,
    numbered,
)

HOUR = 3_600
CACHED = Status("cached", NOW - HOUR)
REFUSED = FetchError("connection refused", "is the server running?", transient=True)
CHANGED = catalogue(
    *MODELS[1:],
    entry("a-new-one", "openai", 1_790_000_000),
    entry("b-new-one", "new-owner", 1_791_000_000),
    entry("c-new-one", "google", 1_600_000_000),
)
"""`MODELS` with three more and without gpt-4.1."""


def state(ui: Ui) -> str:
    """What the top bar says after the host."""
    return ui.bar().partition("models.example · ")[2].partition("   ")[0].strip()


def cached_answer(models: Catalogue) -> Answer:
    """What is handed over while the request is under way: the cache's answer with all fields."""
    return Answer(models, NOW - HOUR, cached=True)


def answered(ui: Ui, models: Catalogue, number: int = 0, at: float = NOW) -> None:
    """The list arrives."""
    ui.request(number).answer(models, at)
    ui.wait_for(lambda: not ui.screen.status.busy)


def failed(ui: Ui, error: FetchError = REFUSED, number: int = 0) -> None:
    """The list can't be had."""
    ui.request(number).fail(error)
    ui.wait_for(lambda: not ui.screen.status.busy)


class TestTheBar:
    def test_cached_rows_are_there_at_once_and_live_ones_follow(self) -> None:
        with browsing(a_start(status=CACHED)) as ui:
            assert tuple(ui.ids) == IN_ORDER
            ui.request()
            assert state(ui) == "cached 07:00 · refreshing…"
            answered(ui, catalogue())
            assert state(ui) == "live 08:00"
            assert ui.message == ""

    def test_without_a_cache_it_asks_and_says_so(self) -> None:
        with browsing(a_start(EMPTY)) as ui:
            ui.request()
            assert state(ui) == "asking…"
            assert ui.table[1] == "   Asking for the list…"
            answered(ui, catalogue())
            assert state(ui) == "live 08:00"
            assert tuple(ui.ids) == IN_ORDER
            assert ui.current == IN_ORDER[0]
            assert "Owner   black-forest-labs" in ui.detail

    def test_what_the_request_does_is_told(self) -> None:
        with browsing(a_start(status=CACHED)) as ui:
            ui.request().tell("too many requests (HTTP 429), retrying in 2 s")
            ui.wait_for(lambda: "retrying" in ui.bar())
            assert state(ui) == "cached 07:00 · too many requests (HTTP 429), retrying in 2 s"

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (REFUSED, "offline: connection refused"),
            (FetchError("redirect to another server", "x"), "refresh failed: redirect to"),
            (FetchError("timed out after 15 s", "x"), "refresh failed: timed out after 15 s"),
            (FetchError("the server failed (HTTP 500)", status=500), "refresh failed: the server"),
            (KeyRefusedError("the key was refused", status=401), "refresh failed: the key was"),
            (AnswerError("unexpected answer (not JSON)"), "refresh failed: unexpected answer"),
        ],
    )
    def test_offline_is_said_only_where_no_server_was_reached(
        self, error: FetchError, said: str
    ) -> None:
        with browsing(a_start(status=CACHED), (120, 24)) as ui:
            failed(ui, error)
            assert state(ui).startswith(f"cached 07:00 · {said}")

    def test_with_offline_asked_for_it_is_offline(self) -> None:
        with browsing(a_start(status=CACHED, options={"offline": True})) as ui:
            failed(ui, FetchError("--offline is set", "start without it to ask the server"))
            assert state(ui) == "cached 07:00 · offline: --offline is set"

    def test_live_rows_whose_refresh_fails_are_cached_ones_from_then_on(self) -> None:
        with browsing() as ui:
            answered(ui, catalogue(), at=NOW - 2 * HOUR)
            assert state(ui) == "live 06:00"
            ui.press("r")
            failed(ui, number=1)
            assert state(ui) == "cached 06:00 · offline: connection refused"

    def test_the_sample_is_never_refreshed_and_always_marked(self) -> None:
        start = a_start(sample_catalogue(), status=Status("sample"))
        with browsing(start, (120, 30)) as ui:
            ui.press("r")
            assert ui.message == "The sample does not change."
            assert ui.server.requests == []
            assert "SAMPLE DATA · export LUMENFALL_API_KEY=lmnfl_… makes it live" in ui.bar()
            ui.resize(40, 12)
            assert ui.bar().startswith("SAMPLE DATA")


class TestFailing:
    def test_rows_stay_and_the_reason_and_what_to_do_are_said(self) -> None:
        with browsing(a_start(status=CACHED)) as ui:
            ui.press("j")
            failed(ui)
            assert tuple(ui.ids) == IN_ORDER
            assert ui.current == IN_ORDER[1]
            assert ui.message == "connection refused: is the server running?"
            assert "connection refused" in ui.bar("footer")

    def test_without_rows_a_panel_says_it_all_and_r_tries_again(self) -> None:
        with browsing(a_start(EMPTY)) as ui:
            failed(ui)
            assert state(ui) == "offline: connection refused"
            assert [line.strip() for line in ui.table[:4]] == [
                "",
                "The list could not be had: connection refused",
                "is the server running?",
                "r tries again, q quits.",
            ]
            ui.press("r")
            ui.request(1)
            assert state(ui) == "asking…"
            assert ui.table[1] == "   Asking for the list…"
            answered(ui, catalogue(), 1)
            assert tuple(ui.ids) == IN_ORDER

    def test_the_panel_shows_a_long_reason_whole_at_every_width(self) -> None:
        hint = (
            "https://models.example/v1/models was asked (base from --base-url); is the base right?"
        )
        with browsing(a_start(EMPTY)) as ui:
            failed(ui, FetchError("not found (HTTP 404)", f"{hint} The server says: “no”"))
            for size in ((120, 30), (80, 24), (60, 16), (40, 24)):
                ui.resize(*size)
                said = " ".join(" ".join(ui.table).split()).replace(" │", "")
                assert hint in said or hint.replace(" ", "") in said.replace(" ", "")
                assert said.replace(" ", "").endswith("rtriesagain,qquits.")

    def test_every_key_is_harmless_while_there_is_no_list(self) -> None:
        with browsing(a_start(EMPTY)) as ui:
            failed(ui)
            for key in ("y", "enter", "p", "space", "f", "o", "Y", "J", "t", "1", "-"):
                ui.press(key)
                assert ui.app.is_running, key
                assert ui.app.screen is ui.screen, key

    def test_a_failure_that_is_over_leaves_no_word(self) -> None:
        with browsing(a_start(status=CACHED)) as ui:
            failed(ui)
            ui.press("r")
            answered(ui, catalogue(), 1)
            assert state(ui) == "live 08:00"
            assert ui.message == ""


class TestAnswers:
    def test_what_changed_is_said(self) -> None:
        with browsing() as ui:
            answered(ui, CHANGED)
            assert ui.message == "+3 new, 1 gone"

    def test_the_cursor_stays_on_its_model(self) -> None:
        with browsing() as ui:
            ui.press("G")
            answered(ui, CHANGED)
            assert ui.current == "qwen-image"
            assert any("▌ qwen-image" in line for line in ui.table)

    def test_the_scroll_stays_where_it_was(self) -> None:
        view = View(grouping="none", sort="id", reverse=False)
        with browsing(a_start(numbered(300), view=view), (100, 24)) as ui:
            ui.press(*["pagedown"] * 5)
            before, current = ui.table, ui.current
            answered(ui, numbered(400))
            assert ui.table == before
            assert ui.current == current

    def test_the_line_of_the_cursor_stays_where_models_came_above_it(self) -> None:
        view = View(grouping="none", sort="id", reverse=False)
        with browsing(a_start(numbered(200, first=50), view=view), (100, 24)) as ui:
            ui.press(*["pagedown"] * 3)
            before, current = ui.table, ui.current
            answered(ui, numbered(250))
            assert ui.current == current
            assert ui.table == before

    def test_the_query_the_marks_and_what_is_collapsed_stay(self) -> None:
        with browsing() as ui:
            ui.press("space", "]", "h", "]", "/")
            ui.write("o")
            answered(ui, CHANGED)
            assert ui.query == "o"
            assert ui.searching
            assert ui.screen.marked == ("flux.2-max",)
            ui.press("escape")
            assert "gemma" not in ui.ids
            assert any(line.startswith("●") for line in ui.table)

    def test_a_collapsed_heading_under_the_cursor_stays_current(self) -> None:
        with browsing() as ui:
            ui.press("]", "h")
            answered(ui, CHANGED)
            assert ui.current == "[google]"

    def test_where_the_current_model_is_gone_its_neighbour_is_current(self) -> None:
        view = View(grouping="none", sort="id", reverse=False)
        with browsing(a_start(view=view)) as ui:
            ui.press(*["j"] * 4)
            assert ui.current == "gpt-4.1"
            answered(ui, CHANGED)
            assert ui.current == "gpt-10"

    def test_a_marked_model_that_is_gone_stays_marked_and_that_is_said(self) -> None:
        with browsing() as ui:
            ui.press("/")
            ui.write("gpt-4")
            ui.press("tab", "escape", "escape", "g", "space")
            assert set(ui.screen.marked) == {"gpt-4.1", "flux.2-max"}
            answered(ui, CHANGED)
            assert set(ui.screen.marked) == {"gpt-4.1", "flux.2-max"}
            assert "2 marked" in ui.bar("matches")
            assert ui.message == "+3 new, 1 gone · 1 of them marked"

    def test_the_same_list_says_nothing(self) -> None:
        with browsing() as ui:
            answered(ui, catalogue())
            assert ui.message == ""

    def test_what_was_skipped_is_counted(self) -> None:
        with browsing() as ui:
            answered(ui, catalogue(*MODELS, {}, 7))
            assert ui.message == "2 entries skipped"

    def test_a_notice_that_came_with_it_is_said(self) -> None:
        with browsing() as ui:
            ui.request().answer(catalogue(), notice="the list could not be kept: the disk is full")
            ui.wait_for(lambda: ui.message)
            assert ui.message == "the list could not be kept: the disk is full"

    def test_the_fields_of_the_cached_answer_come_before_the_servers(self) -> None:
        index = catalogue()
        bare = Catalogue(index.ids, index.owners, index.added, index.names)
        with browsing(a_start(bare, status=CACHED)) as ui:
            request = ui.request()
            ui.pause()
            assert "reading the other fields" in ui.detail
            request.hand_over(cached_answer(index))
            ui.wait_for(lambda: "object  model" in ui.detail)
            assert state(ui) == "cached 07:00 · refreshing…"
            assert ui.message == ""

    def test_an_answer_while_typing_is_searched_by_the_query(self) -> None:
        with browsing(a_start(EMPTY)) as ui:
            ui.press("/")
            ui.write("gpt")
            answered(ui, catalogue())
            assert ui.ids == ["gpt-10", "gpt-4.1", "gpt-image-1.5"]
            assert ui.current == "gpt-10"


class TestAsking:
    def test_two_refreshes_never_race(self) -> None:
        with browsing(a_start(status=CACHED)) as ui:
            first = ui.request()
            ui.press("r")
            second = ui.request(1)
            assert first.cancelled
            first.answer(catalogue(entry("too-late")))
            second.answer(CHANGED)
            ui.wait_for(lambda: "live" in ui.bar())
            assert "too-late" not in ui.ids
            assert "b-new-one" in ui.ids
            assert len(ui.server.requests) == 2

    def test_r_while_it_waits_to_try_again_asks_at_once(self) -> None:
        with browsing(a_start(status=CACHED)) as ui:
            ui.request().tell("retrying in 10 s")
            ui.wait_for(lambda: "retrying" in ui.bar())
            ui.press("r")
            ui.request(1)
            assert state(ui) == "cached 07:00 · refreshing…"
            answered(ui, catalogue(), 1)
            assert state(ui) == "live 08:00"

    def test_an_older_request_changes_nothing_any_more(self) -> None:
        with browsing(a_start(status=CACHED)) as ui:
            first: Request = ui.request()
            ui.press("r")
            ui.request(1)
            first.tell("retrying in 5 s")
            first.hand_over(cached_answer(catalogue(entry("too-late"))))
            ui.pause()
            assert state(ui) == "cached 07:00 · refreshing…"
            assert "too-late" not in ui.ids

    def test_leaving_ends_the_request(self) -> None:
        with browsing(a_start(status=CACHED)) as ui:
            request = ui.request()
            ui.press("q")
        assert request.cancelled
