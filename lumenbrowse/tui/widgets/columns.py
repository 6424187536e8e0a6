"""How wide the table's columns are, for a width of the table."""

from __future__ import annotations

from dataclasses import dataclass

GUTTER = 3
"""Cells before an id: mark or favourite, cursor, a gap."""
DATE = 11
_GAP = 2
_END = 1
_LEAST_ID = 24
_MOST_OWNER = 24


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in cells; `owner` and `date` are 0 where the column is not shown."""

    id: int
    owner: int
    date: int

    @property
    def owner_at(self) -> int:
        """Where the owner's column starts."""
        return GUTTER + self.id + _GAP

    @property
    def date_at(self) -> int:
        """Where the date's column starts."""
        return GUTTER + self.id + _GAP + (self.owner + _GAP if self.owner else 0)


def columns(width: int, flat: bool, longest_owner: int) -> Columns:
    """The columns in `width` cells: the date goes before an id is cut much, then the owner."""
    left = width - GUTTER - _END
    date = DATE if left - DATE - _GAP >= _LEAST_ID else 0
    left -= date + _GAP if date else 0
    owner = min(longest_owner, _MOST_OWNER, left // 3) if flat else 0
    if owner < 6 and longest_owner > owner:
        owner = 0
    left -= owner + _GAP if owner else 0
    return Columns(max(1, left), owner, date)
