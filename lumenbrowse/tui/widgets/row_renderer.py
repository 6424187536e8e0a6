"""The table's lines: its columns, and each row drawn as a line; pure, from what is shown and the looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import tzinfo
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.style import Style

from lumenbrowse.catalog.model import Model
from lumenbrowse.catalog.rows import Heading, Row, Rows
from lumenbrowse.catalog.search import spans
from lumenbrowse.catalog.view import View
from lumenbrowse.settings import Sort
from lumenbrowse.text import dates
from lumenbrowse.text.glyphs import UNICODE, Glyphs
from lumenbrowse.text.safe import width as cells
from lumenbrowse.tui.widgets.painted import Line

Look = Callable[..., Style]
"""The style of roles, each laid over the one before."""

GUTTER = 3
"""Cells before an id: mark or favourite, cursor, a gap."""
_DATE = 11
_GAP = 2
_END = 1
_LEAST_ID = 24
_LEAST_OWNER = 6
_MOST_OWNER = 24
_LEAST_FOR_NEW = 17
"""Cells of the id's column for a word beside the id."""
_MOST_DRAWN = 2_000
"""Characters of a text that a row can need: a server may send megabytes."""


class Shown(NamedTuple):
    """All that the table draws: it is replaced as a whole, never changed.

    `marked`, `favourites` and `new` are ids; `empty` stands in the place of rows where there are none;
    `owner_cells` is how wide the list's longest owner is (`owner_cells`).
    """

    rows: Rows
    view: View = View()
    marked: frozenset[str] = frozenset()
    favourites: frozenset[str] = frozenset()
    new: frozenset[str] = frozenset()
    empty: tuple[str, ...] = ()
    zone: tzinfo | None = None
    glyphs: Glyphs = UNICODE
    owner_cells: int = 0


class Column(NamedTuple):
    """A column: what it sorts by, its head, where it starts and how wide it is, in cells."""

    sort: Sort
    head: str
    at: int
    cells: int


def owner_cells(owners: Iterable[str], glyphs: Glyphs) -> int:
    """How wide the longest owner of a list is drawn, in cells."""
    return max((cells(glyphs.foreign(owner)) for owner in owners), default=0)


def columns_of(shown: Shown, width: int) -> list[Column]:
    """The columns in `width` cells: the date goes before an id is cut much, then the owner."""
    left = width - GUTTER - _END
    date = _DATE if left - _DATE - _GAP >= _LEAST_ID else 0
    left -= date + _GAP if date else 0
    wanted = 0 if shown.view.grouping == "owner" else shown.owner_cells
    owner = min(wanted, _MOST_OWNER, left // 3)
    if owner < _LEAST_OWNER and wanted > owner:
        owner = 0
    left -= owner + _GAP if owner else 0
    columns = [Column("id", "MODEL ID", GUTTER, max(1, left))]
    more: list[tuple[Sort, str, int]] = [("owner", "OWNER", owner), ("added", "ADDED", date)]
    for sort, head, size in more:
        if size:
            columns.append(Column(sort, head, columns[-1].at + columns[-1].cells + _GAP, size))
    return columns


def head_line(shown: Shown, columns: Sequence[Column], look: Look) -> Line:
    """The head: the columns' names, with the sort's arrow."""
    plain, arrow = look("table--head"), shown.glyphs.arrow(shown.view.reverse)
    line = Line()
    for column in columns:
        line.pad_to(column.at, plain)
        if column.sort == shown.view.sort:
            line.add(f"{column.head} {arrow}", look("table--head", "table--sorted"))
        else:
            line.add(column.head, plain)
    return line


def row_line(
    shown: Shown, row: Row, current: bool, columns: Sequence[Column], width: int, look: Look
) -> Line:
    """One row, as wide as it is without the scroll bar at its end."""
    over = ("table--cursor",) if current else ()
    if isinstance(row, Heading):
        return _heading(shown, row, over, width, look)
    return _model(shown, row, over, columns, look).pad_to(width, look("table--id", *over))


def _heading(shown: Shown, row: Heading, over: tuple[str, ...], width: int, look: Look) -> Line:
    glyphs, name_look = shown.glyphs, look("table--heading", *over)
    line = Line().add(glyphs.cursor if over else " ", look(*over, "table--bar"))
    guess = "~ " if shown.view.grouping == "family" else ""
    line.add(f"{glyphs.collapsed if row.collapsed else glyphs.expanded} {guess}", name_look)
    tail = f"{glyphs.dot}{row.count:,}"
    name = row.name[:_MOST_DRAWN]
    found = spans(name, shown.rows.query, owner=True)
    room = width - line.width - len(tail) - 1
    _add_text(line, name, found, room, glyphs, look, "table--heading", *over)
    return line.add(tail, look("table--count", *over)).pad_to(width, name_look)


def _model(
    shown: Shown, model: Model, over: tuple[str, ...], columns: Sequence[Column], look: Look
) -> Line:
    glyphs, close, plain = shown.glyphs, shown.rows.close, look("table--id", *over)
    kept, kept_role = " ", "table--mark"
    if model.id in shown.marked:
        kept = glyphs.marked
    elif model.id in shown.favourites:
        kept, kept_role = glyphs.favourite, "table--star"
    # The looks of these lie over the cursor's: reversed they would blur.
    line = Line().add(kept, look(*over, kept_role) if over or kept != " " else plain)
    line.add(glyphs.cursor if over else " ", look(*over, "table--bar") if over else plain)
    for sort, _, at, size in columns:
        line.pad_to(at, plain)
        if sort == "id":
            new = " new" if model.id in shown.new and size >= _LEAST_FOR_NEW else ""
            drawn = model.id[:_MOST_DRAWN]
            found = spans(drawn, shown.rows.query, close)
            _add_text(line, drawn, found, size - len(new), glyphs, look, "table--id", *over)
            line.add(new, look("table--new", *over))
        elif sort == "owner":
            drawn = model.owner[:_MOST_DRAWN]
            found = spans(drawn, shown.rows.query, close, owner=True)
            _add_text(line, drawn, found, size, glyphs, look, "table--owner", *over)
        else:
            known = model.added is not None
            date = dates.table_date(model.added, shown.zone) if known else glyphs.unknown
            line.add(date, look("table--date", *over))
    return line


def _add_text(
    line: Line,
    text: str,
    found: Sequence[tuple[int, int]],
    width: int,
    glyphs: Glyphs,
    look: Look,
    *roles: str,
) -> None:
    """Adds a foreign text, what was found in it highlighted, cut to `width` where it is longer."""
    bounds = sorted({0, len(text), *(bound for span in found for bound in span)})
    starts = {start for start, _ in found}
    pieces = [(glyphs.foreign(text[one:end]), one in starts) for one, end in pairwise(bounds)]
    plain, matched = look(*roles), look(roles[0], "table--match", *roles[1:])
    is_cut = sum(cell_len(piece) for piece, _ in pieces) > width
    left = max(0, width - len(glyphs.ellipsis)) if is_cut else width
    for piece, is_match in pieces:
        size = min(left, cell_len(piece))
        line.add(set_cell_size(piece, size), matched if is_match else plain)
        left -= size
    if is_cut:
        line.add(glyphs.ellipsis[: max(0, width)], plain)
