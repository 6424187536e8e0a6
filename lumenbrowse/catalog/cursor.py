"""Where the cursor goes when other rows are shown."""

from collections.abc import Sequence
from math import inf

from lumenbrowse.catalog.model import Model, ModelKey
from lumenbrowse.catalog.query import Query
from lumenbrowse.catalog.rows import Heading, Row, Rows
from lumenbrowse.catalog.search import find

_NEAR = 20  # rows up and down in which a model that takes a gone one's place is looked for


def row_in_view(rows: Rows, key: ModelKey | None, at: Row | None, typed: str) -> int | None:
    """The row of what the cursor was on; the first, where that matches what was `typed` better; or None."""
    row = rows.row_of(key) if key else None
    if isinstance(at, Heading):
        row = rows.row_of_group(at.name)
    if not typed:
        return row
    first = rows.first_model_row()
    if row is None or first is None or isinstance(at, Heading):
        return first
    if not rows.ranked:
        return row
    best, now = (_quality(rows[one], rows.query) for one in (first, row))
    return first if best < now else row


def _quality(row: Row, query: Query) -> float:
    """How well a row matches: 0 is the best."""
    qualities, close = find([row], query) if isinstance(row, Model) else ((), True)
    return inf if close else next(place for place, found in enumerate(qualities) if found)


def row_in_list(rows: Rows, before: Sequence[Row], cursor: int) -> int | None:
    """The row for the cursor once another list came: its model's, or that of the nearest one still there."""
    at = before[cursor] if cursor < len(before) else None
    if isinstance(at, Heading):
        return rows.row_of_group(at.name)
    near = range(max(0, cursor - _NEAR), min(len(before), cursor + _NEAR))
    in_order = (before[row] for row in sorted(near, key=lambda row: abs(row - cursor - 0.1)))
    found = (_row_of(rows, row) for row in in_order if isinstance(row, Model))
    return next((row for row in found if row is not None), None)


def _row_of(rows: Rows, model: Model) -> int | None:
    # A favourite that is gone, or is back, has another owner.
    same = (one.key for one in rows.models if one.id == model.id)
    keys = sorted(same, key=lambda key: key != model.key)
    return rows.row_of(keys[0]) if keys else None
