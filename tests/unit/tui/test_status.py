"""What the bar and the panel say: what is on screen, since when, and what to do next."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lumenbrowse.catalog.view import View
from lumenbrowse.errors import FetchError
from lumenbrowse.settings import LIVE_LINE
from lumenbrowse.text.safe import is_plain
from lumenbrowse.tui.status import Status, count_words, empty_words, status_pieces

NOW = datetime(2026, 11, 23, 12, 4, tzinfo=UTC).timestamp()
HOUR, DAY = 3_600, 86_400
HOST = "api.lumenfall.ai"
FAILED = FetchError("connection refused", "is the server running?")


def words(status: Status) -> str:
    return "".join(text for text, _ in status_pieces(status, HOST, NOW, UTC))


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status(activity="asking…"), "asking…"),
        (Status("live", NOW), "live 12:04"),
        (Status("cached", NOW - 3 * HOUR, "refreshing…"), "cached 09:04 · refreshing…"),
        (
            Status("cached", NOW - 3 * DAY, "", "connection refused", offline=True),
            "cached Fri 20 Nov · offline: connection refused",
        ),
        (
            Status("cached", NOW - 400 * DAY, "", "the key was refused (HTTP 401)"),
            "cached Sun 19 Oct 2025 · refresh failed: the key was refused (HTTP 401)",
        ),
        (Status("none", None, "", "not found (HTTP 404)"), "failed: not found (HTTP 404)"),
        (Status("none", None, "", "timed out", offline=True), "offline: timed out"),
        (
            Status("live", NOW, "retrying in 2 s", "an older failure"),
            "live 12:04 · retrying in 2 s",
        ),
        (Status("cached", None), "cached —"),
    ],
)
def test_the_bar_says_what_is_on_screen_and_since_when(status: Status, said: str) -> None:
    assert words(status) == f"{HOST} · {said}"


def test_nothing_asked_yet_is_the_host_alone() -> None:
    assert words(Status()) == HOST


def test_the_sample_says_so_and_how_to_go_live() -> None:
    assert words(Status("sample")) == f"SAMPLE DATA · {LIVE_LINE}"


@pytest.mark.parametrize(
    ("status", "roles"),
    [
        (Status("live", NOW), ["host", "good"]),
        (Status("cached", NOW), ["host", "state"]),
        (Status("cached", NOW, "", "no"), ["host", "state", "error"]),
        (Status("sample"), ["sample", "state"]),
    ],
)
def test_a_failure_and_the_sample_stand_out(status: Status, roles: list[str]) -> None:
    assert [role for _, role in status_pieces(status, HOST, NOW, UTC)] == roles


@pytest.mark.parametrize(
    ("models", "owners", "said"),
    [
        (486, 61, ("486 models", "61 owners")),
        (1, 1, ("1 model", "1 owner")),
        (100_000, 1_200, ("100,000 models", "1,200 owners")),
        (0, 0, ("0 models", "0 owners")),
    ],
)
def test_counts(models: int, owners: int, said: tuple[str, str]) -> None:
    assert count_words(models, owners) == said


LIVE = Status("live", NOW)
NONE = Status("none", activity="asking…")
OVER = Status("none", failure="connection refused")


@pytest.mark.parametrize(
    ("view", "status", "failure", "said"),
    [
        (View(query="zzz"), LIVE, None, "Nothing matches “zzz”."),
        (View(), NONE, None, "Asking for the list…"),
        (View(), Status(), None, "Asking for the list…"),
        (View(), OVER, FAILED, "The list could not be had: connection refused"),
        (View(), NONE, FAILED, "Asking for the list…"),
        (View(only_favourites=True), LIVE, None, "No favourites yet."),
        (View(only_new=True), LIVE, None, "No new models."),
        (View(owners=("nobody",)), LIVE, None, "No model of these owners."),
        (View(), LIVE, None, "No models."),
    ],
)
def test_without_rows_the_reason_stands_in_their_place(
    view: View, status: Status, failure: FetchError | None, said: str
) -> None:
    assert empty_words(view, status, failure)[0] == said


@pytest.mark.parametrize(("status", "failure"), [(NONE, None), (Status(), None), (OVER, FAILED)])
def test_a_query_is_not_said_to_match_nothing_while_there_is_no_list(
    status: Status, failure: FetchError | None
) -> None:
    said = empty_words(View(query="gpt"), status, failure)
    assert not any("match" in line for line in said)


def test_a_failure_says_why_what_to_do_and_which_keys_help() -> None:
    said = empty_words(View(), OVER, FAILED)
    assert said == (
        "The list could not be had: connection refused",
        "is the server running?",
        "r tries again, q quits.",
    )
    assert len(empty_words(View(), OVER, FetchError("no"))) == 2


def test_what_was_typed_is_shown_safe_and_short() -> None:
    said = empty_words(View(query="\x1b[2J\u202e" + "x" * 500), LIVE, None)[0]
    assert is_plain(said)
    assert len(said) < 90
