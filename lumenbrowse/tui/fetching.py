"""Fetching behind the UI: one request at a time, in a thread, its answer told to the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from textual.message import Message
from textual.message_pump import MessagePump

from lumenbrowse.api.cancellation import Cancellation, FetchCancelledError
from lumenbrowse.catalog.arranging import Arranger
from lumenbrowse.catalog.model import Catalogue
from lumenbrowse.errors import LumenbrowseError
from lumenbrowse.storage.visits import Changes


@dataclass(frozen=True, slots=True)
class Answer:
    """What a fetch brought: `fetched_at` is a Unix time; `notice` what else the user should know.

    `cached` says that it is the answer of the cache with all its fields, not the server's.
    """

    catalogue: Catalogue
    fetched_at: float
    notice: str = ""
    cached: bool = False


Tell = Callable[[str], None]
Fetch = Callable[[Tell, Callable[[Answer], None], Cancellation], Answer]
"""Gets the list. Is given a way to tell what it does now ("retrying in 2 s"), one to hand over the cached
answer in full on the way, and what cancels it. Raises `LumenbrowseError`. Runs in a thread."""


def no_fetch(_tell: Tell, _cached: Callable[[Answer], None], _cancellation: Cancellation) -> Answer:
    """For a list that does not change: the sample."""
    raise FetchCancelledError("nothing to fetch")


class Told(Message):
    """What the request does now."""

    def __init__(self, number: int, activity: str) -> None:
        super().__init__()
        self.number = number
        self.activity = activity


@dataclass(frozen=True, slots=True)
class Prepared:
    """An answer made ready to show, off the event loop: `changed` says what is other than before."""

    answer: Answer
    arranger: Arranger
    changes: Changes
    changed: str = ""


class Arrived(Message):
    """The list arrived."""

    def __init__(self, number: int, prepared: Prepared) -> None:
        super().__init__()
        self.number = number
        self.prepared = prepared


class Failed(Message):
    """The list could not be had."""

    def __init__(self, number: int, error: LumenbrowseError) -> None:
        super().__init__()
        self.number = number
        self.error = error


class Fetcher:
    """Runs one fetch at a time, in a thread. What comes of an older one is known by its number."""

    def __init__(
        self, fetch: Fetch, prepare: Callable[[Answer], Prepared], target: MessagePump
    ) -> None:
        self._fetch = fetch
        self._prepare = prepare
        self._target = target
        self._cancellation = Cancellation()
        self.number = 0

    def begin(self) -> Callable[[], None]:
        """Ends the fetch that may be under way; returns the next one's work, to be run in a thread."""
        self.cancel()
        self._cancellation = Cancellation()
        self.number += 1
        return partial(self._run, self.number, self._cancellation)

    def cancel(self) -> None:
        """Ends the fetch that may be under way, at once."""
        self._cancellation.cancel()

    def _run(self, number: int, cancellation: Cancellation) -> None:
        def tell(activity: str) -> None:
            self._target.post_message(Told(number, activity))

        def arrived(answer: Answer) -> None:
            prepared = self._prepare(answer)
            if not cancellation.cancelled:
                self._target.post_message(Arrived(number, prepared))

        try:
            arrived(self._fetch(tell, arrived, cancellation))
        except FetchCancelledError:
            return
        except LumenbrowseError as error:
            if not cancellation.cancelled:
                self._target.post_message(Failed(number, error))
