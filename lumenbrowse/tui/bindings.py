"""What the keys do: one table for the bindings, the help, the palette, and other keys that a user gives."""

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, format_key, key_to_character

from lumenbrowse.errors import FileError
from lumenbrowse.storage.files import read_bounded
from lumenbrowse.text.safe import did_you_mean, shorten

FILE_NAME = "keys.json"
# Keys by the action's id, by Textual's names (`Y`, `ctrl+k`, `question_mark`), parted by commas.
Keys = Mapping[str, str]

_LIMIT, _LONGEST_NAME = 1 << 20, 40
_LAST_WAY_OUT = "quit_anywhere"  # its keys act before all others, in the dialogs too


class Action(NamedTuple):
    """Usual keys, what they do, how Textual runs that, and where they act: `anywhere` is in dialogs too."""

    id: str
    keys: str
    does: str
    run: str
    scope: Literal["table", "search", "anywhere"] = "table"


# All actions by the title that they stand under in the help, in its order.
GROUPS: Mapping[str, tuple[Action, ...]] = {
    "Take": (
        Action("enter", "enter", "copy the ID, or pick it", "app.enter"),
        Action("copy", "y,c", "copy the ID", "app.copy"),
        Action("copy_as", "Y", "copy as…", "app.copy_as"),
        Action("print", "p", "quit and print the ID", "app.print_current"),
        Action("mark", "space", "mark", "screen.mark"),
        Action("mark_and_move", "tab", "mark, and go down", "screen.mark_and_move"),
        Action("favourite", "f", "favourite on, off", "app.favourite"),
        Action("compare", "D", "compare the marked models", "app.compare"),
        Action("open_page", "o", "open the model's page", "app.open_page"),
        Action("recents", "ctrl+r", "recently copied", "app.recents"),
    ),
    "Find and order": (
        Action("search", "slash", "search", "screen.search"),
        Action("sort_id", "1", "sort by id", "screen.sort('id')"),
        Action("sort_owner", "2", "sort by owner", "screen.sort('owner')"),
        Action("sort_added", "3", "sort by added", "screen.sort('added')"),
        Action("sort_price", "4", "sort by price", "screen.sort('price')"),
        Action("sort_context", "5", "sort by context", "screen.sort('context')"),
        Action("by_match", "0", "better matches first", "screen.view('by_match')"),
        Action("next_sort", "s", "sort by the next column", "screen.next_sort"),
        Action("reverse", "S", "reverse the order", "screen.view('toggled', 'reverse')"),
        Action("group", "t", "grouped by owner, or flat", "screen.view('grouped_by', 'owner')"),
        Action("group_family", "v", "grouped by family (a guess)", "screen.group_family"),
        Action("collapse", "h,left", "collapse the group", "screen.collapse(True)"),
        Action("expand", "l,right", "expand the group", "screen.collapse(False)"),
        Action("collapse_all", "minus", "collapse all", "screen.collapse(True, True)"),
        Action("expand_all", "equals_sign", "expand all", "screen.collapse(False, True)"),
        Action("only_favourites", "F", "favourites only", "screen.view('toggled', 'only_favourites')"),
        Action("only_new", "w", "only what is new (7 days)", "screen.only_new"),
    ),
    "Move": (
        Action("up", "up,k", "up", "move(-1)"),
        Action("down", "down,j", "down", "move(1)"),
        Action("page_up", "pageup", "page up", "page(-1)"),
        Action("page_down", "pagedown", "page down", "page(1)"),
        Action("first", "home,g", "first model", "first"),
        Action("last", "end,G", "last model", "last"),
        Action("previous_owner", "left_square_bracket", "previous owner", "owner(-1)"),
        Action("next_owner", "right_square_bracket", "next owner", "owner(1)"),
    ),
    "Show": (
        Action("detail", "d", "detail pane on, off", "screen.detail"),
        Action("json", "i", "the JSON as it came, and back", "screen.json"),
        Action("detail_down", "J", "scroll the details down", "screen.scroll_detail(1)"),
        Action("detail_up", "K", "scroll the details up", "screen.scroll_detail(-1)"),
        Action("columns", "C", "columns shown", "app.columns"),
        Action("servers", "b", "another server of config.toml", "app.servers"),
        Action("refresh", "r", "refresh the list", "screen.refresh_list"),
        Action("palette", "colon,ctrl+p", "command palette", "app.command_palette"),
        Action("help", "question_mark,f1", "help", "app.help"),
        Action("back", "escape", "one step back", "screen.back"),
        Action("quit", "q", "quit", "app.leave"),
    ),
    "In the search box": (
        Action("search.up", "up,ctrl+p", "up", "screen.in_table('move(-1)')", "search"),
        Action("search.down", "down,ctrl+n", "down", "screen.in_table('move(1)')", "search"),
        Action("search.page_up", "pageup", "page up", "screen.in_table('page(-1)')", "search"),
        Action("search.page_down", "pagedown", "page down", "screen.in_table('page(1)')", "search"),
        Action("search.enter", "enter", "to the table, or take it", "app.enter_in_search", "search"),
        Action("search.escape", "escape", "clear; then to the table", "screen.escape_in_search", "search"),
        Action("search.mark", "tab", "mark, and go down", "screen.mark_and_move", "search"),
        Action("search.copy", "ctrl+y", "copy the ID", "app.copy", "search"),
        Action("search.recents", "ctrl+r", "recently copied", "app.recents", "search"),
        Action("search.help", "f1", "help", "app.help", "search"),
    ),
    "Anywhere": (
        Action("quit_anywhere", "ctrl+q", "quit", "app.leave", "anywhere"),
        Action("quit_or_copy", "ctrl+c", "copy selected text, or quit", "app.leave", "anywhere"),
        Action("suspend", "ctrl+z", "suspend", "app.suspend_process", "anywhere"),
        Action("redraw", "ctrl+l", "draw the screen again", "app.redraw", "anywhere"),
    ),
}  # fmt: skip
ACTIONS = {action.id: action for actions in GROUPS.values() for action in actions}


