"""The footer's keys: those that matter where the focus is, as they are bound now."""

from __future__ import annotations

from collections.abc import Mapping

from textual.keys import format_key

from lumenbrowse.tui.bars import KeyHint
from lumenbrowse.tui.keys import TABLE_BINDINGS
from lumenbrowse.tui.search_keys import SEARCH_BINDINGS

Entry = tuple[tuple[str, ...], str]

_TABLE: tuple[Entry, ...] = (
    (("enter", "copy"), "copy"),
    (("copy_as",), "copy as…"),
    (("search",), "search"),
    (("sort_id", "sort_owner", "sort_added"), "sort"),
    (("group",), "group"),
    (("detail",), "detail"),
    (("refresh",), "refresh"),
    (("help",), "help"),
    (("quit",), "quit"),
)
_PICKING: tuple[Entry, ...] = ((("enter",), "pick"), (("mark_and_move",), "mark"), *_TABLE[2:])
_SEARCH: tuple[Entry, ...] = (
    (("search.enter",), "to the table"),
    (("search.copy",), "copy"),
    (("search.up", "search.down"), "move"),
    (("search.mark",), "mark"),
    (("search.escape",), "clear"),
    (("search.help",), "help"),
)
_NAMES = {
    "enter": "⏎", "escape": "Esc", "tab": "Tab", "space": "Space", "up": "↑", "down": "↓", "left": "←",
    "right": "→", "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End", "minus": "-",
    "equals_sign": "=", "slash": "/", "question_mark": "?", "colon": ":", "left_square_bracket": "[",
    "right_square_bracket": "]",
}  # fmt: skip

Keys = Mapping[str, str]
"""Keys by binding id, parted by commas; what is not in it has its usual keys."""

_USUAL = {one.id: one.key for one in (*TABLE_BINDINGS, *SEARCH_BINDINGS) if one.id}


def key_name(key: str) -> str:
    """A key as people call it: `⏎`, `Esc`, `Ctrl+R`, `Y`."""
    if key in _NAMES:
        return _NAMES[key]
    if key.startswith("ctrl+"):
        return f"Ctrl+{key_name(key.removeprefix('ctrl+')).upper()}"
    return format_key(key) if len(key) == 1 else key.upper() if key[0] == "f" else key


def keys_of(binding_id: str, keymap: Keys) -> list[str]:
    """The names of the keys that do something, as bound now."""
    keys = keymap.get(binding_id, _USUAL.get(binding_id, ""))
    return [key_name(key.strip()) for key in keys.split(",") if key.strip()]


def hints(
    *, searching: bool, picking: bool, enter_takes: bool, keymap: Keys
) -> tuple[KeyHint, ...]:
    """The footer's keys for the search box or the table."""
    if not searching:
        return tuple(_hint(*entry, keymap) for entry in (_PICKING if picking else _TABLE))
    found = [_hint(*entry, keymap) for entry in _SEARCH]
    if enter_takes:
        found[0] = KeyHint(found[0].key, "pick" if picking else "copy")
    return tuple(found)


def _hint(ids: tuple[str, ...], does: str, keymap: Keys) -> KeyHint:
    names = [name for one in ids for name in keys_of(one, keymap)[:1]]
    return KeyHint(("·" if len(names) > 2 else "/").join(names), does)
