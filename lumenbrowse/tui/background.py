"""What is done beside the UI, in threads, and told to it by messages: copies, pages, saving, other servers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import Any

from textual.app import App

from lumenbrowse.catalog.view import View
from lumenbrowse.clipboard.copier import Copier
from lumenbrowse.clipboard.routes import Outcome, message
from lumenbrowse.errors import LumenbrowseError
from lumenbrowse.tui.messages import Copied, PageOpened, Problem, ServerOpened
from lumenbrowse.tui.session import Session, Start


@dataclass(frozen=True, slots=True)
class Copy:
    """A text to copy, and what a message calls it.

    `ids` are the models that it takes; `before` is to be said first; `p` would print the same where `prints`.
    """

    text: str
    what: str
    ids: tuple[str, ...] = ()
    before: str = ""
    prints: bool = False


class Background:
    """Does such work for one start; `target` gets the messages."""

    def __init__(
        self, start: Start, session: Session, send: Callable[[str], None], target: App[Any]
    ) -> None:
        self._start = start
        self._session = session
        self._target = target
        self._copier = Copier(start.settings.options.clipboard, send, start.environ)

    def copy(self, copy: Copy) -> None:
        """Copies soon; what can't be seen whole is not copied, and that is told."""
        try:
            self._copier.copy(copy.text, partial(self._tell, copy))
        except LumenbrowseError as error:
            self._target.post_message(Copied(f"{copy.before}{error.line}", is_error=True))

    def _tell(self, copy: Copy, outcome: Outcome) -> None:
        # The copier's thread.
        words, done = message(outcome, copy.what), outcome.sent or outcome.confirmed
        if done and copy.ids:
            # Here, since no message arrives any more once the user has left.
            self._session.used(copy.ids, "copied")
        if not done and not copy.prints:
            # What p would print is the current id, whatever was to be copied.
            words = f"No clipboard here: {copy.what} not copied"
        told = Copied(copy.before + words, copy.ids if done else (), is_error=not done)
        self._target.post_message(told)

    def open_page(self, address: str) -> None:
        """Opens a page in a browser, where one would show up."""

        def work() -> None:
            why_not = self._start.open_page(address, self._start.environ)
            self._target.post_message(PageOpened(address, why_not))

        # The program need not wait for it when it is left.
        Thread(target=work, name="page", daemon=True).start()

    def save(self) -> None:
        """Takes what is remembered to the file."""

        def work() -> None:
            if words := self._session.save():
                self._target.post_message(Problem(words))

        self._target.run_worker(work, thread=True, group="save")

    def open_server(self, name: str, view: View) -> None:
        """Leaves this server, last seen so, and gathers what is to be shown of another of config.toml."""

        def work() -> None:
            self._session.leave(view)
            try:
                if self._start.open_server is not None:
                    self._target.post_message(ServerOpened(self._start.open_server(name)))
            except LumenbrowseError as error:
                self._target.post_message(Problem(error.line))

        self._target.run_worker(work, thread=True, group="server")

    def finish(self) -> None:
        """Makes the copies that were asked for last, as the UI is left."""
        self._copier.finish()