def _bindings(scope: str) -> list[Binding]:
    """Bindings of actions under their ids, so that a keymap can change their keys."""
    return [
        Binding(one.keys, one.run, one.does, False, id=one.id, priority=one.id == _LAST_WAY_OUT)
        for one in ACTIONS.values()
        if one.scope == scope
    ]


# Those of the search box stand beside Textual's own editing keys; none is a printable one.
TABLE_BINDINGS, ANYWHERE_BINDINGS, SEARCH_BINDINGS = map(_bindings, ("table", "anywhere", "search"))


def keys_of(action_id: str, keys: Keys) -> list[str]:
    """The keys that an action has now, by Textual's names."""
    return [key for key in keys.get(action_id, ACTIONS[action_id].keys).split(",") if key]


def labels_of(action_id: str, keys: Keys) -> list[str]:
    """The keys that an action has now, as people call them."""
    return [key_label(key) for key in keys_of(action_id, keys)]


# The keys that are no characters, as people call them.
_LABELS = {
    "backspace": "Backspace", "delete": "Del", "escape": "Esc", "insert": "Ins", "pagedown": "PgDn",
    "pageup": "PgUp",
    **{key: format_key(key) for key in ("down", "enter", "left", "right", "up")},
    **{key: key.capitalize() for key in ("end", "home", "space", "tab")},
    **{f"f{number}": f"F{number}" for number in range(1, 25)},
}  # fmt: skip
_NAMES = {
    "bs": "backspace", "page_down": "pagedown", "page_up": "pageup", "return": "enter",
    **{label.lower(): key for key, label in _LABELS.items()},
}  # fmt: skip
_MODIFIERS = {one: one for one in ("alt", "ctrl", "hyper", "meta", "shift", "super")}
_MODIFIERS |= {"cmd": "super", "control": "ctrl", "option": "alt"}
# What a terminal sends for these is the same (ECMA-48's control characters).
_SAME_KEY = {"ctrl+i": "tab", "ctrl+left_square_bracket": "escape", "ctrl+m": "enter"}


def key_label(key: str) -> str:
    """A key as people call it: `⏎`, `Esc`, `Ctrl+R`, `Y`, `?`."""
    *modifiers, base = key.split("+")
    label = _LABELS.get(base) or _character(base) or base
    if modifiers and len(label) == 1 and label.isascii():
        label = label.upper()
    return "+".join([*map(str.capitalize, modifiers), label])


def parse_key(text: str) -> str | None:
    """The key that a user means by `text` (`Ctrl+K`, `?`, `PgUp`, `question_mark`); None for no key."""
    text = text.strip()
    is_plus = text == "+" or text.endswith("++")
    *before, base = [*filter(None, text[:-1].split("+")), "+"] if is_plus else text.split("+")
    modifiers = {_MODIFIERS.get(one.strip().lower(), "") for one in before}
    key = _base_key(base.strip())
    if key is None or "" in modifiers:
        return None
    if len(key) == 1 and key.isascii() and key.isalpha():
        if modifiers == {"shift"}:
            return key.upper()
        key = key.lower() if modifiers else key
    elif modifiers == {"shift"} and is_printable(key) and key != "space":
        # Which character that gives is the keyboard's to say.
        return None
    name = "+".join([*sorted(modifiers), key])
    return _SAME_KEY.get(name, name)


