"""The `View`: everything the user chose about what the table shows. Keys and the search box only replace it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, get_args

from lumenbrowse.settings import Options, Sort

Grouping = Literal["owner", "family", "none"]

SORTS: tuple[Sort, ...] = get_args(Sort)
LARGEST_FIRST: tuple[Sort, ...] = ("added", "context")
"""The columns whose usual direction is the reverse: newest and largest first, the others upwards."""


class View(NamedTuple):
    """Query, order, grouping and filters. `reverse` is the values' direction: newest first is a reverse."""

    query: str = ""
    sort: Sort = "added"
    reverse: bool = True
    strict: bool = False
    """Whether the sort was asked for beside a query, and goes before how well that matches."""
    grouping: Grouping = "owner"
    collapsed: frozenset[str] = frozenset()
    collapsed_found: frozenset[str] = frozenset()
    """The groups collapsed among a query's matches: every new query shows all of its own."""
    columns: tuple[str, ...] | None = None
    """The columns beside id and added that show where there is room; None: the usual ones."""
    owners: tuple[str, ...] = ()
    only_favourites: bool = False
    only_new: bool = False
    limit: int | None = None
    """How many models are shown at most, of those that come first."""

    @property
    def filtered(self) -> bool:
        """Whether anything but the query keeps models out of the table."""
        return self.without_filters() != self

    @property
    def by_first_seen(self) -> bool:
        """Whether what the user saw last comes first: the usual order of what is new."""
        return self.only_new and self.sort == "added" and self.reverse and not self.strict

    @property
    def collapsed_now(self) -> frozenset[str]:
        """The groups that show as headings alone."""
        return self.collapsed_found if self.query else self.collapsed

    def with_query(self, query: str) -> View:
        """Another query; all of its groups expanded. Without one the sort is only a sort again."""
        strict = self.strict and bool(query)
        return self._replace(query=query, strict=strict, collapsed_found=frozenset())

    def sorted_by(self, sort: Sort, ranked: bool) -> View:
        """Sorted by a column in its usual direction; the same again reverses, unless matches are `ranked`."""
        again = sort == self.sort and not ranked
        reverse = not self.reverse if again else sort in LARGEST_FIRST
        return self._replace(sort=sort, reverse=reverse, strict=bool(self.query))

    def next_sort(self, sorts: Sequence[Sort] = SORTS) -> View:
        """Sorted by the next one of these columns."""
        at = sorts.index(self.sort) + 1 if self.sort in sorts else 0
        return self.sorted_by(sorts[at % len(sorts)], ranked=False)

    def with_columns(self, columns: tuple[str, ...]) -> View:
        return self._replace(columns=columns)

    def without_filters(self) -> View:
        """All models that the query finds."""
        return self._replace(owners=(), only_favourites=False, only_new=False, limit=None)

    def by_match(self) -> View:
        """The better matches first again."""
        return self._replace(strict=False)

    def toggled(self, what: Literal["reverse", "only_favourites", "only_new"]) -> View:
        """The other direction of the same column; or a filter on, or off again."""
        changed: dict[str, Any] = {what: not getattr(self, what)}
        return self._replace(**changed)

    def grouped_by(self, grouping: Grouping) -> View:
        """Grouped so; where it is already, flat, and from family back to owner."""
        if grouping == self.grouping:
            grouping = "owner" if grouping == "family" else "none"
        return self._replace(grouping=grouping, collapsed_found=frozenset())

    def with_collapsed(self, groups: frozenset[str]) -> View:
        """These groups collapsed, and no others."""
        if self.query:
            return self._replace(collapsed_found=groups)
        return self._replace(collapsed=groups)


def asked_for(options: Options) -> View:
    """The usual view with the query and the filters of the command line."""
    return View(
        query=options.query,
        owners=options.owners,
        only_favourites=options.favourites,
        only_new=options.new,
        limit=options.limit,
    )
