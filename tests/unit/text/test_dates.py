"""Dates read right in every zone, at every boundary, and never raise."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.text import dates

EDGE_ZONES = (UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12)))
FIRST = -62_135_596_800
LAST = 253_402_300_799
CENTRAL_EUROPE = "CET-1CEST,M3.5.0,M10.5.0/3"
"""POSIX's way to write a zone with its rules: needs no time zone database."""

moments = st.integers(FIRST, LAST)
fixed_zones = st.integers(-23 * 60, 23 * 60).map(lambda m: timezone(timedelta(minutes=m)))


def zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        if os.environ.get("CI"):
            raise
        pytest.skip("no time zone database on this machine")


def at(text: str) -> int:
    """Unix time of `2026-11-23 12:00` (UTC)."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


NOW = at("2026-11-23 12:00")


def test_the_pictures_of_the_design() -> None:
    berlin = zone("Europe/Berlin")
    assert dates.full_date(1765891200, berlin) == "Tue 16 December 2025, 14:20 CET"
    assert dates.table_date(1765891200, berlin) == "16 Dec 2025"
    assert dates.table_date(at("2025-11-03"), UTC) == " 3 Nov 2025"
    assert dates.rfc3339(1765891200) == "2025-12-16T13:20:00Z"
    assert dates.age(1765891200, NOW, berlin) == "11 months ago"


@pytest.mark.parametrize("unix", [None, FIRST - 1, LAST + 1, 10**30, -(10**30)])
def test_what_is_unknown_reads_as_a_dash(unix: int | None) -> None:
    texts = (dates.table_date(unix, UTC), dates.full_date(unix, UTC), dates.rfc3339(unix))
    assert {*texts, dates.age(unix, NOW, UTC), dates.stamp(unix, NOW, UTC)} == {"—"}
    assert dates.since(unix, NOW, UTC) == ""


@pytest.mark.parametrize("now", [float("nan"), float("inf"), -float("inf"), 1e300])
def test_a_clock_gone_mad_raises_nothing(now: float) -> None:
    assert dates.age(NOW, now, UTC) == dates.age(now, NOW, UTC) == dates.stamp(NOW, now, UTC) == "—"
    assert dates.since(now, NOW, UTC) == ""


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [("2025-03-30 00:59:59", "Europe/Berlin", "Sun 30 March 2025, 01:59 CET"),
     ("2025-03-30 01:00:00", "Europe/Berlin", "Sun 30 March 2025, 03:00 CEST"),
     ("2025-10-26 00:30:00", "Europe/Berlin", "Sun 26 October 2025, 02:30 CEST"),
     ("2025-10-26 01:30:00", "Europe/Berlin", "Sun 26 October 2025, 02:30 CET"),
     ("2026-11-23 12:00:00", "America/Sao_Paulo", "Mon 23 November 2026, 09:00 -03:00"),
     ("2026-11-23 12:00:00", "Asia/Kolkata", "Mon 23 November 2026, 17:30 IST")],
)  # fmt: skip
def test_a_zones_rules_hold_per_instant(text: str, name: str, expected: str) -> None:
    assert dates.full_date(at(text), zone(name)) == expected


@pytest.mark.parametrize(
    ("minutes", "name", "expected"),
    [(0, None, "UTC"), (330, None, "+05:30"), (-180, None, "-03:00"), (-570, None, "-09:30"),
     (60, "CET", "CET"), (60, "W. Europe Standard Time", "+01:00"), (60, "Mitteleurop\xe4isch", "+01:00"),
     (60, "A\x1b[31m", "+01:00")],
)  # fmt: skip
def test_a_zone_is_named_by_its_abbreviation_or_its_offset(
    minutes: int, name: str | None, expected: str
) -> None:
    offset = timedelta(minutes=minutes)
    where = timezone(offset, name) if name else timezone(offset)
    assert dates.full_date(NOW, where).split(" ", 5)[-1] == expected


@pytest.mark.parametrize(
    ("then", "expected"),
    [("2026-11-23 12:00:00", "just now"), ("2026-11-23 11:59:01", "just now"),
     ("2026-11-23 11:59:00", "1 minute ago"), ("2026-11-23 11:00:01", "59 minutes ago"),
     ("2026-11-23 11:00:00", "1 hour ago"), ("2026-11-23 00:00:00", "12 hours ago"),
     ("2026-11-22 23:59:59", "yesterday"), ("2026-11-22 00:00:00", "yesterday"),
     ("2026-11-21 23:59:59", "2 days ago"), ("2026-10-24 00:00:00", "30 days ago"),
     ("2026-10-23 23:59:59", "1 month ago"), ("2026-09-24 12:00:00", "1 month ago"),
     ("2026-09-23 12:00:00", "2 months ago"), ("2025-11-24 00:00:00", "11 months ago"),
     ("2025-11-23 23:59:59", "1 year ago"), ("2024-11-24 00:00:00", "1 year ago"),
     ("2024-11-23 00:00:00", "2 years ago"), ("1970-01-01 00:00:00", "56 years ago"),
     ("2026-11-23 12:00:59", "just now"), ("2026-11-23 12:01:00", "in 1 minute"),
     ("2026-11-23 23:59:59", "in 11 hours"), ("2026-11-24 00:00:00", "tomorrow"),
     ("2026-11-25 00:00:00", "in 2 days"), ("2026-12-23 00:00:00", "in 1 month"),
     ("2027-11-22 23:59:59", "in 11 months"), ("2027-11-23 00:00:00", "in 1 year")],
)  # fmt: skip
def test_age_at_its_boundaries(then: str, expected: str) -> None:
    assert dates.age(at(then), NOW, UTC) == expected


@pytest.mark.parametrize(
    ("then", "now", "hours", "expected"),
    [("2026-11-22 23:55", "2026-11-23 00:05", 0, "10 minutes ago"),
     ("2024-02-29 12:00", "2025-02-28 12:00", 0, "11 months ago"),
     ("2024-02-29 12:00", "2025-03-01 12:00", 0, "1 year ago"),
     ("2026-01-31 12:00", "2026-02-28 12:00", 0, "28 days ago"),
     ("2026-01-31 12:00", "2026-03-01 12:00", 0, "1 month ago"),
     ("2026-11-22 20:00", "2026-11-23 01:00", 0, "yesterday"),
     ("2026-11-22 20:00", "2026-11-23 01:00", 5, "5 hours ago")],
)  # fmt: skip
def test_age_over_midnight_and_uneven_months(
    then: str, now: str, hours: int, expected: str
) -> None:
    assert dates.age(at(then), at(now), timezone(timedelta(hours=hours))) == expected


@pytest.mark.parametrize(
    ("then", "now", "hours", "expected_stamp", "expected_since"),
    [("2026-11-23 12:00", NOW, 0, "12:00", "since 12:00"),
     ("2026-11-23 00:00", NOW, 0, "00:00", "since 00:00"),
     ("2026-11-22 23:59", NOW, 0, "Sun 22 Nov", "since yesterday"),
     ("2026-11-21 12:00", NOW, 0, "Sat 21 Nov", "since Saturday"),
     ("2026-11-17 00:00", NOW, 0, "Tue 17 Nov", "since Tuesday"),
     ("2026-11-16 23:59", NOW, 0, "Mon 16 Nov", "since 16 Nov"),
     ("2026-01-01 00:00", NOW, 0, "Thu 1 Jan", "since 1 Jan"),
     ("2025-12-31 23:59", NOW, 0, "Wed 31 Dec 2025", "since 31 Dec 2025"),
     ("2026-11-24 00:00", NOW, 0, "Tue 24 Nov", "since 24 Nov"),
     # Today is the day where the user is.
     ("2026-11-23 15:00", at("2026-11-23 20:00"), 10, "01:00", "since 01:00"),
     ("2026-11-23 10:00", at("2026-11-23 20:00"), 10, "Mon 23 Nov", "since yesterday"),
     ("2026-11-24 01:00", at("2026-11-24 03:00"), -6, "19:00", "since 19:00"),
     ("2026-11-24 01:00", at("2026-11-24 07:00"), -6, "Mon 23 Nov", "since yesterday"),
     ("2026-12-30 15:00", at("2026-12-31 20:00"), 10, "Thu 31 Dec 2026", "since yesterday"),
     ("2026-12-01 15:00", at("2027-01-01 03:00"), -6, "Tue 1 Dec", "since 1 Dec")],
)  # fmt: skip
def test_the_bars_words(
    then: str, now: int, hours: int, expected_stamp: str, expected_since: str
) -> None:
    where = timezone(timedelta(hours=hours))
    assert dates.stamp(at(then), now, where) == expected_stamp
    assert dates.since(at(then), now, where) == expected_since


def test_the_ends_of_the_calendar() -> None:
    for where in EDGE_ZONES:
        assert dates.table_date(FIRST, where).endswith(" 0001")
        assert dates.table_date(LAST, where).endswith(" 9999")
    assert dates.rfc3339(FIRST) == "0001-01-01T00:00:00Z"
    assert dates.rfc3339(LAST) == "9999-12-31T23:59:59Z"
    assert dates.age(FIRST, LAST, UTC) == "9998 years ago"


@given(unix=st.one_of(moments, st.integers()), now=st.one_of(moments, st.floats()), at_=fixed_zones)
def test_nothing_raises(unix: int, now: float, at_: tzinfo) -> None:
    for where in (at_, dates.LOCAL):
        assert len(dates.table_date(unix, where)) in (1, dates.TABLE_WIDTH)
        assert dates.full_date(unix, where)
        assert dates.age(unix, now, where)
        assert dates.stamp(unix, now, where)
        assert dates.since(unix, now, where) is not None
    assert dates.rfc3339(unix)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not read POSIX's TZ")
@pytest.mark.parametrize(
    ("posix_zone", "code", "expected"),
    [
        (
            CENTRAL_EUROPE,
            "*(dates.full_date(unix, None) for unix in (1743296399, 1743296400, 1761438600)), "
            "*(dates.table_date(unix, None) for unix in (1765891200, -62135596800, 253402300799))",
            "Sun 30 March 2025, 01:59 CET, Sun 30 March 2025, 03:00 CEST, "
            "Sun 26 October 2025, 02:30 CEST, 16 Dec 2025,  1 Jan 0001, 31 Dec 9999",
        ),
        (
            "<+0545>-5:45",
            "dates.full_date(1765891200, dates.LOCAL)",
            "Tue 16 December 2025, 19:05 +05:45",
        ),
    ],
)
def test_the_machines_own_zone(posix_zone: str, code: str, expected: str) -> None:
    program = f"from lumenbrowse.text import dates\nprint({code}, sep=', ')"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "TZ": posix_zone, "LC_ALL": "C", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.rstrip("\n") == expected
