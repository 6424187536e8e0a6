"""What a frame changes on the terminal, and no more: over SSH every byte counts.

Textual sends whole rows, each piece of one colour in a dress of 38 bytes. `FrameDiff` knows what stands in
each cell of the terminal and sends only the cells that differ, with only the attributes that change.
Sequences: ECMA-48 (CUP, CUF, SGR) and XTerm Control Sequences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import compress
from operator import ne, or_

from rich.cells import cell_len

_SEQUENCE = re.compile(r"([\d;]*)([mH])")
_WRITES_CELLS = re.compile(r"\x1b\[\?1049|\x1b\[[\d;]*[@-Z]")
_UNKNOWN = "\x00"
_SIGNS = "·…—–▌●★▾▸▶▼↑↓←→⏎┃│─━╭╮╰╯┌┐└┘├┤┬┴┼█▀▄▁▂▃▅▆▇▉▊▋▍▎▏▐▔▕“”‘’×"
_UNSAFE = re.compile(f"[^ -~¡-¬®-ÿ{_SIGNS}]")
"""What some terminals draw in another width than we reckon with."""
_UNCERTAIN = re.compile(f"(.?{_UNSAFE.pattern}+)")
"""A stretch of it, with the letter before, on which its first sign may be a mark."""

_SHORTEST_JUMP = 5
"""Cells that are cheaper to jump over (CUF) than to send again."""
_VISIBLE_ON_BLANKS = frozenset({"4", "7", "9", "21", "53"})
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
        return not self.attributes & _VISIBLE_ON_BLANKS


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


Run = tuple[int, str]
"""A pen's number, and the text that is written in it."""


@dataclass(slots=True)
class _Piece:
    """A move of the cursor, and the runs that follow it."""

    y: int
    x: int
    runs: list[Run] = field(default_factory=list)


