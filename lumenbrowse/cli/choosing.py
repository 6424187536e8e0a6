"""Which models a list is narrowed to, by the same search and order as the table."""

from __future__ import annotations

from lumenbrowse.catalog.arranging import Arranger
from lumenbrowse.catalog.model import Catalogue
from lumenbrowse.catalog.view import View
from lumenbrowse.cli.list import order_of
from lumenbrowse.loading import Memory
from lumenbrowse.settings import Options, Settings

_NEAR = 3
_NOTHING: frozenset[str] = frozenset()


def view_of(options: Options) -> View:
    """The view that the lists have by default, as the options change it: flat, newest first."""
    sort, reverse = order_of(options)
    return View(
        query=options.query,
        sort=sort,
        reverse=reverse,
        grouping="none",
        owners=options.owners,
        only_favourites=options.favourites,
        only_new=options.new,
    )


def choose_some(catalogue: Catalogue, settings: Settings) -> tuple[list[int], list[int]]:
    """The indices of the models that match, in order; where none does, up to three close ones besides."""
    options = settings.options
    memory = Memory(settings)
    # Favourites come first in the UI; a list, which a script may cut, stays in its order.
    favourites = memory.favourites if options.favourites else _NOTHING
    new = memory.new(catalogue.ids) if options.new else _NOTHING
    rows = Arranger(catalogue).arrange(view_of(options), favourites, new)
    found = list(rows.indices())
    if rows.close:
        return [], found[:_NEAR]
    return found[: options.limit], []
