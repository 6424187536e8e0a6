"""Text from outside, made safe to show, to print and to copy.

What may hide or reorder (control characters, bidi and zero-width formats, odd spaces, lone surrogates,
code points this Python does not know) is never shown raw but as a visible escape: `\\x1b`, `\\u202e`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_LONGEST_NAME = 60

# Printable by category, yet with no width or no ink: DerivedCoreProperties.txt, Default_Ignorable_Code_Point,
# and signs that are blank by their nature (braille, hieroglyphs, Khitan, music).
_INVISIBLE = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U00013441\U00013442\U00016fe4\U0001d159\U000e0100-\U000e01ef"
)
_INVISIBLE_RE = re.compile(f"[{_INVISIBLE}]")


def is_plain(text: str) -> bool:
    """Whether all of `text` can be seen: no control, format, odd-space or other invisible character."""
    return text.isprintable() and (text.isascii() or not _INVISIBLE_RE.search(text))


def safe(text: str) -> str:
    """`text` in one line with whatever may not reach a terminal shown as visible escapes."""
    if is_plain(text):
        return text
    return "".join(char if is_plain(char) else _escape(char) for char in text)


def _escape(char: str) -> str:
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def safe_lines(text: str) -> list[str]:
    """The lines of a text of several, each made safe; tabs become spaces."""
    lines = text.replace("\r\n", "\n").replace("\t", "    ").split("\n")
    return [safe(line) for line in lines]


def shorten(text: str, length: int) -> str:
    """`text` made safe and cut to `length` characters, the cut marked by an ellipsis."""
    shown = safe(text[: length + 1])
    return shown if len(shown) <= length else shown[: max(0, length - 1)] + "…"


def width(text: str) -> int:
    """How many terminal cells `text` (already safe) takes: wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(map(_char_width, text))


def _char_width(char: str) -> int:
    # Vowels and finals of Hangul stand in the cells of the syllable's first letter.
    if unicodedata.category(char) in ("Mn", "Me") or "\u1160" <= char <= "\u11ff":
        return 0
    # Unicode Standard Annex 11: W and F are two cells.
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def naming(ids: Sequence[str]) -> str:
    """What a message calls these ids: the one id, made safe and shortened, or how many they are."""
    return shorten(ids[0], _LONGEST_NAME) if len(ids) == 1 else f"{len(ids)} ids"
