"""Orders: natural by id, by owner, by when they were added, by price, by context."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.catalog.model import EMPTY, Catalog
from lumenbrowse.catalog.sort import can_sort, natural_key, sort_catalog, sort_models
from lumenbrowse.catalog.view import SORTS
from lumenbrowse.settings import Sort
from tests.unit import model
from tests.unit.catalog import CASES, ids


@pytest.mark.parametrize("texts", CASES["natural"])
def test_natural_order(texts: str) -> None:
    backwards = texts.replace("9…", "9" * 5_000).replace("0…", "0" * 5_000).split()[::-1]
    assert sorted(backwards, key=natural_key) == backwards[::-1]


def parts(text: str) -> list[tuple[int, int | str]]:
    """Letters and numbers apart; a number comes before any letter, and by its value."""
    found = re.findall(r"[0-9]+|[^0-9]", text.casefold())
    return [(0, int(part)) if part.isdigit() else (1, part) for part in found]


NUMBER = st.integers(1, 50).flatmap(lambda digits: st.integers(0, 10**digits)).map(str)
NUMBERED = st.builds("m-{}{}-x".format, st.sampled_from(["", "0", "00"]), NUMBER)
PAIR = st.tuples(NUMBERED, NUMBERED) | st.tuples(*[st.text("aB019zß", max_size=8)] * 2)


@given(PAIR)
def test_as_a_reader_would_compare(pair: tuple[str, str]) -> None:
    """Numbers by their value, letters without their case."""
    (key, another), (seen, other) = map(natural_key, pair), map(parts, pair)
    assert (key < another, key == another) == (seen < other, seen == other)


MODELS = [model(**entry) for entry in CASES["sorted"]]


@pytest.mark.parametrize(("sort", "ordered", "reversed_"), CASES["orders"])
def test_each_order(sort: Sort, ordered: str, reversed_: str) -> None:
    for found in (MODELS, MODELS[::-1]):
        assert ids(sort_models(found, sort, False)) == ordered.split()
        assert ids(sort_catalog(Catalog(found), sort, True)) == reversed_.split()


@pytest.mark.parametrize("sort", SORTS)
def test_what_can_be_sorted_by(sort: Sort) -> None:
    assert can_sort(EMPTY, sort)
    assert can_sort(Catalog([model(created=1, pricing={"input": 0}, context_length=1)]), sort)
    bare = Catalog([model(pricing={"input": "varies"})])
    assert can_sort(bare, sort) == (sort in ("id", "owner"))
