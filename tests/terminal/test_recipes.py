"""The recipes of the README, each run as it is pasted."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.server import ModelServer
from tests.terminal.conftest import Start
from tests.terminal.places import stand_in

README = Path(__file__).parents[2] / "README.md"
TAB, ENTER = "\t", "\r"
CASES = {
    "variable": ([(" gpt", "1 of 5"), (ENTER, "using gpt-image-1.5")], 0),
    "several": (
        [
            ("seed", "1 of 5"), (TAB, "1 marked"), ("\x15qwen", "▌ qwen-image"), (TAB, "2 marked"),
            (ENTER, "would fetch seedream-4.5"), ("", "would fetch qwen-image"),
        ],
        0,
    ),
    "check": ([], 1),
}  # fmt: skip
"""What is typed into each recipe and what then shows, and its exit code."""


@pytest.mark.parametrize("name", CASES)
def test_a_recipe(name: str, start: Start, tmp_path: Path, model_server: ModelServer) -> None:
    steps, code = CASES[name]
    found = re.search(rf"<!-- recipe: {name} -->\n```sh\n(.+)\n```", README.read_text("utf-8"))
    assert found
    lines = ('generate(model="flux.2-max")', 'generate(model="gpt-image-15")')
    (tmp_path / "use.py").write_text("\n".join(lines))
    script = f'exec "{sys.executable}" -m lumenbrowse "$@"\n'
    folder = stand_in(tmp_path / "bin", "lumenbrowse", script).parent
    pasted = f"cd '{tmp_path}'; PATH='{folder}':$PATH; {found[1]}; echo code $?"
    environ = {"LUMENFALL_BASE_URL": model_server.base_url}
    terminal = start(command=["bash", "-c", pasted], environ=environ)
    terminal.wait_for("gpt-image-1")
    for keys, there in steps:
        terminal.send(keys)
        terminal.wait_for(there)
    terminal.wait_for(f"code {code}")
    assert "flux.2-max" not in terminal.text()
