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
    """Asks for the list, one request at a time, and posts what comes of it to `target`."""

    def __init__(self, fetch: Fetch, target: DOMNode) -> None:
        self._fetch = fetch
        self._target = target
        self._request = Cancellation()

    def start(self) -> None:
        """Asks, after ending the request that may be under way."""
        self.cancel()
        self._request = Cancellation()
        self._target.run_worker(partial(self._run, self._request), thread=True, group="load")

    def cancel(self) -> None:
        """Ends the request that may be under way, at once."""
        self._request.cancel()

    def _run(self, request: Cancellation) -> None:
        post = self._target.post_message
        try:
            answer = self._fetch(lambda activity: post(Asking(request, activity)), request)
        except FetchCancelledError:
            return
        except LumenbrowseError as error:
            post(ListFailed(request, error))
        else:
            post(ListArrived(request, answer))
