"""Orders: natural by id, by owner, by when they were added, by price, by context."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.catalog.model import EMPTY, Catalog, Facts, Model, Price, make_model
from lumenbrowse.catalog.sort import can_sort, natural_key, sort_catalog, sort_models
from lumenbrowse.catalog.view import SORTS
from lumenbrowse.settings import Sort
from tests.unit.catalog import ids


@pytest.mark.parametrize(
    "texts",
    [
        "gpt-4 gpt-4.1 gpt-4.10 gpt-5 gpt-10",
        "flux.1-dev flux.2-max Flux.10 qwen",
        "1x a1 a2 a03 a10 a100 ab",
        "a-9999999999 a-100000000000 a-999999999999999999999",
        "claude-3-5-haiku-20241022 claude-3-5-haiku-20250101 claude-3-7-sonnet",
        f"m{'9' * 5_000} m1{'0' * 5_000}",
    ],
)
def test_natural_order(texts: str) -> None:
    backwards = texts.split()[::-1]
    assert sorted(backwards, key=natural_key) == texts.split()


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


def priced(
    model_id: str, owner: str, added: int | None, price: Price | None, context: int | None
) -> Model:
    return make_model(model_id, owner, added, facts=Facts(price_in=price, context=context))


AMOUNTS, UNITS = st.none() | st.integers(0, 2).map(Decimal), st.sampled_from(["", "image"])
IDS, SMALL = st.text("aA01", min_size=1, max_size=3), st.none() | st.integers(1, 4)
OWNERS = st.sampled_from(["google", "Google", "openai", "o10", "o9"])
FACTS = st.tuples(IDS, OWNERS, SMALL, st.none() | st.builds(Price, AMOUNTS, UNITS), SMALL)
MODELS = st.lists(FACTS, unique_by=lambda each: each[0], max_size=9).map(
    lambda facts: [priced(*each) for each in facts]
)


def known_value(model: Model, sort: Sort) -> tuple[str, Decimal | int] | None:
    """The unit, and what is sorted by; None where that is unknown."""
    price, context = model.facts.price, model.facts.context
    unit = price.unit if price and sort == "price" else ""
    known = {"added": model.added, "context": context, "price": price and price.amount}
    amount = known.get(sort, 0)
    return None if amount is None else (unit, amount)


def in_order(one: Model, other: Model, sort: Sort, reverse: bool) -> bool:
    """Whether `one` stands before `other`, by what the design says of the order."""

    def is_less(text: str, another: str) -> bool:
        return (parts(text), text) < (parts(another), another)

    if sort == "id":
        return is_less(one.id, other.id) != reverse
    if sort == "owner" and one.owner != other.owner:
        return is_less(one.owner, other.owner) != reverse
    value, another = (known_value(model, sort) for model in (one, other))
    if value is None or another is None:
        return another is None and (value is not None or is_less(one.id, other.id))
    if value != another:
        return value[0] < another[0] or (value[0] == another[0] and (value < another) != reverse)
    return is_less(one.id, other.id)


@given(MODELS, st.sampled_from(SORTS), st.booleans())
def test_each_order(found: list[Model], sort: Sort, reverse: bool) -> None:
    """Each pair stands as it should, whatever order the server had: so it is a total order."""
    ordered = sort_models(found, sort, reverse)
    assert sorted(ids(ordered)) == sorted(ids(found))
    assert all(in_order(one, other, sort, reverse) for one, other in pairwise(ordered))
    assert sort_models(found[::-1], sort, reverse) == ordered
    assert sort_catalog(Catalog(found), sort, reverse) == ordered


@pytest.mark.parametrize("sort", SORTS)
def test_what_can_be_sorted_by(sort: Sort) -> None:
    assert can_sort(EMPTY, sort)
    assert can_sort(Catalog([priced("a", "o", 1, Price(Decimal(0)), 1)]), sort)
    bare = Catalog([priced("a", "o", None, Price(None), None)])
    assert can_sort(bare, sort) == (sort in ("id", "owner"))
