"""What the screen is told of a copy, a save or the opening of a page, which ended in a thread."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class Copied(Message):
    """What can truthfully be said of a copy; `ids` are the models that it took."""

    message: str
    ids: tuple[str, ...] = ()
    is_error: bool = False


@dataclass
class PageOpened(Message):
    """A browser was started for an address; `why_not` says why none was."""

    address: str
    why_not: str = ""
