"""What threads tell the screen: the whole boundary between them and the event loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from lumenbrowse.errors import Cancellation, LumenbrowseError

if TYPE_CHECKING:
    from lumenbrowse.tui.loader import Answer
    from lumenbrowse.tui.session import Start


@dataclass
class Asking(Message):
    """What a request does now, such as `retrying in 2 s`; a cancelled one's news counts no more."""

    request: Cancellation
    activity: str


@dataclass
class ListArrived(Message):
    """The list is there."""

    request: Cancellation
    answer: Answer


@dataclass
class ListFailed(Message):
    """The list could not be had."""

    request: Cancellation
    error: LumenbrowseError


@dataclass
class Said(Message):
    """What the bottom line is to say, such as what can truthfully be said of a copy."""

    words: str
    copied: bool = False
    """Whether models were copied, which is remembered."""
    is_error: bool = False


@dataclass
class Copy(Message):
    """A text to copy, and what a message calls it; `ids` are the models it takes, `before` is said first."""

    text: str
    what: str
    ids: tuple[str, ...] = ()
    before: str = ""


@dataclass
class ServerOpened(Message):
    """Another server's list can be shown."""

    start: Start
