"""Dates read right in every zone, at every boundary, and never raise."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.text import dates
from tests.scenarios import case


def test_a_zones_rules_hold_per_instant_and_it_is_named_by_its_abbreviation_or_its_offset() -> None:
    for text, name, expected in TABLES["rules"]:
        assert dates.full_date(at(text), ZoneInfo(name)) == expected
        assert dates.table_date(at(text), ZoneInfo(name))[:2] == expected.split()[1]
    for minutes, name, expected in TABLES["zone names"]:
        offset = timedelta(minutes=minutes)
        where = timezone(offset, name) if name else timezone(offset)
        assert dates.full_date(NOW, where).split(" ", 5)[-1] == expected


def test_the_bars_words_and_ages_at_their_boundaries() -> None:
    for then, now, hours, stamp, since in TABLES["bar"]:
        where = timezone(timedelta(hours=hours))
        assert dates.stamp(at(then), at(now), where) == stamp
        assert dates.since(at(then), at(now), where) == since
    ages = [(then, "2026-11-23 12:00", 0, age) for then, age in TABLES["ages"]]
    for then, now, hours, age in (*ages, *TABLES["uneven ages"]):
        assert dates.age(at(then), at(now), timezone(timedelta(hours=hours))) == age, then


TABLES = case("text/dates")

FIRST = -62_135_596_800
LAST = 253_402_300_799

moments = st.integers(FIRST, LAST)
fixed_zones = st.integers(-23 * 60, 23 * 60).map(lambda m: timezone(timedelta(minutes=m)))


def at(text: str) -> int:
    """Unix time of `2026-11-23 12:00` (UTC)."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


NOW = at("2026-11-23 12:00")


def test_what_is_unknown_reads_as_a_dash_and_a_clock_gone_mad_raises_nothing() -> None:
    for unix in (None, FIRST - 1, LAST + 1, 10**30, -(10**30)):
        texts = (dates.table_date(unix, UTC), dates.full_date(unix, UTC), dates.rfc3339(unix))
        assert {*texts, dates.age(unix, NOW, UTC), dates.stamp(unix, NOW, UTC)} == {"—"}
        assert dates.since(unix, NOW, UTC) == ""
    for now in (float("nan"), float("inf"), -float("inf"), 1e300):
        ages = (dates.age(NOW, now, UTC), dates.age(now, NOW, UTC), dates.stamp(NOW, now, UTC))
        assert {*ages} == {"—"}
        assert dates.since(now, NOW, UTC) == ""


@given(unix=moments | st.integers(), now=moments | st.floats(), at_=fixed_zones)
def test_nothing_raises(unix: int, now: float, at_: tzinfo) -> None:
    for where in (at_, dates.LOCAL):
        assert len(dates.table_date(unix, where)) in (1, dates.TABLE_WIDTH)
        assert all((dates.full_date(unix, where), dates.age(unix, now, where)))
        assert dates.stamp(unix, now, where)
        assert dates.since(unix, now, where) is not None
    assert dates.rfc3339(unix)


@pytest.mark.parametrize(("posix_zone", "code", "expected"), TABLES["own zone"])
def test_the_machines_own_zone(posix_zone: str, code: str, expected: str) -> None:
    program = f"from lumenbrowse.text import dates\nprint({code}, sep=', ')"
    environ = {**os.environ, "TZ": posix_zone, "LC_ALL": "C", "PYTHONUTF8": "1"}
    printed = subprocess.check_output([sys.executable, "-c", program], env=environ)
    assert printed.decode().rstrip("\n") == expected
