"""Tests of the commands, each case a line of tests/cases/cli.toml."""

import tomllib
from typing import Any

from tests import scenarios

CASES: dict[str, Any] = tomllib.loads((scenarios.CASES / "cli.toml").read_text("utf-8"))
