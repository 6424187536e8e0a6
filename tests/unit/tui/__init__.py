"""Tests of the UI's pure functions; their cases are in tests/cases/tui.json."""

import json
from pathlib import Path
from typing import Any

from lumenbrowse.catalog.view import View

CASES: dict[str, list[Any]] = json.loads(
    (Path(__file__).parents[2] / "cases" / "tui.json").read_text("utf-8")
)


def a_view(fields: dict[str, Any]) -> View:
    """A view of a case: JSON has no tuples."""
    given: dict[str, Any] = {**fields}
    given.update((key, tuple(value)) for key, value in fields.items() if isinstance(value, list))
    return View(**given)
