"""Orders of models: natural by id, by owner, by when they were added, by price, by context."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from lumenbrowse.catalog.model import UNKNOWN_OWNER, Catalog, Model
from lumenbrowse.settings import Sort

Order = Callable[[Sequence[Model]], list[Model]]
_LONG_NUMBER = re.compile(r"[0-9]{2,}")


def sort_models(
    models: Sequence[Model], sort: Sort, reverse: bool, by_id: Order | None = None
) -> list[Model]:
    """The models by `sort`, for `added` in `reverse` newest first; ties by id; what is unknown always last."""
    by_id = by_id or _by_id
    if sort == "id":
        return by_id(models)[::-1] if reverse else by_id(models)
    value = _value(models, sort)
    known = sorted([m for m in models if value(m) is not None], key=value, reverse=reverse)
    groups = [[*same] for _, same in groupby(known, value)]
    if sort == "price":
        # Prices compare only with others of their unit: those of tokens come first in both directions.
        groups.sort(key=lambda same: value(same[0])[1])
    groups.append([model for model in models if value(model) is None])
    return [model for same in groups for model in (by_id(same) if len(same) > 1 else same)]


def _by_id(models: Sequence[Model]) -> list[Model]:
    return sorted(models, key=lambda model: text_key(model.id))


def _value(models: Sequence[Model], sort: Sort) -> Callable[[Model], Any]:
    """Tells what a model is sorted by; None where it is unknown, or can't be compared."""
    if sort == "price":
        return _price
    if sort == "owner":
        owners = sorted({model.owner for model in models}, key=text_key)
        places = {owner: at for at, owner in enumerate(owners) if owner != UNKNOWN_OWNER}
        return lambda model: places.get(model.owner)
    return attrgetter("added" if sort == "added" else "facts.context")


def _price(model: Model) -> tuple[Decimal, str, Decimal] | None:
    """The price in, its unit, and for the same the price out: unknown as the dearest."""
    price, out = model.facts.price, model.facts.price_out
    beside = Decimal("inf") if out is None or out.amount is None else out.amount
    return (price.amount, price.unit, beside) if price and price.amount is not None else None


@lru_cache(maxsize=16)
def can_sort(catalog: Catalog, sort: Sort) -> bool:
    """Whether some model has the fact that is sorted by; of an empty list that is not known yet."""
    if sort in ("id", "owner") or not catalog.models:
        return True
    return any(map(_value(catalog.models, sort), catalog.models))


@lru_cache(maxsize=4)
def sort_catalog(catalog: Catalog, sort: Sort, reverse: bool) -> list[Model]:
    """A catalog's models by `sort`: kept, since every key that is typed wants the same ones."""
    if sort == "added":
        # Few models have the same date: to put those by id takes a tenth of putting all so.
        return sort_models(catalog.models, sort, reverse)
    return sort_models(catalog_by_id(catalog), sort, reverse, by_id=list)


@lru_cache(maxsize=2)
def catalog_by_id(catalog: Catalog) -> list[Model]:
    """A catalog's models by id, with which most orders begin."""
    return _by_id(catalog.models)


def text_key(text: str) -> str:
    """The natural key; texts that differ in case alone stay apart."""
    return f"{natural_key(text)}\0{text}"


def natural_key(text: str) -> str:
    """A key that sorts numbers by value and ignores case: `gpt-4.1` before `gpt-10`."""
    return _LONG_NUMBER.sub(_by_length, text.casefold())


def _by_length(match: re.Match[str]) -> str:
    # A longer number is the greater one, so its length goes first: signs after the digits and before
    # the letters, for numbers come before letters. One digit needs none.
    digits = match[0].lstrip("0") or "0"
    most, rest = divmod(len(digits) - 2, 38)
    return digits if len(digits) == 1 else "`" * most + chr(0x3A + rest) + digits
