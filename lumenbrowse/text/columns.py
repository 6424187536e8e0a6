"""The columns that tell a model's facts: which there are, their heads, their texts and how wide those are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC
from functools import lru_cache

from lumenbrowse.catalog.model import Catalog, Model
from lumenbrowse.text.amounts import context_text, prices_text
from lumenbrowse.text.dates import table_date
from lumenbrowse.text.glyphs import ASCII, UNICODE, Glyphs
from lumenbrowse.text.safe import width

COLUMNS = ("price", "context", "in", "out", "name", "aliases", "can", "ends")
"""The columns that can be chosen beside id, owner and added."""
USUAL_COLUMNS = COLUMNS[:4]
IN_OUT = "in-out"
"""The one column of what goes in and out, where both are wanted."""
_HEADS = {"id": "MODEL ID", IN_OUT: "IN → OUT"}
_MOST_CELLS = 28
_MOST_DRAWN = 2_000  # characters of a text that a column can need: a server may send megabytes
_MEASURED = 500  # models whose texts say how wide a column is: a longer one further down is cut


def head_of(name: str) -> str:
    """A column's head."""
    return _HEADS.get(name, name.upper())


def column_text(name: str, model: Model, glyphs: Glyphs) -> str:
    """What a column says of a model, safe to draw; empty where that is unknown, or there is no such column."""
    facts = model.facts
    if name == "context":
        return "" if facts.context is None else context_text(facts.context)
    if name == IN_OUT:
        sides = (column_text(side, model, glyphs) for side in ("in", "out"))
        known = facts.input or facts.output
        return glyphs.plain(" → ").join(side or glyphs.unknown for side in sides) if known else ""
    if name == "ends" and facts.ends:
        # A day, as servers give it, is one of UTC: elsewhere it would be another one.
        return "deprecated" if facts.ends.at is None else table_date(facts.ends.at, UTC).strip()
    if name in ("price", "name"):
        is_stated = facts.price or facts.price_out
        text = model.name if name == "name" else prices_text(facts) if is_stated else ""
    else:
        lists = {"in": facts.input, "out": facts.output, "can": facts.can, "aliases": model.aliases}
        text = " ".join(lists.get(name, ()))
    return glyphs.foreign(text[:_MOST_DRAWN])


@lru_cache(maxsize=4)
def widths_of(
    catalog: Catalog, names: tuple[str, ...] | None, only_ascii: bool
) -> Mapping[str, int]:
    """How many cells id and owner need, and those columns of `names` that the list has facts for, in order."""
    glyphs, measured = ASCII if only_ascii else UNICODE, catalog.models[:_MEASURED]
    wanted = dict.fromkeys(USUAL_COLUMNS if names is None else names)
    if "in" in wanted and "out" in wanted:
        wanted = dict.fromkeys(IN_OUT if name in ("in", "out") else name for name in wanted)

    def longest(texts: Iterable[str]) -> int:
        return max(map(width, {*texts}), default=0)

    ids = (glyphs.foreign(model.id[:_MOST_DRAWN]) for model in measured)
    owners = (glyphs.foreign(owner[:_MOST_DRAWN]) for owner in catalog.owners)
    widths = {"id": longest(ids), "owner": max(longest(owners), len("OWNER"))}
    for name in wanted:
        if any(column_text(name, model, glyphs) for model in catalog.models):
            texts = (column_text(name, model, glyphs) for model in measured)
            widths[name] = min(_MOST_CELLS, max(longest(texts), len(head_of(name))))
    return widths
