"""The keys of the search box beyond Textual's own editing keys: none of them is a printable one."""

from __future__ import annotations

from textual.binding import Binding

SEARCH_BINDINGS = [
    Binding("up,ctrl+p", "screen.move(-1)", "up", show=False, id="search.up"),
    Binding("down,ctrl+n", "screen.move(1)", "down", show=False, id="search.down"),
    Binding("pageup", "screen.page(-1)", "page up", show=False, id="search.page_up"),
    Binding("pagedown", "screen.page(1)", "page down", show=False, id="search.page_down"),
    Binding("enter", "screen.enter_in_search", "to the table", id="search.enter"),
    Binding("escape", "screen.escape_in_search", "clear", id="search.escape"),
    Binding("tab", "screen.mark_and_move", "mark", id="search.mark"),
    Binding("ctrl+y", "screen.copy", "copy", id="search.copy"),
    Binding("ctrl+r", "screen.recents", "recents", id="search.recents"),
    Binding("f1", "screen.help", "help", id="search.help"),
]
