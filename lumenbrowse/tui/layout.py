"""How the screen is divided: the parts that hold others, and the sizes at which that changes."""

from __future__ import annotations

from collections.abc import Mapping

from textual.containers import Container, Horizontal
from textual.geometry import Size

WIDE = 90
"""From this many columns on the detail pane is beside the table."""
SLIM = 34
"""With fewer columns the search box has its line for itself."""
LOW = 10
"""With fewer rows there is no detail pane below the table."""


class SearchLine(Horizontal):
    """The search box between its sign and the number of matches: nothing of its own to draw."""

    BLANK = True


class Body(Container):
    """Table and detail pane: nothing of its own to draw."""

    BLANK = True


def size_classes(size: Size) -> Mapping[str, bool]:
    """The screen's classes that follow from its size, and whether each holds."""
    return {
        "narrow": size.width < WIDE,
        "slim": size.width < SLIM,
        "low": size.height < LOW,
        "tiny": size.height < 3,
        "one-line": size.height < 2,
    }
