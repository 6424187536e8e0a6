"""The signs that are drawn, and their ASCII stand-ins for `--ascii`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signs:
    """One sign each; all one cell wide but for `ellipsis` and `dot`."""

    cursor: str = "▌"
    marked: str = "●"
    favourite: str = "★"
    expanded: str = "▾"
    collapsed: str = "▸"
    up: str = "↑"
    down: str = "↓"
    dot: str = " · "
    ellipsis: str = "…"
    unknown: str = "—"
    thumb: str = "┃"
    track: str = "│"
    rule: str = "│"

    def arrow(self, reverse: bool) -> str:
        """The sign of a sort's direction."""
        return self.down if reverse else self.up

    def plain(self, text: str) -> str:
        """One of our own texts with these signs in the place of the usual ones."""
        if self is UNICODE:
            return text
        return text.translate(_TO_ASCII)


UNICODE = Signs()
ASCII = Signs(
    cursor=">",
    marked="*",
    favourite="+",
    expanded="v",
    collapsed=">",
    up="^",
    down="v",
    dot=" - ",
    ellipsis="...",
    unknown="-",
    thumb="#",
    track="|",
    rule="|",
)
_TO_ASCII = str.maketrans(
    {
        "·": "-", "…": "...", "—": "-", "–": "-", "↑": "^", "↓": "v", "←": "<", "→": ">", "⏎": "Enter",
        "“": '"', "”": '"', "’": "'", "▾": "v", "▸": ">", "★": "+", "●": "*", "│": "|", "×": "x", "≥": ">=",
    }
)  # fmt: skip
