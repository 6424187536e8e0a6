"""What is on screen and how fresh it is, in words: the bar's left side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import Literal

from lumenbrowse.catalog.view import View
from lumenbrowse.errors import LumenbrowseError
from lumenbrowse.settings import LIVE_LINE
from lumenbrowse.text import dates
from lumenbrowse.text.safe import shorten

Origin = Literal["none", "live", "cached", "sample"]


@dataclass(frozen=True, slots=True)
class Status:
    """Where the list on screen comes from, since when, and what is under way.

    `fetched_at` is a Unix time in seconds; `activity` says what a request does now; `failure` why the
    last one failed, in a few words; `offline` that it did not reach a server.
    """

    origin: Origin = "none"
    fetched_at: float | None = None
    activity: str = ""
    failure: str = ""
    offline: bool = False

    @property
    def busy(self) -> bool:
        """Whether a request is under way."""
        return bool(self.activity)


def status_pieces(
    status: Status, host: str, now: float, zone: tzinfo | None
) -> list[tuple[str, str]]:
    """The bar's words, each with its role: `live 12:04`, `cached 09:04 · refreshing…`, `SAMPLE DATA`."""
    if status.origin == "sample":
        return [("SAMPLE DATA", "sample"), (f" · {LIVE_LINE}", "state")]
    pieces = [(host, "host")]
    if status.origin != "none":
        role = "good" if status.origin == "live" else "state"
        pieces.append((f" · {status.origin} {dates.stamp(status.fetched_at, now, zone)}", role))
    if status.activity:
        pieces.append((f" · {status.activity}", "state"))
    elif status.failure:
        how = (
            "offline"
            if status.offline
            else "refresh failed"
            if status.origin != "none"
            else "failed"
        )
        pieces.append((f" · {how}: {status.failure}", "error"))
    return pieces


def count_words(models: int, owners: int) -> tuple[str, str]:
    """`486 models` and `61 owners`."""
    return _count(models, "model"), _count(owners, "owner")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def empty_words(view: View, status: Status, failure: LumenbrowseError | None) -> tuple[str, ...]:
    """What stands in the place of rows where there are none: why, and what to do next."""
    if status.origin == "none" and failure is not None and not status.busy:
        words = (f"The list could not be had: {failure.message}", failure.hint)
        return (*filter(None, words), "r tries again, q quits.")
    if status.origin == "none":
        return ("Asking for the list…",)
    if view.query:
        return (f"Nothing matches “{shorten(view.query, 60)}”.", "Esc clears the search.")
    if view.only_favourites + view.only_new + bool(view.owners) > 1:
        return ("No model is like that.", "Esc shows more.")
    if view.only_favourites:
        return ("No favourites yet.", "f makes the current model one; F shows all models again.")
    if view.only_new:
        return ("No new models.", "w shows all models again.")
    return ("No model of these owners.",) if view.owners else ("No models.",)
