"""Arranging models into rows, against a slow and obviously right reference."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumenbrowse.api.parser import read_answer
from lumenbrowse.catalog.arranging import Arranger
from lumenbrowse.catalog.family import family
from lumenbrowse.catalog.folding import fold
from lumenbrowse.catalog.model import Catalogue
from lumenbrowse.catalog.query import parse
from lumenbrowse.catalog.rows import NO_QUALITY, Heading, ModelRow, Row, Rows
from lumenbrowse.catalog.search import Finder
from lumenbrowse.catalog.sort import natural_ranks, sorted_indices
from lumenbrowse.catalog.view import View
from tests.scenarios import entry, listing, many

MODERATE = settings(max_examples=100)

IDS = [
    "flux.2-max",
    "fal/flux-2-max",
    "flux",
    "gpt-10",
    "gpt-4.1",
    "x-flux",
    "influx",
    "qwen",
    "a",
    "b",
]
OWNERS = ["bfl", "BFL", "openai", "fal", "(unknown)"]

CATALOGUE = st.lists(
    st.tuples(st.sampled_from(IDS), st.sampled_from(OWNERS), st.none() | st.integers(1, 4)),
    unique_by=lambda model: model[0],
    min_size=1,
    max_size=10,
).map(
    lambda models: read_answer(
        listing(*({"id": i, "owned_by": o, "created": at} for i, o, at in models))
    )
)
QUERY = st.sampled_from(
    [
        "",
        "flux",
        "f",
        "max flux",
        "owner:bfl",
        "flux !max",
        "!flux",
        "flx",
        "zzz",
        "gpt owner:openai",
    ]
)
SOME_IDS = st.frozensets(st.sampled_from([*IDS, "gone"]), max_size=4)
VIEW = st.builds(
    View,
    query=QUERY,
    sort=st.sampled_from(["id", "owner", "added"]),
    reverse=st.booleans(),
    grouping=st.sampled_from(["owner", "family", "none"]),
    collapsed=st.frozensets(st.sampled_from([*OWNERS, "flux", "gpt-10"]), max_size=3),
    collapsed_found=st.frozensets(st.sampled_from([*OWNERS, "flux"]), max_size=3),
    owners=st.sampled_from([(), (), ("bfl",), ("OPENAI", "fal"), ("nobody",)]),
    only_favourites=st.booleans(),
    only_new=st.booleans(),
)


def reference(
    catalogue: Catalogue, view: View, favourites: Collection[str], new: Collection[str]
) -> tuple[list[tuple[str, list[tuple[int, int]]]], bool]:
    """The groups from the top down, each with (index, quality) from the top down; and whether close."""
    ids, owners = catalogue.ids, catalogue.owners
    ranks = natural_ranks(ids)
    order = sorted_indices(view.sort, view.reverse, catalogue.added, owners, ranks)
    wanted = [owner.casefold() for owner in view.owners]
    shown = [
        index
        for index in order
        if (not wanted or owners[index].casefold() in wanted)
        and (not view.only_favourites or ids[index] in favourites)
        and (not view.only_new or ids[index] in new)
    ]
    blank = [""] * len(ids)
    finder = Finder(fold(ids, owners, catalogue.names), fold(owners, blank, blank))
    matches = finder.find(parse(view.query), sorted(shown))
    quality = {index: number for number, found in enumerate(matches.qualities) for index in found}
    ranked = len(matches.qualities) > 1

    def names(index: int) -> str:
        return {"none": "", "owner": owners[index], "family": family(ids[index])}[view.grouping]

    groups: dict[str, list[int]] = {}
    for index in shown:
        if index in quality:
            groups.setdefault(names(index), []).append(index)
    if view.sort == "owner" and view.grouping == "owner":
        assert len(groups) <= len(set(owners))
    # Groups come by the first of their models that are shown; ranked, by the one that stands on top.
    listed = list(groups)
    for name in listed:
        groups[name].sort(key=lambda i: (quality[i], ids[i] not in favourites))
    if ranked:
        tops = {name: groups[name][0] for name in listed}
        listed.sort(
            key=lambda name: (
                quality[tops[name]],
                ids[tops[name]] not in favourites,
                order.index(tops[name]),
            )
        )
    return [
        (name, [(i, quality[i] if ranked else NO_QUALITY) for i in groups[name]]) for name in listed
    ], matches.close


def flat(groups: Sequence[tuple[str, list[tuple[int, int]]]], view: View) -> list[Row]:
    rows: list[Row] = []
    for name, models in groups:
        collapsed = view.grouping != "none" and name in view.collapsed_now
        if view.grouping != "none":
            rows.append(Heading(name, len(models), collapsed))
        if not collapsed:
            rows += [ModelRow(index, quality) for index, quality in models]
    return rows


def check(rows: Rows, expected: list[Row]) -> None:
    """Rows that are looked up one by one, and what is asked of them, agree with the whole list."""
    assert [rows[row] for row in range(len(rows))] == expected
    for beyond in (-1, len(rows)):
        with pytest.raises(IndexError):
            rows[beyond]
    heading = 0
    for number, row in enumerate(expected):
        heading = number if isinstance(row, Heading) else heading
        assert rows.heading_row(rows.place_of_row(number)) == heading
        if isinstance(row, ModelRow):
            assert rows.row_of(row.index) == number
    models = [number for number, row in enumerate(expected) if isinstance(row, ModelRow)]
    assert rows.first_model_row() == (models[0] if models else None)


@MODERATE
@given(CATALOGUE, VIEW, SOME_IDS, SOME_IDS)
def test_rows_are_those_of_the_reference(
    catalogue: Catalogue, view: View, favourites: frozenset[str], new: frozenset[str]
) -> None:
    groups, close = reference(catalogue, view, favourites, new)
    rows = Arranger(catalogue).arrange(view, favourites, new)
    check(rows, flat(groups, view))
    everything = [index for _, models in groups for index, _ in models]
    assert list(rows.indices()) == everything
    assert (rows.total, rows.close) == (len(everything), close)
    quality_of = {index: quality for _, models in groups for index, quality in models}
    for index in range(len(catalogue)):
        shown = rows.row_of(index)
        if index not in quality_of:
            assert shown is None
            assert rows.quality_of(index) is None
        else:
            assert shown is not None
            row = rows[shown]
            assert isinstance(row, Heading) or row.index == index
            assert rows.quality_of(index) == max(0, quality_of[index])


@MODERATE
@given(CATALOGUE, st.lists(st.tuples(VIEW, SOME_IDS, SOME_IDS), max_size=6))
def test_what_was_arranged_before_makes_no_difference(
    catalogue: Catalogue, steps: list[tuple[View, frozenset[str], frozenset[str]]]
) -> None:
    """One arranger serves a whole session: what it keeps between may never show."""
    arranger = Arranger(catalogue)
    for view, favourites, new in steps:
        kept = arranger.arrange(view, favourites, new)
        fresh = Arranger(catalogue).arrange(view, favourites, new)
        assert [kept[row] for row in range(len(kept))] == [fresh[row] for row in range(len(fresh))]


def catalogue_of(*models: tuple[str, str, int | None]) -> Catalogue:
    return read_answer(listing(*({"id": i, "owned_by": o, "created": at} for i, o, at in models)))


def shown(catalogue: Catalogue, view: View, favourites: Collection[str] = ()) -> str:
    """The rows as one line: `owner/2: a b`."""
    rows = Arranger(catalogue).arrange(view, frozenset(favourites))
    words = []
    for number in range(len(rows)):
        row = rows[number]
        if isinstance(row, Heading):
            words.append(f"{row.name}/{row.count}{'+' if row.collapsed else ':'}")
        else:
            words.append(catalogue.ids[row.index])
    return " ".join(words)


FIVE = catalogue_of(
    ("gpt-10", "openai", 50),
    ("gpt-4.1", "openai", 10),
    ("flux.2", "bfl", 40),
    ("flux.1", "bfl", 20),
    ("odd", "zed", None),
)


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (View(), "openai/2: gpt-10 gpt-4.1 bfl/2: flux.2 flux.1 zed/1: odd"),
        (View(reverse=False), "openai/2: gpt-4.1 gpt-10 bfl/2: flux.1 flux.2 zed/1: odd"),
        (View().sorted_by("id"), "bfl/2: flux.1 flux.2 openai/2: gpt-4.1 gpt-10 zed/1: odd"),
        (View(sort="id"), "zed/1: odd openai/2: gpt-10 gpt-4.1 bfl/2: flux.2 flux.1"),
        (View().sorted_by("owner"), "bfl/2: flux.1 flux.2 openai/2: gpt-4.1 gpt-10 zed/1: odd"),
        (View(sort="owner"), "zed/1: odd openai/2: gpt-4.1 gpt-10 bfl/2: flux.1 flux.2"),
        (View(grouping="none"), "gpt-10 flux.2 flux.1 gpt-4.1 odd"),
        (View(grouping="none", reverse=False), "gpt-4.1 flux.1 flux.2 gpt-10 odd"),
        (
            View(collapsed=frozenset({"openai"})),
            "openai/2+ bfl/2: flux.2 flux.1 zed/1: odd",
        ),
        (View(query="flux"), "bfl/2: flux.2 flux.1"),
        (View(query="flux.1", collapsed=frozenset({"bfl"})), "bfl/1: flux.1"),
        (View(query="owner:openai 4"), "openai/1: gpt-4.1"),
        (View(owners=("BFL",)), "bfl/2: flux.2 flux.1"),
        (View(query="zzz"), ""),
        (View(query="fx2"), "bfl/1: flux.2"),
    ],
)
def test_what_stands_where(view: View, expected: str) -> None:
    assert shown(FIVE, view) == expected


def test_groups_rank_by_their_best_row() -> None:
    catalogue = catalogue_of(
        ("new-flux", "newest", 9),
        ("a-influx", "middle", 5),
        ("flux", "oldest", 1),
        ("x", "middle", 9),
    )
    assert shown(catalogue, View(query="flux")) == (
        "oldest/1: flux newest/1: new-flux middle/1: a-influx"
    )


def test_groups_come_by_what_is_shown_of_them() -> None:
    catalogue = catalogue_of(("y", "big", 9), ("old-flux", "big", 1), ("new-flux", "small", 5))
    assert shown(catalogue, View()) == "big/2: y old-flux small/1: new-flux"
    assert shown(catalogue, View(query="flux")) == "small/1: new-flux big/1: old-flux"
    assert shown(catalogue, View(query="!y")) == "small/1: new-flux big/1: old-flux"


def test_favourites_are_on_top_of_their_group_and_of_their_quality() -> None:
    catalogue = catalogue_of(("a-1", "o", 3), ("a-2", "o", 2), ("b-a-3", "o", 9), ("z", "p", 8))
    assert shown(catalogue, View(), ["a-2"]) == "o/3: a-2 b-a-3 a-1 p/1: z"
    assert shown(catalogue, View(grouping="none"), ["a-2"]) == "a-2 b-a-3 z a-1"
    assert shown(catalogue, View(query="a", grouping="none"), ["a-2"]) == "a-2 a-1 b-a-3"
    # A better match stays above a favourite.
    assert shown(catalogue, View(query="a", grouping="none"), ["b-a-3"]) == "a-1 a-2 b-a-3"
    assert shown(catalogue, View(only_favourites=True), ["a-2", "gone"]) == "o/1: a-2"


def test_families() -> None:
    catalogue = catalogue_of(
        ("flux.2-max", "bfl", 2), ("fal/flux-2-max", "fal", 1), ("gpt-5", "x", 3)
    )
    view = View(grouping="family")
    assert (
        shown(catalogue, view)
        == f"{family('gpt-5')}/1: gpt-5 flux-2-max/2: flux.2-max fal/flux-2-max"
    )


def test_owners_that_differ_in_case_are_groups_of_their_own() -> None:
    catalogue = catalogue_of(("a", "BFL", 2), ("b", "bfl", 1))
    assert shown(catalogue, View()) == "BFL/1: a bfl/1: b"
    assert shown(catalogue, View(owners=("Bfl",))) == "BFL/1: a bfl/1: b"


def test_an_empty_catalogue() -> None:
    empty = Catalogue([], [], [], [])
    for query in ("", "x"):
        rows = Arranger(empty).arrange(View(query=query))
        assert (len(rows), rows.first_model_row(), list(rows.indices())) == (0, None, [])


def test_preparing_in_a_thread_while_arranging() -> None:
    arranger = Arranger(read_answer(many(3_000)))
    thread = threading.Thread(target=arranger.prepare)
    thread.start()
    found = [len(arranger.arrange(replace(View(), query=query))) for query in ("m", "model 29", "")]
    thread.join()
    fresh = Arranger(arranger.catalogue)
    assert found == [len(fresh.arrange(View(query=query))) for query in ("m", "model 29", "")]


def test_a_long_list_is_virtual() -> None:
    """A row is made when it is looked at: no object for each of them."""
    catalogue = read_answer(many(20_000))
    rows = Arranger(catalogue).arrange(View())
    assert len(rows) == 20_000 + 400
    assert len(rows.groups) == 400
    assert isinstance(rows[0], Heading)
    last = rows[len(rows) - 1]
    assert isinstance(last, ModelRow)
    assert rows.row_of(last.index) == len(rows) - 1


def test_entries_without_a_date_are_last_in_their_group() -> None:
    catalogue = read_answer(listing(entry("a", "o", 1), {"id": "b", "owned_by": "o"}))
    assert shown(catalogue, View()) == "o/2: a b"
    assert shown(catalogue, View(reverse=False)) == "o/2: a b"


def test_beside_another_list_all_is_as_alone() -> None:
    before = Arranger(read_answer(listing(*map(entry, ("a", "b-1", "c")))))
    now = read_answer(
        listing(entry("b-1", name="New"), entry("c"), entry("a", "other"), entry("d"), entry("é"))
    )
    beside = Arranger(now, like=before)
    for query in ("b", "new", "acme", "other", "d", "é", "zz", "owner:acme"):
        assert shown_by(beside, query) == shown_by(Arranger(now), query)
    assert before.count_new(now.ids) == 2


def shown_by(arranger: Arranger, query: str) -> list[int]:
    return list(arranger.arrange(View(query=query)).indices())


def test_the_other_list_is_let_go() -> None:
    before = Arranger(read_answer(many(100)))
    gone = weakref.ref(before)
    after = Arranger(read_answer(many(101), before.catalogue), like=before)
    after.prepare()
    del before
    assert gone() is None
