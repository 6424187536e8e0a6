"""What the bars and the empty table say: what is on screen, since when, and what to do next."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lumenbrowse.catalog.model import GONE_OWNER, make_model
from lumenbrowse.catalog.query import Known, parse
from lumenbrowse.catalog.rows import Rows
from lumenbrowse.catalog.view import View
from lumenbrowse.errors import FetchError
from lumenbrowse.settings import LIVE_LINE
from lumenbrowse.text.glyphs import UNICODE
from lumenbrowse.text.safe import is_plain
from lumenbrowse.tui.widgets.status_bar import (
    Status,
    count_words,
    empty_words,
    match_text,
    status_pieces,
    top_text,
)

NOW = datetime(2026, 11, 23, 12, 4, tzinfo=UTC).timestamp()
HOUR, DAY = 3_600, 86_400
HOST = "api.lumenfall.ai"
FAILED = FetchError("connection refused", "is the server running?")
LIVE, NONE = Status("live", NOW), Status("none", activity="asking…")
OVER = Status("none", failure="connection refused")


@pytest.mark.parametrize(
    ("status", "said", "role"),
    [
        (Status(), HOST, "host"),
        (Status(activity="asking…"), f"{HOST} · asking…", "state"),
        (LIVE, f"{HOST} · live 12:04", "good"),
        (Status("cached", NOW - 3 * HOUR, "refreshing…"), f"{HOST} · cached 09:04 · refreshing…", "state"),
        (Status("cached", NOW - 3 * DAY, "", "refused", offline=True),
         f"{HOST} · cached Fri 20 Nov · offline: refused", "error"),
        (Status("cached", NOW - 400 * DAY, "", "the key was refused (HTTP 401)"),
         f"{HOST} · cached Sun 19 Oct 2025 · refresh failed: the key was refused (HTTP 401)", "error"),
        (Status("none", None, "", "not found"), f"{HOST} · failed: not found", "error"),
        (Status("none", None, "", "timed out", offline=True), f"{HOST} · offline: timed out", "error"),
        (Status("live", NOW, "retrying in 2 s", "older"), f"{HOST} · live 12:04 · retrying in 2 s", "state"),
        (Status("cached"), f"{HOST} · cached —", "state"),
        (Status("sample"), f"SAMPLE DATA · {LIVE_LINE}", "state"),
    ],
)  # fmt: skip
def test_the_bar_says_what_is_on_screen_and_since_when(
    status: Status, said: str, role: str
) -> None:
    pieces = status_pieces(status, HOST, NOW, UTC)
    assert "".join(text for text, _ in pieces) == said
    assert pieces[-1][1] == role


def test_what_changed_stands_before_how_long_the_list_is() -> None:
    assert count_words(100_000, 1) == ("100,000 models", "1 owner")
    assert count_words(1, 0) == ("1 model", "0 owners")
    right = top_text([], "+3 new", count_words(486, 61)).right
    assert [text for text, _ in right] == ["+3 new ", "· 486 models ", "· 61 owners "]
    assert top_text([], "+3 new", ()).right == []


ONE, GONE = make_model("a", "o"), make_model("b", GONE_OWNER)


@pytest.mark.parametrize(
    ("rows", "view", "marked", "said"),
    [
        (Rows([ONE], [ONE]), View(), 0, "by added ↓ "),
        (Rows([ONE], [ONE], ranked=True), View("a", sort="id", reverse=False), 0, "1 of 9 · by match, id ↑ "),
        (Rows([ONE], [ONE], close=True), View("x"), 2, "close matches 1 of 9 · 2 marked · by added ↓ "),
        (Rows([ONE, GONE], [ONE, GONE]), View(only_favourites=True), 0,
         "1 of 9 · 1 gone · ★ only · by added ↓ "),
        (Rows([ONE], [ONE]), View(only_new=True, grouping="family"), 0,
         "1 of 9 · new only · families are guesses · by added ↓ "),
        (Rows([ONE], [ONE], parse("price:abc x")), View("price:abc x", owners=("google", "x" * 30)), 0,
         f"price:abc? · 1 of 9 · google/{'x' * 12}… only · by added ↓ "),
        (Rows([ONE], [ONE]), View("a", sort="price", reverse=False, strict=True), 0, "1 of 9 · by price ↑ "),
    ],
)  # fmt: skip
def test_the_matches_are_counted_and_their_order_is_named(
    rows: Rows, view: View, marked: int, said: str
) -> None:
    assert "".join(text for text, _ in match_text(rows, view, 9, marked, UNICODE).right) == said


@pytest.mark.parametrize(
    ("view", "status", "failure", "said"),
    [
        (View(query="zzz"), LIVE, None, "Nothing matches “zzz”."),
        (View(query="zzz"), NONE, None, "Asking for the list…"),
        (View(), Status(), None, "Asking for the list…"),
        (View(query="zzz"), OVER, FAILED, "The list could not be had: connection refused"),
        (View(), NONE, FAILED, "Asking for the list…"),
        (View(only_favourites=True), LIVE, None, "No favourites yet."),
        (View(only_new=True), LIVE, None, "No new models."),
        (View(owners=("nobody",)), LIVE, None, "No model's owner is nobody."),
        (View(), LIVE, None, "No models."),
    ],
)
def test_without_rows_the_reason_stands_in_their_place(
    view: View, status: Status, failure: FetchError | None, said: str
) -> None:
    assert empty_words(view, status, failure)[0] == said


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (View("zzz", only_new=True), "Nothing matches “zzz”.|Besides: new only.|Esc clears the search."),
        (View("a", only_favourites=True, owners=("o",)),
         "No favourites yet.|Besides: “a”, o only.|f makes the current model one; F shows all models again."),
        (View("a", only_new=True),
         "No model is all of this: “a”, new only.|Esc takes off one after the other."),
    ],
)  # fmt: skip
def test_of_several_filters_the_one_that_leaves_nothing_is_named(view: View, said: str) -> None:
    listed, known = [ONE, make_model("q", "o")], Known(new={"q"})
    assert "|".join(empty_words(view, LIVE, None, listed, known)) == said


def test_a_failure_says_what_to_do_and_a_query_is_shown_safe_and_short() -> None:
    assert empty_words(View(), OVER, FAILED)[1:] == (FAILED.hint, "r tries again, q quits.")
    assert len(empty_words(View(), OVER, FetchError("no"))) == 2
    said = empty_words(View(query="\x1b[2J\u202e" + "x" * 500), LIVE, None)[0]
    assert is_plain(said)
    assert len(said) < 90
