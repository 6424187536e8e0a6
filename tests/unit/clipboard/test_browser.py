"""Opening a model's page: in a browser where the user sits, else why not."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from lumenbrowse.clipboard.browser import NO_BROWSER, can_open_page, open_in_browser
from lumenbrowse.clipboard.environment import Environment
from tests.scenarios import case
from tests.terminal.places import stand_in, wait_until

pytestmark = pytest.mark.usefixtures("at_this_machine")
TABLES = case("clipboard/browser")
URL = "https://lumenfall.ai/models/google/gemini-3-pro-image?a=1&b=$HOME"


@pytest.mark.parametrize(("here", "environ", "expected"), TABLES["places"])
def test_a_browser_is_for_who_sits_at_this_machine(
    here: dict[str, Any], environ: dict[str, str], expected: bool
) -> None:
    assert can_open_page(Environment(**here), environ) is expected


def environment(tmp_path: Path, script: str) -> dict[str, str]:
    browser = stand_in(tmp_path / "bin", "a-browser", script)
    display = {"DISPLAY": ":0", "TERM": "xterm"}
    return {"BROWSER": str(browser), "PATH": os.environ["PATH"], **display}


def test_the_browser_gets_the_address_and_no_terminal(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    script = (
        f"printf '%s\\n' \"$1\" \"$DISPLAY\" \"$TERM\" >'{seen}'\ntty >>'{seen}'\necho printed\n"
    )
    assert open_in_browser(URL, environment(tmp_path, script)) == ""
    wait_until(lambda: seen.exists() and len(seen.read_text().splitlines()) == 4)
    assert seen.read_text().splitlines()[:3] == [URL, ":0", ""]
    assert "/dev/" not in seen.read_text()


@pytest.mark.parametrize(("environ", "limit", "why_not"), TABLES["why not"])
@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac always has a browser")
def test_why_none_was_started(environ: dict[str, str], limit: float, why_not: str) -> None:
    assert open_in_browser(URL, {"PATH": "/usr/bin:/bin", **environ}, limit=limit) == why_not


def test_an_address_that_no_program_can_be_given_opens_none(tmp_path: Path) -> None:
    assert open_in_browser(URL + "x" * 200_000, environment(tmp_path, "exit 0")) == NO_BROWSER
