"""Arranging models into rows, against a slow and obviously right reference."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumenbrowse.catalog.family import family
from lumenbrowse.catalog.model import EMPTY, GONE_OWNER, Model
from lumenbrowse.catalog.query import Known, parse
from lumenbrowse.catalog.rows import OTHERS, Heading, Row, arrange, gone_favourites
from lumenbrowse.catalog.search import find
from lumenbrowse.catalog.sort import sort_models
from lumenbrowse.catalog.view import View
from tests.unit.catalog import CASES, ids, models, view_of


def shown(of: Sequence[Model], view: View, favourites: Collection[str] = ()) -> str:
    """The rows as one line: `owner/2: a b`, with `+` for a collapsed group."""
    known = Known(favourites=frozenset(favourites))
    rows = arrange(sort_models(of, view.sort, view.reverse), view, known)
    return " ".join(
        f"{row.name}/{row.count}{'+' if row.collapsed else ':'}"
        if isinstance(row, Heading)
        else row.id
        for row in rows.rows
    )


FIVE = models(
    ("gpt-10", "openai", 50), ("gpt-4.1", "openai", 10), ("flux.2", "bfl", 40),
    ("flux.1", "bfl", 20), ("odd", "zed", None),
)  # fmt: skip
FLUX = models(("new-flux", "new", 9), ("a-influx", "mid", 5), ("flux", "old", 1), ("x", "mid", 9))
BIG = models(("y", "big", 9), ("old-flux", "big", 1), ("new-flux", "small", 5))
A = models(("a-1", "o", 3), ("a-2", "o", 2), ("b-a-3", "o", 9), ("z", "p", 8))
CASED = models(("a", "BFL", 3), ("b", "bfl", 2), ("c", "BFL", 1))
KIN = models(("y", "a", 9), ("f/kimi-k2p5", "b", 8), ("kimi-k2_5", "c", 7), ("z", "d", 6))
LISTS = {"KIN": KIN, "FIVE": FIVE, "FLUX": FLUX, "BIG": BIG, "A": A, "OWNERS": CASED}


@pytest.mark.parametrize(("of", "told", "favourites", "expected"), CASES["rows"])
def test_what_stands_where(of: str, told: dict[str, Any], favourites: str, expected: str) -> None:
    assert shown(LISTS[of], view_of(told), favourites.split()) == expected


@pytest.mark.parametrize(
    ("favourites", "expected"), [("x-10 gpt-10 x-9", "x-9 x-10"), ("gpt-10", ""), ("", "")]
)
def test_gone_is_what_the_list_does_not_have(favourites: str, expected: str) -> None:
    gone = gone_favourites(FIVE, frozenset(favourites.split()))
    assert " ".join(ids(gone)) == expected
    assert all((one.owner, one.added, one.fields) == (GONE_OWNER, None, {}) for one in gone)
    assert gone_favourites(EMPTY.models, frozenset(favourites.split())) == []


NAMES = ["flux.2-max", "fal/flux-2-max", "flux", "gpt-10", "gpt-4.1", "x-flux", "influx", "a", "b"]
OWNERS = ["bfl", "BFL", "openai", "fal"]
MODELS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(OWNERS), st.none() | st.integers(1, 4)),
    unique_by=lambda each: each[:2],
    max_size=9,
).map(lambda facts: models(*facts))
SOME = st.frozensets(st.sampled_from([*NAMES, "gone"]), max_size=4)
GROUPS = st.frozensets(st.sampled_from([*OWNERS, "flux", "gpt-10"]), max_size=3)
VIEW = st.builds(
    View,
    query=st.sampled_from(["", "", "flux", "f", "max flux", "owner:bfl", "flux !max", "flx", "zz"]),
    sort=st.sampled_from(["id", "owner", "added"]),
    reverse=st.booleans(),
    grouping=st.sampled_from(["owner", "family", "none"]),
    strict=st.booleans(),
    collapsed=GROUPS,
    collapsed_found=GROUPS,
    owners=st.sampled_from([(), (), ("bfl",), ("OPENAI", "fal"), ("nobody",)]),
    only_favourites=st.sampled_from([False, False, True]),
    only_new=st.sampled_from([False, False, True]),
)


def reference(
    ordered: list[Model], view: View, favourites: Collection[str], new: Mapping[str, int]
) -> tuple[dict[str, list[Model]], bool, bool]:
    """The groups' models, all from the top down; whether they are ranked, and close."""
    wanted = [owner.casefold() for owner in view.owners]
    allowed = [m for m in ordered if not wanted or m.owner.casefold() in wanted]
    allowed = [m for m in allowed if not view.only_favourites or m.id in favourites]
    allowed = [m for m in allowed if not view.only_new or m.id in new]
    if view.only_new and (view.sort, view.reverse) == ("added", True):
        allowed.sort(key=lambda m: -new[m.id])
    matches = find(allowed, parse(view.query))
    qualities = matches.qualities
    if view.strict:
        qualities = [[m for m in ordered if any(m in part for part in qualities)]]
    quality = {model: place for place, part in enumerate(qualities) for model in part}
    found = list(quality)
    ranked = len(qualities) > 1

    def name(model: Model) -> str:
        return {"none": "", "owner": model.owner, "family": family(model.id)}[view.grouping]

    def best(model: Model) -> tuple[int, bool, int]:
        return quality[model], model.id not in favourites, found.index(model)

    names = dict.fromkeys(name(model) for model in (sorted(found, key=best) if ranked else found))
    groups = {each: sorted((m for m in found if name(m) == each), key=best) for each in names}
    if view.grouping == "family":
        # Where no id has the family's own spelling, the heading has an id's.
        ids_of = {n: {m.id for m in group} for n, group in groups.items()}
        spelled = {n: "flux.2-max" if each == {"flux.2-max"} else n for n, each in ids_of.items()}
        groups = {spelled[n]: group for n, group in groups.items()}
    if view.grouping == "family" and any(len(group) == 1 for group in groups.values()):
        alone = [group[0] for group in groups.values() if len(group) == 1]
        groups = {OTHERS if len(group) == 1 else n: group for n, group in groups.items()}
        groups |= {OTHERS: sorted(alone, key=best)}
        if not ranked:
            groups[OTHERS] = groups.pop(OTHERS)
    return groups, ranked, matches.close