def is_printable(key: str) -> bool:
    """Whether a key (by Textual's name) types something into a box."""
    return key == "space" or ("+" not in key and key not in _LABELS)


def _base_key(text: str) -> str | None:
    """The name of a key without modifiers; None for no key."""
    name = text if len(text) == 1 else text.lower().replace(" ", "_").replace("-", "_")
    name = _NAMES.get(name, name)
    if name in _LABELS:
        return name
    character = _character(name)
    if character is None or not character.isprintable() or character.isspace():
        return None
    named = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    key = character if character.isalnum() else KEY_NAME_REPLACEMENTS.get(named, named)
    # A sign whose name can't be turned back (a hyphen in it) is on no keyboard.
    return key if key and _character(key) == character else None


def _character(key: str) -> str | None:
    """The character that a key types; None where it is no single one."""
    shown = format_key(key) if key.isascii() and len(key) > 1 else key
    return shown if len(shown) == 1 else key_to_character(key)


class Keymap(NamedTuple):
    """Other keys than the usual ones, and what was wrong with where they stand, in plain words."""

    keys: Keys = {}
    notice: str = ""


def read_keys_file(path: Path) -> Keymap:
    """The keymap in a keys.json; an empty one where there is no file. Never raises."""
    try:
        content = read_bounded(path, _LIMIT)
        entries = {} if content is None else json.loads(content)
        if isinstance(entries, dict):
            return read_keys(entries)
        why = 'it is no JSON object like {"copy": "y,ctrl+k"}'
    except FileError as error:
        why = error.line
    except json.JSONDecodeError as error:
        why = f"it is not JSON (line {error.lineno}, column {error.colno})"
    except (ValueError, RecursionError):
        why = "it is not JSON"
    return Keymap(notice=f"{FILE_NAME}: {why}")


def read_keys(entries: Mapping[str, object], source: str = FILE_NAME) -> Keymap:
    """The keymap that entries mean, each a text of keys by an action's id: who comes first has a key."""
    chosen: dict[str, list[str]] = {}
    problems: list[str] = []
    # What the last way out has, nobody else can have.
    for name in sorted(entries, key=lambda name: name != _LAST_WAY_OUT):
        value = entries[name]
        texts = [one for one in value.split(",") if one.strip()] if isinstance(value, str) else []
        if name not in ACTIONS:
            problems.append(_unknown(name))
        elif not isinstance(value, str):
            problems.append(f'{name} needs a text of keys, like "y,ctrl+k"')
        elif not texts and name == _LAST_WAY_OUT:
            problems.append(f"{name} needs a key")
        else:
            keys = {text: parse_key(text) for text in texts}
            wrong = {text: _why_not(ACTIONS[name], text, key, chosen) for text, key in keys.items()}
            problems += [f"{name}: {why}" for why in wrong.values() if why]
            good = [key for text, key in keys.items() if key and not wrong[text]]
            if good or not texts:
                chosen[name] = list(dict.fromkeys(good))
    taken = {one: ",".join(keys) for one, keys in chosen.items()}
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    notice = f"{source}: {problems[0]}{more}" if problems else ""
    return Keymap({**taken, **_displaced(chosen)}, notice)


def _unknown(name: str) -> str:
    hint = did_you_mean(name, ACTIONS) or "; ? lists the ids"
    return f"there is no action “{shorten(name, _LONGEST_NAME)}”{hint}"


def _why_not(action: Action, text: str, key: str | None, chosen: Mapping[str, list[str]]) -> str:
    """Why an action can't have a key; empty where it can."""
    if key is None:
        return f"“{shorten(text.strip(), 20)}” is no key"
    if action.scope != "table" and is_printable(key):
        return f"{key_label(key)} types into the search box"
    last = chosen.get(_LAST_WAY_OUT) or keys_of(_LAST_WAY_OUT, {})
    if action.id != _LAST_WAY_OUT and key in last:
        return f"{key_label(key)} always quits"
    for other, keys in chosen.items():
        scopes = {action.scope, ACTIONS[other].scope}
        if key in keys and (len(scopes) == 1 or "anywhere" in scopes):
            return f"{key_label(key)} is given to {other} already"
    return ""


def _displaced(chosen: Mapping[str, list[str]]) -> dict[str, str]:
    """Actions without an entry of their own that lose usual keys to one that has; never what acts anywhere."""
    left: dict[str, str] = {}
    for action in ACTIONS.values():
        over = [one for one in chosen if ACTIONS[one].scope in (action.scope, "anywhere")]
        taken = {key for one in over for key in chosen[one]}
        usual = action.keys.split(",")
        if action.id not in chosen and taken.intersection(usual):
            left[action.id] = ",".join(key for key in usual if key not in taken)
    return left
