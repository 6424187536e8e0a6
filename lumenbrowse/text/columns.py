"""The columns of the browser and of the lists, by name: what each says of a model, and how wide it is."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, tzinfo
from functools import lru_cache

from lumenbrowse.catalog.model import Catalog, Model, Price, field_at
from lumenbrowse.text.amounts import amount_text, context_text, prices_text
from lumenbrowse.text.dates import rfc3339, table_date
from lumenbrowse.text.glyphs import ASCII, UNICODE, Glyphs
from lumenbrowse.text.safe import width

# The browser's columns that can be chosen beside id, owner and added.
COLUMNS = ("price", "context", "in", "out", "name", "aliases", "can", "ends")
USUAL_COLUMNS = COLUMNS[:4]
IN_OUT = "in-out"  # the browser's one column of what goes in and out, where both are wanted
_HEADS = {"id": "MODEL ID", "price-in": "PRICE IN", "price-out": "PRICE OUT", IN_OUT: "IN → OUT"}
_MOST_CELLS = 34
MOST_DRAWN = 2_000  # characters of a text that a column can need: a server may send megabytes
_MEASURED = 500  # models at most whose texts say how wide a column is: a longer one is cut


def _amount(price: Price | None) -> str:
    return amount_text(price.amount) if price and price.amount is not None else ""


def _ends(model: Model) -> str:
    ends = model.facts.ends
    return "" if ends is None else "deprecated" if ends.at is None else rfc3339(ends.at)


LISTED: Mapping[str, Callable[[Model], str | tuple[str, ...]]] = {
    "id": lambda model: model.id,
    "owner": lambda model: model.owner,
    "added": lambda model: "" if model.added is None else rfc3339(model.added),
    "name": lambda model: model.name,
    "aliases": lambda model: model.aliases,
    "price": lambda model: prices_text(model.facts),
    "price-in": lambda model: _amount(model.facts.price_in),
    "price-out": lambda model: _amount(model.facts.price_out),
    "context": lambda model: str(model.facts.context or ""),
    "in": lambda model: model.facts.input,
    "out": lambda model: model.facts.output,
    "can": lambda model: model.facts.can,
    "ends": _ends,
}
"""The columns of the lists, which can have fields besides: what each says to programs; empty where unknown."""
_CHOSEN = LISTED.keys() - {"id", "owner", "added"}  # what the browser has where it is asked for


def head_of(name: str) -> str:
    """A column's head; a field's is its name."""
    return _HEADS.get(name, name.upper() if name in LISTED else name)


def value_of(name: str, model: Model) -> str:
    """What a column, or the field of that name, says of a model to programs; empty where that is unknown."""
    said = LISTED[name](model) if name in LISTED else field_at(model.fields, name.casefold())
    if isinstance(said, list | tuple) and all(isinstance(one, str) for one in said):
        return ",".join(said)
    return said if isinstance(said, str) else "" if said is None else json.dumps(said)


def text_of(name: str, model: Model, zone: tzinfo | None) -> str:
    """The same for people in their zone."""
    said = LISTED[name](model) if name in LISTED else value_of(name, model)
    if isinstance(said, tuple):
        return " ".join(said)
    if name == "added" and model.added is not None:
        return table_date(model.added, zone)
    if name == "context" and model.facts.context is not None:
        return context_text(model.facts.context)
    if name == "ends" and model.facts.ends and model.facts.ends.at is not None:
        # A day, as servers give it, is one of UTC: elsewhere it would be another one.
        return table_date(model.facts.ends.at, UTC).strip()
    return said


def column_text(name: str, model: Model, glyphs: Glyphs) -> str:
    """What the browser's column says of a model, safe to draw; empty where it is unknown."""
    if name == IN_OUT:
        sides = (column_text(side, model, glyphs) for side in ("in", "out"))
        known = model.facts.input or model.facts.output
        return glyphs.plain(" → ").join(side or glyphs.unknown for side in sides) if known else ""
    return glyphs.foreign(text_of(name, model, UTC)[:MOST_DRAWN])


@lru_cache(maxsize=4)
def widths_of(catalog: Catalog, names: tuple[str, ...] | None, only_ascii: bool) -> dict[str, int]:
    """How many cells id and owner need, and those columns of `names` that the list has facts for, in order."""
    glyphs = ASCII if only_ascii else UNICODE
    measured = catalog.models[:: -(-len(catalog.models) // _MEASURED) or 1]
    chosen = USUAL_COLUMNS if names is None else names
    wanted = dict.fromkeys(name for name in chosen if name in _CHOSEN)
    if "in" in wanted and "out" in wanted:
        wanted = dict.fromkeys(IN_OUT if name in ("in", "out") else name for name in wanted)

    def longest(texts: Iterable[str]) -> int:
        return max(map(width, {*texts}), default=0)

    ids = (glyphs.foreign(model.id[:MOST_DRAWN]) for model in catalog.models)
    owners = (glyphs.foreign(owner[:MOST_DRAWN]) for owner in catalog.owners)
    widths = {"id": longest(ids), "owner": max(longest(owners), len("OWNER"))}
    for name in wanted:
        sides = ("in", "out") if name == IN_OUT else (name,)
        if any(LISTED[side](model) for side in sides for model in catalog.models):
            texts = (column_text(name, model, glyphs) for model in measured)
            widths[name] = min(_MOST_CELLS, max(longest(texts), len(head_of(name))))
    return widths
