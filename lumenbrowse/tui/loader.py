"""Asking for the list behind the UI, in a thread, its answer told to the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from textual.message import Message

from lumenbrowse.catalog.model import Catalog
from lumenbrowse.errors import Cancellation, FetchCancelledError, LumenbrowseError
from lumenbrowse.tui.messages import Asking, ListArrived, ListFailed


class Answer(NamedTuple):
    """What a request brought: `fetched_at` is a Unix time, `notice` what else the user should know."""

    catalog: Catalog
    fetched_at: float
    notice: str = ""


Tell = Callable[[str], object]
Fetch = Callable[[Tell, Cancellation], Answer]
"""Gets the list, in a thread. Raises `LumenbrowseError`, and `FetchCancelledError` once it is cancelled."""


def load(fetch: Fetch, request: Cancellation, post: Callable[[Message], object]) -> None:
    """Asks for the list, and posts what comes of it; it blocks."""
    try:
        answer = fetch(lambda activity: post(Asking(request, activity)), request)
    except FetchCancelledError:
        return
    except LumenbrowseError as error:
        post(ListFailed(request, error))
    else:
        post(ListArrived(request, answer))
