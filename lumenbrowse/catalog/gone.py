"""Favourites that the list no longer has: they stay in sight until the user takes them off."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from dataclasses import replace

from lumenbrowse.catalog.arranging import Arranger
from lumenbrowse.catalog.model import GONE_OWNER, Catalogue, Source
from lumenbrowse.catalog.sort import natural_key, ranks_beside


def gone_ids(catalogue: Catalogue, favourites: Collection[str]) -> tuple[str, ...]:
    """The favourites that a list does not have, in natural order; of an empty list nothing is gone."""
    if not favourites or not len(catalogue):
        return ()
    gone = frozenset(favourites).difference(catalogue.ids)
    return tuple(sorted(gone, key=lambda one: (natural_key(one), one)))


def with_gone(catalogue: Catalogue, ids: Sequence[str]) -> Catalogue:
    """The same list with ids that it does not have after all others, as models of an owner `GONE_OWNER`.

    The indices of the others stay; without dates, the gone ones come last in the display order too.
    """
    count, all_ids = len(ids), [*catalogue.ids, *ids]
    return replace(
        catalogue,
        ids=all_ids,
        owners=[*catalogue.owners, *[GONE_OWNER] * count],
        added=[*catalogue.added, *[None] * count],
        names=[*catalogue.names, *[""] * count],
        source=_with_nothing(catalogue.source, count),
        ranks=ranks_beside(all_ids, [*range(len(catalogue)), *[-1] * count], catalogue.ranks),
    )


def _with_nothing(source: Source | None, count: int) -> Source | None:
    """The same source, with `count` models more of which nothing came."""
    if source is None:
        return None
    nothing = array("Q", [0] * count)
    return Source(
        source.body, array("Q", source.starts) + nothing, array("Q", source.ends) + nothing
    )


class GoneFavourites:
    """Arrangers of a list that has the favourites which are gone from it, too; each is made once."""

    def __init__(self) -> None:
        self._made: tuple[Catalogue, tuple[str, ...], Arranger] | None = None

    def arranger(self, listed: Arranger, favourites: Collection[str]) -> Arranger:
        """The one for a list and favourites: the list's own where none is gone."""
        catalogue = listed.catalogue
        gone = gone_ids(catalogue, favourites)
        if not gone:
            return listed
        if self._made is None or self._made[0] is not catalogue or self._made[1] != gone:
            self._made = (catalogue, gone, Arranger(with_gone(catalogue, gone), like=listed))
        return self._made[2]
