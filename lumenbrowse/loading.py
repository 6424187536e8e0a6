"""The list for the commands without a UI: the sample, a cache that is fresh enough, or the server."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from lumenbrowse.catalog.model import Catalogue
from lumenbrowse.errors import FetchError, FileError, KeyRefusedError
from lumenbrowse.settings import LIVE_LINE, Settings
from lumenbrowse.storage.cache import Cached, load_answer, load_index
from lumenbrowse.storage.files import Paths, find_paths
from lumenbrowse.terminal.stdio import complain

if TYPE_CHECKING:
    from lumenbrowse.storage.state import BaseState, How
    from lumenbrowse.storage.store import Store

_WITH_SOURCE = ("json", "jsonl")


class Loaded(NamedTuple):
    """A catalogue, and what the user has to know about it, a line each."""

    catalogue: Catalogue
    notes: tuple[str, ...] = ()

    def tell(self) -> None:
        """Says the notes on standard error."""
        for note in self.notes:
            complain(note)


def load(settings: Settings, paths: Paths | None = None) -> Loaded:
    """The list as the settings want it, with its source where the command needs that.

    Raises `FetchError` where it can't be had, and `KeyRefusedError` even where one is cached.
    """
    if settings.sample:
        return _sample(settings)
    paths = find_paths() if paths is None else paths
    notes: list[str] = []
    cached = _cached(settings, paths, notes)
    if cached is not None and _is_enough(cached, settings):
        return Loaded(cached.catalogue, tuple(notes))
    if settings.options.offline:
        hint = "leave out --offline to ask the server"
        raise FetchError(f"no list of {settings.base.host} is kept", hint)
    return _ask(settings, paths, cached, notes)


def _sample(settings: Settings) -> Loaded:
    from lumenbrowse.storage.sample import sample_catalogue

    said = () if settings.options.sample else (f"SAMPLE DATA: {' '.join(LIVE_LINE.split())}",)
    return Loaded(sample_catalogue(), said)


def _cached(settings: Settings, paths: Paths, notes: list[str]) -> Cached | None:
    # The index alone is a hundred times quicker to read than the answer.
    read = load_answer if settings.options.command in _WITH_SOURCE else load_index
    return read(paths, settings.base.url, notes)


def _is_enough(cached: Cached, settings: Settings) -> bool:
    options = settings.options
    if options.offline:
        return True
    return not options.refresh and cached.meta.age(time.time()) < options.max_age


def _ask(settings: Settings, paths: Paths, cached: Cached | None, notes: list[str]) -> Loaded:
    from lumenbrowse.api.refresh import refresh

    if settings.key_note:
        notes.append(settings.key_note)
    try:
        refreshed = refresh(settings, paths, cached)
    except KeyRefusedError:
        raise
    except FetchError as error:
        if cached is None:
            raise
        notes.append(f"{error.message}; this is the list of {_when(cached)}")
        return Loaded(cached.catalogue, tuple(notes))
    return Loaded(refreshed.catalogue, (*notes, *refreshed.notes))


def _when(cached: Cached) -> str:
    from lumenbrowse.text.dates import LOCAL, full_date

    return full_date(cached.fetched_at, LOCAL)


class Memory:
    """What the UI remembers of a base (favourites, visits, recents), for the commands without a UI.

    It is read when first asked for; with `--no-state` there is none.
    """

    def __init__(self, settings: Settings, paths: Paths | None = None) -> None:
        self._base = "sample" if settings.sample else settings.base.url
        self._keeps = settings.options.keep_state
        self._paths = paths
        self._store: Store | None = None

    @property
    def favourites(self) -> frozenset[str]:
        """The ids of the favourites."""
        return frozenset(self._state().favourites)

    def new(self, ids: Collection[str]) -> frozenset[str]:
        """Those of `ids` that were not there at the last visit to the UI."""
        from lumenbrowse.storage.visits import compare

        return compare(self._state().visits, ids, time.time()).new

    def used(self, ids: Sequence[str], how: How) -> None:
        """Remembers ids that were copied or picked; says on standard error where it can't."""
        from lumenbrowse.storage.state import with_recent

        store, now = self._open(), time.time()
        store.change(lambda state: with_recent(state, self._base, ids, now, how))
        try:
            store.save()
        except FileError as error:
            complain(error.line)

    def _state(self) -> BaseState:
        return self._open().state.of(self._base)

    def _open(self) -> Store:
        from lumenbrowse.storage.store import Store

        if self._store is None:
            paths = find_paths() if self._paths is None else self._paths
            self._store = Store(paths.state / "state.json" if self._keeps else None)
            self._store.load()
            if self._store.notice:
                complain(self._store.notice)
        return self._store
