"""The lists as text: TSV and a table for people, JSON as the server sent it for programs.

Foreign text is made safe (DESIGN.md section 8); JSON is made ASCII, which changes no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import NamedTuple

from lumenbrowse.catalog.model import Model
from lumenbrowse.catalog.query import Query
from lumenbrowse.catalog.search import spans
from lumenbrowse.text.dates import LOCAL, TABLE_WIDTH, rfc3339, table_date
from lumenbrowse.text.glyphs import ASCII, UNICODE
from lumenbrowse.text.safe import safe, width

_GAP = "  "
_NARROWEST_OWNER = 8
# The tokens of JSON (RFC 8259 section 2): a string, what is between tokens, what JSON has no word for.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[ \t\r\n]+|-?Infinity|NaN')
_NO_ASCII = re.compile(r"[^\x00-\x7e]")


def ids(models: Iterable[Model], end: str = "\n") -> str:
    """The ids, `end` after each."""
    return "".join(f"{safe(model.id)}{end}" for model in models)


def tsv(models: Iterable[Model]) -> str:
    """One line each of id, owner and RFC 3339 date (empty where unknown), parted by tabs."""
    return "".join(
        f"{safe(model.id)}\t{safe(model.owner)}\t{rfc3339(model.added) if model.added else ''}\n"
        for model in models
    )


def json_array(models: Sequence[Model]) -> str:
    """A JSON array of the models, each as the server sent it."""
    return "[\n" + ",\n".join(ascii_json(model.json) for model in models) + "\n]\n"


def json_lines(models: Iterable[Model]) -> str:
    """The models as the server sent them, one a line."""
    return "".join(f"{one_line(ascii_json(model.json))}\n" for model in models)


def ascii_json(text: str) -> str:
    """A JSON text with the same values in printable ASCII alone.

    What Python's reader takes and JSON has no word for (`NaN`, `Infinity`) becomes `null`.
    """
    # Beyond ASCII there are only characters of strings.
    text = _NO_ASCII.sub(_escape, text)
    return _TOKEN.sub(_null, text) if "NaN" in text or "Infinity" in text else text


def one_line(text: str) -> str:
    """A JSON text without the line breaks between its tokens; strings hold none (RFC 8259 section 7)."""
    return _TOKEN.sub(_close_up, text) if "\n" in text or "\r" in text else text


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _null(match: re.Match[str]) -> str:
    return match[0] if match[0][0] in '" \t\r\n' else "null"


def _close_up(match: re.Match[str]) -> str:
    return "" if match[0].isspace() else match[0]


class Look(NamedTuple):
    """How a table looks: its width in cells, whether it is coloured, in ASCII alone, and the dates' zone."""

    columns: int
    coloured: bool = False
    only_ascii: bool = False
    zone: tzinfo | None = LOCAL


def table(models: Sequence[Model], query: Query, look: Look) -> str:
    """An aligned table with a head, no wider than the look's columns."""
    glyphs = ASCII if look.only_ascii else UNICODE
    model_ids = [glyphs.foreign(model.id) for model in models]
    owners = [glyphs.foreign(model.owner) for model in models]
    for_ids, for_owners, for_dates = _fit(model_ids, owners, look.columns)
    head = [_cut("MODEL ID", for_ids, look).ljust(for_ids)]
    head += ["OWNER".ljust(for_owners)] if for_owners else []
    head += ["ADDED"] if for_dates else []
    lines = [_paint(_GAP.join(head).rstrip(), "1", look)]
    for model, model_id, owner in zip(models, model_ids, owners, strict=True):
        cells = [_cell(model_id, for_ids, look, query)]
        if for_owners:
            cells.append(_cell(owner, for_owners, look, query, is_owner=True))
        if for_dates:
            cells.append(_paint(glyphs.plain(table_date(model.added, look.zone)), "2", look))
        lines.append(_GAP.join(cells).rstrip())
    return "".join(f"{line}\n" for line in lines)


def _fit(model_ids: Sequence[str], owners: Sequence[str], columns: int) -> tuple[int, int, int]:
    """The cells for ids (whole where there is room), owners (perhaps cut) and dates; 0: there is no room."""
    for_ids = min(columns, max(*map(width, model_ids), len("MODEL ID")))
    for_dates = TABLE_WIDTH if columns - for_ids >= TABLE_WIDTH + len(_GAP) else 0
    room = columns - for_ids - (for_dates + len(_GAP) if for_dates else 0) - len(_GAP)
    wanted = max(*map(width, owners), len("OWNER"))
    for_owners = min(wanted, room) if room >= min(wanted, _NARROWEST_OWNER) else 0
    return for_ids, for_owners, for_dates


def _cell(text: str, cells: int, look: Look, query: Query, is_owner: bool = False) -> str:
    shown, colour = _cut(text, cells, look), "36" if is_owner else ""
    padding = " " * (cells - width(shown))
    parts, done = [], 0
    for start, end in spans(shown, query, owner=is_owner) if look.coloured else ():
        parts += [_paint(shown[done:start], colour, look), _paint(shown[start:end], "1;33", look)]
        done = end
    return "".join(parts) + _paint(shown[done:], colour, look) + padding


def _cut(text: str, cells: int, look: Look) -> str:
    """`text` in at most `cells` cells, the cut marked."""
    if width(text) <= cells:
        return text
    mark = (ASCII if look.only_ascii else UNICODE).ellipsis[:cells]
    left, kept = cells - len(mark), 0
    while (left := left - width(text[kept])) >= 0:
        kept += 1
    return text[:kept] + mark


def _paint(text: str, colour: str, look: Look) -> str:
    return f"\x1b[{colour}m{text}\x1b[m" if look.coloured and colour and text else text
