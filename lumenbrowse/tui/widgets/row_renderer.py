"""Drawing the table's rows as strips: pure, from what is shown and the looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo
from itertools import pairwise

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from lumenbrowse.catalog.model import EMPTY, Catalogue
from lumenbrowse.catalog.query import Query
from lumenbrowse.catalog.rows import Heading, ModelRow, Row, Rows
from lumenbrowse.catalog.search import spans
from lumenbrowse.catalog.view import View
from lumenbrowse.settings import Sort
from lumenbrowse.text import dates
from lumenbrowse.text.glyphs import UNICODE, Glyphs
from lumenbrowse.tui.widgets.columns import GUTTER, Columns
from lumenbrowse.tui.widgets.line import Line, cut, fit

Look = Callable[..., Style]

_MOST_DRAWN = 2_000
"""Characters of a text that a row can need: a server may send megabytes."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """All that the table draws: it is replaced as a whole, never changed."""

    rows: Rows
    catalogue: Catalogue = EMPTY
    view: View = field(default_factory=View)
    query: Query = field(default_factory=Query)
    marked: frozenset[str] = frozenset()
    favourites: frozenset[str] = frozenset()
    new: frozenset[str] = frozenset()
    empty: tuple[str, ...] = ()
    """What stands in the place of rows where there are none."""
    zone: tzinfo | None = None
    signs: Glyphs = UNICODE

    def dresses_rows_like(self, other: Shown) -> bool:
        """Whether a row looks the same here and there, for one and the same query."""
        return (
            self.catalogue is other.catalogue
            and self.marked == other.marked
            and self.favourites == other.favourites
            and self.new == other.new
            and self.view.grouping == other.view.grouping
            and self.zone == other.zone
            and self.signs == other.signs
        )


def row_line(
    shown: Shown, row: Row, current: bool, columns: Columns, width: int, look: Look
) -> Line:
    """One row of the table, without its end: the scroll bar."""
    if isinstance(row, Heading):
        return _heading(shown, row, current, width, look)
    return _model(shown, row, current, columns, width, look)


def _heading(shown: Shown, row: Heading, current: bool, width: int, look: Look) -> Line:
    over = ("table--cursor",) if current else ()
    signs = shown.signs
    name_look = look("table--heading", *over)
    line = Line().add(signs.cursor if current else " ", look(*over, "table--bar"))
    guess = "~ " if shown.view.grouping == "family" else ""
    line.add(f"{signs.collapsed if row.collapsed else signs.expanded} {guess}", name_look)
    tail = f"{signs.dot}{row.count:,}"
    name = row.name[:_MOST_DRAWN]
    pieces = _pieces(name, spans(name, shown.query, owner=True), signs)
    room = width - line.width - len(tail) - 1
    _add_pieces(line, pieces, room, signs, look, "table--heading", *over)
    line.add(tail, look("table--count", *over))
    return line.pad_to(width, name_look)


def _model(
    shown: Shown, row: ModelRow, current: bool, columns: Columns, width: int, look: Look
) -> Line:
    over = ("table--cursor",) if current else ()
    plain = look("table--id", *over)
    model_id = shown.catalogue.ids[row.index]
    line = _gutter(shown, model_id, current, over, look)
    new = " new" if model_id in shown.new and columns.id > 16 else ""
    signs, close = shown.signs, shown.rows.close
    drawn = model_id[:_MOST_DRAWN]
    pieces = _pieces(drawn, spans(drawn, shown.query, close), signs)
    _add_pieces(line, pieces, columns.id - len(new), signs, look, "table--id", *over)
    line.add(new, look("table--new", *over))
    if columns.owner:
        line.pad_to(columns.owner_at, plain)
        owner = shown.catalogue.owners[row.index][:_MOST_DRAWN]
        found = _pieces(owner, spans(owner, shown.query, close, owner=True), signs)
        _add_pieces(line, found, columns.owner, signs, look, "table--owner", *over)
    if columns.date:
        line.pad_to(columns.date_at, plain)
        added = shown.catalogue.added[row.index]
        line.add(_date(shown, added), look("table--date", *over))
    return line.pad_to(width, plain)


def _date(shown: Shown, added: int | None) -> str:
    return shown.signs.unknown if added is None else dates.table_date(added, shown.zone)


def _gutter(shown: Shown, model_id: str, current: bool, over: tuple[str, ...], look: Look) -> Line:
    """Mark or favourite, cursor, a gap. The signs' looks lie over the cursor's: reversed they would blur."""
    signs, plain = shown.signs, look("table--id", *over)
    kept, kept_role = " ", "table--mark"
    if model_id in shown.marked:
        kept = signs.marked
    elif model_id in shown.favourites:
        kept, kept_role = signs.favourite, "table--star"
    line = Line().add(kept, look(*over, kept_role) if current or kept != " " else plain)
    line.add(signs.cursor if current else " ", look(*over, "table--bar") if current else plain)
    return line.add(" ", plain)


def _pieces(text: str, found: list[tuple[int, int]], signs: Glyphs) -> list[tuple[str, bool]]:
    """A foreign text in safe pieces, each with whether it matched."""
    if not found:
        return [(signs.foreign(text), False)]
    bounds = sorted({0, len(text), *(bound for span in found for bound in span)})
    starts = {start for start, _ in found}
    return [(signs.foreign(text[start:end]), start in starts) for start, end in pairwise(bounds)]


def _add_pieces(
    line: Line, pieces: list[tuple[str, bool]], width: int, signs: Glyphs, look: Look, *roles: str
) -> None:
    """Adds pieces, cut to `width` where they are longer."""
    plain = look(*roles)
    matched = look(roles[0], "table--match", *roles[1:])
    whole = "".join(text for text, _ in pieces)
    length = len(whole) if whole.isascii() else cell_len(whole)
    left = width if length <= width else max(0, width - len(signs.ellipsis))
    for text, is_match in pieces:
        size = len(text) if text.isascii() else cell_len(text)
        line.add(text if size <= left else cut(text, left, ""), matched if is_match else plain)
        left -= min(size, left)
        if left <= 0:
            break
    if length > width:
        line.add(signs.ellipsis[: max(0, width)], plain)


def head_strip(shown: Shown, columns: Columns, width: int, look: Look) -> Strip:
    """The head: the columns' names, with the sort's arrow."""
    plain = look("table--head")
    line = Line().add(" " * GUTTER, plain)
    for sort, name, at in head_columns(columns):
        line.pad_to(at, plain)
        if sort == shown.view.sort:
            line.add(
                f"{name} {shown.signs.arrow(shown.view.reverse)}",
                look("table--head", "table--sorted"),
            )
        else:
            line.add(name, plain)
    return line.pad_to(width, plain).strip(width, plain)


def head_columns(columns: Columns) -> list[tuple[Sort, str, int]]:
    """The columns shown: what they sort by, their names, and where they start."""
    shown: list[tuple[Sort, str, int]] = [("id", "MODEL ID", GUTTER)]
    if columns.owner:
        shown.append(("owner", "OWNER", columns.owner_at))
    if columns.date:
        shown.append(("added", "ADDED", columns.date_at))
    return shown


def message_strip(text: str, width: int, look: Look) -> Strip:
    """A line that stands in the place of rows."""
    style = look("table--empty")
    return Line().add(fit(f"   {text}", width), style).strip(width, style)
