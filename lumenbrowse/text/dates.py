"""Readable dates: pure functions of a Unix time, `now` and a time zone, in fixed English words.

A zone is any `tzinfo`; `LOCAL` (None) is this machine's own, with the offset that held at that
very instant. No function here raises: a time that is unknown, or outside the years 1 to 9999,
reads as `—`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final, TypeGuard

LOCAL: Final = None
UNKNOWN: Final = "—"
TABLE_WIDTH: Final = 11
"""Cells of a table date that is known."""

_DAY: Final = 86_400
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST: Final = -62_135_596_800
_LAST: Final = 253_402_300_799
"""0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z: what `datetime` can hold."""

_MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_WEEKDAYS: Final = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def table_date(unix: int | None, zone: tzinfo | None) -> str:
    """`16 Dec 2025`, ` 3 Nov 2025`: the day in `zone`, always `TABLE_WIDTH` wide; or `—`."""
    if unix is None or not _FIRST <= unix <= _LAST:
        return UNKNOWN
    offset = _offset_of_day(unix // _DAY, zone)
    if offset is None:
        return _table_text(_local(unix, zone))
    return _table_text_of_day((unix + offset) // _DAY)


def full_date(unix: int | None, zone: tzinfo | None) -> str:
    """`Tue 16 December 2025, 14:20 CET`: the moment in `zone`; or `—`."""
    if unix is None or not _FIRST <= unix <= _LAST:
        return UNKNOWN
    at = _local(unix, zone)
    day = f"{_WEEKDAYS[at.weekday()][:3]} {at.day} {_MONTHS[at.month - 1]} {at.year:04d}"
    return f"{day}, {at.hour:02d}:{at.minute:02d} {_zone_name(at)}"


def rfc3339(unix: int | None) -> str:
    """`2025-12-16T13:20:00Z` (RFC 3339 section 5.6, in UTC); or `—`."""
    if unix is None or not _FIRST <= unix <= _LAST:
        return UNKNOWN
    day, second = divmod(unix, _DAY)
    return f"{_iso_day(day)}T{_clock(second)}Z"


def age(unix: float | None, now: float, zone: tzinfo | None) -> str:
    """`just now`, `5 minutes ago`, `yesterday`, `11 months ago`, `in 2 days`; or `—`.

    Under an hour it counts seconds that passed; beyond that the calendar of `zone` decides: days by
    date, months and years when the same day of the month is reached.
    """
    if not (_is_moment(unix) and _is_moment(now)):
        return UNKNOWN
    passed = abs(now - unix)
    if passed < 60:
        return "just now"
    past = unix <= now
    if passed < 3600:
        return _words(int(passed // 60), "minute", past)
    early, late = (_local(moment, zone) for moment in sorted((unix, now)))
    days = (late.date() - early.date()).days
    if days <= 0:
        return _words(int(passed // 3600), "hour", past)
    if days == 1:
        return "yesterday" if past else "tomorrow"
    months = _months_between(early, late)
    if months >= 12:
        return _words(months // 12, "year", past)
    return _words(months, "month", past) if months else _words(days, "day", past)


def stamp(unix: float | None, now: float, zone: tzinfo | None) -> str:
    """The bar's moment: `12:04` today, `Fri 20 Nov` this year, else `Thu 20 Nov 2025`; or `—`."""
    if not (_is_moment(unix) and _is_moment(now)):
        return UNKNOWN
    at, today = _local(unix, zone), _local(now, zone)
    if at.date() == today.date():
        return f"{at.hour:02d}:{at.minute:02d}"
    return f"{_WEEKDAYS[at.weekday()][:3]} {_short_day(at, today)}"


def since(unix: float | None, now: float, zone: tzinfo | None) -> str:
    """`since 12:04`, `since yesterday`, `since Tuesday` (six days back at most), `since 20 Nov`."""
    if not (_is_moment(unix) and _is_moment(now)):
        return ""
    at, today = _local(unix, zone), _local(now, zone)
    days = (today.date() - at.date()).days
    if days == 0:
        return f"since {at.hour:02d}:{at.minute:02d}"
    if days == 1:
        return "since yesterday"
    if 1 < days < 7:
        return f"since {_WEEKDAYS[at.weekday()]}"
    return f"since {_short_day(at, today)}"


def _is_moment(unix: float | None) -> TypeGuard[float]:
    return unix is not None and _FIRST <= unix <= _LAST


def _local(unix: float, zone: tzinfo | None) -> datetime:
    """The moment in `zone`; in UTC where the zone's shift leaves the years 1 to 9999."""
    moment = _EPOCH + timedelta(seconds=unix // 1)
    try:
        return moment.astimezone(zone)
    except (OverflowError, ValueError, OSError):
        return moment


@lru_cache(maxsize=16_384)
def _offset_of_day(day: int, zone: tzinfo | None) -> int | None:
    """Seconds east of UTC all through the UTC day; None where they change or the calendar ends."""
    start = day * _DAY
    offsets = {_local(second, zone).utcoffset() for second in (start, start + _DAY - 1)}
    offset = offsets.pop()
    if offsets or offset is None or not _FIRST + _DAY <= start < _LAST - 2 * _DAY:
        return None
    return offset // timedelta(seconds=1)


@lru_cache(maxsize=16_384)
def _table_text_of_day(day: int) -> str:
    return _table_text(_EPOCH + timedelta(days=day))


@lru_cache(maxsize=16_384)
def _iso_day(day: int) -> str:
    return (_EPOCH + timedelta(days=day)).date().isoformat()


@lru_cache(maxsize=_DAY)
def _clock(second: int) -> str:
    minute, second = divmod(second, 60)
    return f"{minute // 60:02d}:{minute % 60:02d}:{second:02d}"


def _table_text(at: datetime) -> str:
    return f"{at.day:2d} {_MONTHS[at.month - 1][:3]} {at.year:04d}"


def _short_day(at: datetime, today: datetime) -> str:
    text = f"{at.day} {_MONTHS[at.month - 1][:3]}"
    return text if at.year == today.year else f"{text} {at.year:04d}"


def _zone_name(at: datetime) -> str:
    """The abbreviation where there is one; tzdata has `-03` and Windows whole sentences instead."""
    name = at.tzname() or ""
    if name.isascii() and name.isalpha() and len(name) <= 6:
        return name
    minutes = round((at.utcoffset() or timedelta()).total_seconds() / 60)
    hours, minutes_left = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{minutes_left:02d}"


def _months_between(early: datetime, late: datetime) -> int:
    months = (late.year - early.year) * 12 + late.month - early.month
    return months - 1 if late.day < early.day else months


def _words(count: int, unit: str, past: bool) -> str:
    text = f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return f"{text} ago" if past else f"in {text}"
