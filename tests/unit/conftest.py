"""What tests in several rooms have around them."""

import os
from pathlib import Path

import pytest

from lumenbrowse.storage.files import Paths
from tests.asking import paths_in
from tests.terminal.harness import clean_environment


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return paths_in(tmp_path)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which this process lives, with the environment of the programs started in it."""
    for name in os.environ:
        if name.startswith(("LC_", "XDG_", "LUMENFALL_", "TEXTUAL_", "NO_COLOR", "COLORFGBG")):
            monkeypatch.delenv(name)
    for name, value in clean_environment(tmp_path / "home").items():
        monkeypatch.setenv(name, value)
    return tmp_path / "home"
