"""Asking for the list behind the UI, in a thread, its answer told to the screen."""

from collections.abc import Callable
from functools import partial

from textual.message import Message

from lumenbrowse.errors import Cancellation, LumenbrowseError
from lumenbrowse.loading import Refreshed
from lumenbrowse.tui.messages import ListNews

Tell = Callable[[str], object]
# Gets the list, in a thread. Raises `LumenbrowseError`, also once it is cancelled.
Fetch = Callable[[Tell, Cancellation], Refreshed]


class Loader:
    """Makes the requests for the list, of which one at a time is under way."""

    def __init__(self, fetch: Fetch, post: Callable[[Message], object]) -> None:
        self._fetch, self._post, self._request = fetch, post, Cancellation()

    def next_request(self) -> Callable[[], None]:
        """Ends the last request; returns the next one, which blocks, and posts what comes of it."""
        self.cancel()
        self._request = Cancellation()
        return partial(self._ask, self._request)

    def cancel(self) -> None:
        self._request.cancel()

    def _ask(self, request: Cancellation) -> None:
        def post(news: str | Refreshed | LumenbrowseError) -> None:
            self._post(ListNews(request, news))

        try:
            post(self._fetch(post, request))
        except LumenbrowseError as error:
            post(error)
