"""Readable dates in fixed English words; none raises: what is unknown, or not in the years 1 to 9999: `—`."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

LOCAL: Final = None  # this machine's zone
UNKNOWN: Final = "—"
TABLE_WIDTH: Final = 11  # cells of a table date that is known
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z: what `datetime` can hold.
_FIRST, _LAST = -62_135_596_800, 253_402_300_799
# Not strftime's: those depend on the C locale.
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def table_date(unix: int | None, zone: tzinfo | None) -> str:
    """`16 Dec 2025`, ` 3 Nov 2025`: the day in `zone`, always `TABLE_WIDTH` wide; or `—`."""
    at = _local(unix, zone)
    return f"{at.day:2d} {_MONTHS[at.month - 1][:3]} {at.year:04d}" if at else UNKNOWN


def full_date(unix: int | None, zone: tzinfo | None) -> str:
    """`Tue 16 December 2025, 14:20 CET`: the moment in `zone`; or `—`."""
    if (at := _local(unix, zone)) is None:
        return UNKNOWN
    day = f"{_WEEKDAYS[at.weekday()][:3]} {at.day} {_MONTHS[at.month - 1]} {at.year:04d}"
    return f"{day}, {at:%H:%M} {_zone_name(at)}"


def rfc3339(unix: int | None) -> str:
    """`2025-12-16T13:20:00Z` (RFC 3339 section 5.6, in UTC); or `—`."""
    at = _local(unix, UTC)
    return f"{at.replace(tzinfo=None).isoformat()}Z" if at else UNKNOWN


def age(unix: float | None, now: float, zone: tzinfo | None) -> str:
    """`just now`, `5 minutes ago`, `yesterday`, `11 months ago`, `in 2 days`: from an hour on by calendar."""
    at, today = _local(unix, zone), _local(now, zone)
    if unix is None or at is None or today is None:
        return UNKNOWN
    passed, past = abs(now - unix), unix <= now
    if passed < 60:
        return "just now"
    if passed < 3600:
        return _words(int(passed // 60), "minute", past)
    early, late = (at, today) if past else (today, at)
    days = (late.date() - early.date()).days
    if days <= 0:
        return _words(int(passed // 3600), "hour", past)
    if days == 1:
        return "yesterday" if past else "tomorrow"
    months = (late.year - early.year) * 12 + late.month - early.month - (late.day < early.day)
    if months >= 12:
        return _words(months // 12, "year", past)
    return _words(months, "month", past) if months else _words(days, "day", past)


def stamp(unix: float | None, now: float, zone: tzinfo | None) -> str:
    """The bar's moment: `12:04` today, `Fri 20 Nov` this year, else `Thu 20 Nov 2025`; or `—`."""
    at, today = _local(unix, zone), _local(now, zone)
    if at is None or today is None:
        return UNKNOWN
    day = f"{_WEEKDAYS[at.weekday()][:3]} {_short_day(at, today)}"
    return f"{at:%H:%M}" if at.date() == today.date() else day


def since(unix: float | None, now: float, zone: tzinfo | None) -> str:
    """`since 12:04`, `since yesterday`, `since Tuesday` (six days back at most), `since 20 Nov`."""
    at, today = _local(unix, zone), _local(now, zone)
    if at is None or today is None:
        return ""
    days = (today.date() - at.date()).days
    near = {0: f"{at:%H:%M}", 1: "yesterday"}
    weekday = _WEEKDAYS[at.weekday()]
    return f"since {near.get(days) or (weekday if 1 < days < 7 else _short_day(at, today))}"


def _local(unix: float | None, zone: tzinfo | None) -> datetime | None:
    """The moment in `zone`, in UTC where its shift leaves the years 1 to 9999; None for what is out of them."""
    if unix is None or not _FIRST <= unix <= _LAST:
        return None
    moment = _EPOCH + timedelta(seconds=unix // 1)
    try:
        return moment.astimezone(zone)
    except (OverflowError, ValueError, OSError):
        return moment


def _short_day(at: datetime, today: datetime) -> str:
    text = f"{at.day} {_MONTHS[at.month - 1][:3]}"
    return text if at.year == today.year else f"{text} {at.year:04d}"


def _zone_name(at: datetime) -> str:
    """The abbreviation where there is one; tzdata has `-03` and Windows whole sentences instead."""
    name = at.tzname() or ""
    if name.isascii() and name.isalpha() and len(name) <= 6:
        return name
    minutes = round((at.utcoffset() or timedelta()).total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _words(count: int, unit: str, past: bool) -> str:
    text = f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return f"{text} ago" if past else f"in {text}"
