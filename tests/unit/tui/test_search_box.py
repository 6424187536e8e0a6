"""What the search box completes."""

from __future__ import annotations

import asyncio

import pytest

from lumenbrowse.catalog.model import Catalog, Facts, make_model
from lumenbrowse.tui.widgets.search_box import Completion, completions

FACTS = Facts(input=("text",), output=("image",), can=("tools",))
LISTED = Catalog([make_model("a", "Black Forest Labs", facts=FACTS), make_model("b", "odd\u202e")])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ow", "owner:"),
        ("flux !ow", "flux !owner:"),
        ("owner:bla", "owner:black-forest-labs"),
        ("in:", "in:text"),
        ("x out:im", "x out:image"),
        ("can:t", "can:tools"),
        ("is:fav", "is:favourite"),
        # One letter begins too much, and what has no end is none.
        ("o", None),
        ("", None),
        ("flux ", None),
        ("is:new", None),
        ("owner:odd", None),
        ("zz", None),
    ],
)
def test_a_typed_beginning_is_completed(typed: str, expected: str | None) -> None:
    completion = Completion(use_cache=False)
    completion.words = completions(LISTED)
    assert asyncio.run(completion.get_suggestion(typed)) == expected
