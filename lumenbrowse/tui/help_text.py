"""The help as lines of plain pieces with roles, made from the table of keys: no widget, no colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Literal

from lumenbrowse.text.details import wrap_hard
from lumenbrowse.text.glyphs import UNICODE, Glyphs
from lumenbrowse.text.safe import width
from lumenbrowse.tui.actions import GROUPS
from lumenbrowse.tui.keymap import FILE_NAME, Keys, labels_of

Role = Literal["title", "key", "text", "quiet"]
HelpLine = tuple[tuple[str, Role], ...]

_TWO_COLUMNS = 76
_GAP = 3
_MOST_KEYS = 14
_NO_KEY = "—"

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


@dataclass(frozen=True, slots=True)
class HelpContext:
    """What the help depends on: the keys as they are now, and where keys.json is looked for."""

    keymap: Keys = field(default_factory=dict)
    keymap_path: str = ""
    mouse: bool = True
    signs: Glyphs = UNICODE


def help_lines(context: HelpContext, cells: int, *, ids: bool = False) -> list[HelpLine]:
    """The whole help for a width; `ids` shows the actions' ids in the place of what they do."""
    columns = 2 if cells >= _TWO_COLUMNS else 1
    column = max(8, (cells - _GAP * (columns - 1)) // columns)
    blocks = list(_blocks(context, column, ids=ids))
    if columns == 1:
        return _stack(blocks)
    split = _fairest_split([len(block) for block in blocks])
    return list(_beside(_stack(blocks[:split]), _stack(blocks[split:]), column))


def _blocks(context: HelpContext, cells: int, *, ids: bool) -> Iterator[list[HelpLine]]:
    plain = context.signs.plain
    for group in GROUPS:
        entries = [
            (
                " ".join(labels_of(action.id, context.keymap)) or _NO_KEY,
                action.id if ids else action.does,
            )
            for action in group.actions
        ]
        yield _block(group.title, [(plain(keys), plain(text)) for keys, text in entries], cells)
    if not ids:
        yield _block("Searching", _SEARCHING, cells)
        yield [(("Marked", "title"),), *_paragraph(plain(_MARKED), cells)]
        if context.mouse:
            yield _block("Mouse", _MOUSE, cells)
    yield [(("Other keys", "title"),), *_other_keys(context, cells)]


def _other_keys(context: HelpContext, cells: int) -> Iterator[HelpLine]:
    yield from _paragraph(f'{FILE_NAME} can say {{"copy": "y,ctrl+k"}}; i shows the ids.', cells)
    for part in wrap_hard(context.signs.foreign(context.keymap_path), cells - 1):
        yield ((f" {part}", "quiet"),)


def _block(title: str, entries: Sequence[tuple[str, str]], cells: int) -> list[HelpLine]:
    room = min(_MOST_KEYS, max(width(keys) for keys, _ in entries), cells // 2)
    lines: list[HelpLine] = [((title, "title"),)]
    for keys, text in entries:
        lines += _entry(keys, text, room, cells)
    return lines


def _entry(keys: str, text: str, room: int, cells: int) -> Iterator[HelpLine]:
    head = keys + " " * (room - width(keys))
    if width(keys) > room:
        yield ((f" {keys}", "key"),)
        head = " " * room
    for part in textwrap.wrap(text, max(1, cells - room - 3)):
        yield ((f" {head}  ", "key"), (part, "text"))
        head = " " * room


def _paragraph(text: str, cells: int) -> Iterator[HelpLine]:
    for part in textwrap.wrap(text, max(1, cells - 1)):
        yield ((f" {part}", "text"),)


def _stack(blocks: Sequence[list[HelpLine]]) -> list[HelpLine]:
    lines: list[HelpLine] = []
    for block in blocks:
        lines += [(), *block] if lines else block
    return lines


def _fairest_split(heights: Sequence[int]) -> int:
    """Before which block the second column starts, so that the longer one is as short as can be."""
    return min(
        range(1, len(heights)),
        key=lambda at: max(sum(heights[:at]) + at, sum(heights[at:]) + len(heights) - at),
    )


def _beside(left: Sequence[HelpLine], right: Sequence[HelpLine], column: int) -> Iterator[HelpLine]:
    for one, other in zip_longest(left, right, fillvalue=()):
        used = sum(width(text) for text, _ in one)
        yield (*one, (" " * (column + _GAP - used), "text"), *other) if other else one
