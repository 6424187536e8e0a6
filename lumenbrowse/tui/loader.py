"""Asking for the list behind the UI: one request at a time, in a thread, its answer told to the screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from textual.dom import DOMNode

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
"""Gets the list, in a thread. Is given a way to tell what it does now, and what cancels it.

Raises `LumenbrowseError`, and `FetchCancelledError` once it is cancelled.
"""


def no_fetch(_tell: Tell, _cancellation: Cancellation) -> Answer:
    """For a list that does not change: the sample."""
    raise FetchCancelledError("nothing to fetch")


class Loader:
    """Asks for the list and posts what comes of it to `target`; an older request's news has another number."""

    def __init__(self, fetch: Fetch, target: DOMNode) -> None:
        self._fetch = fetch
        self._target = target
        self._cancellation = Cancellation()
        self.number = 0

    def start(self) -> None:
        """Asks, after ending the request that may be under way."""
        self.cancel()
        self._cancellation = Cancellation()
        self.number += 1
        work = partial(self._run, self.number, self._cancellation)
        self._target.run_worker(work, thread=True, group="load")

    def cancel(self) -> None:
        """Ends the request that may be under way, at once."""
        self._cancellation.cancel()

    def _run(self, number: int, cancellation: Cancellation) -> None:
        post = self._target.post_message
        try:
            answer = self._fetch(lambda activity: post(Asking(number, activity)), cancellation)
        except FetchCancelledError:
            return
        except LumenbrowseError as error:
            post(ListFailed(number, error))
        else:
            post(ListArrived(number, *answer))
