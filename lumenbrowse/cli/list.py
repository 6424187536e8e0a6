"""The lists without a UI: which models, in which order, in which form."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from lumenbrowse.catalog.model import Catalogue
from lumenbrowse.catalog.sort import first_direction, natural_ranks, sorted_indices
from lumenbrowse.errors import DONE, NOTHING
from lumenbrowse.loading import Memory, load
from lumenbrowse.settings import Options, Settings, Sort
from lumenbrowse.terminal.stdio import complain, is_terminal, put
from lumenbrowse.text.safe import safe


def run(settings: Settings) -> int:
    """Prints the list that the options ask for; returns the exit code. Raises `FetchError`."""
    loaded = load(settings)
    loaded.tell()
    indices, close = choose(loaded.catalogue, settings)
    if not indices:
        complain(_nothing(loaded.catalogue, settings.options, close))
        put("[]\n" if settings.options.command == "json" else "")
        return NOTHING
    put(listing(loaded.catalogue, indices, settings.options, os.environ))
    return DONE


def listing(
    catalogue: Catalogue, indices: list[int], options: Options, environ: Mapping[str, str]
) -> str:
    """The text of a list of these models."""
    if options.command == "ids":
        end = "\0" if options.print0 else "\n"
        return "".join(f"{safe(catalogue.ids[index])}{end}" for index in indices)
    from lumenbrowse.cli import output as printing

    if options.command == "json":
        return printing.json_array(catalogue, indices)
    if options.command == "jsonl":
        return printing.json_lines(catalogue, indices)
    if not is_terminal(sys.stdout):
        return printing.tsv(catalogue, indices)
    return _table(catalogue, indices, options, environ)


def _table(
    catalogue: Catalogue, indices: list[int], options: Options, environ: Mapping[str, str]
) -> str:
    from lumenbrowse.catalog.query import parse
    from lumenbrowse.cli.output import Look, table
    from lumenbrowse.terminal.tty import speaks_utf8
    from lumenbrowse.text.glyphs import ASCII, UNICODE

    drawn = UNICODE if speaks_utf8(environ) and not options.ascii else ASCII
    coloured = not environ.get("NO_COLOR") and environ.get("TERM") not in (None, "", "dumb")
    look = Look(columns=_columns(), coloured=coloured, signs=drawn)
    return table(catalogue, indices, parse(options.query), look)


def _columns() -> int:
    try:
        # A pseudo-terminal that nobody gave a size has 0.
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def choose(catalogue: Catalogue, settings: Settings) -> tuple[list[int], list[int]]:
    """The indices of the models that the options ask for, in order; where none is, the close ones besides.

    What is only close is for people to choose from: a list is not to hold it.
    """
    options = settings.options
    if options.query or options.owners or options.new or options.favourites:
        # Imported late: all of a list in order needs nothing of it, and it takes a tenth of the time.
        from lumenbrowse.cli.choosing import choose_some

        return choose_some(catalogue, settings)
    sort, reverse = order_of(options)
    ranks = catalogue.ranks or natural_ranks(catalogue.ids)
    indices = sorted_indices(sort, reverse, catalogue.added, catalogue.owners, ranks)
    return indices[: options.limit], []


def order_of(options: Options) -> tuple[Sort, bool]:
    """The column that a list is sorted by, and whether from its greatest value down."""
    sort = options.sort or "added"
    return sort, first_direction(sort) ^ bool(options.reverse)


def _nothing(catalogue: Catalogue, options: Options, close: list[int]) -> str:
    """Why there is nothing to print, as far as one reason can be named."""
    query = safe(options.query).strip()
    if close:
        near = ", ".join(safe(catalogue.ids[index]) for index in close)
        return f"nothing matches “{query}”; close to it: {near}"
    known = {owner.casefold() for owner in catalogue.owners}
    unknown = [owner for owner in options.owners if owner.casefold() not in known]
    if unknown and len(unknown) == len(options.owners):
        return f"no model's owner is {' or '.join(map(safe, unknown))}"
    if query:
        return f"nothing matches “{query}”"
    if options.favourites:
        return "none of the models is a favourite"
    return "nothing is new since the last visit" if options.new else "there is no such model"


def pick_at_once(settings: Settings) -> int | None:
    """What --select-1 and --exit-0 ask for: the exit code where that ends the program; else None."""
    from lumenbrowse.errors import FetchError

    options = settings.options
    try:
        catalogue = load(settings).catalogue
    except FetchError:
        # The browser says why, and shows what there is.
        return None
    indices, _ = choose(catalogue, settings)
    if options.select_1 and len(indices) == 1:
        picked = catalogue.ids[indices[0]]
        put(safe(picked) + ("\0" if options.print0 else "\n"))
        Memory(settings).used((picked,), "picked")
        return DONE
    return NOTHING if options.exit_0 and not indices else None
