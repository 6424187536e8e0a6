"""The glyphs that are drawn, and stand-ins for what a terminal can not show: `--ascii`, Linux's console."""

from collections.abc import Mapping
from typing import NamedTuple

from lumenbrowse.text.safe import ascii_only, safe, width


class Glyphs(NamedTuple):
    """One glyph each; all one cell wide but for `ellipsis` and `dot`."""

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
    only_ascii: bool = False  # nothing else may be drawn
    stand_ins: Mapping[int, str] = {}  # for our texts' own glyphs (`str.translate`)

    def arrow(self, reverse: bool) -> str:
        """The glyph of a sort's direction."""
        return self.down if reverse else self.up

    def plain(self, text: str) -> str:
        """One of our own texts (already safe) as it is drawn with these glyphs."""
        shown = text.translate(self.stand_ins)
        return ascii_only(shown) if self.only_ascii else shown

    def foreign(self, text: str) -> str:
        """A text from outside made safe to draw; none of its characters becomes another one."""
        return ascii_only(safe(text)) if self.only_ascii else safe(text)


_IN_ASCII = str.maketrans(
    {
        "·": "-", "…": "...", "—": "-", "–": "-", "↑": "^", "↓": "v", "←": "<", "→": ">", "⏎": "Enter",
        "“": '"', "”": '"', "‘": "'", "’": "'", "▾": "v", "▸": "+", "▌": ">", "★": "+", "●": "*", "│": "|",
        "┃": "#", "×": "x", "≥": ">=", "≤": "<=",
    }
)  # fmt: skip
_ON_CONSOLE = {code: text for code, text in _IN_ASCII.items() if chr(code) not in "·↑↓←→│×"}
_ON_CONSOLE[ord("┃")] = "█"


def _with_stand_ins(stand_ins: Mapping[int, str], *, only_ascii: bool) -> Glyphs:
    drawn = [glyph.translate(stand_ins) for glyph in UNICODE if isinstance(glyph, str)]
    return Glyphs._make([*drawn, only_ascii, stand_ins])


UNICODE = Glyphs()
ASCII = _with_stand_ins(_IN_ASCII, only_ascii=True)
CONSOLE = _with_stand_ins(_ON_CONSOLE, only_ascii=False)
"""For Linux's own console, whose fonts have 256 or 512 glyphs: Latin letters and what the IBM PC drew."""


def glyphs_for(*, only_ascii: bool, term: str) -> Glyphs:
    """The glyphs for a terminal that takes only ASCII, or of the kind `term` (TERM)."""
    return ASCII if only_ascii else CONSOLE if term == "linux" else UNICODE


_DRAWN_IN_ASCII = str.maketrans(
    "·…—–↑↓←→“”‘’▾▸▶▼◀▲★●•×" + "─━═╌┄" + "│┃║╎┆▏▕" + "┌┐└┘├┤┬┴┼╭╮╰╯" + "█▌▐▉▊▋▍▎" + "▀▄▁▂▃▅▆▇▔",
    "-.--^v<>\"\"''v>>v<^+**x" + "-" * 5 + "|" * 7 + "+" * 13 + "#" * 8 + " " * 9,
)


def in_ascii(drawn: str) -> str:
    """What widgets that are not ours draw, with nothing but ASCII left, in as many cells as before."""
    drawn = drawn.translate(_DRAWN_IN_ASCII)
    return "".join(char if char.isascii() else "?" * width(char) for char in drawn)
