"""The footer's keys: those that matter where the focus is, as they are bound now."""

from __future__ import annotations

from lumenbrowse.tui.keymap import Keys, labels_of
from lumenbrowse.tui.widgets.status_bar import KeyHint

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


def hints(
    *, searching: bool, picking: bool, enter_takes: bool, keymap: Keys
) -> tuple[KeyHint, ...]:
    """The footer's keys for the search box or the table; what has no key is not in it."""
    entries = _SEARCH if searching else _PICKING if picking else _TABLE
    if searching and enter_takes:
        entries = ((("search.enter",), "pick" if picking else "copy"), *_SEARCH[1:])
    found = (KeyHint(_keys(ids, keymap), does) for ids, does in entries)
    return tuple(hint for hint in found if hint.key)


def _keys(ids: tuple[str, ...], keymap: Keys) -> str:
    labels = [label for one in ids for label in labels_of(one, keymap)[:1]]
    return ("·" if len(labels) > 2 else "/").join(labels)
