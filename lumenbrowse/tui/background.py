"""What is done beside the UI, in threads, and told to it by messages: lists, copies, pages, saving, servers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import Any

from textual.app import App
from textual.message import Message

from lumenbrowse.clipboard.copier import Copier
from lumenbrowse.clipboard.environment import without_keys
from lumenbrowse.clipboard.routes import Outcome, message
from lumenbrowse.errors import Cancellation, FetchCancelledError, LumenbrowseError
from lumenbrowse.storage.state import RememberedView
from lumenbrowse.tui import messages
from lumenbrowse.tui.session import Session, Start


@dataclass(frozen=True, slots=True)
class Copy:
    """A text to copy, and what a message calls it; `ids` are the models it takes, `before` is said first."""

    text: str
    what: str
    ids: tuple[str, ...] = ()
    before: str = ""


def load(fetch: messages.Fetch, request: Cancellation, post: Callable[[Message], object]) -> None:
    """Asks for the list, and posts what comes of it; it blocks."""
    try:
        answer = fetch(lambda activity: post(messages.Asking(request, activity)), request)
    except FetchCancelledError:
        return
    except LumenbrowseError as error:
        post(messages.ListFailed(request, error))
    else:
        post(messages.ListArrived(request, answer))


class Background:
    """Does such work for one start; `target` gets the messages."""

    def __init__(
        self, start: Start, session: Session, send: Callable[[str], None], target: App[Any]
    ) -> None:
        self._start = start
        self._session = session
        self._target = target
        options, secret = start.settings.options, start.settings.secret_names
        self._copier = Copier(options.clipboard, send, start.environ, secret_names=secret)

    def copy(self, copy: Copy, prints: bool) -> None:
        """Copies soon; what can't be seen whole is not, and that is told. `p` would print it where `prints`."""
        try:
            self._copier.copy(copy.text, partial(self._tell, copy, prints))
        except LumenbrowseError as error:
            self._tell_problem(f"{copy.before}{error.line}")

    def _tell_problem(self, words: str) -> None:
        self._target.post_message(messages.Said(words, is_error=True))

    def _tell(self, copy: Copy, prints: bool, outcome: Outcome) -> None:
        # The copier's thread.
        words, done = message(outcome, copy.what), outcome.sent or outcome.confirmed
        if done and copy.ids:
            # Here, since no message arrives any more once the user has left.
            self._session.used(copy.ids, "copied")
        if not done and not prints:
            # What p would print is the current id, whatever was to be copied.
            words = f"No clipboard here: {copy.what} not copied"
        copied = done and bool(copy.ids)
        self._target.post_message(messages.Said(copy.before + words, copied, is_error=not done))

    def open_page(self, address: str) -> None:

        def work() -> None:
            environ = without_keys(self._start.environ, self._start.settings.secret_names)
            why_not = self._start.open_page(address, environ)
            self._target.post_message(messages.PageOpened(address, why_not))

        # The program need not wait for it when it is left.
        Thread(target=work, name="page", daemon=True).start()

    def save(self) -> None:

        def work() -> None:
            if words := self._session.save():
                self._tell_problem(words)

        self._target.run_worker(work, thread=True, group="save")

    def open_server(self, name: str, began: RememberedView, view: RememberedView) -> None:
        """Leaves this server, last seen so, and gathers what is to be shown of another of config.toml."""

        def work() -> None:
            self._session.leave(began, view)
            try:
                if self._start.open_server is not None:
                    self._target.post_message(messages.ServerOpened(self._start.open_server(name)))
            except LumenbrowseError as error:
                self._tell_problem(error.line)

        self._target.run_worker(work, thread=True, group="server")

    def finish(self) -> None:
        self._copier.finish()
