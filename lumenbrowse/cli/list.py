"""The lists without a UI: which models, in which order, in which form."""

import os
import sys
from collections.abc import Sequence
from shutil import get_terminal_size

from lumenbrowse.catalog.model import Catalog, Model
from lumenbrowse.catalog.query import Known, Query, parse
from lumenbrowse.catalog.rows import arrange
from lumenbrowse.catalog.sort import sort_models
from lumenbrowse.catalog.view import LARGEST_FIRST, View, asked_for
from lumenbrowse.cli import output
from lumenbrowse.errors import DONE, NOTHING, FetchError, UsageError
from lumenbrowse.loading import Memory, load
from lumenbrowse.settings import Options, Settings
from lumenbrowse.terminal.stdio import complain, is_terminal, put
from lumenbrowse.terminal.tty import speaks_utf8
from lumenbrowse.text.columns import LISTED
from lumenbrowse.text.dates import LOCAL
from lumenbrowse.text.safe import KEY_IN_ID, did_you_mean, holds_key, mask_whole, safe

USUAL_COLUMNS = ("id", "owner", "added")
_NEAR = 3


def run(settings: Settings) -> int:
    """Prints the list that the options ask for; returns the exit code. Raises `FetchError`."""
    loaded = load(settings)
    loaded.tell()
    options = settings.options
    columns = _columns(options.columns or USUAL_COLUMNS, loaded.catalog)
    matching, close = choose(loaded.catalog, settings)
    models = printable(matching, settings.secrets)
    if len(models) < len(matching):
        complain(left_out(len(matching) - len(models)))
    elif not models:
        complain(_why_nothing(loaded.catalog, settings, close))
    if not models:
        put("[]\n" if options.command == "json" else "")
        return NOTHING
    put(mask_whole(_text_of(models, columns, loaded.catalog, settings), settings.secrets))
    return DONE


def _columns(names: Sequence[str], catalog: Catalog) -> list[str]:
    """The columns of these names, in their order. Raises `UsageError` for one that there is not."""
    columns = [name.casefold() if name.casefold() in LISTED else name for name in names]
    others = [name for name in columns if name not in LISTED]
    fields = catalog.field_names if others else frozenset()
    for name in others:
        if name.casefold() not in fields:
            meant = did_you_mean(name.casefold(), sorted({*LISTED, *fields}), _NEAR)
            raise UsageError(f"there is no column {safe(name)}{meant}", ", ".join(LISTED))
    return columns


def view_of(options: Options) -> View:
    """The view that the lists have by default, as the options change it: flat, newest first."""
    sort = options.sort or "added"
    return asked_for(options)._replace(
        sort=sort,
        strict=bool(options.sort or options.reverse),
        reverse=(sort in LARGEST_FIRST) ^ bool(options.reverse),
        grouping="none",
    )


def choose(catalog: Catalog, settings: Settings) -> tuple[list[Model], list[Model]]:
    """What the options ask for; where none is, up to three close ones for people. Raises `UsageError`."""
    view, query = view_of(settings.options), settings.options.query.casefold()
    wants_favourites = view.only_favourites or "is:favourite" in query
    memory = Memory(settings) if wants_favourites or view.only_new or "is:new" in query else None
    new = memory.new([model.id for model in catalog.models]) if memory else {}
    # Favourites come first in the UI; a list, which a script may cut, stays in its order.
    known = Known(catalog, LOCAL, new, memory.favourites if memory and wants_favourites else ())
    rows = arrange(sort_models(catalog.models, view.sort, view.reverse), view, known)
    if wrong := unclear_words(rows.query):
        raise UsageError(wrong, "filters are like price:<1, ctx:128k, added:>2026-06, is:free")
    found = list(rows.models)
    return ([], found[:_NEAR]) if rows.close else (found, [])


def unclear_words(query: Query) -> str:
    """Which filter of a query can't be read, or is not finished; empty where each says something."""
    if query.unread:
        return f"{safe(query.unread[0])} can't be read"
    return f"{safe(query.unfinished[0])} is not finished" if query.unfinished else ""


def printable(models: Sequence[Model], secrets: Sequence[str]) -> list[Model]:
    """The models without those whose id holds a key."""
    return [model for model in models if not holds_key(model.id, secrets)]


def left_out(count: int) -> str:
    """What is told of models that are not printed."""
    return f"{count} left out for the ID: {KEY_IN_ID}"


def _text_of(
    models: Sequence[Model], columns: Sequence[str], catalog: Catalog, settings: Settings
) -> str:
    """The models in the form that the options ask for."""
    environ, options = os.environ, settings.options
    if options.command == "ids":
        return output.ids([model.id for model in models], print0=options.print0)
    if options.command == "json":
        return output.json_array(models)
    if options.command == "jsonl":
        return output.json_lines(models)
    if not is_terminal(sys.stdout):
        return output.tsv(models, columns)
    text, hidden = output.table(
        models,
        columns,
        parse(options.query, Known(catalog)),
        get_terminal_size().columns,
        coloured=not environ.get("NO_COLOR") and environ.get("TERM", "") not in ("", "dumb"),
        only_ascii=options.ascii or not speaks_utf8(environ),
        secrets=settings.secrets,
    )
    if hidden:
        names = safe(mask_whole(", ".join(hidden), settings.secrets))
        complain(f"no room here for {names}: in a pipe all columns are there")
    return text


def _why_nothing(catalog: Catalog, settings: Settings, close: Sequence[Model]) -> str:
    """Why there is nothing to print, as far as one reason can be named."""
    options, query = settings.options, safe(settings.options.query).strip()
    known, owners = map(str.casefold, catalog.owners), " or ".join(map(safe, options.owners))
    if owners and {*known}.isdisjoint(map(str.casefold, options.owners)):
        return f"no model's owner is {owners}"
    filters = {"new": options.new, "a favourite": options.favourites, f"of {owners}": owners}
    named = [name for name, holds in filters.items() if holds]
    unfiltered = options._replace(new=False, favourites=False, owners=())
    that = f"that matches “{query}” " if query else ""
    may_be_why = len(named) > 1 or (query and named)
    if may_be_why and choose(catalog, settings._replace(options=unfiltered))[0]:
        return f"nothing {that}is {' and '.join(named)}"
    if close:
        near = ", ".join(safe(model.id) for model in printable(close, settings.secrets))
        return f"nothing matches “{query}”; close to it: {near}"
    if query:
        return f"nothing matches “{query}”"
    if options.favourites:
        return "none of the models is a favourite"
    return "nothing is new in the last 7 days" if options.new else "there is no such model"


def pick_at_once(settings: Settings) -> int | None:
    """What --select-1 and --exit-0 ask for: the exit code where that ends the program; else None."""
    options = settings.options
    try:
        loaded = load(settings)
    except FetchError as error:
        complain(error.line)
        return None
    found, _ = choose(loaded.catalog, settings)
    if not (options.exit_0 and not found) and not (options.select_1 and len(found) == 1):
        # The browser says it all.
        return None
    loaded.tell()
    if not found:
        return NOTHING
    if not printable(found, settings.secrets):
        complain(f"the ID is not printed: {KEY_IN_ID}")
        return NOTHING
    put(output.ids([found[0].id], print0=options.print0))
    Memory(settings).used((found[0].id,), "picked")
    return DONE
