"""What is new and what is gone since the user last looked, for one base: by when each id was first seen.

A visit counts once the user left the UI. Until then every list of it is compared with the end of the
visit before, so what is new stays new however often the list is refreshed. An empty list says nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from lumenbrowse.text import dates

MOST_GONE = 2_000
"""How many ids that are no longer listed keep the date when they were first seen."""


@dataclass(frozen=True, slots=True)
class Visits:
    """What the visits to one base left behind; moments are Unix times in whole seconds.

    `seen` holds the ids of the newest list that a visit ended with, had at `listed`. `first_seen` holds
    those that came after the first visit, which ended at `began`; the others were there then.
    """

    began: int
    at: int
    listed: int
    seen: tuple[str, ...]
    first_seen: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changes:
    """A list compared with the last visit; `since` is when that ended, None where there was none.

    `began` and `first_seen` are as in `Visits`, the new ids among them.
    """

    new: frozenset[str] = frozenset()
    gone: tuple[str, ...] = ()
    since: int | None = None
    began: int | None = None
    first_seen: Mapping[str, int] = field(default_factory=dict)

    def text(self, now: float, zone: tzinfo | None) -> str:
        """`+3 new, 1 gone since Tuesday`, as the bar says it; empty where nothing changed."""
        counts = count_text(len(self.new), len(self.gone))
        return f"{counts} {dates.since(self.since, now, zone)}".rstrip() if counts else ""


def count_text(new: int, gone: int) -> str:
    """`+3 new, 1 gone`, without a part that is zero."""
    parts = (f"+{new:,} new" if new else "", f"{gone:,} gone" if gone else "")
    return ", ".join(filter(None, parts))


def refresh_text(before: Collection[str], after: Collection[str], marked: Collection[str]) -> str:
    """`+3 new, 1 gone · 1 of them marked`: what a refresh changed; empty where nothing did."""
    if not before:
        return ""
    old, new = frozenset(before), frozenset(after)
    lost = sum(one in old and one not in new for one in marked)
    words = (count_text(len(new - old), len(old - new)), f"{lost:,} of them marked" if lost else "")
    return " · ".join(filter(None, words))


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
        known = Changes(since=visits.at, began=visits.began, first_seen=visits.first_seen)
    if not ids:
        return known
    here = frozenset(ids)
    new = here.difference(visits.seen)
    gone = tuple(one for one in visits.seen if one not in here)
    times = {**dict.fromkeys(new, int(now)), **known.first_seen}
    return replace(known, new=new, gone=gone, first_seen=times)


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
        return Visits(began=int(now), at=int(now), listed=int(listed), seen=tuple(ids))
    if is_outdated(visits, listed, now):
        return replace(visits, at=int(now))
    here, before = frozenset(ids), frozenset(visits.seen)
    came = {one: changes.first_seen.get(one, int(now)) for one in ids if one not in before}
    # Should it come back, it was there at the first visit.
    went = {one: visits.began for one in visits.seen if one not in here}
    times = {**came, **went, **visits.first_seen}
    gone = sorted((one for one in times if one not in here), key=times.__getitem__)
    for one in gone[: max(0, len(gone) - MOST_GONE)]:
        del times[one]
    return Visits(visits.began, int(now), int(listed), tuple(ids), times)
