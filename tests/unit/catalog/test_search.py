"""Search, against DESIGN.md section 4, and against a slow and obviously right reference."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumenbrowse.catalog.model import SEPARATORS, Facts, Model, make_model
from lumenbrowse.catalog.query import parse
from lumenbrowse.catalog.search import Matches, alias_found, find, quality_of, spans
from tests.unit.catalog import CASES, ids, named

MODERATE = settings(max_examples=150)
THOROUGH = settings(max_examples=400)
EXACT, PREFIX, START, ANYWHERE, SQUASHED, BY_OTHERS = range(6)


def found_by(models: Sequence[Model], query: str) -> list[str]:
    """The ids in each quality, best first, as words; what is only close is marked `~`."""
    matches = find(models, parse(query))
    return [("~" if matches.close else "") + " ".join(ids(part)) for part in matches.qualities]


MODELS = [
    make_model("flux.2-max", "black-forest-labs", name="FLUX 2 Max"),
    make_model("fal/flux-2-max", "fal"),
    make_model("gemini-3-pro-image", "google", name="Nano Banana Pro"),
    make_model("gpt-4.1", "openai"),
    make_model("straße", "büro", aliases=("way", "r/oad")),
    make_model("twoline", "I\nnc"),
]
ALL, BOTH = " ".join(ids(MODELS)), "flux.2-max fal/flux-2-max"


@pytest.mark.parametrize(("query", "expected"), CASES["matches"])
def test_what_matches(query: str, expected: str) -> None:
    found = " ".join(found_by(MODELS, query)).split()
    assert sorted(found) == sorted(expected.split())
    alone = [model.id for model in MODELS if quality_of(model, parse(query)) is not None]
    assert sorted(alone) == ([] if "~" in expected else sorted(found))


@pytest.mark.parametrize(
    ("query", "models", "expected"),
    CASES["better"],
)  # fmt: skip
def test_better_matches_come_first(query: str, models: str, expected: str) -> None:
    assert "|".join(found_by(named(*models.split()), query)) == expected
    # An owner or a name is as good as the start of a word.
    others = [make_model("a", "flux"), make_model("b", "o", name="The flux"), *named("flux-1")]
    assert found_by(others, "flux") == ["", "flux-1", "a b", "", "", ""]


# The reference.


def as_spaces(text: str) -> str:
    return "".join(" " if char in f"{SEPARATORS}\n" else char for char in text.casefold())


def squash(text: str) -> str:
    return as_spaces(text).replace(" ", "")


def fields(model: Model) -> list[str]:
    return [model.id, model.owner, model.name, *model.aliases]


def holds(texts: Sequence[str], word: str) -> bool:
    if squash(word):
        return any(squash(word) in squash(text) for text in texts)
    return any(word in text for text in texts)


def quality(model: Model, words: Sequence[str]) -> int:
    whole = [model.id, *model.aliases]
    if len(words) == 1 and words[0] in map(str.casefold, whole):
        return EXACT
    if len(words) > 1 and squash("".join(words)) in [
        squash(one) for one in whole if "\n" not in one
    ]:
        return EXACT
    # What only an alias, a capability or a modality has is last.
    if not all(holds(fields(model)[:3], word) or not squash(word) for word in words):
        return BY_OTHERS
    texts = [f" {as_spaces(text)}" for text in fields(model)[:3]]
    spaced = [as_spaces(word) for word in words]
    if not all(any(word in text for text in texts) for word in spaced):
        return SQUASHED
    if not all(any(f" {word}" in text for text in texts) for word in spaced):
        return ANYWHERE
    return PREFIX if as_spaces(model.id).startswith(spaced[0]) else START


def in_order(text: str, letters: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)


def reference(models: Sequence[Model], query: str) -> Matches:
    words, kept = [], list(models)
    for term in query.casefold().split():
        excluded, rest = term.startswith("!"), term.removeprefix("!")
        owner, text = rest.startswith("owner:"), rest.removeprefix("owner:")
        if text and not (excluded or owner):
            words.append(text)
        elif text:
            kept = [m for m in kept if holds([m.owner] if owner else fields(m), text) != excluded]
    if not words:
        return Matches([kept])
    holding = [model for model in kept if all(holds(fields(model), word) for word in words)]
    if holding:
        holding.sort(key=lambda model: len(model.id))
        ranks = range(EXACT, BY_OTHERS + 1)
        return Matches([[m for m in holding if quality(m, words) == rank] for rank in ranks])

    for word in words:
        letters = squash(word) or word
        kept = [m for m in kept if any(in_order(squash(text), letters) for text in (m.id, m.name))]
    return Matches([kept], close=True)


WORD = st.text("ab2éİ-./", min_size=1, max_size=3)
SIGNS = st.sampled_from(["", "", "", "!", "owner:", "!owner:"])
QUERY = st.lists(st.builds(str.__add__, SIGNS, WORD), max_size=3).map(" ".join)
TEXT = st.text("aB2-/ \n", max_size=5) | st.text("aéİ.", max_size=4)
ID, ALIASES = st.text("aB2-/ é", max_size=5), st.lists(TEXT, max_size=2).map(tuple)
MODEL = st.builds(make_model, ID, TEXT, name=TEXT, aliases=ALIASES)
LIST = st.lists(MODEL, max_size=6)


@THOROUGH
@given(LIST, QUERY)
def test_it_finds_what_the_reference_finds(models: list[Model], query: str) -> None:
    found, expected = find(models, parse(query)), reference(models, query)
    assert (list(map(list, found.qualities)), found.close) == expected
    for number, part in enumerate(found.qualities):
        quality = None if found.close else number
        assert all(quality_of(model, parse(query)) == quality for model in part)


@MODERATE
@given(LIST, QUERY, QUERY)
def test_more_words_never_match_more(models: list[Model], query: str, more: str) -> None:
    fewer, longer = find(models, parse(query)), find(models, parse(f"{more} {query}"))
    if not longer.close and not fewer.close:
        matched = {model for part in fewer.qualities for model in part}
        assert {model for part in longer.qualities for model in part} <= matched


def test_aliases_capabilities_and_modalities_match_last_and_the_alias_is_named() -> None:
    facts = Facts(input=("text", "image"), output=("image",), can=("Tools",))
    painter = make_model("painter", "o", aliases=("nano-banana", "brush"), facts=facts)
    listed = [painter, make_model("tools-x", "o")]
    for query in ("banana", "image", "text-to-image", "nano !x"):
        assert found_by(listed, query) == [""] * 5 + ["painter"]
    assert found_by(listed, "tools") == ["", "tools-x", "", "", "", "painter"]
    assert found_by(listed, "nano-banana")[0] == "painter"
    # As whole words alone, and excluded by the texts alone.
    assert found_by(listed, "tool") == ["", "tools-x", "", "", "", ""]
    assert found_by(listed, "!image !tools") == ["painter"]
    queries = ("bru", "paint", "image", "paint banana")
    aliases = [alias_found(painter, parse(query)) for query in queries]
    assert aliases == ["brush", "", "", "nano-banana"]


def test_a_very_long_text_is_searched_at_its_beginning() -> None:
    model = make_model("x" * 50_000 + "y", "o")
    assert [quality_of(model, parse(word)) for word in ("xx", "y")] == [PREFIX, None]


# What is highlighted.


@pytest.mark.parametrize(("text", "query", "expected"), CASES["marked"])
def test_what_matched_is_marked(text: str, query: str, expected: str) -> None:
    assert marked(text, spans(text, parse(query))) == expected


def marked(text: str, found: Sequence[tuple[int, int]]) -> str:
    for start, end in reversed(found):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


def test_owner_terms_are_marked_in_the_owner_and_close_letters_each() -> None:
    assert marked("google", spans("google", parse("owner:goo gle"), owner=True)) == "[google]"
    close = spans("flux.2-max", parse("flx2mx"), close=True)
    assert marked("flux.2-max", close) == "[fl]u[x].[2]-[m]a[x]"
    assert spans("flux.2-max", parse("flxz"), close=True) == []


@MODERATE
@given(TEXT | st.text(), QUERY | st.text(), st.booleans(), st.booleans())
def test_marks_are_in_order_apart_and_within(text: str, query: str, close: bool, own: bool) -> None:
    find([make_model(text, text)], parse(query))
    edges = [edge for span in spans(text, parse(query), close, own) for edge in span]
    assert edges == sorted(set(edges) & set(range(len(text) + 1)))


@MODERATE
@given(MODEL, WORD)
def test_each_match_is_marked_and_nothing_else(model: Model, word: str) -> None:
    """A word is marked in the fields that hold it: exactly, or with the separators it skips."""
    for text in fields(model):
        found = holds([text.casefold()], word.casefold())
        assert bool(spans(text, parse(word))) == found
        close = bool(squash(word)) and in_order(squash(text), squash(word))
        assert bool(spans(text, parse(word), close=True)) == (found or close)
