"""What the two bars above the table say, from what is shown: pure."""

from __future__ import annotations

from lumenbrowse.catalog.rows import Rows
from lumenbrowse.catalog.view import View
from lumenbrowse.text.glyphs import Glyphs
from lumenbrowse.tui.widgets.status_bar import BarText, Piece


def top_text(status: list[Piece], changes: str, counts: tuple[str, ...]) -> BarText:
    """How fresh the list is; to the right what changed since the last visit, and how long it is."""
    right = [(text, "count") for text in counts]
    if changes and counts:
        right.insert(0, (changes, "good"))
    # Each dot goes with what follows it, where there is no room for that.
    dotted = (
        (f"· {text} " if place else f"{text} ", role) for place, (text, role) in enumerate(right)
    )
    return BarText(((" lumenbrowse  ", "brand"), *status), tuple(dotted))


def match_text(rows: Rows, view: View, listed: int, marked: int, signs: Glyphs) -> BarText:
    """How many of `listed` models match, how many are `marked`, what is filtered by, and the order."""
    words: list[Piece] = [("close matches ", "close")] if rows.close and rows.total else []
    if view.query or view.filtered:
        words.append((f"{_count_words(rows, listed)} ", "plain"))
    if marked:
        words.append((f"{'· ' if words else ''}{marked:,} marked ", "plain"))
    order = f"{view.sort} {signs.arrow(view.reverse)}"
    by = f"by match, {order} " if rows.ranked else f"by {order} "
    dot = "· " if words else ""
    return BarText(right=(*words, (f"{dot}{_flags(view)}{by}", "count")))


def _flags(view: View) -> str:
    flags = {
        "★ only · ": view.only_favourites,
        "new only · ": view.only_new,
        "families are guesses · ": view.grouping == "family",
    }
    return "".join(text for text, holds in flags.items() if holds)


def _count_words(rows: Rows, listed: int) -> str:
    """`7 of 486`; the rows beyond the list are favourites that are gone from it."""
    gone = 0
    if len(rows.base.order) > listed:
        gone = sum(index >= listed for index in rows.indices())
    words = f"{rows.total - gone:,} of {listed:,}"
    return f"{words} · {gone:,} gone" if gone else words
