"""Tests of the UI's pure functions; their cases are in tests/cases/tui.json."""

from typing import Any

from tests.scenarios import case

CASES: dict[str, list[Any]] = case("tui")
