"""Rows as the table shows them: headings and models, virtual.

No row is an object until it is looked at. A position is a model's place in the chosen sort and grouping
with nothing left out (the `Base`); an index is its place in the catalogue. Rows keep ascending lists of
positions, and for each group which slices of those lists it shows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

from lumenbrowse.catalog.ranking import find_sorted

NO_QUALITY = -1


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """A catalogue's models in one sort and grouping: `order[position]` is an index.

    `starts` are the positions where groups start; flat, it is one group that has no heading.
    """

    order: Sequence[int]
    positions: Sequence[int]
    names: Sequence[str]
    starts: Sequence[int]
    headed: bool

    def group_at(self, position: int) -> int:
        """The number of the group that holds a position."""
        return bisect_right(self.starts, position) - 1

    def end_of(self, group: int) -> int:
        """The position after a group's last."""
        return self.starts[group + 1] if group + 1 < len(self.starts) else len(self.order)


@dataclass(frozen=True, slots=True)
class Heading:
    """A group's heading row."""

    name: str
    count: int
    collapsed: bool


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model's row: its index in the catalogue and the quality of its match (or `NO_QUALITY`)."""

    index: int
    quality: int


Row: TypeAlias = Heading | ModelRow


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of one of the lists of positions."""

    listed: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Group:
    """A group as shown: its number in the base, and its rows as slices in the order of showing."""

    number: int
    slices: tuple[Slice, ...]
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows of the table. `tops[place]` is the row where the group at that place begins."""

    base: Base
    lists: Sequence[Sequence[int]]
    groups: Sequence[Group]
    places: Mapping[int, int]
    tops: Sequence[int]
    collapsed: frozenset[str]
    length: int
    total: int
    ranked: bool
    close: bool

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, row: int) -> Row:
        """What stands in a row; raises `IndexError` beyond the last."""
        if not 0 <= row < self.length:
            raise IndexError(row)
        place = self.place_of_row(row)
        group = self.groups[place]
        offset = row - self.tops[place] - self.base.headed
        if offset < 0:
            name = self.base.names[group.number]
            return Heading(name, group.count, name in self.collapsed)
        return self._model_row(group, offset)

    def _model_row(self, group: Group, offset: int) -> ModelRow:
        for part in group.slices:
            if offset < part.end - part.start:
                position = self.lists[part.listed][part.start + offset]
                return ModelRow(self.base.order[position], self._quality(part))
            offset -= part.end - part.start
        raise IndexError(offset)

    def _quality(self, part: Slice) -> int:
        # Each quality has two lists, favourites and others.
        return part.listed // 2 if self.ranked else NO_QUALITY

    def place_of_row(self, row: int) -> int:
        """The place among the shown groups of the one that a row belongs to."""
        return bisect_right(self.tops, row) - 1

    def group_name(self, row: int) -> str:
        """The name of the group that a row belongs to."""
        return self.base.names[self.groups[self.place_of_row(row)].number]

    def row_of_group(self, name: str) -> int | None:
        """The row where a group begins; None where it has no rows."""
        for group, top in zip(self.groups, self.tops, strict=True):
            if self.base.names[group.number] == name:
                return top
        return None

    def heading_row(self, place: int) -> int:
        """The row where the group at a place begins."""
        return self.tops[place]

    def first_model_row(self) -> int | None:
        """The first row that is a model's; None where no model has one."""
        for place, group in enumerate(self.groups):
            if not self._is_collapsed(group):
                return self.tops[place] + self.base.headed
        return None

    def _is_collapsed(self, group: Group) -> bool:
        return self.base.headed and self.base.names[group.number] in self.collapsed

    def row_of(self, index: int) -> int | None:
        """The row of a model by its index (of its heading, where collapsed); None where not shown."""
        if index >= len(self.base.positions):
            return None
        position = self.base.positions[index]
        place = self.places.get(self.base.group_at(position))
        if place is None:
            return None
        group = self.groups[place]
        offset = self._offset_in(group, position)
        if offset is None or self._is_collapsed(group):
            return None if offset is None else self.tops[place]
        return self.tops[place] + self.base.headed + offset

    def _offset_in(self, group: Group, position: int) -> int | None:
        offset = 0
        for part in group.slices:
            found = find_sorted(self.lists[part.listed], position)
            if found is not None and part.start <= found < part.end:
                return offset + found - part.start
            offset += part.end - part.start
        return None

    def quality_of(self, index: int) -> int | None:
        """The quality of a model's match, 0 the best; None where it does not match."""
        position = self.base.positions[index]
        for number, positions in enumerate(self.lists):
            if find_sorted(positions, position) is not None:
                return number // 2
        return None

    def quality_at(self, row: int) -> int | None:
        """The quality of the match in a row; None for a heading."""
        at = self[row]
        return at.quality if isinstance(at, ModelRow) else None

    def indices(self) -> Iterator[int]:
        """The indices of all models in display order, those of collapsed groups too."""
        for group in self.groups:
            for part in group.slices:
                for position in self.lists[part.listed][part.start : part.end]:
                    yield self.base.order[position]


def build_rows(
    base: Base,
    lists: Sequence[Sequence[int]],
    collapsed: frozenset[str],
    *,
    ranked: bool,
    close: bool,
    places: Sequence[int] | None = None,
) -> Rows:
    """The rows that show `lists` (best first, each ascending), grouped as `base` says.

    `places` are the indices' places in the sort without groups, given where models are left out: groups
    then come by the first that is shown; ranked, by their best one first of all. Else as in the base.
    """
    slices = _slices_by_group(base, lists)
    numbers = sorted(slices)
    if places is not None:
        firsts = {number: _first(base, lists, slices[number], places, ranked) for number in slices}
        numbers.sort(key=firsts.__getitem__)
    groups = [_group(number, slices[number]) for number in numbers]
    heights = [_height(base, group, collapsed) for group in groups]
    tops = list(accumulate(heights, initial=0))
    return Rows(
        base=base,
        lists=lists,
        groups=groups,
        places={group.number: place for place, group in enumerate(groups)},
        tops=tops[:-1],
        collapsed=collapsed,
        length=tops[-1],
        total=sum(map(len, lists)),
        ranked=ranked,
        close=close,
    )


def _slices_by_group(base: Base, lists: Sequence[Sequence[int]]) -> dict[int, list[Slice]]:
    """Each group's slices, the groups in the order in which the lists first name them."""
    slices: dict[int, list[Slice]] = {}
    for listed, positions in enumerate(lists):
        start = 0
        while start < len(positions):
            number = base.group_at(positions[start])
            end = bisect_left(positions, base.end_of(number), start)
            slices.setdefault(number, []).append(Slice(listed, start, end))
            start = end
    return slices


def _first(
    base: Base,
    lists: Sequence[Sequence[int]],
    slices: list[Slice],
    places: Sequence[int],
    ranked: bool,
) -> tuple[int, int]:
    """What a group is ordered by: ranked, its first row's list and place; else the least place of all."""
    found = [(part.listed, places[base.order[lists[part.listed][part.start]]]) for part in slices]
    return found[0] if ranked else (0, min(place for _, place in found))


def _group(number: int, slices: list[Slice]) -> Group:
    return Group(number, tuple(slices), sum(part.end - part.start for part in slices))


def _height(base: Base, group: Group, collapsed: frozenset[str]) -> int:
    if base.headed and base.names[group.number] in collapsed:
        return 1
    return base.headed + group.count
