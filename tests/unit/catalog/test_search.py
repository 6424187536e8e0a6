"""Search, against DESIGN.md section 4, and against a slow and obviously right reference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumenbrowse.catalog.folding import SEPARATORS, fold, fold_beside
from lumenbrowse.catalog.query import Query, Term, narrows, parse
from lumenbrowse.catalog.ranking import QUALITIES, Matches, find_sorted
from lumenbrowse.catalog.search import Finder, spans

MODERATE = settings(max_examples=150)

EXACT, PREFIX, START, ANYWHERE, SQUASHED = range(len(QUALITIES))


class Fields(NamedTuple):
    """What a model is searched by."""

    id: str
    owner: str = ""
    name: str = ""


def finder(models: Sequence[Fields]) -> Finder:
    columns = list(zip(*models, strict=True)) or [(), (), ()]
    blank = [""] * len(models)
    return Finder(fold(*columns), fold(columns[1], blank, blank))


def find(models: Sequence[Fields], query: str, allowed: Sequence[int] | None = None) -> Matches:
    return finder(models).find(parse(query), allowed)


def ids(models: Sequence[Fields], query: str) -> list[list[str]]:
    """The ids that match, by quality; what is only close is no match."""
    matches = find(models, query)
    if matches.close:
        return []
    return [[models[position].id for position in positions] for positions in matches.qualities]


def matching(models: Sequence[Fields], query: str) -> list[str]:
    return [model_id for found in ids(models, query) for model_id in found]


MODELS = [
    Fields("flux.2-max", "black-forest-labs", "FLUX 2 Max"),
    Fields("fal/flux-2-max", "fal"),
    Fields("gemini-3-pro-image", "google", "Nano Banana Pro"),
    Fields("gpt-image-1.5", "openai"),
    Fields("gpt-4.1", "openai"),
    Fields("imagen-4.0", "google"),
    Fields("straße", "büro"),
]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # All of the words, in any order, ignoring case.
        ("max flux", {"flux.2-max", "fal/flux-2-max"}),
        ("FLUX Max", {"flux.2-max", "fal/flux-2-max"}),
        ("flux pro", set()),
        ("STRASSE", {"straße"}),
        ("BÜRO", {"straße"}),
        # Against id, owner and name.
        ("openai", {"gpt-image-1.5", "gpt-4.1"}),
        ("banana", {"gemini-3-pro-image"}),
        ("google image", {"gemini-3-pro-image", "imagen-4.0"}),
        ("goo imag", {"gemini-3-pro-image", "imagen-4.0"}),
        # The owner alone.
        ("owner:goo", {"gemini-3-pro-image", "imagen-4.0"}),
        ("owner:GOO pro", {"gemini-3-pro-image"}),
        ("owner:gpt", set()),
        ("owner:blackforest", {"flux.2-max"}),
        ("Owner:fal", {"fal/flux-2-max"}),
        # Excluded.
        ("!openai !google", {"flux.2-max", "fal/flux-2-max", "straße"}),
        ("gpt !image", {"gpt-4.1"}),
        ("flux !owner:fal", {"flux.2-max"}),
        ("!owner:openai gpt", set()),
        # Separators do not matter, on either side.
        ("flux2max", {"flux.2-max", "fal/flux-2-max"}),
        ("flux-2.max", {"flux.2-max", "fal/flux-2-max"}),
        ("f.l.u.x", {"flux.2-max", "fal/flux-2-max"}),
        ("gpt41", {"gpt-4.1"}),
        ("/", {"fal/flux-2-max"}),
        # But no word goes on from one field into the next.
        ("maxblack", set()),
        ("4.1openai", set()),
        # Unfinished words mean nothing yet.
        ("!", {model.id for model in MODELS}),
        ("owner:", {model.id for model in MODELS}),
        ("!owner:", {model.id for model in MODELS}),
        ("", {model.id for model in MODELS}),
        ("   ", {model.id for model in MODELS}),
    ],
)
def test_what_matches(query: str, expected: set[str]) -> None:
    assert set(matching(MODELS, query)) == expected


def test_better_matches_come_first() -> None:
    models = [
        Fields("x-flu-x"),
        Fields("influx"),
        Fields("new-flux"),
        Fields("flux-2"),
        Fields("flux"),
        Fields("a", "flux"),
        Fields("b", "", "The flux"),
    ]
    assert ids(models, "flux") == [
        ["flux"],
        ["flux-2"],
        ["new-flux", "a", "b"],
        ["influx"],
        ["x-flu-x"],
    ]


def test_several_words_are_as_good_as_the_worst() -> None:
    models = [
        Fields("flux-2-max"),
        Fields("flux-2-max-pro"),
        Fields("new-flux-max"),
        Fields("flux-climax"),
        Fields("flux-m.ax"),
        Fields("fluxmax"),
    ]
    assert ids(models, "flux 2 max")[EXACT] == ["flux-2-max"]
    assert ids(models, "flux max") == [
        [],
        ["flux-2-max", "flux-2-max-pro"],
        ["new-flux-max"],
        ["flux-climax", "fluxmax"],
        ["flux-m.ax"],
    ]


def test_equal_matches_keep_their_order() -> None:
    models = [Fields(f"{name}-flux") for name in "dbca"]
    assert ids(models, "flux")[START] == ["d-flux", "b-flux", "c-flux", "a-flux"]


def test_letters_in_order_are_close() -> None:
    matches = find(MODELS, "flx2mx")
    assert matches.close
    assert [MODELS[position].id for position in matches.qualities[0]] == [
        "flux.2-max",
        "fal/flux-2-max",
    ]
    assert list(find(MODELS, "xulf").qualities[0]) == []


def test_close_matches_are_close_in_one_field() -> None:
    """`maxgoogle` as letters may not begin in the id and end in the owner."""
    models = [Fields("abc", "xyz"), Fields("a-x", "b")]
    assert [list(p) for p in find(models, "cx").qualities] == [[]]
    assert [list(p) for p in find(models, "bz").qualities] == [[]]
    assert [list(p) for p in find(models, "xz").qualities] == [[0]]


def test_close_matches_keep_to_the_other_terms() -> None:
    assert list(find(MODELS, "flx2mx !fal").qualities[0]) == [0]
    assert list(find(MODELS, "flx2mx owner:fal").qualities[0]) == [1]


def test_nothing_is_close_where_something_matches() -> None:
    matches = find([*MODELS, Fields("gx1")], "gx1")
    assert not matches.close
    assert [len(positions) for positions in matches.qualities] == [1, 0, 0, 0, 0]


def test_an_unmatched_owner_has_no_close_ones() -> None:
    matches = find(MODELS, "owner:gogl")
    assert (len(matches), matches.close) == (0, False)


# The reference.

LETTERS = "ab2é" + "İß" + SEPARATORS[:5] + " "
WORD = st.text("ab2éİß-./", min_size=1, max_size=4)
TERM = st.builds("".join, st.tuples(st.sampled_from(["", "", "", "!", "owner:", "!owner:"]), WORD))
QUERY = st.lists(TERM, max_size=3).map(" ".join)
TEXT = st.text(LETTERS, max_size=6)
MODEL = st.builds(Fields, TEXT, TEXT, st.text(LETTERS + "\n\x00\x01", max_size=6))
LIST = st.lists(MODEL, max_size=8)


def squash(text: str) -> str:
    return "".join(char for char in text if char not in SEPARATORS)


def folded(model: Fields) -> list[str]:
    texts = [text.replace("\x00", " ").replace("\x01", " ").casefold() for text in model]
    # A field of several lines is as many fields.
    return [line for text in texts for line in text.split("\n")]


def holds(texts: Sequence[str], word: str) -> bool:
    if squash(word):
        return any(squash(word) in squash(text) for text in texts)
    return any(word in text for text in texts)


def at_word_start(text: str, word: str) -> bool:
    starts = [0, *(place + 1 for place, char in enumerate(text) if char in SEPARATORS)]
    return any(text.startswith(word, start) for start in starts)


def quality(model: Fields, words: Sequence[str]) -> int:
    texts = folded(model)
    model_id = model.id.casefold()
    if not all(any(word in text for text in texts) for word in words):
        return SQUASHED
    if not all(any(at_word_start(text, word) for text in texts) for word in words):
        return ANYWHERE
    if not model_id.startswith(words[0]):
        return START
    same = model_id == words[0] if len(words) == 1 else squash(model_id) == squash("".join(words))
    return EXACT if same else PREFIX


def in_order(text: str, letters: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)


def reference(models: Sequence[Fields], query: str) -> tuple[list[list[int]], bool]:
    words, others = [], []
    for term in query.casefold().split():
        excluded, rest = term.startswith("!"), term.removeprefix("!")
        owner_only, text = rest.startswith("owner:"), rest.removeprefix("owner:")
        if text and (excluded or owner_only):
            others.append((excluded, owner_only, text))
        elif text:
            words.append(text)

    def allowed(model: Fields) -> bool:
        return all(
            holds([model.owner.casefold()] if owner_only else folded(model), text) != excluded
            for excluded, owner_only, text in others
        )

    kept = [place for place, model in enumerate(models) if allowed(model)]
    if not words:
        return [kept], False
    found: list[list[int]] = [[] for _ in QUALITIES]
    for place in kept:
        if all(holds(folded(models[place]), word) for word in words):
            found[quality(models[place], words)].append(place)
    if any(found):
        return found, False
    close = [
        place
        for place in kept
        if all(
            any(in_order(squash(text), squash(word) or word) for text in folded(models[place]))
            for word in words
        )
    ]
    return [close], True


def result(matches: Matches) -> tuple[list[list[int]], bool]:
    return [list(positions) for positions in matches.qualities], matches.close


@MODERATE
@given(LIST, QUERY)
def test_it_finds_what_the_reference_finds(models: list[Fields], query: str) -> None:
    assert result(find(models, query)) == reference(models, query)


EDIT = st.one_of(
    st.tuples(st.just("add"), st.sampled_from([*"ab2.-! ", "owner:"])),
    st.tuples(st.just("front"), st.sampled_from([*"ab2.-! ", "owner:"])),
    st.tuples(st.just("erase"), st.just("")),
    st.tuples(st.just("paste"), QUERY),
)


@MODERATE
@given(LIST, st.lists(EDIT, max_size=10))
def test_how_the_query_was_typed_makes_no_difference(
    models: list[Fields], edits: list[tuple[str, str]]
) -> None:
    """A longer query narrows the last result: that may never lose or add a match."""
    typing, query = finder(models), ""
    for kind, text in edits:
        query = {
            "add": query + text,
            "front": text + query,
            "erase": query[:-1],
            "paste": text,
        }[kind]
        assert result(typing.find(parse(query))) == reference(models, query), query


@pytest.mark.parametrize(
    "typed",
    [(".", ".a"), (".", "a.", "a.b"), ("-", "-2", "-"), ("!a", "!ab"), ("owner:.", "owner:.a")],
)
def test_a_separator_typed_first_hides_nothing(typed: tuple[str, ...]) -> None:
    models = [Fields("alpha", "ao"), Fields("a.b", "b.a"), Fields("2ab", "x-2")]
    typing = finder(models)
    for query in typed:
        assert result(typing.find(parse(query))) == reference(models, query), query


@MODERATE
@given(LIST, QUERY, st.data())
def test_only_what_is_allowed_is_found(
    models: list[Fields], query: str, data: st.DataObject
) -> None:
    allowed = sorted(data.draw(st.sets(st.sampled_from(range(len(models))))) if models else [])
    kept = [models[place] for place in allowed]
    expected, close = reference(kept, query)
    found = find(models, query, allowed)
    assert result(found) == ([[allowed[place] for place in part] for part in expected], close)


@MODERATE
@given(LIST, QUERY, QUERY)
def test_what_narrows_matches_no_more(models: list[Fields], new: str, old: str) -> None:
    if narrows(parse(new), parse(old)):
        former = {place for part in reference(models, old)[0] for place in part}
        found, close = reference(models, new)
        assert close or {place for part in found for place in part} <= former


@MODERATE
@given(LIST, QUERY)
def test_the_quality_of_each(models: list[Fields], query: str) -> None:
    matches = find(models, query)
    for place in range(len(models)):
        of_it = [number for number, part in enumerate(matches.qualities) if place in part]
        if of_it:
            assert matches.quality_of(place) == of_it[0]
        else:
            with pytest.raises(ValueError, match=str(place)):
                matches.quality_of(place)
    assert len(matches) == sum(map(len, matches.qualities))


@given(st.sets(st.integers(0, 20)), st.integers(0, 20))
def test_finding_in_a_sorted_list(numbers: set[int], wanted: int) -> None:
    listed = sorted(numbers)
    place = find_sorted(listed, wanted)
    assert place == (listed.index(wanted) if wanted in numbers else None)


def test_a_query_taken_apart() -> None:
    assert parse(" Flux  !PRO owner:Goo !owner:x ! owner: ") == Query(
        (
            Term("flux"),
            Term("pro", excluded=True),
            Term("goo", owner_only=True),
            Term("x", owner_only=True, excluded=True),
        )
    )


@given(st.text(max_size=20))
def test_any_text_is_a_query(text: str) -> None:
    assert all(term.text for term in parse(text).terms)


# What is highlighted.


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("flux.2-max", "max", "flux.2-[max]"),
        ("flux.2-max", "max flux", "[flux].2-[max]"),
        ("flux.2-max", "MAX", "flux.2-[max]"),
        ("flux.2-max", "flux2max", "[flux.2-max]"),
        ("flux.2-max", "x2m", "flu[x.2-m]ax"),
        ("flux.2-max", "flux.2 2-max", "[flux.2-max]"),
        ("influx-flux", "flux", "influx-[flux]"),
        ("influx", "flux", "in[flux]"),
        ("flux.2-max", "pro", "flux.2-max"),
        ("flux.2-max", "!max", "flux.2-max"),
        ("flux.2-max", "owner:max", "flux.2-max"),
        ("STRASSE", "straße", "[STRASSE]"),
        ("straße", "strasse", "[straße]"),
        ("İx", "x", "İ[x]"),
        ("日本語", "本", "日[本]語"),
        ("a.b", ".", "a[.]b"),
        ("", "x", ""),
        ("flux", "", "flux"),
    ],
)
def test_what_matched_is_marked(text: str, query: str, expected: str) -> None:
    assert marked(text, spans(text, parse(query))) == expected


def marked(text: str, found: Sequence[tuple[int, int]]) -> str:
    for start, end in reversed(found):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


def test_owner_terms_are_marked_in_the_owner() -> None:
    query = parse("owner:goo gle")
    assert marked("google", spans("google", query, owner=True)) == "[google]"
    assert marked("google", spans("google", query)) == "goo[gle]"


def test_close_letters_are_marked_each() -> None:
    query = parse("flx2mx")
    assert spans("flux.2-max", query) == []
    assert marked("flux.2-max", spans("flux.2-max", query, close=True)) == "[fl]u[x].[2]-[m]a[x]"


@MODERATE
@given(st.text(LETTERS, max_size=8), QUERY, st.booleans(), st.booleans())
def test_marks_are_in_order_and_apart(text: str, query: str, close: bool, owner: bool) -> None:
    found = spans(text, parse(query), close, owner)
    edges = [edge for span in found for edge in span]
    assert edges == sorted(set(edges))
    assert not edges or (edges[0] >= 0 and edges[-1] <= len(text))


@MODERATE
@given(st.text(LETTERS, min_size=1, max_size=8), WORD)
def test_each_match_is_marked(text: str, word: str) -> None:
    """A word that is found is marked: exactly where it stands, or with the separators it skips."""
    found = spans(text, parse(word))
    if not parse(word).terms:
        return
    assert bool(found) == (word.casefold() in text.casefold() or _skipping(text, word))


def _skipping(text: str, word: str) -> bool:
    wanted = squash(word.casefold())
    return bool(wanted) and wanted in squash(text.casefold())


@given(
    st.lists(st.tuples(*[st.text("aB-/é", max_size=3)] * 3), max_size=6),
    st.lists(st.tuples(*[st.text("aB-/é", max_size=3)] * 3), max_size=6),
)
def test_known_texts_are_shared(
    known: list[tuple[str, str, str]], models: list[tuple[str, str, str]]
) -> None:
    before = fold(*([model[column] for model in known] for column in range(3)))
    columns = [[model[column] for model in models] for column in range(3)]
    formers = [known.index(model) if model in known else -1 for model in models]
    found = fold_beside(columns[0], columns[1], columns[2], formers, before)
    assert found.marked == fold(*columns).marked
    assert found.squashed == fold(*columns).squashed
    for text, former in zip(found.marked, formers, strict=True):
        assert former < 0 or text is before.marked[former]
