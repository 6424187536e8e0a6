"""How the UI was left: what `lumenbrowse.tui.launch.run` tells the entry."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Left:
    """The exit code, and the ids to print on the user's standard output once the terminal is restored."""

    code: int
    printed: tuple[str, ...] = ()
