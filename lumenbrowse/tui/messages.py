"""The messages: what threads tell the event loop, which is all they do to it, and what is to be copied."""

from dataclasses import dataclass

from textual.message import Message

from lumenbrowse.errors import Cancellation, LumenbrowseError
from lumenbrowse.loading import Refreshed
from lumenbrowse.text.safe import naming


@dataclass
class ListNews(Message):
    """What a request for the list does now (`retrying in 2 s`), what it brought, or why it failed."""

    request: Cancellation
    news: str | Refreshed | LumenbrowseError


@dataclass
class Said(Message):
    """What the bottom line is to say, such as what can truthfully be said of a copy."""

    words: str
    copied: bool = False  # models were, which is remembered
    is_error: bool = False


@dataclass
class Copy(Message):
    """A text to copy, and what a message calls it; `ids` are the models it takes, `before` is said first."""

    text: str
    what: str
    ids: tuple[str, ...] = ()
    before: str = ""


def copy_of(ids: tuple[str, ...]) -> Copy:
    """The message that copies these ids."""
    return Copy("\n".join(ids), naming(ids), ids)
