"""What threads tell the screen: the whole boundary between them and the event loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from lumenbrowse.catalog.model import Catalog
from lumenbrowse.errors import LumenbrowseError

if TYPE_CHECKING:
    from lumenbrowse.tui.session import Start


@dataclass
class Asking(Message):
    """What the request numbered so does now, such as `retrying in 2 s`."""

    number: int
    activity: str


@dataclass
class ListArrived(Message):
    """The list is there; `fetched_at` is a Unix time, `notice` what else the user should know."""

    number: int
    catalog: Catalog
    fetched_at: float
    notice: str


@dataclass
class ListFailed(Message):
    """The list could not be had."""

    number: int
    error: LumenbrowseError


@dataclass
class Copied(Message):
    """What can truthfully be said of a copy; `ids` are the models that it took."""

    words: str
    ids: tuple[str, ...] = ()
    is_error: bool = False


@dataclass
class PageOpened(Message):
    """A browser was started for an address; `why_not` says why none was."""

    address: str
    why_not: str


@dataclass
class ServerOpened(Message):
    """Another server's list can be shown."""

    start: Start


@dataclass
class Problem(Message):
    """What the user has to know of the file that remembers, or of config.toml."""

    words: str
