"""Orders of models: natural by id, by owner, by when they were added.

An order is a list of indices. Sorting goes in pieces, so that a thread that sorts a long list never
holds the interpreter's lock long enough to hold up a key.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from lumenbrowse.settings import Sort

_LONG_NUMBER = re.compile(r"[0-9]{2,}")
_CHUNK = 8_192
_FEW = 2_048
_SAMPLED = 8
_FEW_NEW = 20
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


def _natural_keys(texts: Sequence[str]) -> Iterator[str]:
    """The natural key of each text, in a few calls for all of them; equal ones told apart by the text."""
    for start in range(0, len(texts), _FEW):
        part = texts[start : start + _FEW]
        found = natural_key("\n".join(part)).split("\n")
        keys = found if len(found) == len(part) else list(map(natural_key, part))
        # One string a text, for strings the garbage collector does not look at.
        yield from map("\0".join, zip(keys, part, strict=True))


def _whole_key(text: str) -> str:
    return f"{natural_key(text)}\0{text}"


def chunked_sort(indices: Sequence[int], key: Callable[[int], Any]) -> list[int]:
    """`indices` sorted by `key`, stably; the same as `sorted`, in pieces.

    They are first dealt out to piles, each for a range of keys, so that no two piles need merging. A
    sample of the keys says which ranges hold about as many each.
    """
    if len(indices) <= _CHUNK:
        return sorted(indices, key=key)
    count = len(indices) // _FEW
    step = max(1, len(indices) // (_SAMPLED * count))
    sample = sorted([key(index) for index in indices[::step]])
    bounds = sample[_SAMPLED::_SAMPLED]
    piles: list[list[int]] = [[] for _ in range(len(bounds) + 1)]
    for index in indices:
        piles[bisect_right(bounds, key(index))].append(index)
    return [index for pile in piles for index in sorted(pile, key=key)]


def natural_ranks(texts: Sequence[str]) -> array[int]:
    """The place of each text in natural order; equal keys are told apart by the text itself."""
    keys = list(_natural_keys(texts))
    return inverse(chunked_sort(range(len(texts)), keys.__getitem__))


def ranks_beside(
    texts: Sequence[str], formers: Sequence[int], ranks: Sequence[int] | None
) -> array[int]:
    """`natural_ranks(texts)`, quicker where most of the texts are among others whose `ranks` are known.

    `formers` says for each text its index among those, and is negative for one that is new.
    """
    new = [index for index, former in enumerate(formers) if former < 0]
    if ranks is None or len(new) > len(texts) // _FEW_NEW:
        return natural_ranks(texts)
    slots = array("l", [-1]) * len(ranks)
    for index, former in enumerate(formers):
        if former >= 0:
            slots[ranks[former]] = index
    known = [index for index in slots if index >= 0]

    def key(index: int) -> str:
        return _whole_key(texts[index])

    order: list[int] = []
    done = 0
    for index in chunked_sort(new, key):
        place = bisect_right(known, key(index), done, key=key)
        order += known[done:place]
        order.append(index)
        done = place
    return inverse(order + known[done:])


def inverse(order: Sequence[int]) -> array[int]:
    """For each index its place in `order`, which has them all."""
    # Numbers, not objects: a long list of these takes a fifth of the memory.
    places = array("I", [0]) * len(order)
    for place, index in enumerate(order):
        places[index] = place
    return places


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
    piles: dict[str, list[int]] = {owner: [] for owner in names}
    for index in by_id:
        piles[owners[index]].append(index)
    return [index for pile in piles.values() for index in pile]


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
