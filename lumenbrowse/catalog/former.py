"""A former answer, beside which the next one is read: what both have is neither decoded nor kept twice."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from lumenbrowse.catalog.model import Catalogue, Model, Source
from lumenbrowse.catalog.sort import chunked_sort, inverse

NONE = -1
"""The index of a model that the former answer does not have."""
_LONGEST_RUN = 1_024
_NOTHING = Source(b"", (), ())


class Former:
    """The models of a former answer, expected in the order in which it had them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.source = catalogue.source or _NOTHING
        starts = self.source.starts
        self._order = array("I", chunked_sort(range(len(starts)), starts.__getitem__))
        # Between two models there may be an entry that was skipped, and no longer would be.
        self._longest = 1 if catalogue.skipped else _LONGEST_RUN
        self._run = 1
        self._next = 0
        self._indices: dict[str, int] = {}
        self._places = array("I")

    def run_at(self, body: bytes, start: int) -> Sequence[int]:
        """The next models, by index, as far as their text stands in `body` at `start`, byte for byte.

        An object's text says itself where it ends: where one stands, nothing else can begin.
        """
        source, run = self.source, self._run
        while run:
            indices = self._order[self._next : self._next + run]
            if indices and body.startswith(
                source.body[source.starts[indices[0]] : source.ends[indices[-1]]], start
            ):
                self._next += len(indices)
                self._run = min(2 * run, self._longest)
                return indices
            run //= 2
        self._run = 1
        return ()

    def find(self, model_id: str) -> int:
        """The index of a model by its id; the one after it is then expected next."""
        if not self._indices and len(self.catalogue):
            # One by one: made at one go of a long list, it holds up other threads.
            self._indices = {one: index for index, one in enumerate(self.catalogue.ids)}
            self._places = inverse(self._order)
        index = self._indices.get(model_id, NONE)
        if index != NONE and self._places:
            self._next = self._places[index] + 1
        return index

    def sharing(self, index: int, model: Model) -> Model:
        """`model`, which has the id of the one at `index`, with that one's texts where they are the same."""
        if index == NONE:
            return model
        owner, name = self.catalogue.owners[index], self.catalogue.names[index]
        return Model(
            self.catalogue.ids[index],
            owner if owner == model.owner else model.owner,
            model.added,
            name if name == model.name else model.name,
        )
