"""Safe lines broken to a width in cells."""

from __future__ import annotations

import re

from lumenbrowse.text.safe import width


def wrap(text: str, cells: int) -> list[str]:
    """A safe line wrapped at spaces to `cells` (textwrap counts characters), its indent kept.

    A word that is too long, such as an address, is broken behind a slash or a hyphen where there is one.
    """
    if width(text) <= cells:
        return [text]
    indent = text[: len(text) - len(text.lstrip(" "))][: cells // 2]
    lines = [""]
    for word in re.findall(r" *[^ ]+", text):
        if width(lines[-1]) + width(word) <= cells:
            lines[-1] += word
            continue
        broken = _broken(indent + word.lstrip(" "), cells, "/-")
        lines = [*lines, *broken] if lines[-1].strip() else broken
    return lines


def wrap_hard(text: str, cells: int) -> list[str]:
    """A safe text broken after every `cells` cells, whatever stands there."""
    return _broken(text, cells, "")


def _broken(text: str, cells: int, after: str) -> list[str]:
    """A text broken to `cells`, behind one of the characters `after` where that fills half a line."""
    lines = []
    while (room := _fitting(text, cells)) < len(text):
        breaks = (text.rfind(char, 0, room) + 1 for char in after)
        end = next((at for at in breaks if at > room // 2), room)
        lines.append(text[:end])
        text = text[end:]
    return [*lines, text]


def _fitting(text: str, cells: int) -> int:
    """How many characters of a text fit, one at least."""
    if text.isascii():
        return max(1, cells)
    filled = 0
    for place, char in enumerate(text):
        filled += width(char)
        if filled > cells and place:
            return place
    return len(text)
