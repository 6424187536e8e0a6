"""Texts of an index that are decoded when somebody looks at them: the first frame shows a few of many.

A hundred thousand ids and names take as long to decode as a tenth of Textual takes to import.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import overload

_FIRST = 128
"""How many are decoded one by one before all are: more than a terminal has rows."""
_LONGEST = 65_536
"""Bytes in which those are looked for."""
_PIECE = 65_536
"""Characters that are decoded at one go."""
_BETWEEN = '", "'
"""What stands between two strings, their quotes included."""


class LateTexts(Sequence[str]):
    """The texts of a JSON array of `count` ASCII strings; raises `ValueError` where it turns out to be none.

    Any thread may look: at worst two decode the same at the same time.
    """

    def __init__(self, data: memoryview, count: int) -> None:
        self._data = data
        self._count = count
        self._first: list[str] = []
        self._all: list[str] | None = None

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if self._all is not None:
            return self._all[index]
        if isinstance(index, int) and 0 <= index < _FIRST:
            self._first = self._first or _first(str(self._data[:_LONGEST], "ascii"))
            if index < len(self._first):
                return self._first[index]
        return self.decoded()[index]

    def __iter__(self) -> Iterator[str]:
        return iter(self.decoded())

    def __contains__(self, text: object) -> bool:
        return text in self.decoded()

    def index(self, text: str, start: int = 0, stop: int = sys.maxsize) -> int:
        """Where a text stands first; raises `ValueError` where it is not among them."""
        return self.decoded().index(text, start, stop)

    def decoded(self) -> list[str]:
        """All of them."""
        # Before the question, for another thread may just now be through.
        data = self._data
        if self._all is None:
            texts = _decoded(str(data, "ascii"))
            if len(texts) != self._count:
                raise ValueError("columns differ in length")
            self._all = texts
            # The file's content can go.
            self._data = memoryview(b"")
        return self._all


def _decoded(text: str) -> list[str]:
    """The strings of a JSON array, in pieces: a thread that decodes a long one gives way in between."""
    texts: list[str] = []
    start = 1
    try:
        while start < len(text):
            end = text.find(_BETWEEN, start + _PIECE)
            piece = text[start : end + 1] if end >= 0 else text[start:-1]
            texts += json.loads(f"[{piece}]")
            start = end + len(_BETWEEN) - 1 if end >= 0 else len(text)
    except ValueError:
        # What looked like the end of one string and the start of the next was a string itself.
        return list(json.loads(text))
    return texts


def _first(text: str) -> list[str]:
    """The first strings of a JSON array, of which `text` may be the beginning alone."""
    found: list[str] = []
    decoder, place = json.JSONDecoder(), 1
    while len(found) < _FIRST:
        try:
            value, end = decoder.raw_decode(text, place)
        except ValueError:
            # The end, or cut off: then all are decoded, and that tells.
            break
        found.append(value)
        place = end + 1
        while text[place : place + 1] == " ":
            place += 1
    return found
