"""What a frame changes on the terminal, and no more: over SSH every byte counts.

Textual sends whole rows, each piece of one colour in a dress of 38 bytes. `FrameDiff` knows what stands in
each cell of the terminal and sends only the cells that differ, with only the attributes that change.
Sequences: ECMA-48 (CUP, CUF, SGR) and XTerm Control Sequences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import ne

_TOKEN = re.compile(
    r"\x1b\[(\d+);(\d+)H|\x1b\[([\d;]*)m|(\r?\n)|([^\x00-\x1f\x7f-\x9f]+)", re.DOTALL
)
_SIGNS = "·…—–▌●★▾▸▶▼↑↓←→⏎┃│─━╭╮╰╯┌┐└┘├┤┬┴┼█▀▄▁▂▃▅▆▇▉▊▋▍▎▏▐▔▕“”‘’×"
_UNSAFE = re.compile(f"[^ -~¡-¬®-ÿ{_SIGNS}]")
"""What some terminals draw in another width than we reckon with: what holds it is sent as it came."""

_PEN = 21
"""A cell is one number: the character's code point, and above these bits the pen's."""
_CHARACTER = (1 << _PEN) - 1
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


@dataclass(slots=True)
class _Piece:
    """What follows one move of the cursor: texts with their pens, and all of it as it came."""

    y: int
    x: int
    body: int
    texts: list[tuple[int, str]] = field(default_factory=list)
    end: int = 0


class FrameDiff:
    """Turns frames as Textual writes them into what has to be sent. `forget` what is on the terminal
    whenever something else may have written to it or resized it."""

    def __init__(self) -> None:
        self._rows: dict[int, list[int]] = {}
        self._pens: list[Pen] = [Pen()]
        self._numbers: dict[Pen, int] = {Pen(): 0}
        self._blanks: list[int] = [0]
        self._after: dict[tuple[int, str], int] = {}
        self._changes: dict[tuple[int, int], str] = {}
        self._on_blank: dict[tuple[int, int], tuple[str, int]] = {}
        self._pen = 0
        self._at = (-1, -1)

    def forget(self) -> None:
        """Nothing is known of the terminal any more."""
        self._rows.clear()
        self._at = (-1, -1)

    def encode(self, data: str) -> str:
        """What has to be sent in place of `data`; what is no frame comes back as it is."""
        pieces = self._parse(data)
        if pieces is None:
            if "\x1b[?1049" in data or re.search(r"\x1b\[\??\d*[HJKLM]", data):
                self.forget()
            return data
        sent: list[str] = []
        self._pen = 0
        for piece in pieces:
            if piece.texts:
                self._send_piece(piece, data, sent)
        target = (pieces[-1].y, pieces[-1].x) if not pieces[-1].texts else self._at
        if sent and self._pen:
            sent.append("\x1b[m")
        if target != self._at:
            sent.append(_move(*target))
            self._at = target
        return "".join(sent)

    def _parse(self, data: str) -> list[_Piece] | None:
        """The frame's pieces; None where it holds anything else than moves, attributes and text."""
        pieces: list[_Piece] = []
        pen, position = 0, 0
        piece: _Piece | None = None
        for match in _TOKEN.finditer(data):
            if match.start() != position:
                return None
            position = match.end()
            y, x, parameters, newline, text = match.groups()
            if y is not None:
                piece = _Piece(int(y), int(x), position)
                pieces.append(piece)
            elif parameters is not None:
                pen = self._pen_after(pen, parameters)
            elif piece is None:
                return None
            elif newline is not None:
                piece = _Piece(piece.y + 1, 1, position)
                pieces.append(piece)
            else:
                piece.texts.append((pen, text))
            if piece is not None:
                piece.end = position
        return pieces if pieces and position == len(data) else None

    def _pen_after(self, pen: int, parameters: str) -> int:
        number = self._after.get((pen, parameters))
        if number is None:
            number = self._after[(pen, parameters)] = self._number(
                self._pens[pen].after(parameters)
            )
        return number

    def _number(self, pen: Pen) -> int:
        number = self._numbers.get(pen)
        if number is None:
            number = self._numbers[pen] = len(self._pens)
            self._pens.append(pen)
            self._blanks.append(number)
            if pen.is_blank_on_spaces:
                self._blanks[number] = self._number(Pen(background=pen.background))
        return number

    def _send_piece(self, piece: _Piece, data: str, sent: list[str]) -> None:
        whole = "".join(text for _, text in piece.texts)
        if not whole.isascii() and _UNSAFE.search(whole):
            self._send_as_it_came(piece, data, sent)
            return
        first = piece.x - 1
        last = first + len(whole)
        row = self._row(piece.y, last)
        cells: list[int] = []
        for pen, text in piece.texts:
            dress, blank = pen << _PEN, self._blanks[pen] << _PEN | 32
            cells += [dress | code if code != 32 else blank for code in map(ord, text)]
        before = row[first:last]
        if cells == before:
            return
        row[first:last] = cells
        changed = [place for place, other in enumerate(map(ne, before, cells)) if other]
        for start, end in _spans(changed):
            self._move_to(piece.y, piece.x + start, sent)
            self._send_cells(cells[start:end], sent)
            self._at = (piece.y, piece.x + end)

    def _row(self, y: int, length: int) -> list[int]:
        row = self._rows.setdefault(y, [])
        if len(row) < length:
            row += [0] * (length - len(row))
        return row

    def _send_as_it_came(self, piece: _Piece, data: str, sent: list[str]) -> None:
        """Sends a piece untouched. How wide the terminal draws it is not known, nor what stands behind it."""
        if self._pen:
            sent.append("\x1b[m")
        sent += [_move(piece.y, piece.x), data[piece.body : piece.end], "\x1b[m"]
        self._pen = 0
        row = self._row(piece.y, piece.x - 1)
        row[piece.x - 1 :] = []
        self._at = (-1, -1)

    def _move_to(self, y: int, x: int, sent: list[str]) -> None:
        at_y, at_x = self._at
        if (y, x) == self._at:
            return
        jump = x - at_x
        sent.append(f"\x1b[{jump}C" if y == at_y and jump > 0 else _move(y, x))

    def _send_cells(self, cells: list[int], sent: list[str]) -> None:
        for pen, run in groupby(cells, key=_PEN.__rrshift__):
            text = "".join(chr(cell & _CHARACTER) for cell in run)
            if text.isspace():
                sequence, self._pen = self._for_blanks(pen)
            else:
                sequence, self._pen = self._change(self._pen, pen), pen
            sent.append(sequence)
            sent.append(text)

    def _change(self, before: int, after: int) -> str:
        sequence = self._changes.get((before, after))
        if sequence is None:
            sequence = sgr(self._pens[before], self._pens[after])
            self._changes[(before, after)] = sequence
        return sequence

    def _for_blanks(self, pen: int) -> tuple[str, int]:
        """How to send spaces in a pen of which only the background shows: the foreground may stay."""
        key = (self._pen, pen)
        known = self._on_blank.get(key)
        if known is None:
            now, wanted = self._pens[self._pen], self._pens[pen]
            if wanted.is_blank_on_spaces:
                kept = now.attributes - _VISIBLE_ON_BLANKS
                wanted = Pen(kept, now.foreground, wanted.background)
            known = self._on_blank[key] = (sgr(now, wanted), self._number(wanted))
        return known


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
