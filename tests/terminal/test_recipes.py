"""The recipes of the README, each run as it is pasted."""

import re
import sys
from pathlib import Path

import pytest

from tests.scenarios import case
from tests.server import ModelServer
from tests.terminal.conftest import Start
from tests.terminal.places import stand_in

README = Path(__file__).parents[2] / "README.md"
CASES = case("terminal/recipes")
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
    terminal = start(command=["bash", "-c", pasted], environ=environ, until="gpt-image-1")
    for keys, there in steps:
        terminal.press(keys, there)
    terminal.wait_for(f"code {code}")
    assert "flux.2-max" not in terminal.text()
