"""Whether and when a request that failed is tried again (DESIGN.md section 7). Times are in seconds."""

import math
import re
from datetime import UTC
from email.utils import parsedate_to_datetime

from lumenbrowse.errors import FetchError

PAUSES = (0.5, 2.0)  # before the second and the third try
LONGEST_WAIT = 10.0  # that a `Retry-After` is honoured for
_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


def announce(error: FetchError, pause: float) -> str:
    """What the bar says before a pause: `too many requests, retrying in 2 s`."""
    return f"{error.message}, retrying in {math.ceil(pause * 10) / 10:g} s"


def pause_before_retry(tries: int, error: FetchError, left: float) -> float | None:
    """How long to wait after `tries` tries, with `left` seconds left of all; None: it is not tried again."""
    if not error.transient or tries > len(PAUSES):
        return None
    pause = max(PAUSES[tries - 1], error.retry_after or 0.0)
    return pause if pause <= LONGEST_WAIT and pause < left else None


def read_retry_after(value: str, now: float) -> float | None:
    """The seconds that a `Retry-After` asks to wait from `now` on (RFC 9110 section 10.2.3); None: nothing."""
    if _SECONDS.fullmatch(value.strip()):
        return float(value.strip())
    try:
        moment = parsedate_to_datetime(value)
        return max(0.0, moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() - now)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def describe_wait(seconds: float) -> str:
    """A wait in words: `120 s`, `3600 s (60 min)`."""
    whole = math.ceil(seconds)
    return f"{whole} s ({round(whole / 60):,} min)" if whole >= 300 else f"{whole} s"
