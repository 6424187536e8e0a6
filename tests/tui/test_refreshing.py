"""Refreshing behind the rows: nothing moves, nothing waits, and the bar tells what is on screen."""

from __future__ import annotations

import pytest

from lumenbrowse.catalog.model import EMPTY, Catalog
from lumenbrowse.catalog.view import View
from lumenbrowse.errors import (
    AnswerError,
    Cancellation,
    FetchError,
    KeyRefusedError,
    LumenbrowseError,
)
from lumenbrowse.tui.messages import Answer, ListNews
from lumenbrowse.tui.widgets.status_bar import Status
from tests.scenarios import entry
from tests.tui.factory import (
    IN_ORDER,
    NOW,
    Ui,
    a_start,
    browsing,
    catalogue,
    numbered,
)

HOUR = 3_600
CACHED = Status("cached", NOW - HOUR)
REFUSED = FetchError("connection refused", "is the server running?", transient=True)
BY_ID = View(grouping="none", sort="id", reverse=False)


def state(ui: Ui) -> str:
    """What the top bar says after the host."""
    return ui.bar().partition("models.example · ")[2].partition("   ")[0].strip()


def answered(ui: Ui, models: Catalog, number: int = 0, at: float = NOW) -> None:
    ui.request(number).answer(models, at)
    ui.wait_for(lambda: not ui.screen.status.activity)


def failed(ui: Ui, error: LumenbrowseError = REFUSED, number: int = 0) -> None:
    ui.request(number).fail(error)
    ui.wait_for(lambda: not ui.screen.status.activity)


def test_it_tells_what_is_on_screen_and_what_the_newest_request_does() -> None:
    with browsing(a_start(status=CACHED)) as ui:
        assert tuple(ui.ids) == IN_ORDER
        first = ui.request()
        assert state(ui) == "cached 07:00 · refreshing…"
        first.tell("too many requests (HTTP 429), retrying in 2 s")
        ui.wait_for(lambda: "retrying" in ui.bar())
        assert state(ui) == "cached 07:00 · too many requests (HTTP 429), retrying in 2 s"
        # r asks at once, and the older request changes nothing any more.
        ui.press("r")
        ui.request(1)
        assert first.cancelled
        first.tell("retrying in 5 s")
        over, answer = Cancellation(), Answer(catalogue(entry("too-late")), NOW)
        over.cancel()
        too_late = ListNews(over, answer), ListNews(over, REFUSED)
        ui.call(lambda: [ui.screen.post_message(news) for news in too_late])
        assert state(ui) == "cached 07:00 · refreshing…"
        answered(ui, catalogue(), 1, NOW - 2 * HOUR)
        assert (state(ui), ui.message) == ("live 06:00", "")
        assert tuple(ui.ids) == IN_ORDER
        # Rows stay, and are cached ones from a failure on.
        ui.press("j", "r")
        failed(ui, number=2)
        assert state(ui) == "cached 06:00 · offline: connection refused"
        assert ui.bar("footer") == "! connection refused: is the server running?"
        assert (tuple(ui.ids), ui.current) == (IN_ORDER, IN_ORDER[1])
        # A failure that is over leaves no word.
        ui.press("r")
        answered(ui, catalogue(), 3)
        assert (state(ui), ui.message) == ("live 08:00", "")
        assert len(ui.server.requests) == 4
        # Leaving ends the request.
        ui.press("r")
        last = ui.request(4)
        ui.press("q")
    assert last.cancelled


def test_offline_is_said_only_where_no_server_was_reached() -> None:
    errors: list[tuple[LumenbrowseError, str]] = [
        (REFUSED, "offline: connection refused"),
        (FetchError("timed out after 15 s", "x"), "refresh failed: timed out after 15 s"),
        (FetchError("bad gateway", transient=True, status=502), "refresh failed: bad gateway"),
        (KeyRefusedError("the key was refused", status=401), "refresh failed: the key was"),
        (AnswerError("unexpected answer (not JSON)"), "refresh failed: unexpected answer"),
    ]
    with browsing(a_start(status=CACHED), (120, 24)) as ui:
        for number, (error, said) in enumerate(errors):
            failed(ui, error, number)
            assert state(ui).startswith(f"cached 07:00 · {said}")
            ui.press("r")
    with browsing(a_start(status=CACHED, options={"offline": True})) as ui:
        failed(ui, FetchError("--offline is set"))
        assert state(ui) == "cached 07:00 · offline: --offline is set"


def test_without_rows_a_panel_says_why_every_key_is_harmless_and_r_tries_again() -> None:
    with browsing(a_start(EMPTY)) as ui:
        ui.request()
        ui.sees(top="models.example · asking…", table="\n   Asking for the list…\n")
        failed(ui)
        ui.sees(top="models.example · offline: connection refused", message="")
        assert [line.strip() for line in ui.table[:4]] == [
            "", "The list could not be had: connection refused", "is the server running?",
            "r tries again, q quits.",
        ]  # fmt: skip
        ui.wheel(ui.screen.table, 1)
        ui.click(ui.screen.table, 5, 3)
        for key in (*"yp foYJt1-t3jkGg[]hl=", "pagedown", "pageup", "enter"):
            ui.press(key)
            assert (ui.app.is_running, ui.app.screen) == (True, ui.screen), key
        ui.sees("r", top="models.example · asking…", table="\n   Asking for the list…\n")
        # The answer is searched by the query that is being typed.
        ui.press("/", *"gpt")
        answered(ui, catalogue(), 1)
        ui.sees(top="live 08:00", ids=["gpt-10", "gpt-4.1", "gpt-image-1.5"], current="gpt-10")
        ui.sees(detail="Owner   openai")


def test_the_panel_shows_a_long_reason_whole_at_every_width() -> None:
    hint = "https://models.example/v1/models was asked (base from --base-url); is the base right?"
    with browsing(a_start(EMPTY)) as ui:
        failed(ui, FetchError("not found (HTTP 404)", f"{hint} The server says: “no”"))
        for size in ((120, 30), (80, 24), (60, 16), (40, 24)):
            ui.resize(*size)
            said = "".join(" ".join(ui.table).replace("│", "").split())
            assert hint.replace(" ", "") in said
            assert said.endswith("“no”rtriesagain,qquits.")


@pytest.mark.parametrize(
    ("before", "after"),
    [(numbered(300), numbered(400)), (numbered(200, first=50), numbered(250))],
)
def test_the_scroll_stays_where_it_was(before: Catalog, after: Catalog) -> None:
    with browsing(a_start(before, view=BY_ID), (100, 24)) as ui:
        ui.press(*["pagedown"] * 5, *["k"] * 4)
        place = ui.table, ui.current
        answered(ui, after)
        assert len(ui.ids) == len(after.models)
        assert (ui.table, ui.current) == place
