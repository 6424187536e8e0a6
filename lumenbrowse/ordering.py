"""Orders of models: natural by id, by owner, by when they were added.

An order is a list of indices. Sorting goes in chunks that are merged at the end, so that a thread that
sorts a long list never holds the interpreter's lock long enough to hold up a key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from heapq import merge
from typing import Any

from lumenbrowse.settings import Sort

_LONG_NUMBER = re.compile(r"[0-9]{2,}")
_CHUNK = 8_192
_SHORT_CHUNK = 2_048
_UNKNOWN = 1 << 62


def first_direction(sort: Sort) -> bool:
    """Whether a column's usual direction is the reverse: newest first, but ids and owners upwards."""
    return sort == "added"


def natural_key(text: str) -> str:
    """A key that sorts numbers by value and ignores case: `gpt-4.1` before `gpt-10`."""
    return _LONG_NUMBER.sub(_by_length, text.casefold())


def _by_length(match: re.Match[str]) -> str:
    # A longer number is the greater one, so its length goes first: signs after the digits and before
    # the letters, for numbers come before letters. One digit needs none.
    digits = match[0].lstrip("0") or "0"
    most, rest = divmod(len(digits) - 2, 38)
    return digits if len(digits) == 1 else "`" * most + chr(0x3A + rest) + digits


def _natural_keys(texts: Sequence[str]) -> list[str]:
    """The natural key of each text, in a few calls for all of them."""
    keys: list[str] = []
    for start in range(0, len(texts), _SHORT_CHUNK):
        part = texts[start : start + _SHORT_CHUNK]
        found = natural_key("\n".join(part)).split("\n")
        keys += found if len(found) == len(part) else map(natural_key, part)
    return keys


def chunked_sort(indices: Sequence[int], key: Callable[[int], Any]) -> list[int]:
    """`indices` sorted by `key`, stably; the same as `sorted`, in pieces."""
    runs: list[int] = []
    for start in range(0, len(indices), _CHUNK):
        runs += sorted(indices[start : start + _CHUNK], key=key)
    return sorted(runs, key=key) if len(indices) > _CHUNK else runs


def natural_ranks(texts: Sequence[str]) -> list[int]:
    """The place of each text in natural order; equal keys are told apart by the text itself.

    Slower than one sort, but a thread that ranks a long list gives way after every few texts.
    """
    # One string a text, for strings the garbage collector does not look at.
    keys = list(map("\0".join, zip(_natural_keys(texts), texts, strict=True)))
    ranks = [0] * len(texts)
    starts = range(0, len(texts), _SHORT_CHUNK)
    runs = (
        sorted(range(start, min(start + _SHORT_CHUNK, len(texts))), key=keys.__getitem__)
        for start in starts
    )
    for rank, index in enumerate(merge(*runs, key=keys.__getitem__)):
        ranks[index] = rank
    return ranks


def sorted_indices(
    sort: Sort,
    reverse: bool,
    added: Sequence[int | None],
    owners: Sequence[str],
    id_ranks: Sequence[int],
) -> list[int]:
    """All indices by `sort`, ties by id. An unknown date is last in both directions.

    `reverse` is the direction of the values: for `added`, true is newest first.
    """
    by_id = [0] * len(id_ranks)
    for index, rank in enumerate(id_ranks):
        by_id[rank] = index
    if sort == "id":
        return by_id[::-1] if reverse else by_id
    if sort == "added":
        keys = [_UNKNOWN if at is None else (-at if reverse else at) for at in added]
        return chunked_sort(by_id, keys.__getitem__)
    names = sorted(set(owners), key=lambda owner: (natural_key(owner), owner), reverse=reverse)
    places = {owner: place for place, owner in enumerate(names)}
    owner_places = [places[owner] for owner in owners]
    return chunked_sort(by_id, owner_places.__getitem__)


def grouped(
    indices: Sequence[int], group_of: Sequence[str]
) -> tuple[list[int], list[str], list[int]]:
    """`indices` with each group's together, the groups by their first one.

    Returns the indices, the groups' names and where each group starts.
    """
    members: dict[str, list[int]] = {}
    for index in indices:
        name = group_of[index]
        if name in members:
            members[name].append(index)
        else:
            members[name] = [index]
    order: list[int] = []
    starts: list[int] = []
    for group in members.values():
        starts.append(len(order))
        order += group
    return order, list(members), starts
