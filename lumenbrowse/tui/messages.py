"""What threads tell the screen: the whole boundary between them and the event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from lumenbrowse.catalog.model import Catalog
from lumenbrowse.errors import LumenbrowseError

if TYPE_CHECKING:
    from lumenbrowse.tui.session import Start


class Asking(Message):
    """What the request numbered so does now, such as `retrying in 2 s`."""

    def __init__(self, number: int, activity: str) -> None:
        super().__init__()
        self.number = number
        self.activity = activity


class ListArrived(Message):
    """The list is there; `fetched_at` is a Unix time, `notice` what else the user should know."""

    def __init__(self, number: int, catalog: Catalog, fetched_at: float, notice: str) -> None:
        super().__init__()
        self.number = number
        self.catalog = catalog
        self.fetched_at = fetched_at
        self.notice = notice


class ListFailed(Message):
    """The list could not be had."""

    def __init__(self, number: int, error: LumenbrowseError) -> None:
        super().__init__()
        self.number = number
        self.error = error


class Copied(Message):
    """What can truthfully be said of a copy; `ids` are the models that it took."""

    def __init__(self, words: str, ids: tuple[str, ...] = (), is_error: bool = False) -> None:
        super().__init__()
        self.words = words
        self.ids = ids
        self.is_error = is_error


class PageOpened(Message):
    """A browser was started for an address; `why_not` says why none was."""

    def __init__(self, address: str, why_not: str = "") -> None:
        super().__init__()
        self.address = address
        self.why_not = why_not


class ServerOpened(Message):
    """Another server's list can be shown."""

    def __init__(self, start: Start) -> None:
        super().__init__()
        self.start = start


class Problem(Message):
    """What the user has to know of the file that remembers, or of config.toml."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words
