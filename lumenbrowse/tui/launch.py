"""Launching the UI: gathers what it starts with, runs it, and keeps what is to be remembered.

Textual is imported here, late: it takes most of the time until the first frame.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from lumenbrowse.api.cancellation import Cancellation
from lumenbrowse.catalog.model import EMPTY, Catalogue
from lumenbrowse.catalog.view import View, first_direction
from lumenbrowse.errors import DONE, FetchError
from lumenbrowse.settings import Options, Settings
from lumenbrowse.storage import cache
from lumenbrowse.storage.cache import Cached
from lumenbrowse.storage.files import Paths, find_paths
from lumenbrowse.storage.sample import sample_catalogue
from lumenbrowse.storage.state import RememberedView
from lumenbrowse.storage.store import STATE_NAME, Store
from lumenbrowse.terminal.first_screen import Instant
from lumenbrowse.terminal.tty import Terminal
from lumenbrowse.text import dates
from lumenbrowse.text.glyphs import signs_for
from lumenbrowse.tui.keymap import FILE_NAME, read_keymap
from lumenbrowse.tui.leaving import Left
from lumenbrowse.tui.status import Status

if TYPE_CHECKING:
    from lumenbrowse.tui.fetching import Answer, Fetch
    from lumenbrowse.tui.start import Screenful, Start

FirstList: TypeAlias = tuple[Catalogue, Status, Cached | None, Sequence[str]]
"""The list of the first frame, how fresh it is, where it comes from, and what to say of that."""


def run(
    settings: Settings,
    terminal: Terminal,
    arguments: Sequence[str] = (),
    shown: Instant | None = None,
) -> Left:
    """Runs the UI on the terminal that was taken over; returns how it was left.

    `arguments` are those of the command line, `shown` is what the terminal shows already.
    """
    # A collection during the imports finds nothing; the screen enables it after the first frame.
    gc.disable()
    # A key's way goes through three threads: each waits so long (5 ms usually) for one that computes.
    sys.setswitchinterval(0.0005)
    colour = _prepare_colours(os.environ)
    # Most of the time that a long list's file takes, Python's lock is free.
    with ThreadPoolExecutor(1) as ahead:
        first = ahead.submit(_first_list, settings)
        from lumenbrowse.tui.app import LumenbrowseApp

    def keep(screenful: Screenful) -> None:
        from lumenbrowse.terminal import keeping

        keeping.keep(settings, arguments, screenful)

    start = replace(gather(settings, terminal, os.environ, first.result()), keep=keep)
    app = LumenbrowseApp(start, ansi_color=colour, instant=shown)
    left = app.run(mouse=settings.options.mouse)
    if app.crash is not None:
        raise app.crash
    notice = app.browser.leave()
    if app.screenful is not None:
        keep(app.screenful)
    return replace(left or Left(DONE), notice=notice)


def _prepare_colours(environ: Mapping[str, str]) -> bool | None:
    """What Textual is to do with colours where NO_COLOR is set (no-color.org: where it is not empty)."""
    if environ.get("NO_COLOR") == "":
        # Textual takes an empty one for a wish.
        os.environ.pop("NO_COLOR", None)
    return True if environ.get("NO_COLOR") else None


def gather(
    settings: Settings, terminal: Terminal, environ: Mapping[str, str], first: FirstList
) -> Start:
    """What the UI starts with: state, the list of the first frame, and how to fetch another."""
    from lumenbrowse.tui.start import Start

    paths = find_paths()
    store = Store(paths.state / STATE_NAME if settings.options.keep_state else None)
    state = store.load()
    keys_path = paths.config / FILE_NAME
    keymap = read_keymap(keys_path)
    catalogue, status, previous, list_notes = first
    notes = [store.notice, *settings.config_notes, settings.key_note, keymap.notice, *list_notes]
    return Start(
        settings=settings,
        catalogue=catalogue,
        status=status,
        view=first_view(settings.options, state.view),
        store=store,
        fetch=make_fetch(settings, paths, previous),
        zone=dates.LOCAL,
        environ=dict(environ),
        signs=signs_for(
            only_ascii=settings.options.ascii or not terminal.utf8, term=environ.get("TERM", "")
        ),
        keymap=keymap.keys,
        keymap_path=_without_home(keys_path),
        notice=" · ".join(filter(None, notes)),
    )


def _without_home(path: Path) -> str:
    try:
        return f"~/{path.relative_to(Path.home()).as_posix()}"
    except (RuntimeError, ValueError):
        # No home, or not in it.
        return str(path)


def _first_list(settings: Settings) -> FirstList:
    """What the first frame shows: the sample, the cache's index, or nothing yet."""
    if settings.sample:
        return sample_catalogue(), Status("sample"), None, ()
    notes: list[str] = []
    cached = cache.load_index(find_paths(), settings.base.url, notes)
    if cached is None:
        return EMPTY, Status(), None, notes
    return cached.catalogue, Status("cached", cached.fetched_at), cached, notes


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


def make_fetch(settings: Settings, paths: Paths, first: Cached | None) -> Fetch:
    """How the UI gets its list: the cached answer in full first, then the server's."""
    from lumenbrowse.tui.fetching import Answer

    known = first

    def fetch(
        tell: Callable[[str], None], hand_over: Callable[[Answer], None], cancellation: Cancellation
    ) -> Answer:
        nonlocal known
        if known is not None and known.catalogue.source is None:
            known = cache.load_answer(paths, settings.base.url, known=known) or known
            hand_over(Answer(known.catalogue, known.fetched_at, cached=True))
        if settings.options.offline:
            raise FetchError("--offline is set", "start without it to ask the server")
        from lumenbrowse.api.refresh import refresh

        refreshed = refresh(
            settings,
            paths,
            known,
            cancellation=cancellation,
            on_retry=lambda retry: tell(f"{retry.reason}, {retry.line}"),
        )
        known = refreshed.cached
        return Answer(refreshed.catalogue, refreshed.fetched_at, " · ".join(refreshed.notes))

    return fetch
