"""`--check`: whether ids are in the list, and which ones somebody may have meant. Made for CI."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from lumenbrowse.catalog.model import Catalog, squash
from lumenbrowse.errors import DONE, NO_LIST, NOTHING, UsageError
from lumenbrowse.loading import load
from lumenbrowse.settings import Settings
from lumenbrowse.terminal.stdio import complain
from lumenbrowse.text.safe import mask_whole, safe

_NEAR = 3
_MOST_GUESSES = 20
"""Ids for which likeness is measured, which takes time: who has more wrong has another problem."""


def run(settings: Settings) -> int:
    """Names aliases and missing ids on standard error; returns the exit code. Raises `FetchError`.

    An id that is missing from a list that is partial may be in the rest: that ends with `NO_LIST`.
    """
    wanted = list(dict.fromkeys(_wanted(settings.options.check_ids)))
    loaded = load(settings)
    loaded.tell()
    if not wanted:
        complain("no ID was given to check")
    models = loaded.catalog.models
    aliases = {alias: model.id for model in models for alias in model.aliases}
    listed = dict.fromkeys(model.id for model in models)
    missing = [one for one in wanted if one not in listed and one not in aliases]
    lines = [
        f"{safe(one)} is an alias of {safe(aliases[one])}"
        for one in wanted
        if one in aliases and one not in listed
    ]
    lines += _missing_lines(missing, [*listed, *aliases], loaded.catalog)
    for line in lines:
        complain(mask_whole(line, settings.secrets))
    if not missing:
        return DONE
    return NO_LIST if loaded.catalog.partial else NOTHING


def _wanted(given: Iterable[str]) -> Iterator[str]:
    for model_id in given:
        if model_id != "-":
            yield model_id
        elif sys.stdin is None:
            raise UsageError("standard input is closed", "leave out - or pipe the IDs into it")
        else:
            yield from sys.stdin.buffer.read().decode("utf-8-sig", "backslashreplace").split()


def _missing_lines(missing: Sequence[str], known: Sequence[str], catalog: Catalog) -> list[str]:
    where = f"the {catalog.partial_words} models" if catalog.partial else "the list"
    near = Near(known if missing else ())
    lines = []
    for place, model_id in enumerate(missing):
        names = map(safe, near.names(model_id, guess=place < _MOST_GUESSES))
        meant = " or ".join(", ".join(names).rsplit(", ", 1))
        question = f"; did you mean {meant}?" if meant else ""
        lines.append(f"{safe(model_id)} is not in {where}{question}")
    return lines


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
        same = [*self._folded.get(model_id.casefold(), ()), *self._tails.get(tail, ())]
        if not same and guess:
            alike = get_close_matches(tail, self._tails, _NEAR)
            same = [found for tail in alike for found in self._tails[tail]]
        return list(dict.fromkeys(same))[:_NEAR]


def _tail(model_id: str) -> str:
    """An id without its provider's prefix, case and separators."""
    folded = model_id.casefold()
    return squash(folded.rpartition("/")[2]) or folded
