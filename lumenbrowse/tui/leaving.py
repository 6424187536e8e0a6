"""How the UI was left: what `lumenbrowse.tui.launch.run` tells the entry."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Left:
    """The exit code, and what to write once the terminal is restored.

    `printed` are ids for the user's standard output, `notice` a line for standard error.
    """

    code: int
    printed: tuple[str, ...] = ()
    notice: str = ""
