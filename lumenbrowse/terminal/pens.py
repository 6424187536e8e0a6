"""Pens: the attributes in force on a terminal, and the shortest way from one to another.

Sequences: ECMA-48 (SGR) and XTerm Control Sequences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

VISIBLE_ON_BLANKS = frozenset({"4", "7", "9", "21", "53"})
"""Attributes that show on a space."""
_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29"}


@dataclass(frozen=True, slots=True)
class Pen:
    """The attributes in force: single codes, and the colours as their SGR parameters."""

    attributes: frozenset[str] = frozenset()
    foreground: str = ""
    background: str = ""

    def after(self, parameters: str) -> Pen:
        """The pen once an SGR sequence with these parameters was sent."""
        pen, codes = self, iter(parameters.split(";"))
        for code in codes:
            pen = pen._with(code or "0", codes)
        return pen

    def _with(self, code: str, codes: Iterator[str]) -> Pen:
        if code == "0":
            return Pen()
        if code in ("38", "48"):
            kind = next(codes, "5")
            colour = ";".join(
                (code, kind, *(next(codes, "0") for _ in range(3 if kind == "2" else 1)))
            )
        else:
            colour = code
        number = int(code)
        if 30 <= number <= 39 or 90 <= number <= 97:
            return Pen(self.attributes, "" if number == 39 else colour, self.background)
        if 40 <= number <= 49 or 100 <= number <= 107:
            return Pen(self.attributes, self.foreground, "" if number == 49 else colour)
        if code in _OFF.values():
            gone = {on for on, off in _OFF.items() if off == code}
            return Pen(self.attributes - gone, self.foreground, self.background)
        return Pen(self.attributes | {code}, self.foreground, self.background)

    @property
    def is_blank_on_spaces(self) -> bool:
        """Whether of a space only the background shows."""
        return not self.attributes & VISIBLE_ON_BLANKS


def sgr(before: Pen, after: Pen) -> str:
    """The shortest sequence from one pen to another; empty where nothing changes."""
    if before == after:
        return ""
    dropped = before.attributes - after.attributes
    codes = sorted({_OFF.get(one, "0") for one in dropped})
    kept = {one for one in before.attributes if _OFF.get(one, "0") not in codes}
    codes += sorted(after.attributes - kept)
    if before.foreground != after.foreground:
        codes.append(after.foreground or "39")
    if before.background != after.background:
        codes.append(after.background or "49")
    whole = ["", *sorted(after.attributes), after.foreground, after.background]
    anew = ";".join(one for place, one in enumerate(whole) if one or not place)
    delta = ";".join(codes)
    return f"\x1b[{anew if '0' in codes or len(anew) < len(delta) else delta}m"
