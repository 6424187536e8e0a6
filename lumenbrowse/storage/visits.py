"""What is new to the user of a base (first seen in the last seven days), and gone since the last visit."""

from collections.abc import Collection, Mapping
from datetime import tzinfo
from typing import NamedTuple

from lumenbrowse.text import dates

Ids = Collection[str]

NEW_FOR = 7 * 86_400  # seconds


class Visits(NamedTuple):
    """What the visits to one base left behind; moments are Unix times in whole seconds."""

    began: int  # when the first list was had
    at: int  # when the last visit ended
    listed: int  # when the newest list that one ended with was had
    seen: tuple[str, ...]  # its ids
    first_seen: Mapping[str, int] = {}  # of what came later


class Changes(NamedTuple):
    """A list compared with the visit that ended at `since`; `new` are ids, newest first, and when each came."""

    new: Mapping[str, int] = {}
    gone: tuple[str, ...] = ()
    since: int | None = None
    first_seen: Mapping[str, int] = {}

    def text(self, now: float, zone: tzinfo | None, key: str = "w") -> str:
        """`+3 new (w), 1 gone since Tuesday`, with the key for what is new; empty where nothing changed."""
        since = f" {dates.since(self.since, now, zone)}"
        return count_text(len(self.new), len(self.gone), f" ({key})" if key else "", since)


def count_text(new: int, gone: int, beside_new: str = "", beside_gone: str = "") -> str:
    """`+3 new, 1 gone`, each with what is said beside it, without a part that is zero."""
    came = f"+{new:,} new{beside_new}" if new else ""
    went = f"{gone:,} gone{beside_gone}" if gone else ""
    return ", ".join(filter(None, (came, went)))


def refresh_text(before: Ids, after: Ids, marked: Ids, seen: Collection[str]) -> str:
    """`+3 new, 1 gone · 1 of them marked`: what a refresh changed; what was `seen` before is not new."""
    if not before:
        return ""
    old, here = frozenset(before), frozenset(after)
    lost = len((old - here).intersection(marked))
    came = count_text(len((here - old).difference(seen)), len(old - here))
    return " · ".join(filter(None, (came, f"{lost:,} of them marked" if lost else "")))


def changes_since(
    visits: Visits | None, ids: Ids, now: float, previous: Changes | None = None, whole: bool = True
) -> Changes:
    """What is new in `ids`, and gone (where they are the `whole` list) since the `visits` before this one.

    What was new in `previous`, the last answer of this visit, keeps its moment; no ids change nothing of it.
    """
    if visits is None:
        return Changes()
    began = Changes(since=visits.at, first_seen=visits.first_seen)
    known = previous if previous and previous.since is not None else began
    if not ids:
        return known
    here, before = frozenset(ids), frozenset(visits.seen)
    # Within the very second of the first list, what comes is later all the same.
    moment = max(int(now), visits.began + 1)
    times = {**{one: moment for one in ids if one not in before}, **known.first_seen}
    gone = tuple(one for one in visits.seen if one not in here) if whole else known.gone
    # A moment far ahead was noted while the clock was wrong.
    late = [one for one in ids if one in times and visits.began < times[one]]
    new = {one: times[one] for one in late if abs(now - times[one]) < NEW_FOR}
    newest_first = dict(sorted(new.items(), key=lambda pair: -pair[1]))
    return known._replace(new=newest_first, gone=gone, first_seen=times)


def is_outdated(visits: Visits | None, listed: float, now: float) -> bool:
    """Whether a list had at `listed` is older than the one that the last visit ended with."""
    # A list from the future was had while the clock was wrong: any list is newer.
    return visits is not None and int(listed) < visits.listed <= int(now)


def after(
    visits: Visits | None, ids: Ids, listed: float, now: float, changes: Changes, whole: bool = True
) -> Visits | None:
    """What a visit leaves behind that ended `now` with a list (`whole` or in part) that was had at `listed`."""
    if not ids or (visits is None and not whole):
        return visits
    if visits is None:
        return Visits(began=int(now), at=int(now), listed=int(listed), seen=tuple(ids))
    if is_outdated(visits, listed, now):
        return visits._replace(at=int(now))
    ids = ids if whole else dict.fromkeys((*visits.seen, *ids))
    here, before = frozenset(ids), frozenset(visits.seen)
    came = {one: changes.first_seen.get(one, int(now)) for one in ids if one not in before}
    # Should it come back, it was there at the first visit.
    went = {one: visits.began for one in visits.seen if one not in here}
    times = {**came, **went, **visits.first_seen}
    return Visits(visits.began, int(now), int(listed), tuple(ids), times)
