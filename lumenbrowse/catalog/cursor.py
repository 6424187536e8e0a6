"""Where the cursor goes when other rows are shown."""

from __future__ import annotations

from collections.abc import Sequence

from lumenbrowse.catalog.model import Model
from lumenbrowse.catalog.query import Query
from lumenbrowse.catalog.rows import Heading, Row, Rows
from lumenbrowse.catalog.search import quality_of

Key = tuple[str, str]
_NEAR = 20
"""Rows up and down in which a model is looked for that takes the place of one that is gone."""


def row_in_view(rows: Rows, key: Key | None, at: Row | None, typed: str) -> int | None:
    """The row for the cursor once the view changed: that of the model or heading it was on.

    A query that was `typed` makes the first row current where that matches better. None where nothing is known.
    """
    row = rows.row_of(key) if key else None
    if isinstance(at, Heading):
        row = rows.row_of_group(at.name)
    if not typed:
        return row
    first = rows.first_model_row()
    if row is None or first is None or isinstance(at, Heading):
        return first
    return first if rows.ranked and _is_better(rows[first], rows[row], rows.query) else row


def _is_better(one: Row, other: Row, query: Query) -> bool:
    if not isinstance(one, Model) or not isinstance(other, Model):
        return True
    best, now = quality_of(one, query), quality_of(other, query)
    return now is None or best is None or best < now


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
