"""The lists as text: TSV and a table for people, JSON as the server sent it for programs.

Foreign text is made safe (DESIGN.md section 8); JSON is made ASCII, which changes no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from lumenbrowse.catalog.model import Catalogue
from lumenbrowse.catalog.query import Query
from lumenbrowse.catalog.search import spans
from lumenbrowse.text.dates import TABLE_WIDTH, rfc3339, table_date
from lumenbrowse.text.glyphs import UNICODE, Glyphs
from lumenbrowse.text.safe import safe, width

_GAP = "  "
_NARROWEST_OWNER = 8
# The tokens of JSON (RFC 8259 section 2): a string, what is between tokens, what JSON has no word for.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[ \t\r\n]+|-?Infinity|NaN')
_NO_ASCII = re.compile(r"[^\x00-\x7e]")


def tsv(catalogue: Catalogue, indices: Iterable[int]) -> str:
    """One line each of id, owner and RFC 3339 date (empty where unknown), parted by tabs."""
    ids, owners, added = catalogue.ids, catalogue.owners, catalogue.added
    return "".join(
        f"{safe(ids[i])}\t{safe(owners[i])}\t{'' if added[i] is None else rfc3339(added[i])}\n"
        for i in indices
    )


def json_array(catalogue: Catalogue, indices: Iterable[int]) -> str:
    """A JSON array of the models, each as the server sent it."""
    texts = [ascii_json(catalogue.raw(index)) for index in indices]
    return "[\n" + ",\n".join(texts) + "\n]\n" if texts else "[]\n"


def json_lines(catalogue: Catalogue, indices: Iterable[int]) -> str:
    """The models as the server sent them, one a line."""
    return "".join(f"{one_line(ascii_json(catalogue.raw(index)))}\n" for index in indices)


def ascii_json(raw: bytes) -> str:
    """A JSON text with the same values in printable ASCII alone.

    What Python's reader takes and JSON has no word for (`NaN`, `Infinity`) becomes `null`.
    """
    text = raw.decode()
    if not text.isascii() or "\x7f" in text:
        # Beyond ASCII there are only characters of strings.
        text = _NO_ASCII.sub(_escape, text)
    if "NaN" in text or "Infinity" in text:
        text = _TOKEN.sub(_null, text)
    return text


def one_line(text: str) -> str:
    """A JSON text without the line breaks between its tokens; strings hold none (RFC 8259 section 7)."""
    return _TOKEN.sub(_close_up, text) if "\n" in text or "\r" in text else text


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _null(match: re.Match[str]) -> str:
    return match[0] if match[0][0] in '" \t\r\n' else "null"


def _close_up(match: re.Match[str]) -> str:
    return "" if match[0].isspace() else match[0]


@dataclass(frozen=True, slots=True)
class Look:
    """How a table looks: its width in cells, whether it is coloured, its signs, and the dates' zone."""

    columns: int
    coloured: bool = False
    signs: Glyphs = UNICODE
    zone: tzinfo | None = None


@dataclass(frozen=True, slots=True)
class _Widths:
    """The cells of each column; 0 where there is no room for it."""

    model_id: int
    owner: int
    added: int


def table(catalogue: Catalogue, indices: Sequence[int], query: Query, look: Look) -> str:
    """An aligned table with a head, no wider than the look's columns."""
    ids = [look.signs.foreign(catalogue.ids[index]) for index in indices]
    owners = [look.signs.foreign(catalogue.owners[index]) for index in indices]
    widths = _fit(ids, owners, look.columns)
    lines = [_head(widths, look)]
    for index, model_id, owner in zip(indices, ids, owners, strict=True):
        added = look.signs.plain(table_date(catalogue.added[index], look.zone))
        lines.append(_line(widths, look, query, (model_id, owner, added)))
    return "".join(f"{line}\n" for line in lines)


def _fit(ids: Sequence[str], owners: Sequence[str], columns: int) -> _Widths:
    """IDs whole where there is room; then the date; then the owner, cut where it has to be."""
    fitting = [cells for cells in map(width, ids) if cells <= columns]
    for_ids = max(max(fitting, default=columns), min(columns, len("MODEL ID")))
    if len(fitting) < len(ids):
        for_ids = columns
    added = TABLE_WIDTH if columns - for_ids >= TABLE_WIDTH + len(_GAP) else 0
    room = columns - for_ids - (added + len(_GAP) if added else 0) - len(_GAP)
    wanted = max(max(map(width, owners), default=0), len("OWNER"))
    owner = min(wanted, room) if room >= min(wanted, _NARROWEST_OWNER) else 0
    return _Widths(for_ids, owner, added)


def _head(widths: _Widths, look: Look) -> str:
    cells = [_cut("MODEL ID", widths.model_id, look).ljust(widths.model_id)]
    if widths.owner:
        cells.append("OWNER".ljust(widths.owner))
    if widths.added:
        cells.append("ADDED")
    return _paint(_GAP.join(cells).rstrip(), "1", look)


def _line(widths: _Widths, look: Look, query: Query, texts: tuple[str, str, str]) -> str:
    model_id, owner, added = texts
    cells = [_cell(model_id, widths.model_id, look, query, "")]
    if widths.owner:
        cells.append(_cell(owner, widths.owner, look, query, "36"))
    if widths.added:
        cells.append(_paint(added, "2", look))
    elif not widths.owner:
        return cells[0].rstrip()
    return _GAP.join(cells).rstrip()


def _cell(text: str, cells: int, look: Look, query: Query, colour: str) -> str:
    shown = _cut(text, cells, look)
    padding = " " * (cells - width(shown))
    if not look.coloured:
        return shown + padding
    parts, done = [], 0
    for start, end in spans(shown, query, owner=bool(colour)):
        parts += [_paint(shown[done:start], colour, look), _paint(shown[start:end], "1;33", look)]
        done = end
    return "".join(parts) + _paint(shown[done:], colour, look) + padding


def _cut(text: str, cells: int, look: Look) -> str:
    """`text` in at most `cells` cells, the cut marked."""
    if width(text) <= cells:
        return text
    mark = look.signs.ellipsis[:cells]
    left, kept = cells - len(mark), 0
    while (left := left - width(text[kept])) >= 0:
        kept += 1
    return text[:kept] + mark


def _paint(text: str, colour: str, look: Look) -> str:
    return f"\x1b[{colour}m{text}\x1b[m" if look.coloured and colour and text else text
