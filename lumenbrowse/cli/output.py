"""The lists as text: TSV and a table, made safe (DESIGN.md section 8), and JSON as the server sent it."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import tzinfo

from lumenbrowse.catalog.model import Model
from lumenbrowse.catalog.query import Query
from lumenbrowse.catalog.search import spans
from lumenbrowse.text.columns import head_of, text_of, value_of
from lumenbrowse.text.dates import LOCAL
from lumenbrowse.text.glyphs import ASCII, UNICODE
from lumenbrowse.text.safe import mask_whole, safe, width

_GAP = "  "
_NARROWEST = 8
_NEVER_CUT = ("id", "added", "price", "price-in", "price-out", "context", "ends")
_COLOURS = {"owner": "36", "added": "2"}  # SGR parameters
# The tokens of JSON (RFC 8259 section 2): a string, what is between tokens, what JSON has no word for.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[ \t\r\n]+|-?Infinity|NaN')
_NO_ASCII = re.compile(r"[^\x00-\x7f]+")


def ids(names: Iterable[str], *, print0: bool = False) -> str:
    """These ids, one a line or ended by a NUL each."""
    return "".join(safe(name) + ("\0" if print0 else "\n") for name in names)


def tsv(models: Iterable[Model], columns: Sequence[str]) -> str:
    """One line each of the columns' values, parted by tabs."""
    rows = ([safe(value_of(name, model)) for name in columns] for model in models)
    return "".join("\t".join(row) + "\n" for row in rows)


def json_array(models: Sequence[Model]) -> str:
    """A JSON array of the models, each as the server sent it."""
    return "[\n" + ",\n".join(ascii_json(model.json) for model in models) + "\n]\n"


def json_lines(models: Iterable[Model]) -> str:
    """The models as the server sent them, one a line."""
    return "".join(f"{one_line(ascii_json(model.json))}\n" for model in models)


def ascii_json(text: str) -> str:
    """A JSON text with the same values in printable ASCII; what JSON has no word for (`NaN`) becomes `null`."""
    # Beyond ASCII there are only characters of strings.
    text = _NO_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], text)
    text = text.replace("\x7f", "\\u007f")
    if "NaN" not in text and "Infinity" not in text:
        return text
    return _TOKEN.sub(lambda token: "null" if token[0][-1] in "Ny" else token[0], text)


def one_line(text: str) -> str:
    """A JSON text without the line breaks between its tokens; strings hold none (RFC 8259 section 7)."""
    breaks = "\n" in text or "\r" in text
    return _TOKEN.sub(lambda token: token[0].strip(), text) if breaks else text


def table(
    models: Sequence[Model],
    columns: Sequence[str],
    query: Query,
    room: int,
    *,
    coloured: bool = False,
    only_ascii: bool = False,
    zone: tzinfo | None = LOCAL,
    secrets: Sequence[str] = (),
) -> tuple[str, list[str]]:
    """An aligned table with a head, no wider than `room` cells, and the columns that it has no room for."""
    glyphs = ASCII if only_ascii else UNICODE
    rows = [[glyphs.foreign(head_of(name)) for name in columns]]
    for model in models:
        texts = (text_of(name, model, zone) for name in columns)
        rows.append([glyphs.foreign(mask_whole(one, secrets)) or glyphs.unknown for one in texts])
    wanted = [max(map(width, texts)) for texts in zip(*rows, strict=True)]
    sizes = _fit(columns, wanted, room)
    lines = []
    for number, row in enumerate(rows):
        cells = []
        for name, text, size in zip(columns, row, sizes, strict=True):
            shown = _cut(text, size, glyphs.ellipsis)
            painted = _painted(name, shown, query) if number else _paint(shown, "1")
            filling = " " * (size - width(shown))
            cells += [(painted if coloured else shown) + filling] if size else []
        lines.append(_GAP.join(cells).rstrip())
    hidden = [name for name, size in zip(columns, sizes, strict=True) if not size]
    return "".join(f"{line}\n" for line in lines), hidden


def _fit(columns: Sequence[str], wanted: Sequence[int], room: int) -> list[int]:
    """The cells of each column: ids first, then what can't be cut; what can shares the rest; 0: no room."""
    places = []
    for at, name in enumerate(columns):
        cut = name not in _NEVER_CUT
        places.append((name != "id", cut, wanted[at] if cut else 0, at))
    sizes, room = [0] * len(columns), room + len(_GAP)
    for placed, (_, cut, _, at) in enumerate(sorted(places)):
        share = room // (len(columns) - placed) if cut else room
        size = min(wanted[at], share - len(_GAP))
        if not placed or size >= (min(wanted[at], _NARROWEST) if cut else wanted[at]):
            sizes[at] = max(1, size)
            room -= size + len(_GAP)
    return sizes


def _painted(name: str, text: str, query: Query) -> str:
    """A cell's text in its column's colour, and what the query found in it in another."""
    painted, done, colour = "", 0, _COLOURS.get(name, "")
    found = spans(text, query, owner=name == "owner") if name in ("id", "owner") else ()
    for start, end in found:
        painted += _paint(text[done:start], colour) + _paint(text[start:end], "1;33")
        done = end
    return painted + _paint(text[done:], colour)


def _paint(text: str, colour: str) -> str:
    return f"\x1b[{colour}m{text}\x1b[m" if colour and text else text


def _cut(text: str, cells: int, ellipsis: str) -> str:
    """`text` in at most `cells` cells, the cut marked."""
    if width(text) <= cells:
        return text
    mark = ellipsis[:cells]
    left, kept = cells - len(mark), 0
    while (left := left - width(text[kept])) >= 0:
        kept += 1
    return text[:kept] + mark
