"""What the search box completes."""

import asyncio

from lumenbrowse.catalog.model import Catalog, Facts, Model
from lumenbrowse.tui.widgets.search_box import Completion, completions
from tests.unit.tui import CASES

FACTS = Facts(input=("text",), output=("image",), can=("tools",))
ODD = Model("b", "odd\u202e", json='{"License": {"by": 1}}')
LISTED = Catalog([Model("a", "Black Forest Labs", facts=FACTS), ODD])


def test_a_typed_beginning_is_completed_where_it_is_long_enough_and_has_an_end() -> None:
    completion = Completion(use_cache=False, case_sensitive=True)
    completion.words = completions(LISTED)
    for typed, expected in CASES["completions"]:
        assert asyncio.run(completion.get_suggestion(typed)) == expected, typed
