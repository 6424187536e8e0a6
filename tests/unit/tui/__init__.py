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
    tuples = {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}
    return View(**tuples)
