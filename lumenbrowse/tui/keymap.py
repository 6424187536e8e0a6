"""Reading keys.json: other keys for the actions of `lumenbrowse.keys`, by their ids.

    {"copy": "y,c,ctrl+k", "quit": ""}

An entry replaces all of an action's usual keys; an empty text leaves it none. What makes no sense is
left out and said in a message; the rest applies.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lumenbrowse.errors import FileError
from lumenbrowse.storage.files import read_bounded
from lumenbrowse.text.safe import shorten
from lumenbrowse.tui.actions import ACTIONS, KeyAction
from lumenbrowse.tui.key_names import is_printable, key_label, parse_key

FILE_NAME = "keys.json"
Keys = Mapping[str, str]
"""Keys by the action's id, by Textual's names and parted by commas; what is not in it has its usual keys."""

_LIMIT = 1 << 20
_LONGEST_NAME = 40
_LAST_WAY_OUT = "quit_anywhere"
"""Its keys act before all others, in the dialogs too."""


@dataclass(frozen=True, slots=True)
class Keymap:
    """Other keys than the usual ones, and what was wrong with the file, in plain words."""

    keys: Keys = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @property
    def notice(self) -> str:
        """The problems in one line; empty where there are none."""
        if not self.problems:
            return ""
        more = len(self.problems) - 1
        return f"{FILE_NAME}: {self.problems[0]}" + (f" (and {more} more)" if more else "")


def known_ids() -> tuple[str, ...]:
    """The ids that keys.json can name, in the order of the help."""
    return tuple(ACTIONS)


def read_keymap(path: Path) -> Keymap:
    """The keymap in a file; an empty one where there is no file. Never raises."""
    try:
        content = read_bounded(path, _LIMIT)
    except FileError as error:
        return Keymap(problems=(error.line,))
    return Keymap() if content is None else parse_keymap(content)


def parse_keymap(content: bytes) -> Keymap:
    """The keymap that the content of a keys.json means. Never raises."""
    try:
        entries = json.loads(content)
    except RecursionError:
        return Keymap(problems=("it is nested too deeply",))
    except json.JSONDecodeError as error:
        return Keymap(problems=(f"it is not JSON (line {error.lineno}, column {error.colno})",))
    except ValueError:
        return Keymap(problems=("it is not JSON",))
    if not isinstance(entries, dict):
        return Keymap(problems=('it is no JSON object like {"copy": "y,ctrl+k"}',))
    return _Reader(entries).keymap()


def keys_of(action_id: str, keymap: Keys) -> list[str]:
    """The keys that an action has now, by Textual's names."""
    keys = keymap.get(action_id)
    if keys is None:
        keys = ACTIONS[action_id].keys
    return [key for key in keys.split(",") if key]


def labels_of(action_id: str, keymap: Keys) -> list[str]:
    """The keys that an action has now, as people call them."""
    return list(map(key_label, keys_of(action_id, keymap)))


class _Reader:
    """Takes the entries one by one: who comes first has a key."""

    def __init__(self, entries: Mapping[str, Any]) -> None:
        self._entries = entries
        self._chosen: dict[str, list[str]] = {}
        self._problems: list[str] = []

    def keymap(self) -> Keymap:
        known = {one: value for one, value in self._entries.items() if self._is_action(one)}
        # What the last way out has, nobody else can have.
        for one in sorted(known, key=lambda one: one != _LAST_WAY_OUT):
            self._take(ACTIONS[one], known[one])
        keys = {one: ",".join(chosen) for one, chosen in self._chosen.items()}
        return Keymap({**keys, **self._displaced()}, tuple(self._problems))

    def _is_action(self, name: str) -> bool:
        if name in ACTIONS:
            return True
        # Few files have a wrong name in them.
        from difflib import get_close_matches

        near = get_close_matches(name[:_LONGEST_NAME], ACTIONS, 1)
        hint = f", did you mean {near[0]}?" if near else "; ? lists the ids"
        self._problems.append(f"there is no action “{shorten(name, _LONGEST_NAME)}”{hint}")
        return False

    def _take(self, action: KeyAction, value: object) -> None:
        if not isinstance(value, str):
            self._problems.append(f'{action.id} needs a text of keys, like "y,ctrl+k"')
            return
        texts = [text for text in value.split(",") if text.strip()]
        keys = [key for text in texts if (key := self._key(action, text)) is not None]
        if not keys and (texts or action.id == _LAST_WAY_OUT):
            # Nothing of it can be used: the usual keys stay.
            if not texts:
                self._problems.append(f"{action.id} needs a key")
            return
        self._chosen[action.id] = list(dict.fromkeys(keys))

    def _key(self, action: KeyAction, text: str) -> str | None:
        key = parse_key(text)
        problem = f"“{shorten(text.strip(), 20)}” is no key" if key is None else ""
        if key is not None:
            problem = self._why_not(action, key)
        if problem:
            self._problems.append(f"{action.id}: {problem}")
            return None
        return key

    def _why_not(self, action: KeyAction, key: str) -> str:
        label = key_label(key)
        if action.scope != "table" and is_printable(key):
            return f"{label} types into the search box"
        if action.id != _LAST_WAY_OUT and key in keys_of(_LAST_WAY_OUT, self._so_far()):
            return f"{label} always quits"
        for other, keys in self._chosen.items():
            if other != action.id and key in keys and _meet(action, ACTIONS[other]):
                return f"{label} is given to {other} already"
        return ""

    def _so_far(self) -> Keys:
        return {one: ",".join(keys) for one, keys in self._chosen.items()}

    def _displaced(self) -> Keys:
        """Actions without an entry of their own that lose usual keys to one that has."""
        left: dict[str, str] = {}
        for action in ACTIONS.values():
            if action.id in self._chosen:
                continue
            taken = {
                key
                for other, keys in self._chosen.items()
                if _displaces(ACTIONS[other], action)
                for key in keys
            }
            usual = action.keys.split(",")
            if taken.intersection(usual):
                left[action.id] = ",".join(key for key in usual if key not in taken)
        return left


def _meet(one: KeyAction, other: KeyAction) -> bool:
    """Whether the same key would have to do both."""
    return one.scope == other.scope or "anywhere" in (one.scope, other.scope)


def _displaces(one: KeyAction, other: KeyAction) -> bool:
    """Whether the chosen keys of `one` go before the usual ones of `other`.

    What acts anywhere keeps its keys: it is only out of reach where another has them.
    """
    return one.scope == other.scope or one.scope == "anywhere"
