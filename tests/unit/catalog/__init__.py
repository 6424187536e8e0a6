"""Tests of the catalog; the small models that they are about."""

import tomllib
from collections.abc import Iterable
from typing import Any

from lumenbrowse.catalog.model import Model
from lumenbrowse.catalog.view import View
from tests import scenarios

CASES: dict[str, Any] = tomllib.loads((scenarios.CASES / "catalog.toml").read_text("utf-8"))


def models(*facts: Iterable[Any]) -> list[Model]:
    """Models of these ids, owners and dates."""
    return [Model(*each) for each in facts]


def named(*ids: str) -> list[Model]:
    """Models of these ids alone, all of one owner."""
    return [Model(model_id, "o") for model_id in ids]


def ids(found: Iterable[Model]) -> list[str]:
    """The ids of models, in their order."""
    return [model.id for model in found]


def view_of(told: dict[str, Any]) -> View:
    """The usual view with what a case says of it."""
    sets = {"collapsed": frozenset, "collapsed_found": frozenset, "owners": tuple}
    return View(**{name: sets.get(name, type(value))(value) for name, value in told.items()})
