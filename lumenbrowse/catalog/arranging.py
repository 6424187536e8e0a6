"""Arranging a catalogue's models into rows, as a `View` says: one way for the table and for the lists."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from threading import Lock
from typing import Any, TypeVar

from lumenbrowse.catalog.folding import Texts, fold, fold_beside
from lumenbrowse.catalog.model import Catalogue
from lumenbrowse.catalog.query import parse
from lumenbrowse.catalog.ranking import Matches, find_sorted
from lumenbrowse.catalog.rows import Base, Rows, build_rows
from lumenbrowse.catalog.search import Finder
from lumenbrowse.catalog.sort import grouped, inverse, natural_ranks, sorted_indices
from lumenbrowse.catalog.view import Grouping, View
from lumenbrowse.settings import Sort

Result = TypeVar("Result")
_NOTHING: frozenset[str] = frozenset()


class Arranger:
    """Arranges one catalogue. What is costly is made once: ahead, by `prepare`, or when first needed.

    Safe to prepare in a thread while another arranges.
    """

    def __init__(self, catalogue: Catalogue, like: Arranger | None = None) -> None:
        """`like` is one of another list: what it made serves here too, where the models are the same."""
        self.catalogue: Catalogue = catalogue
        self._made: dict[Any, Any] = {}
        self._locks: dict[Any, Lock] = {}
        self._like: Arranger | None = None
        if like is not None and like.catalogue.ids is catalogue.ids:
            self._made, self._locks = like._made, like._locks
        else:
            self._like = like
        self._finder: tuple[Any, Finder] | None = None

    @property
    def owner_count(self) -> int:
        """How many owners the catalogue has."""
        return self._once("owner count", lambda: len(set(self.catalogue.owners)))

    def prepare(self) -> None:
        """Makes what a first search or sort needs."""
        self._texts()
        self._places_in("added", True)

    def arrange(
        self,
        view: View,
        favourites: Collection[str] = _NOTHING,
        new: Collection[str] = _NOTHING,
    ) -> Rows:
        """The rows for a view; `favourites` and `new` are the ids that are so."""
        base = self._base(view.sort, view.reverse, view.grouping)
        allowed = self._allowed(base, view, favourites, new)
        matches = self._matches(base, view, allowed)
        ranked = len(matches.qualities) > 1
        marked = self._positions(base, favourites)
        lists = [part for found in matches.qualities for part in _favourites_first(found, marked)]
        whole = allowed is None and len(matches) == len(base.order)
        return build_rows(
            base,
            lists,
            view.collapsed_now,
            ranked=ranked,
            close=matches.close,
            places=None if whole and not ranked else self._places_in(view.sort, view.reverse),
        )

    def _places_in(self, sort: Sort, reverse: bool) -> Sequence[int]:
        """The models' places in a sort without groups."""
        return self._base(sort, reverse, "none").positions

    def _matches(self, base: Base, view: View, allowed: Sequence[int] | None) -> Matches:
        query = parse(view.query)
        if not query.terms:
            return Matches((range(len(base.order)) if allowed is None else allowed,))
        wanted = (id(base), None if allowed is None else tuple(allowed))
        if self._finder is None or self._finder[0] != wanted:
            self._finder = (wanted, self._make_finder(base))
        return self._finder[1].find(query, allowed)

    def _make_finder(self, base: Base) -> Finder:
        order = base.order
        texts, owners = self._texts(), self._owner_texts()
        if isinstance(order, range):
            return Finder(texts, owners)
        return Finder(texts.reordered(order), owners.reordered(order))

    def _allowed(
        self, base: Base, view: View, favourites: Collection[str], new: Collection[str]
    ) -> Sequence[int] | None:
        if not view.filtered:
            return None
        ids, owners = self.catalogue.ids, self.catalogue.owners
        wanted = {owner.casefold() for owner in view.owners}
        return [
            position
            for position, index in enumerate(base.order)
            if (not wanted or owners[index].casefold() in wanted)
            and (not view.only_favourites or ids[index] in favourites)
            and (not view.only_new or ids[index] in new)
        ]

    def _positions(self, base: Base, ids: Collection[str]) -> list[int]:
        """Where a few ids stand, ascending."""
        if not ids:
            return []
        places = self._places()
        return sorted(base.positions[places[one]] for one in ids if one in places)

    def _places(self) -> Mapping[str, int]:
        return self._once("places", self._make_places)

    def _make_places(self) -> Mapping[str, int]:
        # One by one: a dictionary made at one go of a long list holds up other threads.
        return {one: index for index, one in enumerate(self.catalogue.ids)}

    def _base(self, sort: Sort, reverse: bool, grouping: Grouping) -> Base:
        key = (sort, reverse, grouping)
        return self._once(key, partial(self._make_base, sort, reverse, grouping))

    def _make_base(self, sort: Sort, reverse: bool, grouping: Grouping) -> Base:
        catalogue = self.catalogue
        if (sort, reverse, grouping) == ("added", True, "owner"):
            order: Sequence[int] = range(len(catalogue))
            names, starts = _bounds(catalogue.owners)
            return Base(order, order, names, starts, headed=True)
        order = sorted_indices(sort, reverse, catalogue.added, catalogue.owners, self._ranks())
        names, starts = [""], [0]
        if grouping != "none":
            order, names, starts = grouped(order, self._group_names(grouping))
        return Base(order, inverse(order), names, starts, headed=grouping != "none")

    def _group_names(self, grouping: Grouping) -> Sequence[str]:
        if grouping == "owner":
            return self.catalogue.owners
        # Its patterns take time to compile, and few starts need them.
        from lumenbrowse.catalog.family import family

        return self._once("families", lambda: list(map(family, self.catalogue.ids)))

    def _texts(self) -> Texts:
        return self._once("texts", self._make_texts)

    def _make_texts(self) -> Texts:
        catalogue, like = self.catalogue, self._like
        if like is None:
            return fold(catalogue.ids, catalogue.owners, catalogue.names)
        # The other one is not to live as long as this one.
        self._like = None
        return fold_beside(
            catalogue.ids,
            catalogue.owners,
            catalogue.names,
            like._formers_of(catalogue),
            like._texts(),
        )

    def _formers_of(self, catalogue: Catalogue) -> Sequence[int]:
        """For each model of another catalogue the index of the same one in this; -1 where there is none."""
        known, places = self.catalogue, self._places()
        formers = array("l", [places.get(one, -1) for one in catalogue.ids])
        for index, former in enumerate(formers):
            if former >= 0 and (
                known.owners[former] != catalogue.owners[index]
                or known.names[former] != catalogue.names[index]
            ):
                formers[index] = -1
        return formers

    def count_new(self, ids: Collection[str]) -> int:
        """How many of these ids the catalogue does not have."""
        places = self._places()
        return sum(one not in places for one in ids)

    def _owner_texts(self) -> Texts:
        return self._once("owner texts", self._make_owner_texts)

    def _make_owner_texts(self) -> Texts:
        owners = list(dict.fromkeys(self.catalogue.owners))
        blank = [""] * len(owners)
        folded = fold(owners, blank, blank)
        places = {owner: place for place, owner in enumerate(owners)}
        return folded.reordered([places[owner] for owner in self.catalogue.owners])

    def _ranks(self) -> Sequence[int]:
        known = self.catalogue.ranks
        return known or self._once("ranks", lambda: natural_ranks(self.catalogue.ids))

    def _once(self, key: Any, make: Callable[[], Result]) -> Result:
        with self._locks.setdefault(key, Lock()):
            if key not in self._made:
                self._made[key] = make()
            made: Result = self._made[key]
            return made


def _bounds(owners: Sequence[str]) -> tuple[list[str], list[int]]:
    """The owners of a list in which each owner's models stand together, and where each starts."""
    names: list[str] = []
    starts: list[int] = []
    last: str | None = None
    for position, owner in enumerate(owners):
        if owner != last:
            names.append(owner)
            starts.append(position)
            last = owner
    return names, starts


def _favourites_first(
    found: Sequence[int], favourites: Sequence[int]
) -> tuple[Sequence[int], Sequence[int]]:
    first = [position for position in favourites if find_sorted(found, position) is not None]
    if not first:
        return (), found
    rest = list(found)
    for position in reversed(first):
        place = find_sorted(rest, position)
        if place is not None:
            del rest[place]
    return first, rest
