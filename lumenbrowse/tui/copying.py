"""Copying for the UI: finds the route anew each time (a tmux session moves between terminals), in a thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

from textual.message import Message

from lumenbrowse import clipboard
from lumenbrowse.settings import ClipboardMode
from lumenbrowse.surroundings import survey


@dataclass
class Copied(Message):
    """What can truthfully be said of a copy; `ids` are the models that it took."""

    message: str
    ids: tuple[str, ...] = ()
    is_error: bool = False


class Copier:
    """Copies one text after another by the route of the moment. `send` puts a sequence on the terminal."""

    def __init__(
        self, mode: ClipboardMode, environ: Mapping[str, str], send: Callable[[str], None]
    ) -> None:
        self._mode = mode
        self._environ = environ
        self._send = send
        self._one_at_a_time = Lock()

    def copy(self, text: str, what: str) -> str:
        """Copies; returns the message. Blocks (3 s at most); raises `NotCopyableError`."""
        with self._one_at_a_time:
            route = clipboard.choose(survey(self._environ), self._mode)
            outcome = clipboard.copy(text, route, self._send, environ=self._environ)
        return clipboard.message(outcome, what)
