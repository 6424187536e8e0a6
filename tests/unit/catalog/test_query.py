"""What the user typed, taken apart."""

from __future__ import annotations

import pytest

from lumenbrowse.catalog.query import Term, parse


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("  ", []),
        (" Flux  MAX", [Term("flux"), Term("max")]),
        ("!PRO Owner:Goo", [Term("pro", excluded=True), Term("goo", owner_only=True)]),
        ("!owner:x", [Term("x", owner_only=True, excluded=True)]),
        ("! owner: !owner: x", [Term("x")]),
        ("!!x", [Term("!x", excluded=True)]),
        ("llama3.2:latest straße", [Term("llama3.2:latest"), Term("strasse")]),
    ],
)
def test_terms(text: str, terms: list[Term]) -> None:
    query = parse(text)
    assert list(query.terms) == terms
    assert list(query.words) == [t for t in terms if not t.owner_only and not t.excluded]
