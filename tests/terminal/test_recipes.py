"""The recipes of the README, each run as it is pasted."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.server import serve
from tests.terminal.conftest import Start
from tests.terminal.harness import Terminal

README = Path(__file__).parents[2] / "README.md"
TAB, ENTER = "\t", "\r"


def recipe(name: str) -> str:
    """The one line under `<!-- recipe: name -->`."""
    found = re.search(rf"<!-- recipe: {name} -->\n```sh\n(.+)\n```", README.read_text("utf-8"))
    assert found, name
    return found[1]


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A directory for PATH in which `lumenbrowse` is the program under test."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "lumenbrowse"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m lumenbrowse "$@"\n')
    command.chmod(0o755)
    return folder


def paste(start: Start, program: Path, name: str, base: str, cwd: Path) -> Terminal:
    """A shell in which a recipe was pasted; it says `code 0` when the recipe is through."""
    script = f"cd '{cwd}'; PATH='{program}':$PATH; {recipe(name)}; echo code $?"
    return start(command=["bash", "-c", script], environ={"LUMENFALL_BASE_URL": base})


def test_into_a_variable(start: Start, program: Path, tmp_path: Path) -> None:
    with serve() as server:
        terminal = paste(start, program, "variable", server.base_url, tmp_path)
        terminal.wait_for("gemini-3-pro-image")
        terminal.send(" gpt")
        terminal.wait_for(lambda terminal: "1 of 5" in terminal.text())
        terminal.send(ENTER)
        terminal.wait_for("using gpt-image-1.5")
        terminal.wait_for("code 0")


def test_several(start: Start, program: Path, tmp_path: Path) -> None:
    with serve() as server:
        terminal = paste(start, program, "several", server.base_url, tmp_path)
        terminal.wait_for("seedream-4.5")
        terminal.send("seed")
        terminal.wait_for(lambda terminal: "1 of 5" in terminal.text())
        terminal.send(TAB)
        terminal.wait_for("1 marked")
        terminal.send("\x15qwen")
        terminal.wait_for(lambda terminal: "qwen-image" in terminal.text())
        terminal.send(TAB)
        terminal.wait_for("2 marked")
        terminal.send(ENTER)
        terminal.wait_for("would fetch seedream-4.5")
        terminal.wait_for("would fetch qwen-image")


@pytest.mark.parametrize(("named", "code"), [("flux.2-max", 0), ("flux.2-maxx", 1)])
def test_check(start: Start, program: Path, tmp_path: Path, named: str, code: int) -> None:
    (tmp_path / "use.py").write_text(f'client.images.generate(model="{named}")\n')
    with serve() as server:
        terminal = paste(start, program, "check", server.base_url, tmp_path)
        terminal.wait_for(f"code {code}")
        assert ("flux.2-max" in terminal.text().replace("flux.2-maxx", "")) is (code == 1)
