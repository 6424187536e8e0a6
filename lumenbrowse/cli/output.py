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
from lumenbrowse.cli.columns import COLUMNS, Column
from lumenbrowse.text.dates import LOCAL
from lumenbrowse.text.glyphs import ASCII, UNICODE
from lumenbrowse.text.safe import safe, width

_GAP = "  "
_NARROWEST = 8
# The tokens of JSON (RFC 8259 section 2): a string, what is between tokens, what JSON has no word for.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[ \t\r\n]+|-?Infinity|NaN')
_NO_ASCII = re.compile(r"[^\x00-\x7e]")


def ids(models: Iterable[Model], end: str = "\n") -> str:
    """The ids, `end` after each."""
    return "".join(f"{safe(model.id)}{end}" for model in models)


def tsv(models: Iterable[Model], columns: Sequence[Column]) -> str:
    """One line each of the columns' values, parted by tabs."""
    return "".join(
        "\t".join(safe(column.value(model)) for column in columns) + "\n" for model in models
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
    if "NaN" not in text and "Infinity" not in text:
        return text
    return _TOKEN.sub(lambda token: "null" if token[0][-1] in "Ny" else token[0], text)


def one_line(text: str) -> str:
    """A JSON text without the line breaks between its tokens; strings hold none (RFC 8259 section 7)."""
    return (
        _TOKEN.sub(lambda token: token[0].strip(), text) if "\n" in text or "\r" in text else text
    )


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


class Look(NamedTuple):
    """How a table looks: its width in cells, whether it is coloured, in ASCII alone, and the dates' zone."""

    columns: int
    coloured: bool = False
    only_ascii: bool = False
    zone: tzinfo | None = LOCAL


def table(models: Sequence[Model], columns: Sequence[Column], query: Query, look: Look) -> str:
    """An aligned table with a head, no wider than the look's columns."""
    glyphs = ASCII if look.only_ascii else UNICODE
    rows = [
        [glyphs.foreign(column.shown(model, look.zone)) or glyphs.unknown for column in columns]
        for model in models
    ]
    heads = [glyphs.foreign(column.head) for column in columns]
    wanted = [max(map(width, texts)) for texts in zip(heads, *rows, strict=True)]
    sizes = _fit(columns, wanted, look.columns)
    fitting = [at for at, size in enumerate(sizes) if size]
    head = _GAP.join(_padded(_cut(heads[at], sizes[at], look), sizes[at]) for at in fitting)
    lines = [_paint(head.rstrip(), "1", look)]
    for row in rows:
        cells = (_cell(row[at], sizes[at], columns[at], look, query) for at in fitting)
        lines.append(_GAP.join(cells).rstrip())
    return "".join(f"{line}\n" for line in lines)


def _fit(columns: Sequence[Column], wanted: Sequence[int], room: int) -> list[int]:
    """The cells of each column: ids first, then what can't be cut; what can shares the rest; 0: no room."""

    def place(at: int) -> tuple[bool, bool, int]:
        column = columns[at]
        return column is not COLUMNS["id"], column.cut, wanted[at] if column.cut else 0

    sizes, room = [0] * len(columns), room + len(_GAP)
    for placed, at in enumerate(sorted(range(len(columns)), key=place)):
        share = room // (len(columns) - placed) if columns[at].cut else room
        size = min(wanted[at], share - len(_GAP))
        if not placed or size >= (min(wanted[at], _NARROWEST) if columns[at].cut else wanted[at]):
            sizes[at] = max(1, size)
            room -= size + len(_GAP)
    return sizes


def _cell(text: str, cells: int, column: Column, look: Look, query: Query) -> str:
    shown, colour = _cut(text, cells, look), column.colour
    matched = look.coloured and column in (COLUMNS["id"], COLUMNS["owner"])
    parts, done = [], 0
    for start, end in spans(shown, query, owner=column is COLUMNS["owner"]) if matched else ():
        parts += [_paint(shown[done:start], colour, look), _paint(shown[start:end], "1;33", look)]
        done = end
    return _padded("".join(parts) + _paint(shown[done:], colour, look), cells, width(shown))


def _padded(text: str, cells: int, taken: int | None = None) -> str:
    return text + " " * (cells - (width(text) if taken is None else taken))


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
