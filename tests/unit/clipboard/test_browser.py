"""Opening a page: a browser where the user sits, else why not."""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path

import pytest

from lumenbrowse.clipboard.browser import NO_BROWSER, OVER_SSH, open_in_browser
from lumenbrowse.clipboard.environment import Surroundings

ADDRESS = "https://lumenfall.ai/models/openai/gpt-5"


def here(monkeypatch: pytest.MonkeyPatch, surroundings: Surroundings) -> None:
    monkeypatch.setattr("lumenbrowse.clipboard.environment.survey", lambda _environ: surroundings)


def test_over_ssh_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    here(monkeypatch, Surroundings(remote=True, displays=(("DISPLAY", ":0"),)))
    assert open_in_browser(ADDRESS, {"DISPLAY": ":0", "BROWSER": "true"}) == OVER_SSH


def test_without_a_display_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    here(monkeypatch, Surroundings())
    assert open_in_browser(ADDRESS, {}) == NO_BROWSER


@pytest.mark.skipif(sys.platform == "win32", reason="BROWSER is a Unix custom")
def test_the_users_own_browser_is_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    here(monkeypatch, Surroundings())
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {shlex.quote(str(opened))}\n')
    browser.chmod(0o755)
    assert open_in_browser(ADDRESS, {"BROWSER": str(browser), "PATH": "/usr/bin:/bin"}) == ""
    deadline = time.monotonic() + 10
    while not opened.exists() or opened.read_text() != ADDRESS:
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="BROWSER is a Unix custom")
def test_one_that_fails_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    here(monkeypatch, Surroundings())
    assert open_in_browser(ADDRESS, {"BROWSER": "/bin/false", "PATH": ""}) == NO_BROWSER
