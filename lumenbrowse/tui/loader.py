"""Asking for the list behind the UI, in a thread, its answer told to the screen."""

from collections.abc import Callable

from textual.message import Message

from lumenbrowse.errors import Cancellation, LumenbrowseError
from lumenbrowse.loading import Refreshed
from lumenbrowse.tui.messages import ListNews

Tell = Callable[[str], object]
# Gets the list, in a thread. Raises `LumenbrowseError`, also once it is cancelled.
Fetch = Callable[[Tell, Cancellation], Refreshed]


def load(fetch: Fetch, request: Cancellation, post: Callable[[Message], object]) -> None:
    """Asks for the list, and posts what comes of it; it blocks."""
    try:
        post(ListNews(request, fetch(lambda activity: post(ListNews(request, activity)), request)))
    except LumenbrowseError as error:
        post(ListNews(request, error))
