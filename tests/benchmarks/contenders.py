"""What is measured, and what it is measured against: how each is started, and with what on disk."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.catalogues import Entry, lines
from tests.benchmarks.terminals import Screen
from tests.terminal.harness import PROGRAM, clean_environment

BARE_TEXT, ONE_WRITE = "a bare Textual app", "one write"
_BARE = f"""
from textual.app import App
from textual.widgets import Static

class Bare(App):
    compose = lambda self: [Static({BARE_TEXT!r})]

Bare().run()
"""
COMMANDS = {
    "lumenbrowse": PROGRAM,
    "python": (sys.executable, "-c", f"print({ONE_WRITE!r})"),
    "bare": (sys.executable, "-c", _BARE),
    # As delivered, on the same list: id, owner and date in each line.
    "fzf": ("/bin/sh", "-c", 'exec fzf < "$HOME/lines"'),
}


class Place:
    """A home with nothing in it but the cached answer of the server at `base`, which lists `listed`."""

    def __init__(self, folder: Path, base: str, listed: Sequence[Entry]) -> None:
        self._home, self._fresh = folder / "home", folder / "fresh"
        self._environ = clean_environment(self._home, {"LUMENFALL_BASE_URL": base})
        self.first_row = max(listed, key=lambda each: each.created).id[:12]
        """How the row that is current in the first frame begins, the newest model's; a long id is cut."""
        (self._home / "lines").write_bytes(lines(listed))
        fill = (*PROGRAM, "--ids", "--refresh")
        subprocess.run(fill, env=self._environ, check=True, capture_output=True, timeout=60)
        shutil.copytree(self._home, self._fresh)

    def forget_visits(self) -> None:
        """Nothing is left on disk but the cached answer."""
        shutil.rmtree(self._home)
        shutil.copytree(self._fresh, self._home)

    def start(self, name: str) -> Screen:
        """Starts one of the `COMMANDS`."""
        return Screen(COMMANDS[name], self._environ)
