"""The help: the keys as they are bound now, how to search, and where other keys are given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from textual import on
from textual.binding import Binding
from textual.widgets import Input

from lumenbrowse.text.safe import width, wrap
from lumenbrowse.tui.bindings import ACTIONS, GROUPS, key_label, keys_of
from lumenbrowse.tui.dialogs.base import Dialog, ScrolledLines, TextLine, same_key_closes
from lumenbrowse.tui.session import Start

_TWO_COLUMNS, _GAP, _MOST_KEYS = 72, 2, 6
_ROOMY = 40  # lines of a terminal in which blocks stand apart

Entry = tuple[str, str]  # keys and what they do

_SEARCHING = (
    ("words", "must all match; !word: not"),
    ("owner:", "goo; also in: out: can:"),
    ("ctx:", "128k at least; ctx:<32k"),
    ("price:", "<1 a million in; <1/image"),
    ("added:", ">2026-06"),
    ("is:", "free new favourite ending"),
    ("field:", "any other: license:mit"),
)
_MOUSE = (
    ("click", "go there; sort; collapse"),
    ("2 clicks", "copy the ID; edge: back"),
    ("drag", "pane's edge; Shift: selects"),
)


class HelpScreen(Dialog[None]):
    """The help. The key that opened it closes it too."""

    BINDINGS = [
        *same_key_closes("help"),
        Binding("i", "ids", show=False),
        Binding(ACTIONS["search"].keys, "narrow", show=False, id="search"),
    ]
    HINTS = (("/", "narrow"), ("i", "ids, to give other keys"), ("↑↓", "scroll"), ("Esc", "close"))

    def __init__(self, start: Start) -> None:
        super().__init__("Help", start.glyphs)
        self._start, self._shows_ids = start, False
        self._words = Input(placeholder="words to find", compact=True, id="help-words")
        self._words.cursor_blink = False
        self.body = self._text = ScrolledLines(self._lines, name="help")

    def _lines(self, cells: int) -> list[TextLine]:
        words = self._words.value.casefold().split()
        roomy = self.app.size.height >= _ROOMY
        return help_lines(self._start, cells, ids=self._shows_ids, words=words, roomy=roomy)

    def action_ids(self) -> None:
        self._shows_ids = not self._shows_ids
        self._text.show_again()

    async def action_narrow(self) -> None:
        if not self._words.is_attached:
            await self.query_one("#dialog").mount(self._words)
        self._words.focus()

    @on(Input.Changed)
    def _narrowed(self) -> None:
        self._text.show_again()

    @on(Input.Submitted)
    def _read(self) -> None:
        self._text.focus()


def help_lines(
    start: Start, cells: int, *, ids: bool = False, words: Sequence[str] = (), roomy: bool = True
) -> list[TextLine]:
    """What of the help has all `words`, for a width; `ids` shows ids in the place of what actions do."""
    columns = 2 if cells >= _TWO_COLUMNS else 1
    column = max(8, (cells - _GAP * (columns - 1)) // columns)
    blocks = []
    for title, entries in _blocks(start, ids):
        texts = {entry: " ".join((title, *entry)).casefold() for entry in entries}
        if found := [entry for entry in entries if all(word in texts[entry] for word in words)]:
            blocks.append(_block(title, found, column))
    if columns == 1 or len(blocks) < 2:
        return _stack(blocks, roomy)
    # As short as can be is the longer of two columns.
    ends = range(1, len(blocks))
    stacks = [(_stack(blocks[:at], roomy), _stack(blocks[at:], roomy)) for at in ends]
    return list(_beside(*min(stacks, key=lambda pair: max(map(len, pair))), column))


def _blocks(start: Start, ids: bool) -> Iterator[tuple[str, Sequence[Entry]]]:
    plain = start.glyphs.plain
    on_table = [one for one in ACTIONS.values() if one.scope == "table"]
    known = {(one.does, key) for one in on_table for key in keys_of(one.id, start.keymap)}
    for title, actions in GROUPS.items():
        entries: list[Entry] = []
        for one in actions:
            keys = keys_of(one.id, start.keymap)
            if ids or one.scope != "search" or not known.issuperset((one.does, k) for k in keys):
                label = plain(" ".join(map(key_label, keys)) or "—")
                entries.append((label, one.id if ids else plain(one.does)))
        yield title, entries if ids else _joined(entries)
        if ACTIONS["search"] in actions and not ids:
            yield "Searching", _SEARCHING
    if start.settings.options.mouse and not ids:
        yield "Mouse", _MOUSE
    yield "Other keys", [("", start.glyphs.foreign(start.keymap_path))]


def _joined(entries: Sequence[Entry]) -> list[Entry]:
    """Neighbours that differ in one word as one entry: `sort by id, owner, added`."""
    joined: list[tuple[str, list[str]]] = []
    for keys, text in entries:
        words = text.split()
        before_keys, before = joined[-1] if joined else ("", [])
        pairs = enumerate(zip(before, words, strict=False))
        differing = [at for at, (one, other) in pairs if one != other]
        if len(before) == len(words) and len(differing) == 1:
            before[differing[0]] += f", {words[differing[0]]}"
            joined[-1] = (f"{before_keys} {keys}", before)
        else:
            joined.append((keys, words))
    return [(keys, " ".join(words)) for keys, words in joined]


def _block(title: str, entries: Sequence[Entry], cells: int) -> list[TextLine]:
    usual = [width(keys) for keys, _ in entries if width(keys) <= _MOST_KEYS]
    room = min(max(usual, default=0), cells // 2)
    lines: list[TextLine] = [((title, "title"),)]
    for keys, text in entries:
        head = f" {keys}{' ' * (room - width(keys))}{'  ' if keys else ''}"
        if width(keys) > max(room, cells // 2):
            lines.append(((f" {keys}", "key"),))
            head = " " * (room + 3)
        for part in wrap(text, max(1, cells - width(head))):
            lines.append(((head, "key"), (part.strip(), "text")))
            head = " " * width(head)
    return lines


def _stack(blocks: Sequence[list[TextLine]], roomy: bool) -> list[TextLine]:
    """Blocks one below the other, where `roomy` with a blank line between them."""
    gap: list[TextLine] = [()] * roomy
    return [line for block in blocks for line in (*gap, *block)][roomy:]


def _beside(left: Sequence[TextLine], right: Sequence[TextLine], column: int) -> Iterator[TextLine]:
    for one, other in zip_longest(left, right, fillvalue=()):
        gap = " " * (column + _GAP - sum(width(text) for text, _ in one))
        yield (*one, (gap, "text"), *other) if other else one
