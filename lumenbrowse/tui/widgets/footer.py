"""The bottom line: the last message until the next key, else the keys that matter where the focus is.

One painted line: Textual's own Footer mounts a widget a key.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.strip import Strip

from lumenbrowse.settings import Options
from lumenbrowse.text.glyphs import Glyphs
from lumenbrowse.tui.bindings import Keys, labels_of
from lumenbrowse.tui.widgets.painted import Painted, fit

Hint = tuple[str, str]  # a key, or the ids of actions, and what they do
_GAP = 2
_TABLE: tuple[Hint, ...] = (
    ("enter copy", "copy"), ("copy_as", "copy as…"), ("search", "search"),
    ("sort_id sort_owner sort_added sort_price sort_context", "sort"), ("compare", "compare"),
    ("group", "group"), ("detail", "detail"), ("palette", "all"), ("help", "help"), ("quit", "quit"),
)  # fmt: skip
_PICKING: tuple[Hint, ...] = (("enter", "pick"), ("mark_and_move", "mark"), *_TABLE[2:])
_SEARCH: tuple[Hint, ...] = (
    ("search.enter", "to the table"), ("search.copy", "copy"), ("search.up search.down", "move"),
    ("search.mark", "mark"), ("search.escape", "clear"), ("search.help", "help"),
)  # fmt: skip


class Footer(Painted):
    """The bottom line."""

    COMPONENT_CLASSES = {"footer--error", "footer--key", "footer--message", "footer--text"}
    ROLES = "footer"

    def __init__(self, hints: Sequence[Hint] = (), *, name: str, glyphs: Glyphs) -> None:
        super().__init__(name=name)
        self.message = ""
        self._is_error = False
        self._hints = hints
        self._glyphs = glyphs

    def show_hints(self, hints: Sequence[Hint]) -> None:
        self._hints = hints
        self.repaint()

    def show_message(self, message: str, is_error: bool = False) -> None:
        """Shows a message in the place of the keys; an empty one shows the keys again."""
        self.message, self._is_error = message, is_error
        self.repaint()

    def paint(self) -> list[Strip]:
        plain, width = self._glyphs.plain, self.size.width
        if self.message:
            # An error has a sign: colour alone would not tell it from other messages.
            sign, role = (" ! ", "error") if self._is_error else (" ", "message")
            text = fit(sign + plain(self.message), width, self._glyphs.ellipsis)
            return [self.strip([(text, role)], width)]
        pairs = [(plain(key), f" {plain(does)}  ") for key, does in self._hints]
        # Those before the last two go first, to keep help and the way out.
        while len(pairs) > 1 and sum(map(cell_len, sum(pairs, ()))) > width - 1 + _GAP:
            del pairs[max(0, len(pairs) - 3)]
        pieces = [piece for key, does in pairs for piece in ((key, "key"), (does, "text"))]
        return [self.strip([(" ", "text"), *pieces], width)]


def key_hints(searching: bool, options: Options, keys: Keys) -> list[Hint]:
    """The footer's keys for the search box or the table; what has no key is not in it."""
    entries = _SEARCH if searching else _PICKING if options.pick else _TABLE
    if searching and (options.pick or options.query):
        entries = (("search.enter", "pick" if options.pick else "copy"), *_SEARCH[1:])
    hints = []
    for ids, does in entries:
        labels = [label for one in ids.split() for label in labels_of(one, keys)[:1]]
        if labels:
            key = f"{labels[0]}…{labels[-1]}" if len(labels) > 2 else "/".join(labels)
            hints.append((key, does))
    return hints
