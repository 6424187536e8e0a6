"""Orders of models: natural by id, by owner, by when they were added, by price, by context."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter

from lumenbrowse.catalog.model import Catalog, Model
from lumenbrowse.settings import Sort

_LONG_NUMBER = re.compile(r"[0-9]{2,}")


def sort_models(models: Sequence[Model], sort: Sort, reverse: bool) -> list[Model]:
    """The models by `sort`, for `added` in `reverse` newest first; ties by id; what is unknown always last."""
    return _sorted(sorted(models, key=lambda model: text_key(model.id)), sort, reverse)


def _sorted(by_id: list[Model], sort: Sort, reverse: bool) -> list[Model]:
    if sort == "id":
        return by_id[::-1] if reverse else by_id
    if sort == "owner":
        owners = sorted({model.owner for model in by_id}, key=text_key)
        places = {owner: place for place, owner in enumerate(owners)}
        return sorted(by_id, key=lambda model: places[model.owner], reverse=reverse)
    known = [(value, model) for model in by_id if (value := _value(model, sort)) is not None]
    known.sort(key=itemgetter(0), reverse=reverse)
    if sort == "price":
        # Prices compare only with others of their unit: those of tokens come first in both directions.
        known.sort(key=lambda pair: pair[1].facts.price.unit if pair[1].facts.price else "")
    there = {model for _, model in known}
    return [model for _, model in known] + [model for model in by_id if model not in there]


def _value(model: Model, sort: Sort) -> int | Decimal | None:
    """What is sorted by; None where it is unknown, or can't be compared."""
    if sort == "price":
        return model.facts.price.amount if model.facts.price else None
    return model.added if sort == "added" else model.facts.context


@lru_cache(maxsize=16)
def can_sort(catalog: Catalog, sort: Sort) -> bool:
    """Whether some model has the fact that is sorted by; of an empty list that is not known yet."""
    if sort in ("id", "owner") or not catalog.models:
        return True
    return any(_value(model, sort) is not None for model in catalog.models)


@lru_cache(maxsize=4)
def sort_catalog(catalog: Catalog, sort: Sort, reverse: bool) -> list[Model]:
    """A catalog's models by `sort`: kept, since every key that is typed wants the same ones."""
    return _sorted(_by_id(catalog), sort, reverse)


@lru_cache(maxsize=2)
def _by_id(catalog: Catalog) -> list[Model]:
    return sort_models(catalog.models, "id", False)


def text_key(text: str) -> tuple[str, str]:
    """The natural key; texts that differ in case alone stay apart."""
    return natural_key(text), text


@lru_cache(maxsize=32_768)
def natural_key(text: str) -> str:
    """A key that sorts numbers by value and ignores case: `gpt-4.1` before `gpt-10`."""
    return _LONG_NUMBER.sub(_by_length, text.casefold())


def _by_length(match: re.Match[str]) -> str:
    # A longer number is the greater one, so its length goes first: signs after the digits and before
    # the letters, for numbers come before letters. One digit needs none.
    digits = match[0].lstrip("0") or "0"
    most, rest = divmod(len(digits) - 2, 38)
    return digits if len(digits) == 1 else "`" * most + chr(0x3A + rest) + digits
