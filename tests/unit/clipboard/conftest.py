"""A desktop with a stand-in for the program that writes its clipboard."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.places import stand_in

Desktop = Callable[[str], dict[str, str]]


@pytest.fixture
def at_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests over ssh has sshd for an ancestor."""
    monkeypatch.setattr("lumenbrowse.clipboard.environment.ancestor_names", lambda process, run: [])


@pytest.fixture
def desktop(tmp_path: Path, at_this_machine: None) -> Desktop:
    """Makes the environment of a desktop whose `xclip` is this script."""

    def make(script: str) -> dict[str, str]:
        stand_in(tmp_path / "bin", "xclip", script)
        return {
            "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "STORE": str(tmp_path / "store"),
            "PID": str(tmp_path / "pid"),
            "TERM": "xterm-256color",
            "DISPLAY": ":0",
        }

    return make
