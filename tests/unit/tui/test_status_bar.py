"""What the bars and the empty table say: what is on screen, since when, and what to do next."""

from datetime import UTC, datetime
from typing import Any

import pytest

from lumenbrowse.catalog.model import GONE_OWNER, Catalog, Model
from lumenbrowse.catalog.query import Known, parse
from lumenbrowse.catalog.rows import Rows
from lumenbrowse.catalog.view import View
from lumenbrowse.errors import FetchError
from lumenbrowse.settings import LIVE_LINE, Base, Settings
from lumenbrowse.text.safe import is_plain
from lumenbrowse.tui.session import Status
from lumenbrowse.tui.widgets import status_bar
from lumenbrowse.tui.widgets.row_renderer import Shown
from lumenbrowse.tui.widgets.status_bar import count_words, empty_words, top_text
from tests.unit.catalog import view_of
from tests.unit.tui import CASES

NOW = datetime(2026, 11, 23, 12, 4, tzinfo=UTC).timestamp()
STATUS = {
    "live": Status("live", NOW), "none": Status(), "asking": Status("none", activity="asking…"),
    "failed": Status("none", failure="connection refused", hint="is the server running?"),
}  # fmt: skip
ONE, GONE = Model("a", "o"), Model("b", GONE_OWNER)


@pytest.mark.parametrize(("fields", "said", "role"), CASES["status"])
def test_the_bar_says_what_is_on_screen_and_since_when(
    fields: dict[str, Any], said: str, role: str
) -> None:
    at = {"fetched_at": NOW - 3_600 * fields["hours"]} if "hours" in fields else {}
    status = Status(**{key: value for key, value in fields.items() if key != "hours"}, **at)
    pieces = status_bar.status_pieces(status, Settings(Base("https://HOST/v1")), NOW, UTC)
    assert "".join(text for text, _ in pieces) == said.replace("LIVE_LINE", LIVE_LINE)
    assert pieces[-1][1] == role


def test_what_changed_stands_before_how_long_the_list_is() -> None:
    assert count_words(Catalog([ONE] * 10_000)) == ("10,000 models", "1 owner")
    assert count_words(Catalog([ONE])) == ("1 model", "1 owner")
    part = Catalog([ONE, GONE], partial=True, total=812)
    right = top_text([], "+3 new", count_words(part))[1]
    assert [text for text, _ in right] == ["+3 new ", "· first 2 of 812 models ", "· 2 owners "]
    assert top_text([], "+3 new", ())[1] == []


@pytest.mark.parametrize(("fields", "found", "marked", "said"), CASES["matches"])
def test_the_matches_are_counted_and_their_order_is_named(
    fields: dict[str, Any], found: list[str], marked: int, said: str
) -> None:
    view, models = view_of(fields), [ONE, GONE] if "gone" in found else [ONE]
    rows = Rows([], models, parse(view.query), "ranked" in found, "close" in found)
    text = status_bar.match_text(Shown(rows, view, frozenset(map(str, range(marked)))), 9)
    assert "".join(piece for piece, _ in text[1]) == said


@pytest.mark.parametrize(("fields", "status", "failed", "said"), CASES["empty"])
def test_without_rows_the_reason_stands_in_their_place_and_what_to_do(
    fields: dict[str, Any], status: str, failed: bool, said: str
) -> None:
    listed, known = [ONE, Model("q", "o")], Known(new={"q": 1})
    words = empty_words(view_of(fields), STATUS[status], listed, known)
    assert "|".join(words) == said


def test_a_failure_says_what_is_known_and_a_query_is_shown_safe_and_short() -> None:
    assert len(empty_words(View(), Status().failed(FetchError("no"), offline=False))) == 2
    said = empty_words(View(query="\x1b[2J\u202e" + "x" * 500), STATUS["live"])[0]
    assert is_plain(said)
    assert len(said) < 90
