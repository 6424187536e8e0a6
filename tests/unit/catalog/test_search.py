"""Search, as DESIGN.md section 4 has it."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.catalog.model import Facts, Model
from lumenbrowse.catalog.query import parse
from lumenbrowse.catalog.search import alias_found, find, spans
from tests.unit.catalog import CASES, ids, named


def found_by(models: Sequence[Model], query: str) -> list[str]:
    """The ids in each quality, best first, as words; what is only close is marked `~`."""
    matches = find(models, parse(query))
    return [("~" if matches.close else "") + " ".join(ids(part)) for part in matches.qualities]


MODELS = [
    Model("flux.2-max", "black-forest-labs", name="FLUX 2 Max"),
    Model("fal/flux-2-max", "fal"),
    Model("gemini-3-pro-image", "google", name="Nano Banana Pro"),
    Model("gpt-4.1", "openai"),
    Model("straße", "büro", aliases=("way", "r/oad")),
    Model("twoline", "I\nnc"),
]


@pytest.mark.parametrize(("query", "expected"), CASES["matches"])
def test_what_matches(query: str, expected: str) -> None:
    found = " ".join(found_by(MODELS, query)).split()
    assert sorted(found) == sorted(expected.split())
    each = (one for model in MODELS for one in found_by([model], query))
    alone = [one for one in each if one[:1] not in ("", "~")]
    assert sorted(alone) == ([] if "~" in expected else sorted(found))


@pytest.mark.parametrize(("query", "models", "expected"), CASES["better"])
def test_better_matches_come_first(query: str, models: str, expected: str) -> None:
    assert "|".join(found_by(named(*models.split()), query)) == expected
    # An owner or a name is as good as the start of a word.
    others = [Model("a", "flux"), Model("b", "o", name="The flux"), *named("flux-1")]
    assert found_by(others, "flux") == ["", "flux-1", "a b", "", "", ""]


WORD = st.text("ab2éİ-./", min_size=1, max_size=3)
SIGNS = st.sampled_from(["", "", "", "!", "owner:", "!owner:"])
QUERY = st.lists(st.builds(str.__add__, SIGNS, WORD), max_size=3).map(" ".join)
TEXT = st.text("aB2-/ \n", max_size=5) | st.text("aéİ.", max_size=4)


def test_aliases_capabilities_and_modalities_match_last_and_the_alias_is_named() -> None:
    facts = Facts(input=("text", "image"), output=("image",), can=("Tools",))
    painter = Model("painter", "o", aliases=("nano-banana", "brush"), facts=facts)
    listed = [painter, Model("tools-x", "o")]
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


def test_a_control_character_of_a_query_is_found_where_it_stands_alone() -> None:
    listed = [Model("a\2b", "o"), Model("c", "o"), Model("d", "o")]
    for query, expected in (("\2", ["a\2b"]), ("A\2B", ["a\2b"]), ("!\2", ["c", "d"])):
        assert " ".join(found_by(listed, query)).split() == expected


def test_what_matched_is_marked() -> None:
    for text, query, expected in CASES["marked"]:
        assert marked(text, spans(text, parse(query))) == expected
    assert marked("google", spans("google", parse("owner:goo gle"), owner=True)) == "[google]"
    # Of a close match the letters.
    close = spans("flux.2-max", parse("flx2mx"), close=True)
    assert marked("flux.2-max", close) == "[fl]u[x].[2]-[m]a[x]"
    assert spans("flux.2-max", parse("flxz"), close=True) == []


def marked(text: str, found: Sequence[tuple[int, int]]) -> str:
    for start, end in reversed(found):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


@given(TEXT | st.text(), QUERY | st.text(), st.booleans(), st.booleans())
def test_marks_are_in_order_apart_and_within(text: str, query: str, close: bool, own: bool) -> None:
    find([Model(text, text)], parse(query))
    edges = [edge for span in spans(text, parse(query), close, own) for edge in span]
    assert edges == sorted(set(edges) & set(range(len(text) + 1)))
