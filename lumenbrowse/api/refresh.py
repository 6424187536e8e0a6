"""One refresh: ask the server, read what it answers, keep it. For the UI's worker thread and for the lists.

Imports the client, and with it httpx and ssl, when it is called.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from lumenbrowse.api.cancellation import Cancellation
from lumenbrowse.api.fetched import NO_VALIDATORS, Fetched
from lumenbrowse.api.parser import read_answer
from lumenbrowse.api.retry import Retry
from lumenbrowse.catalog.model import Catalogue
from lumenbrowse.errors import AnswerError, FileError
from lumenbrowse.settings import Settings
from lumenbrowse.storage.cache import Cached, digest_of, load_answer, load_index, store, touch
from lumenbrowse.storage.files import Paths
from lumenbrowse.storage.index import Meta


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh brought: the catalogue with its source, and what is known of it.

    `changed` is false where the server's answer is the one that was known, to the byte. `notes` say in
    plain words what went wrong beside it, such as a cache that can't be written.
    """

    cached: Cached
    changed: bool
    notes: tuple[str, ...] = ()

    @property
    def catalogue(self) -> Catalogue:
        """The models."""
        return self.cached.catalogue

    @property
    def fetched_at(self) -> int:
        """When the server said so, in Unix seconds."""
        return self.cached.meta.fetched_at


def refresh(
    settings: Settings,
    paths: Paths,
    previous: Cached | None = None,
    *,
    cancellation: Cancellation | None = None,
    on_retry: Callable[[Retry], object] | None = None,
    now: Callable[[], float] = time.time,
) -> Refreshed:
    """Asks the base for its list; `previous` is what is shown, where something is.

    Blocks: the UI calls it in a thread, where `on_retry` is called too. Raises `FetchError` (the cache is
    as it was), and `FetchCancelledError` once `cancellation` is cancelled.
    """
    work = _Refresh(settings, paths, cancellation or Cancellation(), on_retry, now)
    return work.run(previous)


class _Refresh:
    """One refresh at work."""

    def __init__(
        self,
        settings: Settings,
        paths: Paths,
        cancellation: Cancellation,
        on_retry: Callable[[Retry], object] | None,
        now: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._paths = paths
        self._cancellation = cancellation
        self._on_retry = on_retry
        self._now = now
        self._notes: list[str] = []

    def run(self, previous: Cached | None) -> Refreshed:
        """Asks whether what is known still holds, and for the list where it does not."""
        known = self._known(previous)
        fetched = self._fetch(known)
        if fetched.status == 304:
            whole = self._whole(known)
            if whole is not None:
                return self._unchanged(whole, fetched)
            # What the server says still holds is gone from the disk.
            fetched = self._fetch(None)
        elif known is not None and digest_of(fetched.body) == known.meta.digest:
            whole = self._whole(known)
            if whole is not None:
                return self._unchanged(whole, fetched)
        return self._changed(fetched, known)

    def _known(self, previous: Cached | None) -> Cached | None:
        base = self._settings.base.url
        if previous is not None and previous.meta.base == base:
            return previous
        return load_index(self._paths, base, self._notes)

    def _fetch(self, known: Cached | None) -> Fetched:
        from lumenbrowse.api.client import fetch

        validators = NO_VALIDATORS if known is None else known.meta.validators
        fetched = fetch(
            self._settings,
            validators,
            cancellation=self._cancellation,
            on_retry=self._on_retry,
        )
        self._cancellation.check()
        return fetched

    def _whole(self, known: Cached | None) -> Cached | None:
        """What is known with its source: from memory or from the disk."""
        if known is None or known.catalogue.source is not None:
            return known
        found = load_answer(self._paths, self._settings.base.url, self._notes, known)
        return found if found is not None and found.meta.digest == known.meta.digest else None

    def _unchanged(self, whole: Cached, fetched: Fetched) -> Refreshed:
        meta = replace(whole.meta, fetched_at=int(self._now()), validators=fetched.validators)
        try:
            if not touch(self._paths, meta) and fetched.status == 200:
                self._store(fetched, whole.catalogue)
        except FileError as error:
            self._note_unwritten(error)
        self._cancellation.check()
        return Refreshed(Cached(whole.catalogue, meta), False, tuple(self._notes))

    def _changed(self, fetched: Fetched, known: Cached | None) -> Refreshed:
        try:
            catalogue = read_answer(fetched.body, None if known is None else known.catalogue)
        except AnswerError as error:
            from lumenbrowse.api.failures import redacted

            raise redacted(error, self._settings.key) from None
        self._cancellation.check()
        meta = self._store(fetched, catalogue)
        self._cancellation.check()
        changed = known is None or known.meta.digest != meta.digest
        return Refreshed(Cached(catalogue, meta), changed, tuple(self._notes))

    def _store(self, fetched: Fetched, catalogue: Catalogue) -> Meta:
        base, now = self._settings.base.url, self._now()
        try:
            return store(self._paths, base, fetched, catalogue, now)
        except FileError as error:
            self._note_unwritten(error)
            return Meta(base, int(now), fetched.validators, digest_of(fetched.body))

    def _note_unwritten(self, error: FileError) -> None:
        self._notes.append(f"the list could not be kept: {error.line}")
