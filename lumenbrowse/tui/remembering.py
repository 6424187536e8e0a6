"""What the UI remembers: favourites, recents, visits and the view, through the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo

from lumenbrowse.catalog.view import View
from lumenbrowse.storage.state import (
    BaseState,
    How,
    Recent,
    RememberedView,
    State,
    after_visit,
    with_favourites,
    with_recent,
    with_view,
)
from lumenbrowse.storage.visits import Changes, compare, is_outdated
from lumenbrowse.text import dates
from lumenbrowse.text.safe import shorten
from lumenbrowse.tui.fetching import Answer
from lumenbrowse.tui.start import Start

_MOST_NAMED = 3
_LONGEST_NAME = 40


class Memory:
    """One run's memory. Changes show at once; `save` (in a thread) takes them to the file."""

    def __init__(self, start: Start) -> None:
        self._store = start.store
        self._base = "sample" if start.settings.sample else start.settings.base.url
        self._visits = self._here.visits
        self._clock = start.clock
        self._listed: tuple[Sequence[str], float] | None = None
        stored = self._store.state.view
        self.pane_shown, self.pane_width, self.theme = (
            stored.pane_shown,
            stored.pane_width,
            stored.theme,
        )
        self._began = self._remembered(start.view)
        self._first_theme: str | None = None
        self.changes = compare(self._visits, (), self._clock())
        fetched_at = start.status.fetched_at
        if start.status.origin == "cached" and fetched_at is not None:
            self.changes = self.compare(Answer(start.catalogue, fetched_at, cached=True))
            self._listed = (start.catalogue.ids, fetched_at)

    @property
    def _here(self) -> BaseState:
        return self._store.state.of(self._base)

    @property
    def state(self) -> State:
        """All that is remembered, as of now: another one after each change."""
        return self._store.state

    @property
    def favourites(self) -> frozenset[str]:
        """The ids of the favourites of this base."""
        return frozenset(self._here.favourites)

    @property
    def recents(self) -> tuple[str, ...]:
        """The ids last copied or picked, newest first."""
        return tuple(recent.id for recent in self._here.recents)

    @property
    def uses(self) -> tuple[Recent, ...]:
        """What was last copied or picked, and when, newest first."""
        return self._here.recents

    def toggle_favourites(self, ids: Sequence[str]) -> bool:
        """Makes ids favourites, or all of them none where all were; returns whether they are now."""
        on = not all(one in self.favourites for one in ids)
        self._store.change(lambda state: with_favourites(state, self._base, ids, on))
        return on

    def used(self, ids: Sequence[str], picked: bool) -> None:
        """Ids were copied or picked."""
        at = self._clock()
        how: How = "picked" if picked else "copied"
        self._store.change(lambda state: with_recent(state, self._base, ids, at, how))

    def begin_with_theme(self, theme: str, asked: bool) -> None:
        """The theme to start with; one that the command line asked for is remembered only if chosen later."""
        self._first_theme = theme
        if asked:
            self.theme = theme
            self._began = replace(self._began, theme=theme)

    def choose_theme(self, theme: str) -> None:
        """The user chose a theme; back at the first one all is as at the start."""
        self.theme = self._began.theme if theme == self._first_theme else theme

    def compare(self, answer: Answer) -> Changes:
        """What is new and gone in a list since the last visit; a cached one from before that says nothing."""
        now, ids = self._clock(), answer.catalogue.ids
        if answer.cached and self._listed is not None and self._listed[0] is ids:
            # The list of the first frame, now with all its fields.
            return self.changes
        if answer.cached and is_outdated(self._visits, answer.fetched_at, now):
            ids = ()
        return compare(self._visits, ids, now, self.changes)

    def take(self, changes: Changes, answer: Answer) -> None:
        """A list arrived."""
        self.changes = changes
        if not answer.cached:
            self._listed = (answer.catalogue.ids, answer.fetched_at)

    def changes_words(self, listed: bool, now: float, zone: tzinfo | None) -> str:
        """`+3 new, 1 gone since Tuesday`, with what is gone; or that nothing changed.

        `listed` says whether there is a list at all.
        """
        changes = self.changes
        if changes.since is None:
            return "This is your first visit here: nothing is new yet."
        if not listed:
            return "There is no list yet to compare with your last visit."
        text = changes.text(now, zone)
        if not text:
            return f"Nothing new {dates.since(changes.since, now, zone)}."
        return f"{text} (gone: {_names(changes.gone)})" if changes.gone else text

    def notes(self, model_id: str, now: float, zone: tzinfo | None) -> tuple[str, ...]:
        """Our own remarks about a model, for the detail pane."""
        notes = []
        if model_id in self.favourites:
            notes.append("★ a favourite")
        first = self.changes.first_seen.get(model_id)
        if first is not None:
            new = "new · " if model_id in self.changes.new else ""
            notes.append(f"{new}first seen {dates.age(first, now, zone)}")
        use = self._here.last_use(model_id)
        if use is not None:
            notes.append(f"{use.how} {dates.age(use.at, now, zone)}")
        return tuple(notes)

    def leave(self, view: View) -> None:
        """The user left: a visit counts, and the view is remembered."""
        after = self._remembered(view)
        began = self._began
        self._store.change(lambda state: with_view(state, began, after))
        if self._listed is not None:
            ids, listed = self._listed
            now, changes = self._clock(), self.changes
            self._store.change(
                lambda state: after_visit(state, self._base, ids, listed, now, changes)
            )

    def save(self) -> str:
        """Takes what is not saved yet to the file (blocks; raises `FileError`).

        Returns what the user has to know of the file, such as that it was damaged; else nothing.
        """
        before = self._store.notice
        self._store.save()
        after = self._store.notice
        return "" if after == before else after

    def _remembered(self, view: View) -> RememberedView:
        return RememberedView(
            sort=view.sort,
            reverse=view.reverse,
            grouping=view.grouping,
            collapsed=view.collapsed,
            pane_width=self.pane_width,
            pane_shown=self.pane_shown,
            theme=self.theme,
        )


def _names(ids: Sequence[str]) -> str:
    """A few of the ids by name, and how many more there are."""
    names = ", ".join(shorten(one, _LONGEST_NAME) for one in ids[:_MOST_NAMED])
    more = len(ids) - _MOST_NAMED
    return f"{names} and {more:,} more" if more > 0 else names
