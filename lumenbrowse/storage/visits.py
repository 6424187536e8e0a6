"""What is new and what is gone since the user last looked, for one base.

A visit counts once the user left the UI. Until then every list of it is compared with the end of the
visit before, so what is new stays new however often the list is refreshed. An empty list says nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from lumenbrowse.text import dates

MOST_GONE = 2_000
"""How many ids that are no longer listed keep the date when they were first seen."""
_FEW = 4_096
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Visits:
    """What the visits to one base left behind; moments are Unix times in whole seconds.

    `seen` holds the ids of the newest list that a visit ended with, had at `listed`. `first_seen` holds
    those that came after the first visit, grouped by moment. Ids are packed (`pack`): a hundred
    thousand of them are one text, which costs next to nothing until somebody asks.
    """

    began: int
    at: int
    listed: int
    seen: str
    first_seen: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """A list compared with the last visit; `since` is when that ended, None where there was none."""

    new: frozenset[str] = frozenset()
    gone: tuple[str, ...] = ()
    since: int | None = None
    began: int | None = None
    """When the first visit ended: what has no `first_seen` was there already."""
    first_seen: Mapping[str, int] = field(default_factory=dict)
    """When each id that came after the first visit was first seen, the new ones among them."""

    def text(self, now: float, zone: tzinfo | None) -> str:
        """`+3 new, 1 gone since Tuesday`, as the bar says it; empty where nothing changed."""
        counts = count_text(len(self.new), len(self.gone))
        return f"{counts} {dates.since(self.since, now, zone)}".rstrip() if counts else ""


def count_text(new: int, gone: int) -> str:
    """`+3 new, 1 gone`, without a part that is zero."""
    parts = (f"+{new:,} new" if new else "", f"{gone:,} gone" if gone else "")
    return ", ".join(filter(None, parts))


def compare(
    visits: Visits | None, ids: Collection[str], now: float, previous: Changes | None = None
) -> Changes:
    """What changed in `ids` since `visits`, which is to be the value from the start of this visit.

    `previous` is the last answer of this visit, where there is one: what was new then keeps the moment
    when it was first seen, and an empty list changes nothing of it.
    """
    if visits is None:
        return Changes()
    known = previous
    if known is None or known.since is None:
        known = Changes(since=visits.at, began=visits.began, first_seen=_times(visits))
    if not ids:
        return known
    if pack(ids) == visits.seen:
        # The usual case, and far quicker than two sets.
        return replace(known, new=frozenset(), gone=())
    gone, left = _parted(ids, visits.seen)
    new = frozenset(left)
    times = {**known.first_seen, **{one: int(now) for one in new - known.first_seen.keys()}}
    return replace(known, new=new, gone=gone, first_seen=times)


def _parted(ids: Collection[str], seen: str) -> tuple[tuple[str, ...], list[str]]:
    """Which of the packed ids are gone from `ids`, and which of `ids` are not among the packed ones.

    One by one: what is made of a long list at one go holds up other threads.
    """
    found = dict.fromkeys((one for one in ids), False)
    gone: list[str] = []
    for one in _unpacked_in_pieces(seen):
        if one in found:
            found[one] = True
        else:
            gone.append(one)
    return tuple(gone), [one for one, was_seen in found.items() if not was_seen]


def is_outdated(visits: Visits | None, listed: float, now: float) -> bool:
    """Whether a list had at `listed` is older than the one that the last visit ended with."""
    # A list from the future was had while the clock was wrong: any list is newer.
    return visits is not None and int(listed) < visits.listed <= int(now)


def after(
    visits: Visits | None, ids: Collection[str], listed: float, now: float, changes: Changes
) -> Visits | None:
    """What a visit leaves behind that ended `now` with a list had at `listed`.

    `visits` may be younger than the one compared with: where another program's visit ended with a newer
    list, that list stays.
    """
    if not ids:
        return visits
    if visits is None:
        return Visits(began=int(now), at=int(now), listed=int(listed), seen=pack(ids))
    ended = replace(visits, at=int(now))
    if is_outdated(visits, listed, now):
        return ended
    packed = pack(ids)
    if packed == visits.seen:
        return replace(ended, listed=int(listed))
    before, times = unpack(visits.seen), _times(visits)
    here, seen = frozenset(ids), frozenset(before)
    for one in here - seen:
        times.setdefault(one, changes.first_seen.get(one, int(now)))
    for one in before:
        if one not in here:
            # Should it come back, it was there at the first visit.
            times.setdefault(one, visits.began)
    return replace(ended, listed=int(listed), seen=packed, first_seen=_grouped(times, here))


def pack(ids: Iterable[str]) -> str:
    """Ids as one text, parted by spaces; a space in an id becomes `%20` and `%` becomes `%25`."""
    ids = list(ids)
    # A few at a time: what is made of a long list at one go holds up other threads.
    return " ".join(_packed(ids[start : start + _FEW]) for start in range(0, len(ids), _FEW))


def _packed(ids: list[str]) -> str:
    text = " ".join(ids)
    if "%" not in text and text.count(" ") == len(ids) - 1:
        return text
    return " ".join(one.replace("%", "%25").replace(" ", "%20") for one in ids)


def unpack(text: str) -> list[str]:
    """The ids that `pack` made a text of."""
    ids = text.split(" ") if text else []
    if "%" not in text:
        return ids
    return [one.replace("%20", " ").replace("%25", "%") for one in ids]


def _unpacked_in_pieces(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find(" ", start + _PIECE)
        end = len(text) if end < 0 else end
        yield from unpack(text[start:end])
        start = end + 1


def _times(visits: Visits) -> dict[str, int]:
    return {one: at for at, packed in visits.first_seen for one in unpack(packed)}


def _grouped(times: Mapping[str, int], here: Collection[str]) -> tuple[tuple[int, str], ...]:
    gone = sorted((one for one in times if one not in here), key=times.__getitem__)
    dropped = frozenset(gone[: max(0, len(gone) - MOST_GONE)])
    groups: dict[int, list[str]] = {}
    for one, at in times.items():
        if one not in dropped:
            groups.setdefault(at, []).append(one)
    return tuple((at, pack(sorted(groups[at]))) for at in sorted(groups))
