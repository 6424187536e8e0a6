"""Reading an answer beside a former one, and in windows: the same comes of it as without."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lumenbrowse.api import json_text
from lumenbrowse.api.fetched import NO_VALIDATORS
from lumenbrowse.api.parser import read_answer
from lumenbrowse.catalog.model import Catalogue
from lumenbrowse.errors import AnswerError
from lumenbrowse.storage.index import Meta, pack, unpack
from tests.scenarios import HOSTILE_WORDS, SCENARIOS, entry, hostile_list, listing, many

MODERATE = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
ENTRIES = st.lists(
    st.builds(
        entry,
        st.sampled_from(["a", "b", "c", "d10", "d9", "日本"]),
        st.sampled_from(["o", "p"]),
        st.integers(1, 3),
        name=st.sampled_from(["", "N", "é"]),
        nested=st.sampled_from([None, {"id": "a"}, [1.5, {}], "日本語 🧪"]),
    )
    | st.sampled_from([3, None, {}, "x", 1.25e5]),
    max_size=8,
)


def parts(catalogue: Catalogue) -> tuple[object, ...]:
    """All that a catalogue says."""
    count = range(len(catalogue))
    return (
        [catalogue.model(index) for index in count],
        [catalogue.raw(index) for index in count],
        list(catalogue.ranks or ()),
        catalogue.skipped,
    )


def answered(body: bytes, former: Catalogue | None = None) -> tuple[object, ...]:
    try:
        return parts(read_answer(body, former))
    except AnswerError as error:
        return (error.line,)


def text_of(entries: list[Any], compact: bool, as_ascii: bool) -> bytes:
    separators = (",", ":") if compact else None
    return json.dumps({"data": entries}, separators=separators, ensure_ascii=as_ascii).encode()


@MODERATE
@given(ENTRIES, ENTRIES, st.randoms(use_true_random=False), st.booleans(), st.booleans())
def test_beside_a_former_answer(
    before: list[Any], more: list[Any], chance: Any, compact: bool, as_ascii: bool
) -> None:
    """Entries came, went, changed places or fields, came twice."""
    try:
        former = read_answer(text_of(before, compact, as_ascii))
    except AnswerError:
        return
    now = [*before, *more]
    chance.shuffle(now)
    for entries in (before, [*before, *more], [*more, *before], before[1:], now):
        body = text_of(entries, compact, as_ascii)
        assert answered(body, former) == answered(body)


@pytest.mark.parametrize("odd", [[], [3], [{"id": "owner-0/model-7", "second": True}]])
def test_beside_a_long_former_answer(odd: list[Any]) -> None:
    """What did not change is taken over in runs. What was skipped, being there twice, may now be there once."""
    before = json.loads(many(3_000))["data"]
    before[1_000:1_000] = odd
    now = [*before[:7], *before[8:1_500], *before[1_501:], *before[5:2_100], entry("new")]
    now[2_000] = {**now[2_000], "owned_by": "another"}
    former = read_answer(listing(*before))
    assert answered(listing(*now), former) == answered(listing(*now))


def test_what_both_have_is_kept_once() -> None:
    former = read_answer(many(3_000))
    now = read_answer(many(3_000, 1), former)
    known = {one: (one, name) for one, name in zip(former.ids, former.names, strict=True)}
    shared = [
        known[one][0] is one and known[one][1] is name
        for one, name in zip(now.ids, now.names, strict=True)
        if one in known
    ]
    assert (len(shared), all(shared)) == (2_999, True)


def test_what_has_not_changed_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded = []
    value_at = json_text._value_at

    def count(text: str, start: int) -> tuple[Any, int]:
        decoded.append(start)
        return value_at(text, start)

    former = read_answer(many(3_000))
    monkeypatch.setattr(json_text, "_value_at", count)
    assert len(read_answer(many(3_001), former)) == 3_001
    # What is new, the keys around the list, and what is cut off by the end of a window.
    assert len(decoded) < 10


def test_a_former_answer_without_its_text() -> None:
    body = many(300)
    whole = read_answer(body)
    without = Catalogue(whole.ids, whole.owners, whole.added, whole.names, ranks=whole.ranks)
    assert answered(body, without) == answered(body)


@MODERATE
@given(ENTRIES, st.integers(1, 40), st.booleans(), st.sampled_from([None, 1]))
def test_in_windows_of_any_size(
    monkeypatch: pytest.MonkeyPatch,
    entries: list[Any],
    window: int,
    as_ascii: bool,
    indent: int | None,
) -> None:
    body = json.dumps({"x": 1.5e3, "data": entries}, ensure_ascii=as_ascii, indent=indent).encode()
    monkeypatch.setattr(json_text, "_WINDOW", 1 << 20)
    whole = answered(body)
    monkeypatch.setattr(json_text, "_WINDOW", window)
    assert answered(body) == whole


@pytest.mark.parametrize("window", [1, 2, 3, 5, 64])
@pytest.mark.parametrize(
    "body",
    [
        hostile_list(),
        b'{"data": [1.25, 1e+5, -Infinity, NaN, 12345678901234567890, {"id": "a"}]}',
        b'{"data": [' + b"1" * 5_000 + b', {"id": "a", "n": ' + b"2" * 5_000 + b"}]}",
        listing(entry("a", name="\U0001f9ea" * 40)).replace(
            b"\\ud83e\\uddea", "\U0001f9ea".encode()
        ),
        b'[{"id": "\xff\xfe broken"}]',
        *(SCENARIOS[name].body for name in ("deep entry", "broken off", "binary", "null")),
    ],
)
def test_odd_answers_in_windows(monkeypatch: pytest.MonkeyPatch, body: bytes, window: int) -> None:
    whole = answered(body)
    monkeypatch.setattr(json_text, "_WINDOW", window)
    assert answered(body) == whole


def test_an_index_has_the_ranks() -> None:
    body = listing(*(entry(f"{number}{word}") for number, word in enumerate(HOSTILE_WORDS)))
    catalogue = read_answer(body)
    meta = Meta("http://127.0.0.1/v1", 1, NO_VALIDATORS, "0")
    found = unpack(b"".join(pack(meta, 1, 1, catalogue, body))).catalogue(body)
    assert parts(found) == parts(catalogue)
    without = Catalogue(catalogue.ids, catalogue.owners, catalogue.added, catalogue.names)
    found = unpack(b"".join(pack(meta, 1, 1, without, body))).catalogue()
    assert list(found.ranks or ()) == list(catalogue.ranks or ())
