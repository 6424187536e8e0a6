"""The keys of the table: what each does, under an id by which it can be remapped, in the order of the help.

The search box has its own (search_box.py); the dialogs have theirs.
"""

from __future__ import annotations

from textual.binding import Binding


def _key(keys: str, action: str, does: str, key_id: str, shown_as: str | None = None) -> Binding:
    return Binding(keys, action, does, show=False, id=key_id, key_display=shown_as)


MOVING = [
    _key("up,k", "move(-1)", "up", "up"),
    _key("down,j", "move(1)", "down", "down"),
    _key("pageup", "page(-1)", "page up", "page_up"),
    _key("pagedown", "page(1)", "page down", "page_down"),
    _key("home,g", "first", "first model", "first"),
    _key("end,G", "last", "last model", "last"),
    _key("left_square_bracket", "owner(-1)", "previous owner", "previous_owner"),
    _key("right_square_bracket", "owner(1)", "next owner", "next_owner"),
]
TAKING = [
    _key("enter", "screen.enter", "copy the ID, or pick it", "enter"),
    _key("y,c", "screen.copy", "copy the ID", "copy"),
    _key("Y", "screen.copy_as", "copy as…", "copy_as"),
    _key("p", "screen.print_current", "quit and print the ID", "print"),
    _key("space", "screen.mark", "mark", "mark"),
    _key("tab", "screen.mark_and_move", "mark, and go down", "mark_and_move"),
    _key("f", "screen.favourite", "favourite on, off", "favourite"),
    _key("o", "screen.open_page", "open the model's page", "open_page"),
    _key("ctrl+r", "screen.recents", "recently copied", "recents"),
]
FINDING = [
    _key("slash", "screen.search", "search", "search"),
    _key("1", "screen.sort('id')", "sort by id", "sort_id"),
    _key("2", "screen.sort('owner')", "sort by owner", "sort_owner"),
    _key("3", "screen.sort('added')", "sort by added", "sort_added"),
    _key("s", "screen.next_sort", "sort by the next column", "next_sort"),
    _key("S", "screen.reverse", "reverse the order", "reverse"),
    _key("t", "screen.group('owner')", "grouped by owner, or flat", "group"),
    _key("v", "screen.group('family')", "grouped by family (a guess), or by owner", "group_family"),
    _key("h,left", "screen.collapse", "collapse the group", "collapse"),
    _key("l,right", "screen.expand", "expand the group", "expand"),
    _key("minus", "screen.collapse_all", "collapse all", "collapse_all"),
    _key("equals_sign", "screen.expand_all", "expand all", "expand_all"),
    _key("F", "screen.only_favourites", "favourites only", "only_favourites"),
    _key("w", "screen.only_new", "what is new since the last visit", "only_new"),
]
SHOWING = [
    _key("d", "screen.detail", "detail pane on, off", "detail"),
    _key("J", "screen.scroll_detail(1)", "scroll the details down", "detail_down"),
    _key("K", "screen.scroll_detail(-1)", "scroll the details up", "detail_up"),
    _key("r", "screen.refresh_list", "refresh the list", "refresh"),
    _key("question_mark,f1", "screen.help", "help", "help"),
    _key("escape", "screen.back", "one step back", "back"),
    _key("q", "app.leave", "quit", "quit"),
]

TABLE_BINDINGS = [*MOVING, *TAKING, *FINDING, *SHOWING]

GROUPS = (
    ("Move", MOVING),
    ("Find and order", FINDING),
    ("Take", TAKING),
    ("Show", SHOWING),
)
"""The help's groups."""
