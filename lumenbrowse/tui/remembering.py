"""What the UI remembers: favourites, recents, visits and the view, through the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from lumenbrowse import dates
from lumenbrowse.state import (
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
from lumenbrowse.tui.fetching import Answer
from lumenbrowse.tui.start import Start
from lumenbrowse.view import View
from lumenbrowse.visits import Changes, compare


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
        self.changes = Changes()
        if len(start.catalogue):
            self.changes = self.compare(start.catalogue.ids, cached=True)
            if start.status.origin == "cached" and start.status.fetched_at is not None:
                self._listed = (start.catalogue.ids, start.status.fetched_at)

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

    def compare(self, ids: Sequence[str], cached: bool) -> Changes:
        """What is new and gone in a list since the last visit; a cached list makes nothing gone."""
        previous = self.changes if not cached else None
        return compare(self._visits, ids, self._clock(), previous)

    def take(self, changes: Changes, answer: Answer) -> None:
        """A list arrived."""
        self.changes = changes
        if not answer.cached:
            self._listed = (answer.catalogue.ids, answer.fetched_at)

    def changes_words(self, now: float, zone: tzinfo | None) -> str:
        """`+3 new, 1 gone since Tuesday`, or that nothing is."""
        if self.changes.since is None:
            return "This is your first visit here: nothing is new yet."
        text = self.changes.text(now, zone)
        return text or f"Nothing new {dates.since(self.changes.since, now, zone)}."

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

    def save(self) -> None:
        """Takes what is not saved yet to the file (blocks; raises `FileError`)."""
        self._store.save()

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
