"""Launching the UI: gathers what it starts with, runs it, and keeps what is to be remembered."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from lumenbrowse.api.client import Cancellation
from lumenbrowse.catalog.model import EMPTY, Catalog
from lumenbrowse.catalog.sort import first_direction
from lumenbrowse.catalog.view import View
from lumenbrowse.errors import DONE, FetchError
from lumenbrowse.settings import Options, Settings
from lumenbrowse.storage import cache
from lumenbrowse.storage.files import Paths, find_paths
from lumenbrowse.storage.state import RememberedView
from lumenbrowse.storage.store import STATE_NAME, Store
from lumenbrowse.terminal.first_screen import FirstScreen
from lumenbrowse.terminal.tty import Terminal
from lumenbrowse.text.glyphs import glyphs_for
from lumenbrowse.tui.app import LumenbrowseApp
from lumenbrowse.tui.bindings import read_keymap
from lumenbrowse.tui.loader import Answer, Fetch, Tell
from lumenbrowse.tui.session import Exit, Start
from lumenbrowse.tui.widgets.status_bar import Status


def run(
    settings: Settings,
    terminal: Terminal,
    arguments: Sequence[str] = (),
    shown: FirstScreen | None = None,
) -> Exit:
    """Runs the UI; returns how it was left. `shown` is what the terminal shows already."""
    colour = _prepare_colours()
    start = gather(settings, terminal, os.environ, arguments)
    app = LumenbrowseApp(start, ansi_color=colour, shown=shown)
    left = app.run(mouse=settings.options.mouse)
    if app.crash is not None:
        raise app.crash
    return replace(left or Exit(DONE), notice=app.main.leave())


def _prepare_colours() -> bool | None:
    """What Textual is to do with colours where NO_COLOR is set (no-color.org: where it is not empty)."""
    if os.environ.get("NO_COLOR") == "":
        # Textual takes an empty one for a wish.
        del os.environ["NO_COLOR"]
    return True if os.environ.get("NO_COLOR") else None


def gather(settings: Settings, terminal: Terminal, environ: Mapping[str, str]) -> Start:
    """What the UI starts with: state, the list of the first frame, and how to get another."""
    paths, options = find_paths(), settings.options
    store = Store(paths.state / STATE_NAME if options.keep_state else None)
    state = store.load()
    keymap_path = paths.config / "keys.json"
    keymap = read_keymap(keymap_path)
    notes: list[str] = []
    catalog, status, known = _first_list(settings, paths, notes)
    return Start(
        settings=settings,
        catalog=catalog,
        status=status,
        view=first_view(options, state.view),
        store=store,
        fetch=make_fetch(settings, paths, known),
        environ=dict(environ),
        glyphs=glyphs_for(
            only_ascii=options.ascii or not terminal.utf8, term=environ.get("TERM", "")
        ),
        keymap=keymap.keys,
        keymap_path=_without_home(keymap_path),
        notice=" · ".join(filter(None, (store.notice, settings.key_note, keymap.notice, *notes))),
    )


def _first_list(
    settings: Settings, paths: Paths, notes: list[str]
) -> tuple[Catalog, Status, cache.Cached | None]:
    """What the first frame shows: the sample, the kept list, or nothing yet."""
    if settings.sample:
        from lumenbrowse.storage.sample import sample_catalog

        return sample_catalog(), Status("sample"), None
    account = cache.account_of(paths, settings.key)
    cached = cache.load(paths, settings.base.url, account, notes)
    if cached is None:
        return EMPTY, Status(), None
    return cached.catalog, Status("cached", cached.fetched_at), cached


def first_view(options: Options, remembered: RememberedView) -> View:
    """The view to start with: what the command line says, else what is remembered."""
    sort = options.sort or remembered.sort
    reverse = remembered.reverse if options.sort is None else first_direction(sort)
    return View(
        query=options.query,
        sort=sort,
        reverse=not first_direction(sort) if options.reverse else reverse,
        grouping=remembered.grouping,
        collapsed=remembered.collapsed,
        owners=options.owners,
        only_favourites=options.favourites,
        only_new=options.new,
    )


def make_fetch(settings: Settings, paths: Paths, known: cache.Cached | None) -> Fetch:
    """How the UI gets its list: the server is asked whether what is known still holds."""

    def fetch(tell: Tell, cancellation: Cancellation) -> Answer:
        nonlocal known
        if settings.options.offline:
            raise FetchError("--offline is set", "start without it to ask the server")
        from lumenbrowse.loading import refresh

        refreshed = refresh(
            settings,
            paths,
            known,
            cancellation=cancellation,
            on_retry=lambda retry: tell(f"{retry.reason}, {retry.line}"),
        )
        known = refreshed.cached
        return Answer(known.catalog, known.fetched_at, " · ".join(refreshed.notes))

    return fetch


def _without_home(path: Path) -> str:
    try:
        return f"~/{path.relative_to(Path.home()).as_posix()}"
    except (RuntimeError, ValueError):
        # No home, or not in it.
        return str(path)
