"""What the keys do: every action that has a key, under the id by which keys.json can give it others.

One table for the bindings of the UI, for the help and the palette, and for reading keys.json.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scope = Literal["table", "search", "anywhere"]
"""Where an action's keys act: on the table, in the search box, in both and in the dialogs."""


@dataclass(frozen=True, slots=True)
class KeyAction:
    """An action: `keys` are its usual keys, by Textual's names, parted by commas."""

    id: str
    keys: str
    does: str
    scope: Scope = "table"


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Actions that stand together in the help."""

    title: str
    actions: tuple[KeyAction, ...]


MOVE = KeyGroup(
    "Move",
    (
        KeyAction("up", "up,k", "up"),
        KeyAction("down", "down,j", "down"),
        KeyAction("page_up", "pageup", "page up"),
        KeyAction("page_down", "pagedown", "page down"),
        KeyAction("first", "home,g", "first model"),
        KeyAction("last", "end,G", "last model"),
        KeyAction("previous_owner", "left_square_bracket", "previous owner"),
        KeyAction("next_owner", "right_square_bracket", "next owner"),
    ),
)
FIND = KeyGroup(
    "Find and order",
    (
        KeyAction("search", "slash", "search"),
        KeyAction("sort_id", "1", "sort by id"),
        KeyAction("sort_owner", "2", "sort by owner"),
        KeyAction("sort_added", "3", "sort by added"),
        KeyAction("next_sort", "s", "sort by the next column"),
        KeyAction("reverse", "S", "reverse the order"),
        KeyAction("group", "t", "grouped by owner, or flat"),
        KeyAction("group_family", "v", "grouped by family (a guess)"),
        KeyAction("collapse", "h,left", "collapse the group"),
        KeyAction("expand", "l,right", "expand the group"),
        KeyAction("collapse_all", "minus", "collapse all"),
        KeyAction("expand_all", "equals_sign", "expand all"),
        KeyAction("only_favourites", "F", "favourites only"),
        KeyAction("only_new", "w", "only what is new since last time"),
    ),
)
TAKE = KeyGroup(
    "Take",
    (
        KeyAction("enter", "enter", "copy the ID, or pick it"),
        KeyAction("copy", "y,c", "copy the ID"),
        KeyAction("copy_as", "Y", "copy as…"),
        KeyAction("print", "p", "quit and print the ID"),
        KeyAction("mark", "space", "mark"),
        KeyAction("mark_and_move", "tab", "mark, and go down"),
        KeyAction("favourite", "f", "favourite on, off"),
        KeyAction("open_page", "o", "open the model's page"),
        KeyAction("recents", "ctrl+r", "recently copied"),
    ),
)
SHOW = KeyGroup(
    "Show",
    (
        KeyAction("detail", "d", "detail pane on, off"),
        KeyAction("detail_down", "J", "scroll the details down"),
        KeyAction("detail_up", "K", "scroll the details up"),
        KeyAction("refresh", "r", "refresh the list"),
        KeyAction("palette", "colon,ctrl+p", "command palette"),
        KeyAction("help", "question_mark,f1", "help"),
        KeyAction("back", "escape", "one step back"),
        KeyAction("quit", "q", "quit"),
    ),
)
SEARCH = KeyGroup(
    "In the search box",
    (
        KeyAction("search.up", "up,ctrl+p", "up", "search"),
        KeyAction("search.down", "down,ctrl+n", "down", "search"),
        KeyAction("search.page_up", "pageup", "page up", "search"),
        KeyAction("search.page_down", "pagedown", "page down", "search"),
        KeyAction("search.enter", "enter", "to the table, or take it", "search"),
        KeyAction("search.escape", "escape", "clear; then to the table", "search"),
        KeyAction("search.mark", "tab", "mark, and go down", "search"),
        KeyAction("search.copy", "ctrl+y", "copy the ID", "search"),
        KeyAction("search.recents", "ctrl+r", "recently copied", "search"),
        KeyAction("search.help", "f1", "help", "search"),
    ),
)
ANYWHERE = KeyGroup(
    "Anywhere",
    (
        KeyAction("quit_anywhere", "ctrl+q", "quit", "anywhere"),
        KeyAction("quit_or_copy", "ctrl+c", "copy selected text, or quit", "anywhere"),
        KeyAction("suspend", "ctrl+z", "suspend", "anywhere"),
        KeyAction("redraw", "ctrl+l", "draw the screen again", "anywhere"),
    ),
)

GROUPS = (MOVE, FIND, TAKE, SHOW, SEARCH, ANYWHERE)
"""All of them, in the order of the help."""

ACTIONS = {action.id: action for group in GROUPS for action in group.actions}
"""Every action by its id."""
