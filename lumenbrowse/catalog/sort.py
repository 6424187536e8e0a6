"""Orders of models: natural by id, by owner, by when they were added."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lumenbrowse.catalog.model import Catalog, Model
from lumenbrowse.settings import Sort

_LONG_NUMBER = re.compile(r"[0-9]{2,}")


def first_direction(sort: Sort) -> bool:
    """Whether a column's usual direction is the reverse: newest first, but ids and owners upwards."""
    return sort == "added"


def sort_models(models: Sequence[Model], sort: Sort, reverse: bool) -> list[Model]:
    """The models by `sort`, ties by id. An unknown date is last in both directions.

    `reverse` is the direction of the values: for `added`, true is newest first.
    """
    by_id = sorted(models, key=_id_key, reverse=sort == "id" and reverse)
    if sort == "id":
        return by_id
    if sort == "owner":
        return sorted(by_id, key=lambda model: natural_key(model.owner), reverse=reverse)
    dated = [(model.added, model) for model in by_id if model.added is not None]
    dated.sort(key=lambda pair: pair[0], reverse=reverse)
    return [model for _, model in dated] + [model for model in by_id if model.added is None]


@lru_cache(maxsize=4)
def sort_catalog(catalog: Catalog, sort: Sort, reverse: bool) -> list[Model]:
    """A catalog's models by `sort`: kept, since every key that is typed wants the same ones."""
    return sort_models(catalog.models, sort, reverse)


def _id_key(model: Model) -> tuple[str, str]:
    return natural_key(model.id), model.id


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
