"""`--check`: whether ids are in the list, and which ones somebody may have meant. Made for CI."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

from lumenbrowse.catalog.folding import SEPARATORS
from lumenbrowse.errors import DONE, NOTHING, UsageError
from lumenbrowse.loading import load
from lumenbrowse.settings import Settings
from lumenbrowse.terminal.stdio import complain
from lumenbrowse.text.safe import safe

_NEAR = 3
_MOST_GUESSES = 20
"""Ids for which likeness is measured, which takes time: who has more wrong has another problem."""
_MOST_COMPARED = 10_000
_SQUASH = str.maketrans("", "", SEPARATORS)


def run(settings: Settings) -> int:
    """Names the ids that are missing on standard error; returns the exit code. Raises `FetchError`."""
    wanted = list(dict.fromkeys(_wanted(settings.options.check_ids)))
    loaded = load(settings)
    loaded.tell()
    if not wanted:
        complain("no ID was given to check")
    listed = set(loaded.catalogue.ids)
    missing = [model_id for model_id in wanted if model_id not in listed]
    near = Near(loaded.catalogue.ids) if missing else None
    for number, model_id in enumerate(missing):
        names = near.names(model_id, guess=number < _MOST_GUESSES) if near else []
        complain(_line(model_id, names))
    return NOTHING if missing else DONE


def _wanted(given: Iterable[str]) -> Iterator[str]:
    for model_id in given:
        if model_id == "-":
            yield from _standard_input().split()
        else:
            yield model_id


def _standard_input() -> str:
    if sys.stdin is None:
        raise UsageError("standard input is closed", "leave out - or pipe the IDs into it")
    return sys.stdin.buffer.read().decode("utf-8-sig", "backslashreplace")


def _line(model_id: str, near: Sequence[str]) -> str:
    said = f"{safe(model_id)} is not in the list"
    if not near:
        return said
    *others, last = map(safe, near)
    return f"{said}; did you mean {', '.join(others) + ' or ' if others else ''}{last}?"


class Near:
    """Finds listed ids that are near to one that is not listed."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._folded: dict[str, list[str]] = {}
        self._tails: dict[str, list[str]] = {}
        for model_id in ids:
            self._folded.setdefault(model_id.casefold(), []).append(model_id)
            self._tails.setdefault(_tail(model_id), []).append(model_id)

    def names(self, model_id: str, *, guess: bool = True) -> list[str]:
        """Up to three: the same but for case, for a provider's prefix or separators; else alike ones."""
        tail = _tail(model_id)
        same = (*self._folded.get(model_id.casefold(), ()), *self._tails.get(tail, ()))
        if not same and guess:
            same = tuple(found for alike in self._alike(tail) for found in self._tails[alike])
        return list(dict.fromkeys(same))[:_NEAR]

    def _alike(self, tail: str) -> list[str]:
        from difflib import get_close_matches

        tails: Iterable[str] = self._tails
        if len(self._tails) > _MOST_COMPARED:
            tails = (other for other in tails if other[:1] == tail[:1])
        return get_close_matches(tail, tails, _NEAR)


def _tail(model_id: str) -> str:
    """An id without its provider's prefix, case and separators."""
    folded = model_id.casefold()
    return folded.rpartition("/")[2].translate(_SQUASH) or folded
