"""The lists without a UI: which models, in which order, in which form."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace

from lumenbrowse.catalog.model import Catalog, Model
from lumenbrowse.catalog.query import Known
from lumenbrowse.catalog.rows import arrange
from lumenbrowse.catalog.sort import first_direction, sort_models
from lumenbrowse.catalog.view import View
from lumenbrowse.errors import DONE, NOTHING, FetchError, UsageError
from lumenbrowse.loading import Memory, load
from lumenbrowse.settings import Options, Settings
from lumenbrowse.terminal.stdio import complain, is_terminal, put
from lumenbrowse.text.safe import mask_whole, safe

KEY_IN_ID = "it holds the key, which is never printed"
_NEAR = 3


def run(settings: Settings) -> int:
    """Prints the list that the options ask for; returns the exit code. Raises `FetchError`."""
    loaded = load(settings)
    loaded.tell()
    options = settings.options
    matching, close = choose(loaded.catalog.models, settings)
    models = printable(matching, settings.secrets)
    if len(models) < len(matching):
        complain(f"{len(matching) - len(models)} left out for the ID: {KEY_IN_ID}")
    elif not models:
        complain(_why_nothing(loaded.catalog.models, settings, close))
    if not models:
        put("[]\n" if options.command == "json" else "")
        return NOTHING
    put(text_of(models, options, os.environ))
    return DONE


def view_of(options: Options) -> View:
    """The view that the lists have by default, as the options change it: flat, newest first."""
    sort = options.sort or "added"
    return View(
        query=options.query,
        sort=sort,
        reverse=first_direction(sort) ^ bool(options.reverse),
        grouping="none",
        owners=options.owners,
        only_favourites=options.favourites,
        only_new=options.new,
    )


def choose(models: Sequence[Model], settings: Settings) -> tuple[list[Model], list[Model]]:
    """The models that the options ask for, in order; where none is, up to three close ones besides.

    What is only close is for people to choose from: a list is not to hold it.
    """
    view, memory = view_of(settings.options), Memory(settings)
    # Favourites come first in the UI; a list, which a script may cut, stays in its order.
    favourites = memory.favourites if view.only_favourites else ()
    new = memory.new([model.id for model in models]) if view.only_new else ()
    known = Known(Catalog(models).known_names, None, new, favourites)
    rows = arrange(sort_models(models, view.sort, view.reverse), view, known)
    if wrong := (*rows.query.unread, *rows.query.unfinished):
        raise UsageError(
            f"{safe(wrong[0])} can't be read", "price:<1, ctx:128k, added:>2026-06, is:free"
        )
    found = list(rows.models)
    return ([], found[:_NEAR]) if rows.close else (found[: settings.options.limit], [])


def printable(models: Sequence[Model], secrets: Sequence[str]) -> list[Model]:
    """The models without those whose id holds a key, and without a key in the others' owner and JSON."""
    if not secrets:
        return list(models)
    return [
        replace(
            model,
            owner=mask_whole(model.owner, secrets),
            json=mask_whole(model.json, secrets),
        )
        for model in models
        if mask_whole(model.id, secrets) == model.id
    ]


def text_of(models: Sequence[Model], options: Options, environ: Mapping[str, str]) -> str:
    """The models in the form that the options ask for."""
    from lumenbrowse.cli import output

    if options.command == "ids":
        return output.ids(models, "\0" if options.print0 else "\n")
    if options.command == "json":
        return output.json_array(models)
    if options.command == "jsonl":
        return output.json_lines(models)
    if not is_terminal(sys.stdout):
        return output.tsv(models)
    from shutil import get_terminal_size

    from lumenbrowse.catalog.query import parse
    from lumenbrowse.terminal.tty import speaks_utf8

    look = output.Look(
        columns=get_terminal_size().columns,
        coloured=not environ.get("NO_COLOR") and environ.get("TERM") not in (None, "", "dumb"),
        only_ascii=options.ascii or not speaks_utf8(environ),
    )
    return output.table(models, parse(options.query), look)


def _why_nothing(models: Sequence[Model], settings: Settings, close: Sequence[Model]) -> str:
    """Why there is nothing to print, as far as one reason can be named."""
    options, query = settings.options, safe(settings.options.query).strip()
    if close:
        near = ", ".join(safe(model.id) for model in printable(close, settings.secrets))
        return f"nothing matches “{query}”; close to it: {near}"
    known = {model.owner.casefold() for model in models}
    if options.owners and not any(owner.casefold() in known for owner in options.owners):
        return f"no model's owner is {' or '.join(map(safe, options.owners))}"
    if query:
        return f"nothing matches “{query}”"
    if options.favourites:
        return "none of the models is a favourite"
    return "nothing is new since the last visit" if options.new else "there is no such model"


def pick_at_once(settings: Settings) -> int | None:
    """What --select-1 and --exit-0 ask for: the exit code where that ends the program; else None."""
    options = settings.options
    try:
        catalog = load(settings).catalog
    except FetchError:
        # The browser says why, and shows what there is.
        return None
    found, _ = choose(catalog.models, settings)
    if not found:
        return NOTHING if options.exit_0 else None
    if len(found) > 1 or not options.select_1:
        return None
    if not printable(found, settings.secrets):
        complain(f"the ID is not printed: {KEY_IN_ID}")
        return NOTHING
    put(safe(found[0].id) + ("\0" if options.print0 else "\n"))
    Memory(settings).used((found[0].id,), "picked")
    return DONE
