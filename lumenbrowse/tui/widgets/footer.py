"""The bottom line: the last message until the next key, else the keys that matter where the focus is.

One painted line: Textual's own Footer mounts a widget a key.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual.strip import Strip

from lumenbrowse.text.glyphs import Glyphs
from lumenbrowse.tui.bindings import Keys, labels_of
from lumenbrowse.tui.widgets.painted import Line, Painted, fit

_GAP = 2
_Entry = tuple[str, str]
"""The ids of actions, and what they do."""
_TABLE: tuple[_Entry, ...] = (
    ("enter copy", "copy"), ("copy_as", "copy as…"), ("search", "search"),
    ("sort_id sort_owner sort_added sort_price sort_context", "sort"), ("compare", "compare"),
    ("group", "group"), ("detail", "detail"), ("palette", "all"), ("help", "help"), ("quit", "quit"),
)  # fmt: skip
_PICKING: tuple[_Entry, ...] = (("enter", "pick"), ("mark_and_move", "mark"), *_TABLE[2:])
_SEARCH: tuple[_Entry, ...] = (
    ("search.enter", "to the table"), ("search.copy", "copy"), ("search.up search.down", "move"),
    ("search.mark", "mark"), ("search.escape", "clear"), ("search.help", "help"),
)  # fmt: skip


class KeyHint(NamedTuple):
    """A key and what it does."""

    key: str
    does: str


class Footer(Painted):
    """The bottom line."""

    COMPONENT_CLASSES = {"footer--error", "footer--key", "footer--message", "footer--text"}

    def __init__(self, hints: Sequence[KeyHint] = (), *, name: str, glyphs: Glyphs) -> None:
        super().__init__(name=name)
        self.message = ""
        self._is_error = False
        self._hints = hints
        self._glyphs = glyphs

    def show_hints(self, hints: Sequence[KeyHint]) -> None:
        self._hints = hints
        self.repaint()

    def show_message(self, message: str, is_error: bool = False) -> None:
        """Shows a message in the place of the keys; an empty one shows the keys again."""
        self.message, self._is_error = message, is_error
        self.repaint()

    def paint(self, width: int, height: int) -> list[Strip]:
        plain = self.look("footer--text")
        line = self._hints_line(width)
        if self.message:
            # An error has a sign: colour alone would not tell it from other messages.
            text = f" {'! ' if self._is_error else ''}{self._glyphs.plain(self.message)}"
            look = self.look("footer--error" if self._is_error else "footer--message")
            line = Line().add(fit(text, width, self._glyphs.ellipsis), look)
        return [line.strip(width, plain)] + [Strip.blank(width, plain)] * (height - 1)

    def _hints_line(self, width: int) -> Line:
        plain, line = self._glyphs.plain, Line().add(" ", self.look("footer--text"))
        pairs = [(plain(hint.key), f" {plain(hint.does)}  ") for hint in self._hints]
        # Those before the last two go first, to keep help and the way out.
        while len(pairs) > 1 and sum(map(cell_len, sum(pairs, ()))) > width - 1 + _GAP:
            del pairs[max(0, len(pairs) - 3)]
        for key, does in pairs:
            line.add(key, self.look("footer--key")).add(does, self.look("footer--text"))
        return line


def key_hints(*, searching: bool, picking: bool, enter_takes: bool, keys: Keys) -> list[KeyHint]:
    """The footer's keys for the search box or the table; what has no key is not in it."""
    entries = _SEARCH if searching else _PICKING if picking else _TABLE
    if searching and enter_takes:
        entries = (("search.enter", "pick" if picking else "copy"), *_SEARCH[1:])
    hints = []
    for ids, does in entries:
        labels = [label for one in ids.split() for label in labels_of(one, keys)[:1]]
        if labels:
            key = f"{labels[0]}…{labels[-1]}" if len(labels) > 2 else "/".join(labels)
            hints.append(KeyHint(key, does))
    return hints
