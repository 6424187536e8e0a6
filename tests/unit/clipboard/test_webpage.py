"""Opening a model's page."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from lumenbrowse.clipboard.environment import Surroundings
from lumenbrowse.clipboard.webpage import can_open_page, open_page
from tests.terminal.places import stand_in, wait_until

DESKTOP = Surroundings(displays=(("DISPLAY", ":0"),))
URL = "https://lumenfall.ai/models/google/gemini-3-pro-image?a=1&b=$HOME"


@pytest.mark.parametrize(
    ("here", "environ", "expected"),
    [
        (DESKTOP, {}, True),
        (Surroundings(displays=(("WAYLAND_DISPLAY", "w"),)), {}, True),
        (Surroundings(), {}, False),
        (Surroundings(), {"BROWSER": "firefox"}, True),
        (Surroundings(platform="darwin"), {}, True),
        (Surroundings(platform="win32"), {}, True),
        (Surroundings(platform="wsl"), {}, True),
        (replace(DESKTOP, remote=True), {}, False),
        (replace(DESKTOP, remote=True), {"BROWSER": "firefox"}, False),
        (Surroundings(platform="darwin", remote=True), {}, False),
    ],
)
def test_a_browser_is_for_who_sits_at_this_machine(
    here: Surroundings, environ: dict[str, str], expected: bool
) -> None:
    assert can_open_page(here, environ) is expected


def environment(tmp_path: Path, script: str) -> dict[str, str]:
    browser = stand_in(tmp_path / "bin", "a-browser", script)
    return {"BROWSER": str(browser), "PATH": os.environ["PATH"], "TERM": "xterm"}


def test_the_browser_gets_the_address_and_no_terminal(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    script = (
        f"printf '%s\\n' \"$1\" \"$DISPLAY\" \"$TERM\" >'{seen}'\ntty >>'{seen}'\necho printed\n"
    )
    assert open_page(URL, DESKTOP, environment(tmp_path, script))
    wait_until(lambda: seen.exists() and len(seen.read_text().splitlines()) == 4)
    assert seen.read_text().splitlines()[:3] == [URL, ":0", ""]
    assert "/dev/" not in seen.read_text()


def test_a_browser_that_stays_is_not_waited_for(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    script = f"exec 2>/dev/null\nsleep 0.4\necho still there >'{seen}'\n"
    assert open_page(URL, DESKTOP, environment(tmp_path, script), limit=0.1)
    wait_until(seen.exists)


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac always has a browser")
def test_no_browser_is_noticed(tmp_path: Path) -> None:
    environ = {"BROWSER": str(tmp_path / "missing"), "PATH": str(tmp_path)}
    assert not open_page(URL, Surroundings(), environ)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:alert(1)", "--help", "https://a/\x1b", ""]
)
def test_only_web_addresses_are_opened(url: str, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    assert not open_page(url, DESKTOP, environment(tmp_path, f"touch '{seen}'\n"))
    assert not seen.exists()
