"""The `View`: everything the user chose about what the table shows. Keys and the search box only replace it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from lumenbrowse.settings import Sort

Grouping = Literal["owner", "family", "none"]

SORTS: tuple[Sort, ...] = ("id", "owner", "added")


@dataclass(frozen=True, slots=True)
class View:
    """Query, order, grouping and filters. `reverse` is the values' direction: newest first is a reverse."""

    query: str = ""
    sort: Sort = "added"
    reverse: bool = True
    grouping: Grouping = "owner"
    collapsed: frozenset[str] = frozenset()
    owners: tuple[str, ...] = ()
    only_favourites: bool = False
    only_new: bool = False

    @property
    def filtered(self) -> bool:
        """Whether anything but the query keeps models out of the table."""
        return bool(self.owners or self.only_favourites or self.only_new)

    @property
    def arrow(self) -> str:
        """The sign of the direction, for the head of the sorted column."""
        return "↓" if self.reverse else "↑"

    def sorted_by(self, sort: Sort) -> View:
        """Sorted by a column: the same again reverses; the first press is the column's usual direction."""
        reverse = not self.reverse if sort == self.sort else first_direction(sort)
        return replace(self, sort=sort, reverse=reverse)

    def next_sort(self) -> View:
        """Sorted by the next column."""
        return self.sorted_by(SORTS[(SORTS.index(self.sort) + 1) % len(SORTS)])

    def reversed(self) -> View:
        """The other direction of the same column."""
        return replace(self, reverse=not self.reverse)

    def grouped_by(self, grouping: Grouping) -> View:
        """Grouped otherwise; the same again is flat, and from flat back."""
        return replace(
            self,
            grouping="none" if grouping == self.grouping else grouping,
            collapsed=self.collapsed if self.grouping == "none" else frozenset(),
        )

    def with_collapsed(self, group: str, collapsed: bool) -> View:
        """One group collapsed or expanded."""
        groups = self.collapsed | {group} if collapsed else self.collapsed - {group}
        return replace(self, collapsed=groups)


def first_direction(sort: Sort) -> bool:
    """Whether a column's usual direction is the reverse: newest first, but ids and owners upwards."""
    return sort == "added"
