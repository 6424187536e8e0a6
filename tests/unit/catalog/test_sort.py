"""Orders: natural by id, by owner, by when they were added."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.catalog import sort as ordering
from lumenbrowse.catalog.sort import (
    chunked_sort,
    first_direction,
    grouped,
    natural_key,
    natural_ranks,
    ranks_beside,
    sorted_indices,
)
from lumenbrowse.settings import Sort


@pytest.mark.parametrize(
    "texts",
    [
        ["gpt-4.1", "gpt-10"],
        ["gpt-4", "gpt-4.1", "gpt-4.10", "gpt-5"],
        ["flux.1-dev", "flux.2-max", "Flux.10", "qwen"],
        ["a1", "a2", "a10", "a100", "ab"],
        ["a-9999999999", "a-100000000000", "a-999999999999999999999"],
        ["claude-3-5-haiku-20241022", "claude-3-5-haiku-20250101", "claude-3-7-sonnet"],
        ["2", "03", "4"],
        ["1x", "x1"],
    ],
)
def test_natural_order(texts: list[str]) -> None:
    backwards = texts[::-1]
    assert sorted(backwards, key=natural_key) == texts


def test_case_is_ignored() -> None:
    assert natural_key("FLUX") == natural_key("flux")
    assert natural_key("STRASSE") == natural_key("straße")


NUMBER = st.integers(1, 30).flatmap(lambda digits: st.integers(0, 10**digits))


@given(NUMBER, NUMBER, st.integers(0, 3))
def test_numbers_count_by_their_value(one: int, other: int, zeros: int) -> None:
    first, second = f"m-{'0' * zeros}{one}-x", f"m-{other}-x"
    assert (natural_key(first) < natural_key(second)) == (one < other)
    assert (natural_key(first) == natural_key(second)) == (one == other)


def parts(text: str) -> list[tuple[int, int | str]]:
    """Letters and numbers apart; a number comes before any letter, and by its value."""
    found = re.findall(r"[0-9]+|[^0-9]", text.casefold())
    return [(0, int(part)) if part.isdigit() else (1, part) for part in found]


@given(st.text("ab019z", max_size=8), st.text("ab019z", max_size=8))
def test_as_a_reader_would_compare(one: str, other: str) -> None:
    assert (natural_key(one) < natural_key(other)) == (parts(one) < parts(other))


@given(st.lists(st.text("aAb01é", max_size=4), unique=True, max_size=20))
def test_ranks(texts: list[str]) -> None:
    ranks = natural_ranks(texts)
    assert sorted(ranks) == list(range(len(texts)))
    ordered = sorted(range(len(texts)), key=ranks.__getitem__)
    keys = [(natural_key(texts[index]), texts[index]) for index in ordered]
    assert keys == sorted(keys)


@pytest.mark.parametrize("count", [0, 1, 8_191, 8_192, 8_193, 30_000])
def test_sorting_in_pieces_is_sorting(count: int) -> None:
    keys = [(number * 7_919) % 1_000 for number in range(count)]
    indices = list(range(count))
    assert chunked_sort(indices, keys.__getitem__) == sorted(indices, key=keys.__getitem__)


@pytest.mark.parametrize("different", [1, 3, 1_000, 20_000])
def test_sorting_in_pieces_is_stable(different: int) -> None:
    chance = Random(different)
    keys = [chance.randrange(different) for _ in range(20_000)]
    indices = list(range(len(keys)))
    chance.shuffle(indices)
    assert chunked_sort(indices, keys.__getitem__) == sorted(indices, key=keys.__getitem__)


def test_no_piece_of_a_long_list_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """While one is sorted, no other thread gets its turn: ten thousand take some three milliseconds."""
    lengths = []

    def count(piece: Sequence[int], **options: Any) -> list[int]:
        lengths.append(len(piece))
        return sorted(piece, **options)

    monkeypatch.setattr(ordering, "sorted", count, raising=False)
    keys = list(range(100_000))
    Random(1).shuffle(keys)
    for key in (keys.__getitem__, int, lambda index: -index):
        assert len(chunked_sort(range(100_000), key)) == 100_000
    assert 0 < max(lengths) <= 10_000


@given(
    st.lists(st.text("aAb01é\n\0", max_size=4), unique=True, max_size=40),
    st.lists(st.text("aAb01é", max_size=4), unique=True, max_size=3),
    st.randoms(use_true_random=False),
)
def test_ranks_beside_known_ones(known: list[str], more: list[str], chance: Random) -> None:
    texts = [text for text in known if chance.random() < 0.8]
    texts += [text for text in more if text not in known]
    chance.shuffle(texts)
    formers = [known.index(text) if text in known else -1 for text in texts]
    for few in (1, 1_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ordering, "_FEW_NEW", few)
            found = ranks_beside(texts, formers, natural_ranks(known))
        assert list(found) == list(natural_ranks(texts))
    assert list(ranks_beside(texts, formers, None)) == list(natural_ranks(texts))


MODELS = st.lists(
    st.tuples(
        st.text("ab01", min_size=1, max_size=3),
        st.sampled_from(["google", "Google", "openai", "o10", "o9"]),
        st.none() | st.integers(1, 4),
    ),
    unique_by=lambda model: model[0],
    max_size=12,
)
SORTS = st.sampled_from(["id", "owner", "added"])


@given(MODELS, SORTS, st.booleans())
def test_each_order(models: list[tuple[str, str, int | None]], sort: Sort, reverse: bool) -> None:
    ranks = natural_ranks([model_id for model_id, _, _ in models])
    added, owners = [at for _, _, at in models], [owner for _, owner, _ in models]
    found = sorted_indices(sort, reverse, added, owners, ranks)
    assert sorted(found) == list(range(len(models)))
    by_id = sorted(range(len(models)), key=lambda i: (natural_key(models[i][0]), models[i][0]))
    if sort == "id":
        expected = by_id[::-1] if reverse else by_id
    elif sort == "owner":
        # Two passes: within an owner by id, upwards in both directions.
        expected = sorted(
            by_id, key=lambda i: (natural_key(models[i][1]), models[i][1]), reverse=reverse
        )
        if reverse:
            expected = [
                index
                for _, run in groupby(expected, key=lambda i: models[i][1])
                for index in sorted(run, key=by_id.index)
            ]
    else:
        known = [index for index in by_id if models[index][2] is not None]
        known.sort(key=lambda i: -(models[i][2] or 0) if reverse else models[i][2] or 0)
        expected = known + [index for index in by_id if models[index][2] is None]
    assert found == expected


def test_unknown_dates_are_last_in_both_directions() -> None:
    for reverse in (False, True):
        order = sorted_indices("added", reverse, [None, 1, 2, None], ["o"] * 4, [0, 1, 2, 3])
        assert order[2:] == [0, 3]


@pytest.mark.parametrize(("sort", "reverse"), [("id", False), ("owner", False), ("added", True)])
def test_first_directions(sort: Sort, reverse: bool) -> None:
    assert first_direction(sort) == reverse


@given(st.lists(st.sampled_from("xyz"), max_size=12), st.randoms())
def test_groups_come_by_their_first(groups: list[str], random: Random) -> None:
    indices = list(range(len(groups)))
    random.shuffle(indices)
    order, names, starts = grouped(indices, groups)
    assert names == list(dict.fromkeys(groups[index] for index in indices))
    assert len(starts) == len(names)
    bounds = [*starts, len(order)]
    for place, name in enumerate(names):
        run = order[bounds[place] : bounds[place + 1]]
        assert run == [index for index in indices if groups[index] == name]


@given(st.lists(st.text("ab0123\nÉ", max_size=5), max_size=10, unique=True))
def test_many_at_once_are_ranked_as_each_alone(texts: list[str]) -> None:
    """A text of several lines among them, which are told apart by line, is no exception."""
    ranks = natural_ranks(texts)
    ordered = sorted(texts, key=lambda text: (natural_key(text), text))
    assert [ordered[rank] for rank in ranks] == texts
