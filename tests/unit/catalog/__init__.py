"""Tests of the catalog; the small models that they are about."""

from __future__ import annotations

from collections.abc import Iterable

from lumenbrowse.catalog.model import Model, make_model


def models(*facts: tuple[str, str, int | None]) -> list[Model]:
    """Models of these ids, owners and dates."""
    return [make_model(*each) for each in facts]


def named(*ids: str) -> list[Model]:
    """Models of these ids alone, all of one owner."""
    return [make_model(model_id, "o") for model_id in ids]


def ids(found: Iterable[Model]) -> list[str]:
    """The ids of models, in their order."""
    return [model.id for model in found]