class FrameDiff:
    """Turns frames as Textual writes them into what has to be sent.

    Call `forget` whenever something else may have written to the terminal, or resized it. Without
    `colours` only attributes are sent: of NO_COLOR Textual forgets some blanks after a resize.
    """

    def __init__(self, *, colours: bool = True) -> None:
        self._colours = colours
        self._pens: list[Pen] = [Pen()]
        self._numbers: dict[Pen, int] = {Pen(): 0}
        self._after: dict[tuple[int, str], int] = {}
        self._changes: dict[tuple[int, int, bool], tuple[str, int]] = {}
        self._characters: dict[int, str] = {}
        self._dress: dict[int, str] = {}
        self._pen = 0
        self._at = (-1, -1)

    def forget(self) -> None:
        """Nothing is known of the terminal any more."""
        self._characters.clear()
        self._dress.clear()
        self._at = (-1, -1)

    def encode(self, data: str) -> str:
        """What has to be sent in place of `data`; what is no frame comes back as it is."""
        pieces = self._parse(data)
        if pieces is None:
            if _WRITES_CELLS.search(data):
                self.forget()
            return data
        sent: list[str] = []
        self._pen = 0
        for piece in pieces:
            if piece.runs:
                self._send_piece(piece, sent)
        if self._pen:
            sent.append("\x1b[m")
        last = pieces[-1]
        if not last.runs and (last.y, last.x) != self._at:
            sent.append(_move(last.y, last.x))
            self._at = (last.y, last.x)
        return "".join(sent)

    def _parse(self, data: str) -> list[_Piece] | None:
        """The frame's pieces; None where it holds anything else than moves, attributes and text."""
        before, *parts = data.split("\x1b[")
        if before or not parts:
            return None
        pieces: list[_Piece] = []
        pen = 0
        for part in parts:
            parameters, final, text = _split_sequence(part)
            if final == "m":
                pen = self._pen_after(pen, parameters)
            elif final == "H":
                y, _, x = parameters.partition(";")
                pieces.append(_Piece(int(y), int(x or 1)))
            else:
                return None
            if not pieces:
                return None
            text = text.rstrip("\r\n")
            if text:
                if not text.isprintable():
                    return None
                pieces[-1].runs.append((pen, text))
        return pieces

    def _pen_after(self, pen: int, parameters: str) -> int:
        number = self._after.get((pen, parameters))
        if number is None:
            after = self._pens[pen].after(parameters)
            after = after if self._colours else Pen(after.attributes)
            number = self._after[(pen, parameters)] = self._number(after)
        return number

    def _number(self, pen: Pen) -> int:
        number = self._numbers.get(pen)
        if number is None:
            number = self._numbers[pen] = len(self._pens)
            self._pens.append(pen)
        return number

    def _send_piece(self, piece: _Piece, sent: list[str]) -> None:
        runs = [(self._blank(pen) if text.isspace() else pen, text) for pen, text in piece.runs]
        text = "".join([text for _, text in runs])
        if not text.isascii() and _UNSAFE.search(text):
            self._send_placed(piece, sent)
            return
        dress = "".join([chr(pen) * len(text) for pen, text in runs])
        first, last = piece.x - 1, piece.x - 1 + len(text)
        old_text = self._characters.get(piece.y, "").ljust(last, _UNKNOWN)
        old_dress = self._dress.get(piece.y, "").ljust(last, _UNKNOWN)
        text_before, dress_before = old_text[first:last], old_dress[first:last]
        if text_before == text and dress_before == dress:
            return
        self._characters[piece.y] = old_text[:first] + text + old_text[last:]
        self._dress[piece.y] = old_dress[:first] + dress + old_dress[last:]
        changed = map(or_, map(ne, text_before, text), map(ne, dress_before, dress))
        for start, end in _spans(list(compress(range(len(text)), changed))):
            self._move_to(piece.y, piece.x + start, sent)
            self._send_runs(runs, start, end, sent)
            self._at = (piece.y, piece.x + end)

    def _blank(self, pen: int) -> int:
        """The pen that spaces are kept in: of most only the background shows."""
        attributes = self._pens[pen]
        if not attributes.is_blank_on_spaces:
            return pen
        return self._number(Pen(background=attributes.background))

    def _send_placed(self, piece: _Piece, sent: list[str]) -> None:
        """Sends a piece whole, each text of uncertain width on blanks, and what follows in its own place.

        Terminals disagree on how wide such texts are: the columns behind them stay straight in all.
        """
        x = piece.x
        sent.append(_move(piece.y, x))
        for pen, text in piece.runs:
            sequence, self._pen = self._change(pen, text.isspace())
            sent.append(sequence)
            for number, part in enumerate(_UNCERTAIN.split(text)):
                cells = cell_len(part)
                if number % 2:
                    sent += [" " * cells, _move(piece.y, x)] if cells else []
                    sent += [part, _move(piece.y, x + cells)]
                else:
                    sent.append(part)
                x += cells
        self._characters[piece.y] = self._characters.get(piece.y, "")[: piece.x - 1]
        self._dress[piece.y] = self._dress.get(piece.y, "")[: piece.x - 1]
        self._at = (-1, -1)

    def _move_to(self, y: int, x: int, sent: list[str]) -> None:
        at_y, at_x = self._at
        if y == at_y and x >= at_x:
            if x > at_x:
                sent.append(f"\x1b[{x - at_x}C")
            return
        sent.append(_move(y, x))

    def _send_runs(self, runs: list[Run], start: int, end: int, sent: list[str]) -> None:
        """Sends the cells from `start` to `end` of runs that follow each other."""
        place = 0
        for pen, text in runs:
            if place >= end:
                return
            part = text[max(0, start - place) : end - place]
            place += len(text)
            if place > start and part:
                sequence, self._pen = self._change(pen, part.isspace())
                sent += [sequence, part]

    def _change(self, pen: int, spaces: bool) -> tuple[str, int]:
        """How to get from the pen in force to one that shows the same; of spaces the foreground may stay."""
        key = (self._pen, pen, spaces)
        known = self._changes.get(key)
        if known is None:
            now, wanted = self._pens[self._pen], self._pens[pen]
            if spaces and wanted.is_blank_on_spaces:
                kept = now.attributes - _VISIBLE_ON_BLANKS
                wanted = Pen(kept, now.foreground, wanted.background)
            known = self._changes[key] = (sgr(now, wanted), self._number(wanted))
        return known


def _split_sequence(part: str) -> tuple[str, str, str]:
    """What follows `ESC [`: parameters, final byte, text. An odd one has no final byte."""
    match = _SEQUENCE.match(part)
    return (match[1], match[2], part[match.end() :]) if match else ("", "", "")


def _move(y: int, x: int) -> str:
    return f"\x1b[{y};{x}H" if x > 1 else f"\x1b[{y}H"


def _spans(changed: list[int]) -> Iterator[tuple[int, int]]:
    """Runs of changed places as (start, end), joined where the gap is too short to be jumped over."""
    start = last = changed[0]
    for place in changed[1:]:
        if place - last > _SHORTEST_JUMP:
            yield start, last + 1
            start = place
        last = place
    yield start, last + 1
