"""The bottom line, painted: the last message until the next key, else the keys that matter at the focus."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.strip import Strip

from lumenbrowse.settings import Options
from lumenbrowse.text.glyphs import Glyphs
from lumenbrowse.text.safe import wrap
from lumenbrowse.tui.bindings import Keys, labels_of
from lumenbrowse.tui.widgets.painted import Painted, fit

Hint = tuple[str, str]  # a key, or the ids of actions, and what they do
_GAP = 2
_SHARE = 3  # of the terminal's lines a message has one in so many at the most
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
    """The bottom line; a message that is too long for it has more."""

    COMPONENT_CLASSES = {"footer--error", "footer--key", "footer--message", "footer--text"}
    ROLES = "footer"

    def __init__(self, name: str, glyphs: Glyphs, hints: Sequence[Hint] = ()) -> None:
        super().__init__(name, glyphs)
        self.message, self._is_error, self._is_untouched = "", False, True
        self._hints = hints

    def show_hints(self, hints: Sequence[Hint]) -> None:
        self._hints = hints
        self.repaint()

    def show_message(self, message: str, is_error: bool = False) -> None:
        """Shows a message in the place of the keys, or above them until a key takes one away: an empty one."""
        self._is_untouched &= bool(message)
        if (message, is_error) != (self.message, self._is_error):
            self.message, self._is_error = message, is_error
            self._fit()
            self.repaint()

    def on_resize(self, _event: events.Resize) -> None:
        """Another width may need more lines, or fewer. (Textual calls the base's handler after this one.)"""
        self._fit()

    def _fit(self) -> None:
        self.styles.height = len(self.paint())

    def paint(self) -> list[Strip]:
        # Before the first layout it has no size: it will be as wide as the terminal.
        plain, width = self.glyphs.plain, self.size.width or self.app.size.width
        pairs = [(plain(key), f" {plain(does)}  ") for key, does in self._hints]
        # Those before the last two go first, to keep help and the way out.
        while len(pairs) > 1 and sum(map(cell_len, sum(pairs, ()))) > width - 1 + _GAP:
            del pairs[max(0, len(pairs) - 3)]
        pieces = [piece for key, does in pairs for piece in ((key, "key"), (does, "text"))]
        keys = self.strip([(" ", "text"), *pieces], width)
        if not self.message:
            return [keys]
        # An error has a sign: colour alone would not tell it from other messages.
        sign, role = (" ! ", "error") if self._is_error else (" ", "message")
        lines = wrap(sign + plain(self.message), max(1, width - 1))
        most = max(1, self.app.size.height // _SHARE)
        lines[most - 1 :] = ["".join(lines[most - 1 :])] if lines[most - 1 :] else []
        said = [fit(line, width, self.glyphs.ellipsis) for line in lines]
        strips = [self.strip([(line, role)], width) for line in said]
        return [*strips, keys] if self._is_untouched else strips


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
