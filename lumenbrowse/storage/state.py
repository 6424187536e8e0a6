"""What is remembered from one run to the next, as values, and the small changes that are made to it.

Favourites, recents and visits belong to a base, as ids do; the view is one for all. A change is a
function from a state to a state that says what is to be so (never "the other way round"), because it is
applied again to the newest file when it is saved: so two running programs add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Literal

from lumenbrowse.catalog.view import Grouping
from lumenbrowse.settings import Sort
from lumenbrowse.storage import visits
from lumenbrowse.storage.visits import Changes, Visits

MOST_RECENTS = 50

_ORDER = frozenset({"sort", "reverse"})

How = Literal["copied", "picked"]


@dataclass(frozen=True, slots=True)
class Recent:
    """An id that was copied, or picked (printed on leaving), and when: Unix time in seconds."""

    id: str
    at: int
    how: How = "copied"


@dataclass(frozen=True, slots=True)
class RememberedView:
    """What of the view comes back next time. `pane_width` is in cells; None is the default."""

    sort: Sort = "added"
    reverse: bool = True
    grouping: Grouping = "owner"
    collapsed: frozenset[str] = frozenset()
    pane_width: int | None = None
    pane_shown: bool = True
    theme: str | None = None


@dataclass(frozen=True, slots=True)
class BaseState:
    """What is remembered of one base: favourites as they were added, recents newest first."""

    favourites: tuple[str, ...] = ()
    recents: tuple[Recent, ...] = ()
    visits: Visits | None = None

    def last_use(self, model_id: str) -> Recent | None:
        """When the id was last copied or picked, where it was."""
        return next((recent for recent in self.recents if recent.id == model_id), None)


@dataclass(frozen=True, slots=True)
class State:
    """Everything remembered; `bases` is keyed by the base's address."""

    view: RememberedView = field(default_factory=RememberedView)
    bases: Mapping[str, BaseState] = field(default_factory=dict)

    def of(self, base: str) -> BaseState:
        """What is remembered of a base; nothing where it is not known yet."""
        return self.bases.get(base, BaseState())


def with_favourite(state: State, base: str, model_id: str, on: bool) -> State:
    """One id made a favourite, the last of them, or no longer one."""
    return with_favourites(state, base, (model_id,), on)


def with_favourites(state: State, base: str, ids: Iterable[str], on: bool) -> State:
    """Several ids made favourites, or no longer. One that is a favourite already keeps its place."""
    ids = tuple(ids)
    known = state.of(base).favourites
    changed = (*known, *ids) if on else tuple(one for one in known if one not in frozenset(ids))
    return _with_base(state, base, favourites=tuple(dict.fromkeys(changed)))


def with_recent(state: State, base: str, ids: Iterable[str], at: float, how: How) -> State:
    """Ids that were copied or picked at `at`; each is kept once, by its last use."""
    uses = [Recent(one, int(at), how) for one in ids]
    newest = sorted((*uses, *state.of(base).recents), key=lambda recent: -recent.at)
    kept: dict[str, Recent] = {}
    for recent in newest:
        kept.setdefault(recent.id, recent)
    return _with_base(state, base, recents=tuple(kept.values())[:MOST_RECENTS])


def with_view(state: State, before: RememberedView, after: RememberedView) -> State:
    """What differs between two views, remembered; the rest stays as it is in `state`.

    `before` is the view that this program started with, options of the command line included: so these
    are remembered only where the user changed them since. A column and its direction are one choice.
    """
    view = state.view
    changed = {
        one.name: getattr(after, one.name)
        for one in fields(RememberedView)
        if getattr(before, one.name) != getattr(after, one.name)
    }
    if changed.keys() & _ORDER:
        changed |= {name: getattr(after, name) for name in _ORDER}
    if "collapsed" in changed:
        opened = before.collapsed - after.collapsed
        changed["collapsed"] = (view.collapsed - opened) | (after.collapsed - before.collapsed)
    return replace(state, view=replace(view, **changed))


def after_visit(
    state: State, base: str, ids: Iterable[str], listed: float, now: float, changes: Changes
) -> State:
    """The end of a visit, `now`, to a base whose list `ids` was had at `listed`.

    `changes` is what `visits.compare` said last. An empty list leaves everything as it was.
    """
    ended = visits.after(state.of(base).visits, tuple(ids), listed, now, changes)
    return _with_base(state, base, visits=ended)


def _with_base(
    state: State,
    base: str,
    *,
    favourites: tuple[str, ...] | None = None,
    recents: tuple[Recent, ...] | None = None,
    visits: Visits | None = None,
) -> State:
    old = state.of(base)
    new = BaseState(
        favourites=old.favourites if favourites is None else favourites,
        recents=old.recents if recents is None else recents,
        visits=visits or old.visits,
    )
    return state if new == old else replace(state, bases={**state.bases, base: new})
