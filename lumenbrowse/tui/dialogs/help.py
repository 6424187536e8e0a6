"""The help: the keys as they are bound now, how to search, and where other keys are given."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import zip_longest
from typing import Any, NamedTuple

from textual.app import App
from textual.binding import Binding

from lumenbrowse.text.glyphs import UNICODE, Glyphs
from lumenbrowse.text.safe import width, wrap_hard
from lumenbrowse.tui.bindings import FILE_NAME, GROUPS, Keys, labels_of
from lumenbrowse.tui.dialogs.base import Dialog, ScrolledLines, TextLine, same_key_closes
from lumenbrowse.tui.session import Start
from lumenbrowse.tui.widgets.footer import KeyHint

_HINTS = (KeyHint("Esc", "close"), KeyHint("↑↓", "scroll"), KeyHint("i", "ids for keys.json"))
_TWO_COLUMNS = 76
_GAP = 3
_MOST_KEYS = 14

_SEARCHING = (
    ("words", "must all match: flux max"),
    ("owner:name", "of that owner: owner:goo image"),
    ("!word", "without it: !preview"),
)
_MARKED = (
    "Marked models are copied together: their IDs one a line; copy as… has JSON and curl of all."
)
_MOUSE = (
    ("click", "go there; on a column's head sort, on a heading collapse"),
    ("2 clicks", "copy the ID"),
    ("drag", "the edge of the detail pane moves; 2 clicks put it back"),
    ("Shift+drag", "select text the terminal's own way"),
)


class HelpContext(NamedTuple):
    """What the help depends on: the keys as they are now, and where keys.json is looked for."""

    keys: Keys = {}
    keys_path: str = ""
    mouse: bool = True
    glyphs: Glyphs = UNICODE


class HelpScreen(Dialog[None]):
    """The help. The key that opened it closes it too."""

    BINDINGS = [*same_key_closes("help"), Binding("i", "ids", show=False)]

    def __init__(self, context: HelpContext) -> None:
        super().__init__("Help", _HINTS, context.glyphs)
        self._about = context
        self._shows_ids = False
        self.body = self._text = ScrolledLines(partial(help_lines, context), name="help")

    def action_ids(self) -> None:
        self._shows_ids = not self._shows_ids
        self._text.show(partial(help_lines, self._about, ids=self._shows_ids))


def help_lines(context: HelpContext, cells: int, *, ids: bool = False) -> list[TextLine]:
    """The whole help for a width; `ids` shows the actions' ids in the place of what they do."""
    columns = 2 if cells >= _TWO_COLUMNS else 1
    column = max(8, (cells - _GAP * (columns - 1)) // columns)
    blocks = list(_blocks(context, column, ids))
    if columns == 1:
        return _stack(blocks)
    # As short as can be is the longer of two columns.
    stacks = [(_stack(blocks[:at]), _stack(blocks[at:])) for at in range(1, len(blocks))]
    return list(_beside(*min(stacks, key=lambda pair: max(map(len, pair))), column))


def _blocks(context: HelpContext, cells: int, ids: bool) -> Iterator[list[TextLine]]:
    plain = context.glyphs.plain
    for title, actions in GROUPS.items():
        keys = [plain(" ".join(labels_of(one.id, context.keys)) or "—") for one in actions]
        words = [plain(one.id if ids else one.does) for one in actions]
        yield _block(title, [*zip(keys, words, strict=True)], cells)
    if not ids:
        yield _block("Searching", _SEARCHING, cells)
        yield [(("Marked", "title"),), *_paragraph(plain(_MARKED), cells)]
        if context.mouse:
            yield _block("Mouse", _MOUSE, cells)
    other = _paragraph(f'{FILE_NAME} can say {{"copy": "y,ctrl+k"}}; i shows the ids.', cells)
    path = wrap_hard(context.glyphs.foreign(context.keys_path), cells - 1)
    yield [(("Other keys", "title"),), *other, *(((f" {part}", "quiet"),) for part in path)]


def _block(title: str, entries: Sequence[tuple[str, str]], cells: int) -> list[TextLine]:
    room = min(_MOST_KEYS, max(width(keys) for keys, _ in entries), cells // 2)
    lines: list[TextLine] = [((title, "title"),)]
    for keys, text in entries:
        head = keys + " " * (room - width(keys))
        if width(keys) > room:
            lines.append(((f" {keys}", "key"),))
            head = " " * room
        for part in textwrap.wrap(text, max(1, cells - room - 3)):
            lines.append(((f" {head}  ", "key"), (part, "text")))
            head = " " * room
    return lines


def _paragraph(text: str, cells: int) -> list[TextLine]:
    return [((f" {part}", "text"),) for part in textwrap.wrap(text, max(1, cells - 1))]


def _stack(blocks: Sequence[list[TextLine]]) -> list[TextLine]:
    """Blocks with a blank line between them."""
    return [line for block in blocks for line in ((), *block)][1:]


def _beside(left: Sequence[TextLine], right: Sequence[TextLine], column: int) -> Iterator[TextLine]:
    for one, other in zip_longest(left, right, fillvalue=()):
        gap = " " * (column + _GAP - sum(width(text) for text, _ in one))
        yield (*one, (gap, "text"), *other) if other else one


def open_help(app: App[Any], start: Start) -> None:
    """Shows the keys, as they are bound now."""
    mouse = start.settings.options.mouse
    app.push_screen(HelpScreen(HelpContext(start.keymap, start.keymap_path, mouse, start.glyphs)))
