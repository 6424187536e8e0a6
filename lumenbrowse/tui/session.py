"""What one run of the UI starts with, remembers and ends with."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from typing import Literal, NamedTuple

from lumenbrowse.catalog.model import EMPTY, GONE_OWNER, Catalog, Model
from lumenbrowse.catalog.query import Known
from lumenbrowse.catalog.rows import Rows, arrange, gone_favourites
from lumenbrowse.catalog.search import sorted_texts
from lumenbrowse.catalog.sort import sort_catalog
from lumenbrowse.catalog.view import View
from lumenbrowse.clipboard.browser import OpenPage, open_in_browser
from lumenbrowse.errors import FetchError, FileError, LumenbrowseError
from lumenbrowse.settings import Settings
from lumenbrowse.storage import state
from lumenbrowse.storage.cache import Cached
from lumenbrowse.storage.store import Store
from lumenbrowse.storage.visits import Changes, changes_since, is_outdated, refresh_text
from lumenbrowse.text import dates
from lumenbrowse.text.details import Circumstances
from lumenbrowse.text.glyphs import UNICODE, Glyphs
from lumenbrowse.text.safe import holds_key, shorten
from lumenbrowse.tui.loader import Fetch

Origin = Literal["none", "live", "cached", "sample"]

_MOST_NAMED, _LONGEST_NAME = 3, 40


class Status(NamedTuple):
    """Where the list on screen comes from, since when, and what is under way."""

    origin: Origin = "none"
    fetched_at: float | None = None  # in Unix seconds
    activity: str = ""  # what a request does now
    failure: str = ""  # why the last one failed
    offline: bool = False  # it did not reach a server
    hint: str = ""  # what to do about it

    def asking(self) -> "Status":
        activity = "asking…" if self.origin == "none" else "refreshing…"
        return self._replace(activity=activity, failure="", offline=False)

    def failed(self, error: LumenbrowseError, *, offline: bool) -> "Status":
        """The same list after a request failed. A refusal, a redirect or a long wait came from a server."""
        origin: Origin = "cached" if self.origin == "live" else self.origin
        unreached = isinstance(error, FetchError) and error.transient and error.status is None
        return Status(origin, self.fetched_at, "", error.message, offline or unreached, error.hint)


class Start(NamedTuple):
    """Settings, the list of the first frame, what is remembered, and the outside world."""

    fetch: Fetch  # gets the list, in a thread
    store: Store
    # Gives what to show of another server of config.toml, by its name; it blocks, and raises `UsageError`.
    open_server: Callable[[str], "Start"]
    settings: Settings = Settings()
    catalog: Catalog = EMPTY
    status: Status = Status()
    view: View = View()
    clock: Callable[[], float] = time.time  # in Unix seconds
    zone: tzinfo | None = None  # None: this machine's own
    environ: Mapping[str, str] = {}
    glyphs: Glyphs = UNICODE
    open_page: OpenPage = open_in_browser
    keymap: Mapping[str, str] = {}
    keymap_path: str = ""  # where other keys are looked for
    notice: str = ""  # a message to show first

    def around(self, notes: tuple[str, ...] = ()) -> Circumstances:
        """What texts about a model depend on now; `notes` are our own remarks about it."""
        settings, now = self.settings, self.clock()
        return Circumstances(settings.base, now, self.zone, notes, self.glyphs, settings.secrets)


class Exit(NamedTuple):
    """How the UI was left: the exit code, ids for standard output, a line for standard error."""

    code: int
    printed: tuple[str, ...] = ()
    notice: str = ""


class Session:
    """What is remembered as of now. Changes show at once; `save`, in a thread, takes them to the file."""

    def __init__(self, start: Start) -> None:
        self._store = start.store
        self._clock, self._zone = start.clock, start.zone
        self._base, self._secrets = start.settings.remembered_as, start.settings.secrets
        self._visits = self._here.visits
        self._is_first = self._visits is None
        self._listed: tuple[Catalog, float] | None = None
        self.changes = changes_since(self._visits, (), self._clock())
        fetched_at = start.status.fetched_at
        if start.status.origin == "cached" and fetched_at is not None:
            # A list from before the last visit can't tell what is gone since.
            current = not is_outdated(self._visits, fetched_at, self._clock())
            self._compare(start.catalog, fetched_at, current)

    @property
    def _here(self) -> state.BaseState:
        return self._store.state.of(self._base)

    @property
    def favourites(self) -> frozenset[str]:
        return frozenset(self._here.favourites)

    @property
    def recents(self) -> tuple[state.Recent, ...]:
        """What was last copied or picked, and when, newest first."""
        return self._here.recents

    def toggle_favourite(self, model_id: str) -> bool:
        """Makes an id a favourite, or no longer; returns whether it is now."""
        on = model_id not in self.favourites
        self._store.change(lambda old: state.with_favourites(old, self._base, (model_id,), on))
        return on

    def used(self, ids: Sequence[str], how: state.How) -> None:
        at = self._clock()
        self._store.change(lambda old: state.with_recent(old, self._base, ids, at, how))

    def take(self, before: Catalog, after: Cached, marked: Sequence[str]) -> str:
        """A list arrived after another; returns what that changed, in words."""
        seen = {*self.changes.first_seen, *(self._visits.seen if self._visits else ())}
        self._compare(after.catalog, after.fetched_at)
        return refresh_text(self._ids(before), self._ids(after.catalog), marked, seen)

    def known(self, catalog: Catalog) -> Known:
        return Known(catalog, self._zone, self.changes.new, self.favourites)

    def rows(self, catalog: Catalog, view: View) -> Rows:
        """The rows of a list, as a view wants them; of favourites those too that are gone."""
        known, order = self.known(catalog), (catalog, view.sort, view.reverse)
        models = sort_catalog(*order)
        if view.only_favourites:
            gone = gone_favourites(models, known.favourites)
            return arrange([*models, *gone], view, known)
        return arrange(models, view, known, sorted_texts(*order) if view.query else None)

    def _compare(self, catalog: Catalog, fetched_at: float, current: bool = True) -> None:
        now, whole = self._clock(), current and not catalog.partial
        ids = self._ids(catalog)
        if self._visits is None:
            # As if a visit had ended with the very first list: what comes after it is new.
            first = (self._base, ids, fetched_at, fetched_at, Changes(), whole)
            self._store.change(
                lambda old: old if old.of(self._base).visits else state.after_visit(old, *first)
            )
            self._visits = self._here.visits
        self.changes = changes_since(self._visits, ids, now, self.changes, whole=whole)
        self._listed = (catalog, fetched_at)

    def changes_words(self, has_list: bool) -> str:
        """How many are new, and what is gone; or why nothing is."""
        changes, gone = self.changes, self.changes.gone
        if changes.since is None or (self._is_first and not (changes.new or gone)):
            return "This is your first visit here: nothing is new yet."
        if not has_list:
            return "There is no list yet to compare with your last visit."
        count = f"{len(changes.new):,}" if changes.new else "Nothing"
        since = dates.since(changes.since, self._clock(), self._zone)
        names = ", ".join(shorten(one, _LONGEST_NAME) for one in gone[:_MOST_NAMED])
        more = f" and {len(gone) - _MOST_NAMED:,} more" if len(gone) > _MOST_NAMED else ""
        went = f" {len(gone):,} gone {since}: {names}{more}." if gone else ""
        return f"{count} new in the last 7 days.{went}"

    def notes(self, model: Model) -> tuple[str, ...]:
        """Our own remarks about a model, for the detail pane."""
        now, is_gone = self._clock(), model.owner == GONE_OWNER
        notes = ["gone: the server no longer lists it"] if is_gone else []
        notes += ["★ a favourite"] if model.id in self.favourites else []
        if (first := self.changes.first_seen.get(model.id)) is not None:
            new = "new · " if model.id in self.changes.new else ""
            notes.append(f"{new}first seen {dates.age(first, now, self._zone)}")
        if use := next((one for one in self.recents if one.id == model.id), None):
            notes.append(f"{use.how} {dates.age(use.at, now, self._zone)}")
        return tuple(notes)

    def leave(self, began: state.RememberedView, after: state.RememberedView) -> str:
        """The user left: a visit counts, and the view is remembered; returns what went wrong, if anything."""
        self._store.change(lambda old: state.with_view(old, began, after))
        if self._listed is not None:
            catalog, listed = self._listed
            visit = (self._base, self._ids(catalog), listed, self._clock(), self.changes)
            whole = not catalog.partial
            self._store.change(lambda old: state.after_visit(old, *visit, whole=whole))
        return self.save()

    def save(self) -> str:
        """Takes what is not saved yet to the file, which may block; returns what the user has to know of it."""
        before = self._store.notice
        try:
            self._store.save()
        except FileError as error:
            return error.line
        return "" if self._store.notice == before else self._store.notice

    def _ids(self, catalog: Catalog) -> tuple[str, ...]:
        ids = tuple(model.id for model in catalog.models)
        # Of all at once first: one by one takes a start several times as long.
        holds = holds_key("\n".join(ids), self._secrets)
        return tuple(one for one in ids if not holds_key(one, self._secrets)) if holds else ids
