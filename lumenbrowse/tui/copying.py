"""What the screen is told of a copy, a save or the opening of a page, which ended in a thread."""

from __future__ import annotations

from textual.message import Message


class Copied(Message):
    """What can truthfully be said of a copy; `ids` are the models that it took."""

    def __init__(self, message: str, ids: tuple[str, ...] = (), is_error: bool = False) -> None:
        super().__init__()
        self.message = message
        self.ids = ids
        self.is_error = is_error


class PageOpened(Message):
    """A browser was started for an address; `why_not` says why none was."""

    def __init__(self, address: str, why_not: str = "") -> None:
        super().__init__()
        self.address = address
        self.why_not = why_not
