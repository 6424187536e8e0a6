"""The program as it is, but with a clock that stands still: `python -m tests.standing_clock --sample`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from lumenbrowse.tui.start import Start

from lumenbrowse.__main__ import main
from lumenbrowse.settings import Settings
from lumenbrowse.terminal.tty import Terminal
from lumenbrowse.tui import launch

NOW = datetime(2026, 6, 1, 12, 4, tzinfo=UTC).timestamp()
"""A moment shortly after the sample was made."""


def run() -> int:
    """Runs the program; returns its exit code."""
    gather = launch.gather

    def at_that_moment(
        settings: Settings,
        terminal: Terminal,
        environ: Mapping[str, str],
        first: launch.FirstList,
    ) -> Start:
        return replace(gather(settings, terminal, environ, first), clock=lambda: NOW)

    launch.gather = at_that_moment
    return main()


if __name__ == "__main__":
    sys.exit(run())
