"""The bindings: which action of the screen each entry of `lumenbrowse.keys` is, by its id.

The dialogs have keys of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.binding import Binding

from lumenbrowse.tui.actions import ACTIONS
from lumenbrowse.tui.keymap import Keys

_TABLE = {
    "up": "move(-1)",
    "down": "move(1)",
    "page_up": "page(-1)",
    "page_down": "page(1)",
    "first": "first",
    "last": "last",
    "previous_owner": "owner(-1)",
    "next_owner": "owner(1)",
    "search": "screen.search",
    "sort_id": "screen.sort('id')",
    "sort_owner": "screen.sort('owner')",
    "sort_added": "screen.sort('added')",
    "next_sort": "screen.next_sort",
    "reverse": "screen.reverse",
    "group": "screen.group('owner')",
    "group_family": "screen.group('family')",
    "collapse": "screen.collapse",
    "expand": "screen.expand",
    "collapse_all": "screen.collapse_all",
    "expand_all": "screen.expand_all",
    "only_favourites": "screen.only_favourites",
    "only_new": "screen.only_new",
    "enter": "screen.enter",
    "copy": "screen.copy",
    "copy_as": "screen.copy_as",
    "print": "screen.print_current",
    "mark": "screen.mark",
    "mark_and_move": "screen.mark_and_move",
    "favourite": "screen.favourite",
    "open_page": "screen.open_page",
    "recents": "screen.recents",
    "detail": "screen.detail",
    "detail_down": "screen.scroll_detail(1)",
    "detail_up": "screen.scroll_detail(-1)",
    "refresh": "screen.refresh_list",
    "help": "screen.help",
    "back": "screen.back",
    "quit": "app.leave",
}
_SEARCH = {
    "search.up": "screen.move(-1)",
    "search.down": "screen.move(1)",
    "search.page_up": "screen.page(-1)",
    "search.page_down": "screen.page(1)",
    "search.enter": "screen.enter_in_search",
    "search.escape": "screen.escape_in_search",
    "search.mark": "screen.mark_and_move",
    "search.copy": "screen.copy",
    "search.recents": "screen.recents",
    "search.help": "screen.help",
}
_APP = {
    "quit_anywhere": "leave",
    "quit_or_copy": "leave",
    "suspend": "suspend_process",
    "redraw": "redraw",
    "palette": "command_palette",
}


def _bindings(actions: Mapping[str, str], *, first: str = "") -> list[Binding]:
    """`first` is the id of the one whose keys act before all others."""
    return [
        Binding(
            ACTIONS[one].keys, action, ACTIONS[one].does, show=False, id=one, priority=one == first
        )
        for one, action in actions.items()
    ]


TABLE_BINDINGS = _bindings(_TABLE)
SEARCH_BINDINGS = _bindings(_SEARCH)
"""Beyond Textual's own editing keys; none is a printable one."""
APP_BINDINGS = _bindings(_APP, first="quit_anywhere")

TABLE_ACTIONS: Mapping[str, str] = _TABLE
"""The table's actions by id, as Textual runs them."""
APP_ACTIONS: Mapping[str, str] = _APP
"""The app's."""

_NO_KEY = "no_key"


def textual_keymap(keymap: Keys) -> dict[str, str]:
    """The keymap as Textual takes it: there an action without a key would keep its usual ones."""
    return {one: keys or _NO_KEY for one, keys in keymap.items()}
