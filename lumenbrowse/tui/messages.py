"""What threads tell the screen: the whole boundary between them and the event loop."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message

from lumenbrowse.catalog.model import Catalog
from lumenbrowse.errors import Cancellation, LumenbrowseError

if TYPE_CHECKING:
    from lumenbrowse.tui.session import Start


class Answer(NamedTuple):
    """What a request brought: `fetched_at` is a Unix time, `notice` what else the user should know."""

    catalog: Catalog
    fetched_at: float
    notice: str = ""


@dataclass
class ListNews(Message):
    """What a request for the list does now (`retrying in 2 s`), what it brought, or why it failed."""

    request: Cancellation
    news: str | Answer | LumenbrowseError


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


@dataclass
class ServerOpened(Message):
    """Another server's list can be shown."""

    start: "Start"
