"""The rows that the table and the lists show: headings and models, arranged as a `View` says."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lumenbrowse.catalog.model import GONE_OWNER, Model, ModelKey
from lumenbrowse.catalog.query import NO_QUERY, NOTHING_KNOWN, Known, Query, parse
from lumenbrowse.catalog.search import Texts, find
from lumenbrowse.catalog.sort import text_key
from lumenbrowse.catalog.view import Grouping, View


@dataclass(frozen=True, slots=True)
class Heading:
    """A group's heading row."""

    name: str
    count: int
    collapsed: bool


Row: TypeAlias = Heading | Model


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """All rows of a view, from the top."""

    rows: Sequence[Row] = ()
    models: Sequence[Model] = ()  # those that match, in display order, of collapsed groups too
    query: Query = NO_QUERY
    ranked: bool = False  # better matches come first
    close: bool = False  # none matches, and these are near

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, row: int) -> Row:
        return self.rows[row]

    @property
    def group_names(self) -> frozenset[str]:
        """The names of the groups that have a heading."""
        return frozenset(row.name for row in self.rows if isinstance(row, Heading))

    def first_model_row(self) -> int | None:
        """The first row that is a model's; None where no model has one."""
        return next((at for at, row in enumerate(self.rows) if isinstance(row, Model)), None)

    def row_of(self, key: ModelKey) -> int | None:
        """The row of a model by its key (its heading where collapsed), else None."""
        place = next((at for at, model in enumerate(self.models) if model.key == key), None)
        if place is None:
            return None
        if self.models[place] in self.rows:
            return self.rows.index(self.models[place])
        headings = [at for at, row in enumerate(self.rows) if isinstance(row, Heading)]
        return next(at for at in headings if self.models[place] in self.group(at))

    def row_of_group(self, name: str) -> int | None:
        """The row of a group's heading; None where it has none."""
        names = [row.name if isinstance(row, Heading) else None for row in self.rows]
        return names.index(name) if name in names else None

    def group_at(self, row: int) -> str:
        """The name of the group that a row is in."""
        return [one.name for one in self.rows[: row + 1] if isinstance(one, Heading)][-1]

    def group(self, row: int) -> Sequence[Model]:
        """The models of the group whose heading a row is, as displayed, or as they would be."""
        *before, count = (one.count for one in self.rows[: row + 1] if isinstance(one, Heading))
        return self.models[sum(before) : sum(before) + count]


def arrange(
    models: Sequence[Model], view: View, known: Known = NOTHING_KNOWN, texts: Texts | None = None
) -> Rows:
    """The rows of `models`, which are in the view's order (`sort_models`); `texts` are theirs, if at hand."""
    query, favourites = parse(view.query, known), known.favourites
    listed = _filtered(models, view, known)
    qualities, close = find(listed, query, texts if listed is models else None)
    if view.strict:
        found = {model for quality in qualities for model in quality}
        qualities = [[model for model in models if model in found]]
    ranked = len(qualities) > 1
    if ranked or (view.grouping == "none" and not (view.strict and view.query)):
        qualities = [_favourites_first(quality, favourites) for quality in qualities]
    in_order = [model for quality in qualities for model in quality][: view.limit]
    if view.grouping == "none":
        return Rows(in_order, in_order, query, ranked, close)
    rows: list[Row] = []
    shown: list[Model] = []
    for name, group in _grouped(in_order, view.grouping, ranked).items():
        members = group if ranked else _favourites_first(group, favourites)
        collapsed = name in view.collapsed_now
        rows.append(Heading(name, len(members), collapsed))
        rows += () if collapsed else members
        shown += members
    return Rows(rows, shown, query, ranked, close)


def _filtered(models: Sequence[Model], view: View, known: Known) -> Sequence[Model]:
    if view.owners:
        wanted = {owner.casefold() for owner in view.owners}
        models = [model for model in models if model.owner.casefold() in wanted]
    if view.only_favourites:
        models = [model for model in models if model.id in known.favourites]
    if view.only_new:
        models = [model for model in models if model.id in known.new]
        if view.by_first_seen:
            models.sort(key=lambda model: -known.new[model.id])
    return models


def _favourites_first(models: Sequence[Model], favourites: Collection[str]) -> Sequence[Model]:
    return sorted(models, key=lambda model: model.id not in favourites) if favourites else models


def _grouped(models: Sequence[Model], grouping: Grouping, ranked: bool) -> dict[str, list[Model]]:
    """The models by group, the groups in the order of their first one."""
    if grouping == "family":
        # Imported late: its patterns take a first frame's time to compile.
        from lumenbrowse.catalog.family import by_family

        return by_family(models, others_last=not ranked)
    groups: dict[str, list[Model]] = {}
    for model in models:
        groups.setdefault(model.owner, []).append(model)
    return groups


def gone_favourites(models: Sequence[Model], favourites: Collection[str]) -> list[Model]:
    """The favourites that a list does not have, in natural order; of an empty list nothing is gone."""
    gone = set(favourites) - {model.id for model in models} if models else set()
    return [Model(one, GONE_OWNER) for one in sorted(gone, key=text_key)]
