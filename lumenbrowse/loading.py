"""The models for a command or the UI, from sample, cache or server; and what commands remember of a base."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from lumenbrowse.catalog.model import Catalog
from lumenbrowse.errors import Cancellation, FetchError, FileError, KeyRefusedError
from lumenbrowse.settings import Settings
from lumenbrowse.storage import cache
from lumenbrowse.storage.cache import Cached
from lumenbrowse.storage.files import Paths, find_paths
from lumenbrowse.storage.state import How, with_recent
from lumenbrowse.storage.store import STATE_NAME, Store
from lumenbrowse.storage.visits import changes_since
from lumenbrowse.terminal.stdio import complain


class Loaded(NamedTuple):
    """A catalog, and what the user has to know about it, a line each."""

    catalog: Catalog
    notes: tuple[str, ...] = ()

    def tell(self) -> None:
        """Says the notes on standard error."""
        for note in dict.fromkeys(self.notes):
            complain(note)


class Refreshed(NamedTuple):
    """What a refresh brought."""

    cached: Cached
    notes: tuple[str, ...] = ()  # what went wrong beside it: no cache written, pages missing


def kept(settings: Settings, paths: Paths, notes: list[str]) -> Cached | None:
    """The list that is kept of this base and account; None where there is none."""
    return cache.load(paths, settings.base.url, cache.account_of(paths, settings), notes)


def load(settings: Settings, paths: Paths | None = None) -> Loaded:
    """The list as the settings want it. Raises `FetchError`; `KeyRefusedError` even where one is cached."""
    options = settings.options
    if settings.sample:
        from lumenbrowse.storage.sample import sample_catalog

        said = f"SAMPLE DATA: {settings.live_line}"
        return Loaded(sample_catalog(), () if options.sample else (said,))
    paths = paths or find_paths()
    notes: list[str] = []
    cached = kept(settings, paths, notes)
    whole = cached and not (options.refresh or cached.catalog.partial)
    fresh = cached and whole and cached.age(time.time()) < options.max_age
    if cached is None or not (fresh or options.offline):
        try:
            cached = _ask(settings, paths, cached, notes)
        except FetchError as error:
            # What is damaged is set aside by now: nobody would hear of it later.
            for note in notes:
                if note != settings.key_note or not isinstance(error, KeyRefusedError):
                    complain(note)
            raise
    elif cached.catalog.partial:
        notes.append(f"only the {cached.catalog.partial_words} models are kept")
    return Loaded(cached.catalog, tuple(filter(None, (*notes, cached.catalog.skipped_words))))


def _ask(settings: Settings, paths: Paths, cached: Cached | None, notes: list[str]) -> Cached:
    if settings.options.offline:
        hint = "leave out --offline to ask the server"
        raise FetchError(f"no list of {settings.base.host} is kept", hint)
    if settings.key_note:
        notes.append(settings.key_note)
    try:
        refreshed = refresh(settings, paths, cached)
    except FetchError as error:
        if cached is None or isinstance(error, KeyRefusedError):
            raise
        from lumenbrowse.text.dates import LOCAL, full_date

        part = cached.catalog.partial_words
        what = f"the {part} of the list" if part else "the list"
        notes.append(f"{error.message}; this is {what} of {full_date(cached.fetched_at, LOCAL)}")
        return cached
    notes += refreshed.notes
    return refreshed.cached


def refresh(
    settings: Settings,
    paths: Paths,
    known: Cached | None = None,
    *,
    cancellation: Cancellation | None = None,
    on_retry: Callable[[str], object] | None = None,
    now: Callable[[], float] = time.time,
) -> Refreshed:
    """Asks the base for its list, and keeps it; `known` is what is shown of it. Blocks; calls `on_retry` there.

    Raises `FetchError` (the cache is as it was), and `FetchCancelledError` once `cancellation` is cancelled.
    """
    from lumenbrowse.api.client import fetch
    from lumenbrowse.api.pages import NO_VALIDATORS

    cancellation = cancellation or Cancellation()
    base, account = settings.base.url, cache.account_of(paths, settings)
    notes: list[str] = []
    validators = known.validators if known else NO_VALIDATORS
    fetched = fetch(settings, validators, cancellation=cancellation, on_retry=on_retry)
    cancellation.check()
    if fetched.catalog.partial:
        words = f"only the {fetched.catalog.partial_words} models came"
        on_disk = kept(settings, paths, notes)
        if any(one and not one.catalog.partial for one in (known, on_disk)):
            raise FetchError(words, fetched.reason)
        notes.append(f"{words}: {fetched.reason}")
    digest = cache.digest_of(base, account, fetched.pages)
    is_same = known and (known.digest, known.catalog.partial) == (digest, fetched.catalog.partial)
    if known and (is_same or not fetched.pages):
        cached = known._replace(fetched_at=int(now()), validators=fetched.validators)
    else:
        cached = Cached(fetched.catalog, int(now()), fetched.validators, digest)
    try:
        cache.store(paths, base, account, cached, fetched.pages)
    except FileError as error:
        notes.append(f"the list could not be kept: {error.line}")
    return Refreshed(cached, tuple(notes))


class Memory:
    """What the UI remembers of a base, for the other commands; what is wrong is said on standard error."""

    def __init__(self, settings: Settings) -> None:
        self._base = settings.remembered_as
        path = find_paths().state / STATE_NAME
        self._store = Store(path if settings.options.keep_state else None)
        here = self._store.load().of(self._base)
        self._visits, self.favourites = here.visits, frozenset(here.favourites)
        if self._store.notice:
            complain(self._store.notice)

    def new(self, ids: Collection[str]) -> Mapping[str, int]:
        """Those of `ids` that the user first saw in the last 7 days, or sees now, and when."""
        return changes_since(self._visits, ids, time.time()).new

    def used(self, ids: Sequence[str], how: How) -> None:
        """Remembers ids that were copied or picked."""
        now = time.time()
        self._store.change(lambda state: with_recent(state, self._base, ids, now, how))
        try:
            self._store.save()
        except FileError as error:
            complain(error.line)
