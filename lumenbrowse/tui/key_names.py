"""Names of keys: what a user writes in keys.json, what Textual calls the key, what the help calls it.

The names inside the program are Textual's: `y`, `Y`, `ctrl+k`, `f1`, `pageup`, `question_mark`.
"""

from __future__ import annotations

import unicodedata

_CONTROLS = {
    "backspace": "Backspace", "delete": "Del", "down": "↓", "end": "End", "enter": "⏎", "escape": "Esc",
    "home": "Home", "insert": "Ins", "left": "←", "pagedown": "PgDn", "pageup": "PgUp", "right": "→",
    "space": "Space", "tab": "Tab", "up": "↑",
}  # fmt: skip
_FUNCTION = {f"f{number}": f"F{number}" for number in range(1, 25)}
_LABELS = {**_CONTROLS, **_FUNCTION}
_ALIASES = {
    "bs": "backspace", "del": "delete", "esc": "escape", "ins": "insert", "page_down": "pagedown",
    "page_up": "pageup", "pgdn": "pagedown", "pgup": "pageup", "return": "enter",
    **{label.lower(): name for name, label in _CONTROLS.items()},
}  # fmt: skip
_SAME_KEY = {"ctrl+i": "tab", "ctrl+left_square_bracket": "escape", "ctrl+m": "enter"}
"""What a terminal sends for these is the same (ECMA-48's control characters)."""
_MODIFIERS = {
    "alt": "alt", "cmd": "super", "control": "ctrl", "ctrl": "ctrl", "hyper": "hyper", "meta": "meta",
    "option": "alt", "shift": "shift", "super": "super",
}  # fmt: skip
_SHORTER = {
    "commercial_at": "at", "hyphen_minus": "minus", "low_line": "underscore", "plus_sign": "plus",
    "reverse_solidus": "backslash", "solidus": "slash",
}  # fmt: skip
"""Textual's own names for some characters (`textual.keys.KEY_NAME_REPLACEMENTS`)."""


def parse_key(text: str) -> str | None:
    """The key that a user means by `text` (`Ctrl+K`, `?`, `PgUp`, `question_mark`); None for no key."""
    text = text.strip()
    parts = _split(text)
    modifiers = {_MODIFIERS.get(part.strip().lower(), "") for part in parts[:-1]}
    key = _base(parts[-1].strip() or parts[-1])
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


def _split(text: str) -> list[str]:
    if text == "+" or text.endswith("++"):
        return [*filter(None, text[:-1].split("+")), "+"]
    return text.split("+")


def _base(text: str) -> str | None:
    """The name of a key without modifiers; None for no key."""
    if len(text) == 1:
        if text in _ALIASES:
            return _ALIASES[text]
        named = _character_name(text)
        # A sign whose name can't be turned back (a hyphen in it) is on no keyboard.
        return named if named is not None and _character(named) == text else None
    name = text.lower().replace(" ", "_").replace("-", "_")
    name = _ALIASES.get(name, name)
    if name in _LABELS:
        return name
    character = _character(name)
    return None if character is None else _character_name(character)


def _character_name(character: str) -> str | None:
    if not character.isprintable() or character.isspace():
        return None
    if character.isalnum():
        return character
    try:
        name = unicodedata.name(character).lower().replace("-", "_").replace(" ", "_")
    except ValueError:
        return None
    return _SHORTER.get(name, name)


def _character(name: str) -> str | None:
    if len(name) == 1:
        return name
    if name in _SIGNS:
        return _SIGNS[name]
    try:
        return unicodedata.lookup(name.replace("_", " ").upper())
    except KeyError:
        return None


def is_printable(key: str) -> bool:
    """Whether a key (by Textual's name) types something into a box."""
    return key == "space" or ("+" not in key and key not in _LABELS)


def key_label(key: str) -> str:
    """A key as people call it: `⏎`, `Esc`, `Ctrl+R`, `Y`, `?`."""
    *modifiers, base = key.split("+")
    label = _LABELS.get(base) or _character(base) or base
    if modifiers and len(label) == 1 and label.isascii():
        label = label.upper()
    return "+".join([*(modifier.capitalize() for modifier in modifiers), label])


_SIGNS = {_character_name(chr(code)): chr(code) for code in range(0x21, 0x7F)}
"""The characters of ASCII by name: some names can't be turned back by rule (`less_than_sign`)."""
