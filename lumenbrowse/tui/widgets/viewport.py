"""Where the cursor and the viewport are among rows: pure arithmetic."""

from __future__ import annotations

from lumenbrowse.catalog.rows import Heading, Rows


def settle(rows: Rows, row: int, direction: int = 1) -> int:
    """The row that can be current nearest to `row`: a model, or the heading of a collapsed group.

    An expanded group's heading is passed over in `direction`; 0 where there are no rows.
    """
    if not rows:
        return 0
    row = min(max(row, 0), len(rows) - 1)
    if _can_be_current(rows, row):
        return row
    # A heading has a model of its group below it; above it stands a model or another's heading.
    return row - 1 if direction < 0 and row > 0 else row + 1


def _can_be_current(rows: Rows, row: int) -> bool:
    at = rows[row]
    return not isinstance(at, Heading) or at.collapsed


def top_for(rows: Rows, cursor: int, top: int, height: int) -> int:
    """The viewport's first row: the nearest to `top` that shows the cursor, with its heading if it is first."""
    if height <= 0:
        return 0
    least = cursor - height + 1
    most = cursor
    if height > 1 and 0 < cursor < len(rows) and isinstance(rows[cursor - 1], Heading):
        most = cursor - 1
    top = max(least, min(top, most))
    return max(0, min(top, len(rows) - height))


def owner_step(rows: Rows, cursor: int, direction: int) -> int:
    """The row for the next or previous group: its first model, or its heading where collapsed.

    There is nothing after the last group: the cursor stays.
    """
    if not rows.groups:
        return 0
    place = rows.place_of_row(cursor)
    first = settle(rows, rows.heading_row(place))
    if direction < 0 and cursor != first:
        return first
    if direction > 0 and place == len(rows.groups) - 1:
        return cursor
    place = min(max(place + direction, 0), len(rows.groups) - 1)
    return settle(rows, rows.heading_row(place))


def thumb(length: int, top: int, height: int) -> tuple[int, int]:
    """The scroll bar's thumb as (start, end) lines; the whole height where all rows show."""
    if length <= height or height <= 0:
        return 0, height
    size = max(1, height * height // length)
    start = round(top * (height - size) / (length - height))
    return start, start + size
