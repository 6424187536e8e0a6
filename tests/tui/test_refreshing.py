"""Refreshing behind the rows: nothing moves, nothing waits, and the bar tells what is on screen."""

import pytest

from lumenbrowse.catalog.model import EMPTY, Catalog
from lumenbrowse.catalog.view import View
from lumenbrowse.errors import AnswerError, Cancellation, FetchError, KeyRefusedError
from lumenbrowse.tui.messages import ListNews
from lumenbrowse.tui.session import Status
from tests.scenarios import entry
from tests.tui.factory import (
    IN_ORDER,
    NOW,
    REFUSED,
    Ui,
    a_start,
    browsing,
    catalogue,
    numbered,
    refreshed,
)

CACHED = Status("cached", NOW - 3_600)
BY_ID = View(grouping="none", sort="id", reverse=False)


def state(ui: Ui) -> str:
    """What the top bar says after the host."""
    return ui.bar().partition("models.example · ")[2].partition("   ")[0].strip()


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
        assert first.result.cancelled()
        first.tell("retrying in 5 s")
        over, answer = Cancellation(), refreshed(catalogue(entry("too-late")), NOW)
        over.cancel()
        too_late = ListNews(over, answer), ListNews(over, REFUSED)
        ui.call(lambda: [ui.screen.post_message(news) for news in too_late])
        assert state(ui) == "cached 07:00 · refreshing…"
        ui.answered(catalogue(), 1, NOW - 7_200)
        assert (state(ui), ui.message) == ("live 06:00", "")
        assert tuple(ui.ids) == IN_ORDER
        # Rows stay, and are cached ones from a failure on.
        ui.press("j", "r")
        ui.failed(REFUSED, 2)
        assert state(ui) == "cached 06:00 · offline: connection refused"
        assert ui.bar("footer") == "! connection refused: is the server running?"
        assert (tuple(ui.ids), ui.current) == (IN_ORDER, IN_ORDER[1])
        # A failure that is over leaves no word.
        ui.press("r")
        ui.answered(catalogue(), 3)
        assert (state(ui), ui.message) == ("live 08:00", "")
        assert len(ui.server.requests) == 4
        # Leaving ends the request.
        ui.press("r")
        last = ui.request(4)
        ui.press("q")
    assert last.result.cancelled()


def test_offline_is_said_only_where_no_server_was_reached() -> None:
    errors = (
        FetchError("timed out after 15 s", "x"),
        FetchError("bad gateway", transient=True, status=502),
        KeyRefusedError("the key was refused", status=401),
        AnswerError("unexpected answer (not JSON)"),
    )
    with browsing(a_start(status=CACHED), (120, 24)) as ui:
        for number, error in enumerate(errors):
            ui.failed(error, number)
            assert state(ui) == f"cached 07:00 · refresh failed: {error.message}"
            ui.press("r")
    with browsing(a_start(status=CACHED, options={"offline": True})) as ui:
        ui.failed(FetchError("--offline is set"))
        assert state(ui) == "cached 07:00 · offline: --offline is set"


def test_the_panel_shows_a_long_reason_whole_at_every_width() -> None:
    hint = "https://models.example/v1/models was asked (base from --base-url); is the base right?"
    with browsing(a_start(EMPTY)) as ui:
        ui.failed(FetchError("not found (HTTP 404)", f"{hint} The server says: “no”"))
        for size in ((120, 30), (80, 24), (60, 16), (40, 24), (40, 12)):
            ui.resize(*size)
            said = "".join(" ".join(ui.table).replace("│", "").split())
            assert hint.replace(" ", "") in said
            assert said.endswith("“no”rtriesagain,qquits.")


@pytest.mark.parametrize(
    ("before", "after"), [(numbered(300), numbered(400)), (numbered(200, first=50), numbered(250))]
)
def test_the_scroll_stays_where_it_was(before: Catalog, after: Catalog) -> None:
    with browsing(a_start(before, view=BY_ID), (100, 24)) as ui:
        ui.press(*["pagedown"] * 5, *["k"] * 4)
        place = ui.table, ui.current
        ui.answered(after)
        assert len(ui.ids) == len(after.models)
        assert (ui.table, ui.current) == place
