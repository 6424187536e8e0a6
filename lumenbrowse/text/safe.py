"""Text from outside, made safe: visible escapes, keys masked, what may be copied; and its cells and lines."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from itertools import accumulate, groupby, takewhile

from lumenbrowse.errors import LumenbrowseError

KEY_IN_ID = "it holds the key, which is never printed"
_LONGEST_NAME = 60
_TELLING = 8  # characters of a key that would give it away
# Local servers use keys such as `ollama`, which are words in others' texts.
_SHORTEST_KEY_IN_DATA = 16

# Printable by category, yet with no width or no ink: DerivedCoreProperties.txt, Default_Ignorable_Code_Point,
# and signs that are blank by their nature (braille, hieroglyphs, Khitan, music).
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U00013441\U00013442\U00016fe4\U0001d159\U000e0100-\U000e01ef]"
)
_KINDS = {
    "Cc": "a control character",
    "Cs": "half a character",
    "Zl": "a line break",
    "Zp": "a line break",
    "Zs": "a space that is not a space",
    "Cn": "an unknown character",
    "Co": "a character of private use",
}


class NotCopyableError(LumenbrowseError):
    """A text was not copied, because whoever pastes it could not see all of it."""


def is_plain(text: str) -> bool:
    """Whether all of `text` can be seen: no control, format, odd-space or other invisible character."""
    return text.isprintable() and (text.isascii() or not _INVISIBLE.search(text))


def safe(text: str) -> str:
    """`text` in one line with whatever may not reach a terminal shown as visible escapes."""
    return text if is_plain(text) else "".join(c if is_plain(c) else _escape(c) for c in text)


def _escape(char: str) -> str:
    return f"\\x{ord(char):02x}" if char.isascii() else ascii_only(char)


def ascii_only(text: str) -> str:
    """`text` with an escape for each character that is not ASCII."""
    return text.encode("ascii", "backslashreplace").decode()


def safe_lines(text: str) -> list[str]:
    """The lines of a text of several, each made safe; tabs become spaces."""
    return [safe(line) for line in text.replace("\r\n", "\n").replace("\t", "    ").split("\n")]


def shorten(text: str, length: int) -> str:
    """`text` made safe and cut to `length` characters, the cut marked by an ellipsis."""
    shown = safe(text[: length + 1])
    return shown if len(shown) <= length else shown[: max(0, length - 1)] + "…"


def did_you_mean(word: str, known: Iterable[str], most: int = 1) -> str:
    """` (did you mean sort_id?)`: the most similar ones of `known`; empty where none is."""
    near = get_close_matches(word[:_LONGEST_NAME], list(known), most)
    names = ", ".join(shorten(one, _LONGEST_NAME) for one in near)
    return f" (did you mean {names}?)" if near else ""


def width(text: str) -> int:
    """How many terminal cells `text` (already safe) takes: wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # as Textual reckons; imported late: a start's texts are ASCII

    return cell_len(text)


def naming(ids: Sequence[str]) -> str:
    """What a message calls these ids: the one id, made safe and shortened, or how many they are."""
    return shorten(ids[0], _LONGEST_NAME) if len(ids) == 1 else f"{len(ids)} ids"


def check_copyable(*lines: str) -> None:
    """Raise `NotCopyableError`, saying why, where lines hold nothing, or something that can't be seen."""
    if not any(lines):
        raise NotCopyableError("Nothing copied: it is empty")
    if hidden := next((char for line in lines for char in line if not is_plain(char)), ""):
        kind = _KINDS.get(unicodedata.category(hidden), "an invisible character")
        raise NotCopyableError(f"Nothing copied: it holds {kind} ({safe(hidden)})")


def mask(text: str, keys: Iterable[str]) -> str:
    """`text` with `…` for every whole key and every piece from 8 characters on: for our own words."""
    hidden = bytearray(len(text))
    for piece in {piece for key in keys for piece in _pieces(key)}:
        at = text.find(piece)
        while at >= 0:
            hidden[at : at + len(piece)] = b"\1" * len(piece)
            at = text.find(piece, at + 1)
    runs = groupby(zip(text, hidden, strict=True), key=lambda pair: pair[1])
    return "".join("…" if masked else "".join(char for char, _ in run) for masked, run in runs)


def _pieces(key: str) -> list[str]:
    size = min(_TELLING, len(key))
    return [key[at : at + size] for at in range(len(key) - size + 1)] if key else []


def mask_whole(text: str, keys: Iterable[str]) -> str:
    """`text` with `…` for every whole key of 16 or more characters, whatever its case: for model data."""
    for key in sorted(keys, key=len, reverse=True):
        if len(text) >= len(key) >= _SHORTEST_KEY_IN_DATA:
            pattern = re.escape(key).replace("/", r"\\?/")  # as JSON may have it
            text = re.sub(pattern, "…", text, flags=re.IGNORECASE)
    return text


def holds_key(text: str, keys: Iterable[str]) -> bool:
    """Whether `mask_whole` would take a key out of a text."""
    return mask_whole(text, keys) != text


def wrap(text: str, cells: int) -> list[str]:
    """A safe line wrapped to `cells`, its indent kept, at spaces, in a long word behind a slash or hyphen."""
    if width(text) <= cells:
        return [text]
    indent = text[: len(text) - len(text.lstrip(" "))][: cells // 2]
    lines = [""]
    for word in re.findall(r" *[^ ]+", text):
        if width(lines[-1]) + width(word) <= cells:
            lines[-1] += word
            continue
        broken = _broken(indent + word.lstrip(" "), cells, "/-")
        lines = [*lines, *broken] if lines[-1].strip() else broken
    return lines


def wrap_hard(text: str, cells: int) -> list[str]:
    """A safe text broken after every `cells` cells, whatever stands there."""
    return _broken(text, cells, "")


def _broken(text: str, cells: int, after: str) -> list[str]:
    """A text broken to `cells`, behind one of the characters `after` where that fills half a line."""
    lines = []
    while (room := _fitting(text, cells)) < len(text):
        breaks = (text.rfind(char, 0, room) + 1 for char in after)
        end = next((at for at in breaks if at > room // 2), room)
        lines.append(text[:end])
        text = text[end:]
    return [*lines, text]


def _fitting(text: str, cells: int) -> int:
    """How many characters of a text fit, one at least."""
    if text.isascii():
        return max(1, cells)
    ends = takewhile(lambda end: end <= cells, accumulate(map(width, text)))
    return max(1, sum(1 for _ in ends))
