"""What a frame changes on the terminal, and no more: over SSH every byte counts.

Textual sends whole rows, each piece of one colour in a dress of 38 bytes. `FrameDiff` knows what stands in
each cell of the terminal and sends only the cells that differ, with only the attributes that change.
Sequences: ECMA-48 (CUP, CUF, SGR) and XTerm Control Sequences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress
from operator import ne, or_

from rich.cells import cell_len

from lumenbrowse.terminal.pens import VISIBLE_ON_BLANKS, Pen, sgr

_MOVE = re.compile(r"\x1b\[(\d+)(?:;(\d+))?H")
_SGR = re.compile(r"([\d;]*)m")
_WRITES_CELLS = re.compile(r"\x1b\[\?1049|\x1b\[[\d;]*[@-Z]")
_UNKNOWN = "\x00"
_SIGNS = "·…—–▌●★▾▸▶▼↑↓←→⏎┃│─━╭╮╰╯┌┐└┘├┤┬┴┼█▀▄▁▂▃▅▆▇▉▊▋▍▎▏▐▔▕“”‘’×"
_UNSAFE = re.compile(f"[^ -~¡-¬®-ÿ{_SIGNS}]")
"""What some terminals draw in another width than we reckon with."""
_UNCERTAIN = re.compile(f"(.?{_UNSAFE.pattern}+)")
"""A stretch of it, with the letter before, on which its first sign may be a mark."""

_MOST_KEPT = 4_000
"""Bodies that are kept parsed."""
_SHORTEST_JUMP = 5
"""Cells that are cheaper to jump over (CUF) than to send again."""
Run = tuple[int, str]
"""A pen's number, and the text that is written in it."""


@dataclass(frozen=True, slots=True, eq=False)
class _Body:
    """What follows a move of the cursor: its text, each cell's pen (as a character), and the same as runs.

    `certain` says that every terminal draws it as wide as we reckon; `pen` is the one in force after it.
    """

    text: str
    dress: str
    runs: tuple[Run, ...]
    certain: bool
    pen: int


Piece = tuple[int, int, _Body]
"""Row and column (from 1) of a move, and what follows it."""


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
        self._bodies: dict[tuple[int, str], _Body] = {}
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
        for y, x, body in pieces:
            if body.text:
                self._send_piece(y, x, body, sent)
        if self._pen:
            sent.append("\x1b[m")
        y, x, body = pieces[-1]
        if not body.text and (y, x) != self._at:
            sent.append(_move(y, x))
            self._at = (y, x)
        return "".join(sent)

    def _parse(self, data: str) -> list[Piece] | None:
        """The frame's pieces; None where it holds anything else than moves, attributes and text."""
        before, *parts = _MOVE.split(data)
        if before or not parts:
            return None
        pieces: list[Piece] = []
        pen = 0
        for y, x, written in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            # The same rows come again and again: while erasing, scrolling, moving the cursor.
            body = self._bodies.get((pen, written)) or self._parse_body(pen, written)
            if body is None:
                return None
            pieces.append((int(y), int(x or 1), body))
            pen = body.pen
        return pieces

    def _parse_body(self, pen: int, written: str) -> _Body | None:
        first = pen
        text, *parts = written.rstrip("\r\n").split("\x1b[")
        runs = [(pen, text)] if text else []
        for part in parts:
            parameters, found, text = part.partition("m")
            after = self._after.get((pen, parameters)) if found else None
            pen = self._pen_after(pen, part) if after is None else after
            if pen < 0:
                return None
            if text:
                runs.append((self._blank(pen) if text.isspace() else pen, text))
        text = "".join([text for _, text in runs])
        if not text.isprintable():
            return None
        dress = "".join([chr(pen) * len(text) for pen, text in runs])
        certain = text.isascii() or not _UNSAFE.search(text)
        return self._keep(first, written, _Body(text, dress, tuple(runs), certain, pen))

    def _keep(self, pen: int, written: str, body: _Body) -> _Body:
        if len(self._bodies) >= _MOST_KEPT:
            self._bodies.clear()
        self._bodies[(pen, written)] = body
        return body

    def _pen_after(self, pen: int, part: str) -> int:
        """The pen after an SGR sequence that `part` begins with; -1 where it begins with another one."""
        match = _SGR.match(part)
        if match is None:
            return -1
        after = self._pens[pen].after(match[1])
        after = after if self._colours else Pen(after.attributes)
        number = self._after[(pen, match[1])] = self._number(after)
        return number

    def _number(self, pen: Pen) -> int:
        number = self._numbers.get(pen)
        if number is None:
            number = self._numbers[pen] = len(self._pens)
            self._pens.append(pen)
        return number

    def _send_piece(self, y: int, x: int, body: _Body, sent: list[str]) -> None:
        if not body.certain:
            self._send_placed(y, x, body, sent)
            return
        text, dress = body.text, body.dress
        first, last = x - 1, x - 1 + len(text)
        old_text = self._characters.get(y, "").ljust(last, _UNKNOWN)
        old_dress = self._dress.get(y, "").ljust(last, _UNKNOWN)
        text_before, dress_before = old_text[first:last], old_dress[first:last]
        if text_before == text and dress_before == dress:
            return
        self._characters[y] = old_text[:first] + text + old_text[last:]
        self._dress[y] = old_dress[:first] + dress + old_dress[last:]
        changed = map(or_, map(ne, text_before, text), map(ne, dress_before, dress))
        for start, end in _spans(list(compress(range(len(text)), changed))):
            self._move_to(y, x + start, sent)
            self._send_runs(body.runs, start, end, sent)
            self._at = (y, x + end)

    def _blank(self, pen: int) -> int:
        """The pen that spaces are kept in: of most only the background shows."""
        attributes = self._pens[pen]
        if not attributes.is_blank_on_spaces:
            return pen
        return self._number(Pen(background=attributes.background))

    def _send_placed(self, y: int, x: int, body: _Body, sent: list[str]) -> None:
        """Sends a piece whole, each text of uncertain width on blanks, and what follows in its own place.

        Terminals disagree on how wide such texts are: the columns behind them stay straight in all.
        """
        self._characters[y] = self._characters.get(y, "")[: x - 1]
        self._dress[y] = self._dress.get(y, "")[: x - 1]
        self._at = (-1, -1)
        sent.append(_move(y, x))
        for pen, text in body.runs:
            sequence, self._pen = self._change(pen, text.isspace())
            sent.append(sequence)
            for number, part in enumerate(_UNCERTAIN.split(text)):
                cells = cell_len(part)
                if number % 2:
                    sent += [" " * cells, _move(y, x)] if cells else []
                    sent += [part, _move(y, x + cells)]
                else:
                    sent.append(part)
                x += cells

    def _move_to(self, y: int, x: int, sent: list[str]) -> None:
        at_y, at_x = self._at
        if y == at_y and x >= at_x:
            if x > at_x:
                sent.append(f"\x1b[{x - at_x}C")
            return
        sent.append(_move(y, x))

    def _send_runs(self, runs: tuple[Run, ...], start: int, end: int, sent: list[str]) -> None:
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
                kept = now.attributes - VISIBLE_ON_BLANKS
                wanted = Pen(kept, now.foreground, wanted.background)
            known = self._changes[key] = (sgr(now, wanted), self._number(wanted))
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
