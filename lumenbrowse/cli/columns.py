"""What `--columns` chooses from: for each column its head, its value for programs and its text for people."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from difflib import get_close_matches
from functools import partial
from typing import Any, NamedTuple

from lumenbrowse.catalog.model import Catalog, Model, Price, field_at
from lumenbrowse.errors import UsageError
from lumenbrowse.text.amounts import amount_text, context_text, prices_text
from lumenbrowse.text.dates import rfc3339, table_date
from lumenbrowse.text.safe import safe

DEFAULT = ("id", "owner", "added")
_NEAR = 3


class Column(NamedTuple):
    """A column of a list: `value` is for programs, `shown` for people in their zone; what is unknown is empty.

    `cut` says that it may be shortened, `colour` is an SGR parameter.
    """

    head: str
    value: Callable[[Model], str]
    shown: Callable[[Model, tzinfo | None], str]
    cut: bool = False
    colour: str = ""


def choose_columns(names: Sequence[str] | None, catalog: Catalog) -> list[Column]:
    """The columns of these names, in their order. Raises `UsageError` for one that there is not."""
    fields = catalog.known_names() if set(names or ()) - set(COLUMNS) else frozenset()
    columns = []
    for name in names or DEFAULT:
        folded = name.casefold()
        if folded not in COLUMNS and folded not in fields:
            near = get_close_matches(folded, sorted({*COLUMNS, *fields}), _NEAR)
            meant = f"did you mean {', '.join(map(safe, near))}?" if near else ", ".join(COLUMNS)
            raise UsageError(f"there is no column {safe(name)}", meant)
        columns.append(COLUMNS.get(folded) or _plain(name, partial(_field, folded), cut=True))
    return columns


def _plain(head: str, value: Callable[[Model], str], cut: bool = False, colour: str = "") -> Column:
    return Column(head, value, lambda model, _: value(model), cut, colour)


def _several(head: str, texts: Callable[[Model], Sequence[str]]) -> Column:
    return Column(
        head,
        lambda model: ",".join(texts(model)),
        lambda model, _: " ".join(texts(model)),
        cut=True,
    )


def _field(name: str, model: Model) -> str:
    found: Any = field_at(model.fields, name)
    if isinstance(found, list) and all(isinstance(one, str) for one in found):
        return ",".join(found)
    return found if isinstance(found, str) else "" if found is None else json.dumps(found)


def _decimal(price: Price | None) -> str:
    return amount_text(price.amount) if price and price.amount is not None else ""


def _day(model: Model, zone: tzinfo | None) -> str:
    return table_date(model.added, zone) if model.added is not None else ""


def _ends(model: Model) -> str:
    ends = model.facts.ends
    return "" if ends is None else rfc3339(ends.at) if ends.at else "deprecated"


def _context(model: Model, _zone: tzinfo | None) -> str:
    return context_text(model.facts.context) if model.facts.context is not None else ""


COLUMNS: Mapping[str, Column] = {
    "id": _plain("MODEL ID", lambda model: model.id),
    "owner": _plain("OWNER", lambda model: model.owner, cut=True, colour="36"),
    "added": Column(
        "ADDED",
        lambda model: rfc3339(model.added) if model.added is not None else "",
        _day,
        colour="2",
    ),
    "name": _plain("NAME", lambda model: model.name, cut=True),
    "aliases": _several("ALIASES", lambda model: model.aliases),
    "price": _plain("PRICE", lambda model: prices_text(model.facts)),
    "price-in": _plain("PRICE IN", lambda model: _decimal(model.facts.price_in)),
    "price-out": _plain("PRICE OUT", lambda model: _decimal(model.facts.price_out)),
    "context": Column("CONTEXT", lambda model: str(model.facts.context or ""), _context),
    "in": _several("IN", lambda model: model.facts.input),
    "out": _several("OUT", lambda model: model.facts.output),
    "can": _several("CAN", lambda model: model.facts.can),
    # A day, as servers give it, is one of UTC: elsewhere it would be another one.
    "ends": Column("ENDS", _ends, lambda model, _: _ends(model).partition("T")[0]),
}
