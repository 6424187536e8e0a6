"""What the user typed, taken apart, and what each filter keeps."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.catalog.model import Catalog
from lumenbrowse.catalog.query import FILTERS, STATES, Known, parse
from lumenbrowse.catalog.search import find
from tests.unit import model
from tests.unit.catalog import CASES, ids, named

MODELS = [model(**entry) for entry in CASES["filtered"]]
KNOWN = Known(Catalog(MODELS), UTC, new={"film": 1}, favourites={"free"})


@pytest.mark.parametrize(("text", "terms"), CASES["terms"])
def test_terms(text: str, terms: list[str]) -> None:
    query = parse(text, KNOWN)
    found = [("!" if t.excluded else "") + ("=" if t.test else "") + t.text for t in query.terms]
    assert (found, query.unread, query.unfinished) == (terms, (), ())
    assert [t.text for t in query.words] == [t for t in terms if t[0] not in "!="]


@pytest.mark.parametrize(("text", "unread", "unfinished"), CASES["unread"])
def test_what_can_not_be_read_filters_nothing(text: str, unread: str, unfinished: str) -> None:
    query = parse(text, KNOWN)
    assert (" ".join(query.unread), " ".join(query.unfinished)) == (unread, unfinished)
    assert [t.text for t in query.terms] == ["x"] * ("x" in text.split())


def test_what_each_filter_keeps() -> None:
    for text, expected in CASES["kept"]:
        found = find(MODELS, parse(text, KNOWN))
        kept = sorted(ids(m for part in found.qualities for m in part))
        assert kept == sorted(expected.split()), text
    # A whole id that looks like a filter is found.
    odd = find(named("price:0", "other"), parse("price:0"))
    assert [ids(part) for part in odd.qualities] == [["price:0"]]


VALUES = st.sampled_from(["", "<", ">=", "1", "1.5k", "0/image", "2026-06", *STATES])
FILTER = st.sampled_from(["", *FILTERS])
WORD = st.builds("{}{}{}".format, st.sampled_from(["", "!"]), FILTER, VALUES | st.text(max_size=6))
TEXT = st.lists(WORD, max_size=4).map(" ".join) | st.text(max_size=20)


@given(TEXT, TEXT.filter(lambda text: "!" not in text))
def test_any_text_is_a_query_and_more_words_never_find_more(more: str, text: str) -> None:
    parse(more, KNOWN)
    fewer, longer = (find(MODELS, parse(one, KNOWN)) for one in (text, f"{text} {more}"))
    if not fewer.close and not longer.close:
        found = {model for part in fewer.qualities for model in part}
        assert {model for part in longer.qualities for model in part} <= found
