"""The table's lines: its columns, and each row drawn as a line; pure, from what is shown and the looks."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from lumenbrowse.catalog.model import Model
from lumenbrowse.catalog.rows import Heading, Row, Rows
from lumenbrowse.catalog.search import Spans, alias_found, spans
from lumenbrowse.catalog.view import View
from lumenbrowse.text import dates
from lumenbrowse.text.columns import MOST_DRAWN, column_text, head_of
from lumenbrowse.text.glyphs import UNICODE, Glyphs
from lumenbrowse.text.safe import mask_whole
from lumenbrowse.tui.widgets.painted import Line, Look, fit

GUTTER = 3  # cells before an id: mark or favourite, cursor, a gap
_GAP, _END, _WORD = 2, 1, len(" ends")
_LEAST_ID = 24
_LEAST_BESIDE = 28  # cells that an id keeps beside the columns that can be chosen
_LEAST_OWNER, _MOST_OWNER = 6, 24
_LEAST_FOR_WORDS = 17  # cells of the id's column for a word beside the id

Roles = tuple[str, ...]


class Shown(NamedTuple):
    """All that the table draws: it is replaced as a whole, never changed."""

    rows: Rows
    view: View = View()
    marked: frozenset[str] = frozenset()  # ids, as the next two
    favourites: frozenset[str] = frozenset()
    new: frozenset[str] = frozenset()
    empty: tuple[str, ...] = ()  # stands in the place of rows where there are none
    zone: tzinfo | None = None
    glyphs: Glyphs = UNICODE
    widths: Mapping[str, int] = {}  # the list's (`widths_of`)
    secrets: tuple[str, ...] = ()

    def masked(self, text: str) -> str:
        return mask_whole(text[: 2 * MOST_DRAWN], self.secrets)[:MOST_DRAWN]  # a key may straddle


class Column(NamedTuple):
    """A column: its name, where it starts and how wide it is, in cells."""

    name: str
    at: int
    cells: int


def columns_of(shown: Shown, width: int) -> list[Column]:
    """The columns in `width` cells: the date goes before an id is cut much, what is sorted by last."""
    left, widths, sizes = width - GUTTER - _END, dict(shown.widths), {"owner": 0, "added": 0}
    longest, wanted = widths.pop("id", 0), widths.pop("owner", 0)
    wanted = 0 if shown.view.grouping == "owner" else wanted
    least, whole = min(longest + _WORD, _LEAST_ID), min(longest, _LEAST_BESIDE)
    both = whole + (min(wanted, _MOST_OWNER) + _GAP if wanted else 0)
    dated = {**widths, "added": dates.TABLE_WIDTH}
    for name in dict.fromkeys((str(shown.view.sort), "added")):
        keeps = least if name == shown.view.sort else max(_LEAST_ID, both)
        if name in dated and left - dated[name] - _GAP >= keeps:
            sizes[name] = dated[name]
            left -= dated[name] + _GAP
    owner = min(wanted, max(min(_MOST_OWNER, left // 3), left - _GAP - whole))
    if (owner < _LEAST_OWNER and wanted > owner) or left - owner - _GAP < min(whole, _LEAST_ID):
        owner = 0
    left -= owner + _GAP if owner else 0
    sizes["owner"], is_whole = owner, owner >= min(wanted, _MOST_OWNER)
    for name, size in widths.items():
        if name not in sizes and is_whole and left - size - _GAP >= whole:
            left -= size + _GAP
            sizes[name] = size
    columns = [Column("id", GUTTER, max(1, left))]
    for name in ("owner", "added", *widths):
        if size := sizes.get(name, 0):
            columns.append(Column(name, columns[-1].at + columns[-1].cells + _GAP, size))
    return columns


def head_line(shown: Shown, columns: Sequence[Column], look: Look) -> Line:
    """The head: the columns' names, with the sort's arrow where it is the order of the rows."""
    untrue = shown.rows.ranked or shown.view.by_first_seen
    line, sorted_by = Line(look), "" if untrue else shown.view.sort
    for name, at, cells in columns:
        head, roles = shown.glyphs.plain(head_of(name)), ["table--head"]
        if name == sorted_by:
            gap = " " if len(head) + 2 <= cells else ""
            head += f"{gap}{shown.glyphs.arrow(shown.view.reverse)}"
            roles.append("table--sorted")
        line.pad_to(at, "table--head").add(head, *roles)
    return line


def row_line(
    shown: Shown, row: Row, current: bool, columns: Sequence[Column], width: int, look: Look
) -> Line:
    """One row, as wide as it is without the scroll bar at its end."""
    line, over = Line(look), ("table--cursor",) if current else ()
    if isinstance(row, Heading):
        _add_heading(line, shown, row, over, width)
        return line.pad_to(width, "table--heading", *over)
    _add_model(line, shown, row, over, columns)
    return line.pad_to(width, "table--id", *over)


def _add_heading(line: Line, shown: Shown, row: Heading, over: Roles, width: int) -> None:
    glyphs, guess = shown.glyphs, "~ " if shown.view.grouping == "family" else ""
    line.add(glyphs.cursor if over else " ", *over, "table--bar")
    sign = glyphs.collapsed if row.collapsed else glyphs.expanded
    line.add(f"{sign} {guess}", "table--heading", *over)
    tail, name = f"{glyphs.dot}{row.count:,}", shown.masked(row.name)
    found, room = spans(name, shown.rows.query, owner=True), width - line.width - len(tail) - 1
    _add_text(line, name, found, room, glyphs, "table--heading", *over)
    line.add(tail, "table--count", *over)


def _add_model(
    line: Line, shown: Shown, model: Model, over: Roles, columns: Sequence[Column]
) -> None:
    glyphs, plain = shown.glyphs, ("table--id", *over)
    kept, kept_role = " ", "table--mark"
    if model.id in shown.marked:
        kept = glyphs.marked
    elif model.id in shown.favourites:
        kept, kept_role = glyphs.favourite, "table--star"
    # The looks of these lie over the cursor's: reversed they would blur.
    line.add(kept, *((*over, kept_role) if over or kept != " " else plain))
    line.add(glyphs.cursor if over else " ", *((*over, "table--bar") if over else plain))
    for name, at, size in columns:
        line.pad_to(at, *plain)
        if name == "id":
            _add_id(line, shown, model, size, over)
        elif name == "owner":
            drawn = shown.masked(model.owner)
            found = spans(drawn, shown.rows.query, shown.rows.close, owner=True)
            _add_text(line, drawn, found, size, glyphs, "table--owner", *over)
        elif name == "added":
            date = dates.table_date(model.added, shown.zone)
            line.add(glyphs.unknown if model.added is None else date, "table--date", *over)
        else:
            text = shown.masked(column_text(name, model, glyphs)) or glyphs.unknown
            text = text.rjust(size) if name == "context" else fit(text, size, glyphs.ellipsis)
            line.add(text, "table--fact", *over)


def _add_id(line: Line, shown: Shown, model: Model, size: int, over: Roles) -> None:
    """Adds the id, the alias that matched, and that the model ends or is new."""
    glyphs, query, roomy = shown.glyphs, shown.rows.query, size >= _LEAST_FOR_WORDS
    words = {" ends" if roomy else "!": "table--ends"} if model.facts.ends else {}
    if roomy and model.id in shown.new:
        words[" new"] = "table--new"
    room = size - len("".join(words))
    drawn, alias = shown.masked(model.id), shown.masked(alias_found(model, query))
    if alias:
        # The id has at least half of the room.
        beside = room - min(cell_len(glyphs.foreign(drawn)), room // 2) - 1
        beside = max(0, min(beside, cell_len(glyphs.foreign(alias))))
        room -= beside + 1
    _add_text(line, drawn, spans(drawn, query, shown.rows.close), room, glyphs, "table--id", *over)
    if alias:
        line.add(" ", "table--id", *over)
        _add_text(line, alias, spans(alias, query), beside, glyphs, "table--alias", *over)
    for word, role in words.items():
        line.add(word, role, *over)


def _add_text(line: Line, text: str, found: Spans, width: int, glyphs: Glyphs, *roles: str) -> None:
    """Adds a foreign text, what was found in it highlighted, cut to `width`: an id keeps its end too."""
    bounds = sorted({0, len(text), *(bound for span in found for bound in span)})
    starts = {start for start, _ in found}
    plain, matched = line.look(*roles), line.look(roles[0], "table--match", *roles[1:])
    parts = [
        (glyphs.foreign(text[one:end]), matched if one in starts else plain)
        for one, end in pairwise(bounds)
    ]
    cells = sum(cell_len(part) for part, _ in parts)
    if cells > width:
        strip = Strip([Segment(*part) for part in parts], cells)
        left = max(0, width - len(glyphs.ellipsis))
        at_end = max(0, (left - 1) // 2) if roles[0] == "table--id" else 0
        cut = Segment(glyphs.ellipsis[: max(0, width)], plain)
        kept = [*strip.crop(0, left - at_end), cut, *strip.crop(cells - at_end)]
        parts = [(part.text, part.style or plain) for part in kept]
    for part, style in parts:
        line.add_styled(part, style)