@settings(max_examples=300)
@given(MODELS, VIEW, SOME, st.dictionaries(st.sampled_from(NAMES), st.integers(1, 3)))
def test_rows_are_those_of_the_reference(
    listed: list[Model], view: View, favourites: frozenset[str], new: dict[str, int]
) -> None:
    ordered = sort_models(listed, view.sort, view.reverse)
    groups, ranked, close = reference(ordered, view, favourites, new)
    expected: list[Row] = []
    headings: dict[str, int] = {}
    for name, members in groups.items():
        collapsed = view.grouping != "none" and name in view.collapsed_now
        if view.grouping != "none":
            headings[name] = len(expected)
            expected.append(Heading(name, len(members), collapsed))
        expected += [] if collapsed else members

    rows = arrange(ordered, view, Known(new=new, favourites=favourites))
    assert list(rows.rows) == [rows[at] for at in range(len(rows))] == expected
    assert list(rows.models) == [model for members in groups.values() for model in members]
    assert (rows.ranked, rows.close) == (ranked, close)
    found = [at for at, row in enumerate(expected) if isinstance(row, Model)]
    assert rows.first_model_row() == (found[0] if found else None)
    assert rows.group_names == set(headings)
    assert {name: rows.row_of_group(name) for name in [*headings, "?"]} == {**headings, "?": None}
    for model in listed:
        group = next((name for name, members in groups.items() if model in members), "?")
        row = expected.index(model) if model in expected else headings.get(group)
        assert rows.row_of(model.key) == row
