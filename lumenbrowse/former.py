"""A former answer, beside which the next one is read: what both have is neither decoded nor kept twice."""

from __future__ import annotations

from array import array

from lumenbrowse.models import Catalogue, Model
from lumenbrowse.ordering import chunked_sort, inverse

NONE = -1
"""The index of a model that the former answer does not have."""


class Former:
    """The models of a former answer, expected in the order in which it had them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._source = catalogue.source
        self._order = (
            [] if self._source is None
            else chunked_sort(range(len(catalogue)), self._source.starts.__getitem__)
        )  # fmt: skip
        self._next = 0
        self._indices: dict[str, int] = {}
        self._places = array("I")

    def same_at(self, body: bytes, start: int) -> int:
        """The index of the model whose text stands in `body` at `start`, byte for byte, if it is the next one.

        The text of an object says itself where it ends: where it stands, nothing else can begin.
        """
        if self._source is None or self._next >= len(self._order):
            return NONE
        index = self._order[self._next]
        source = self._source
        if not body.startswith(source.body[source.starts[index] : source.ends[index]], start):
            return NONE
        self._next += 1
        return index

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

    def length_of(self, index: int) -> int:
        """How many bytes a model's text has."""
        return 0 if self._source is None else self._source.ends[index] - self._source.starts[index]

    def model(self, index: int) -> Model:
        """A model without its fields."""
        known = self.catalogue
        return Model(known.ids[index], known.owners[index], known.added[index], known.names[index])

    def sharing(self, index: int, model: Model) -> Model:
        """`model`, which has the id of the one at `index`, with that one's texts where they are the same."""
        if index == NONE:
            return model
        known = self.model(index)
        return Model(
            known.id,
            known.owner if known.owner == model.owner else model.owner,
            model.added,
            known.name if known.name == model.name else model.name,
        )
