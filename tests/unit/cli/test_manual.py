"""`--help` and the man page: they fit, they tell everything, and what ships is up to date."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from lumenbrowse.cli.manual import PAGE, help_text, man_page
from lumenbrowse.cli.options import OPTIONS
from lumenbrowse.tui.actions import ACTIONS


def test_help_fits_a_screen() -> None:
    lines = help_text().splitlines()
    # One line of the 24 is for the shell's next prompt.
    assert len(lines) <= 23
    assert max(map(len, lines)) <= 80
    assert help_text().isascii()


def test_help_and_manual_tell_every_option() -> None:
    page = man_page().replace("\\-", "-").replace("\\fR", "")
    for option in OPTIONS:
        for flag in option.flags:
            assert f" {flag}" in help_text()
            assert f"\\fB{flag}" in page
        assert option.metavar in help_text()
        assert option.choices == () or "|".join(option.choices) == option.metavar
        assert option.text.endswith(".")


def test_the_manual_tells_every_key() -> None:
    page = man_page()
    assert page.isascii()
    told = page.replace("\\-", "-").replace("\\(aq", "'")
    for action in ACTIONS.values():
        assert action.does.rstrip("…")[1:] in told
    assert ".B Up, k\nUp.\n" in page


def test_the_shipped_manual_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="ascii") == man_page(), "run: python -m lumenbrowse.manual"


def test_man_reads_the_manual_without_a_warning() -> None:
    if shutil.which("man") is None:
        assert "CI" not in os.environ, "man is missing"
        pytest.skip("no man on this machine")
    done = subprocess.run(
        ["man", "-l", "--warnings", str(PAGE)],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "MANWIDTH": "80", "LC_ALL": "C.UTF-8"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "--completion bash|zsh|fish" in done.stdout
    assert "model=$(lumenbrowse --pick flux)" in done.stdout
