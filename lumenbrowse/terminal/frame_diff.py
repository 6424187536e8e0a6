"""What a frame changes on the terminal, and no more (ECMA-48's CUP, CUF, SGR): over SSH every byte counts."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import compress, count, groupby, islice, pairwise
from operator import ne, or_
from typing import NamedTuple

from rich.cells import cell_len

_MOVE = re.compile(r"\x1b\[(\d+)(?:;(\d+))?H")
_SGR = re.compile(r"\x1b\[([\d;]*)m")
_WRITES_CELLS = re.compile(r"\x1b\[\?1049|\x1b\[[\d;]*[@-Z]")
_CERTAIN = "·…—–▌●★▾▸▶▼↑↓←→⏎┃│─━╭╮╰╯┌┐└┘├┤┬┴┼█▀▄▁▂▃▅▆▇▉▊▋▍▎▏▐▔▕“”‘’×"
# A stretch of what some terminals draw in another width than Textual reckons with, and the letter before, on
# which its first sign may be a mark.
_UNCERTAIN = re.compile(f"(.?[^ -~¡-¬®-ÿ{_CERTAIN}]+)")
_VISIBLE_ON_BLANKS = frozenset({"4", "7", "9", "21", "53"})  # attributes that show on a space
# What takes each attribute away again.
_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29"}
_SHORTEST_JUMP = 5  # cells that are cheaper to jump over (CUF) than to send again


class Pen(NamedTuple):
    """The attributes in force: single codes, and the colours as their SGR parameters."""

    attributes: frozenset[str] = frozenset()
    foreground: str = ""
    background: str = ""


PLAIN = Pen()


class Piece(NamedTuple):
    """The characters after a move of the cursor, their pens, if each takes one cell for sure, the pen after."""

    text: str
    pens: list[Pen]
    is_certain: bool
    pen: Pen


class FrameDiff:
    """Turns frames as Textual writes them into what has to be sent; without `colours` attributes alone."""

    def __init__(self, *, colours: bool = True) -> None:
        # With NO_COLOR Textual sends the colours of some blanks after a resize.
        self._colours = colours
        self._rows: dict[int, tuple[list[str], list[Pen]]] = {}  # characters, and the pen of each
        self._pen, self._at = PLAIN, (-1, -1)

    def forget(self) -> None:
        """Takes all that the terminal shows for unknown: something else may have written to it, or a resize."""
        self._rows.clear()
        self._at = (-1, -1)

    def encode(self, data: str) -> str:
        """What has to be sent in place of `data`; what is no frame comes back as it is."""
        pieces = _parse(data, self._colours)
        if not pieces:
            if _WRITES_CELLS.search(data):
                self.forget()
            return data
        sent: list[str] = []
        self._pen = PLAIN
        for y, x, piece in pieces:
            send = self._send_changes if piece.is_certain else self._send_placed
            send(y, x, piece, sent)
        sent.append(sgr(self._pen, PLAIN))
        y, x, piece = pieces[-1]
        if not piece.text and (y, x) != self._at:
            sent.append(_move(y, x))
            self._at = (y, x)
        return "".join(sent)

    def _send_changes(self, y: int, x: int, piece: Piece, sent: list[str]) -> None:
        characters, pens = self._rows.setdefault(y, ([], []))
        cells = slice(x - 1, x - 1 + len(piece.text))
        unknown = cells.stop - len(characters)
        characters += [""] * unknown
        pens += [PLAIN] * unknown
        others = map(ne, characters[cells], piece.text)
        restyled = map(ne, pens[cells], piece.pens)
        changed = [*compress(count(), map(or_, others, restyled))]
        characters[cells], pens[cells] = piece.text, piece.pens
        for start, end in _spans(changed):
            self._move_to(y, x + start, sent)
            for pen, text in _runs(piece.text[start:end], piece.pens[start:end]):
                sent += [self._change_to(pen, text), text]
            self._at = (y, x + end)

    def _send_placed(self, y: int, x: int, piece: Piece, sent: list[str]) -> None:
        """Sends a piece whole, each text that terminals draw in different widths between blanks and a move."""
        for known in self._rows.setdefault(y, ([], [])):
            del known[x - 1 :]
        self._at = (-1, -1)
        sent.append(_move(y, x))
        for pen, text in _runs(piece.text, piece.pens):
            sent.append(self._change_to(pen, text))
            for number, part in enumerate(_UNCERTAIN.split(text)):
                width = cell_len(part)
                if number % 2:
                    part = f"{' ' * width}{_move(y, x)}{part}{_move(y, x + width)}"
                sent.append(part)
                x += width

    def _move_to(self, y: int, x: int, sent: list[str]) -> None:
        at_y, at_x = self._at
        if y != at_y or x < at_x:
            sent.append(_move(y, x))
        elif x > at_x:
            sent.append(f"\x1b[{x - at_x}C")

    def _change_to(self, pen: Pen, text: str) -> str:
        """The change to a pen that shows the same for this text: of spaces the foreground may stay."""
        before = self._pen
        if text.isspace() and _VISIBLE_ON_BLANKS.isdisjoint(pen.attributes):
            stay = before.attributes - _VISIBLE_ON_BLANKS
            pen = Pen(stay, before.foreground, pen.background)
        self._pen = pen
        return sgr(before, pen)


def _parse(data: str, colours: bool) -> list[tuple[int, int, Piece]]:
    """The frame's pieces, each with its row and column (from 1); empty where it is more than moves and text."""
    before, *parts = _MOVE.split(data)
    pieces, pen = [], PLAIN
    for y, x, written in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        piece = _parse_piece(pen, written, colours)
        if piece is None or before:
            return []
        pieces.append((int(y), int(x or 1), piece))
        pen = piece.pen
    return pieces


# The same rows come again and again: while erasing, scrolling, moving the cursor.
@lru_cache(4_000)
def _parse_piece(pen: Pen, written: str, colours: bool) -> Piece | None:
    """What was written after a move with this pen; None where it is more than attributes and text."""
    first, *parts = _SGR.split(written.rstrip("\r\n"))
    pens, texts = [pen] * len(first), [first, *parts[1::2]]
    for parameters, text in zip(parts[::2], parts[1::2], strict=True):
        pen = after(pen, parameters)
        pen = pen if colours else Pen(pen.attributes)
        pens += [_seen_on_blanks(pen) if text.isspace() else pen] * len(text)
    text = "".join(texts)
    if not text.isprintable():
        return None
    return Piece(text, pens, text.isascii() or not _UNCERTAIN.search(text), pen)


@lru_cache
def _seen_on_blanks(pen: Pen) -> Pen:
    """What shows of a pen on spaces: of most the background alone."""
    is_seen = not _VISIBLE_ON_BLANKS.isdisjoint(pen.attributes)
    return pen if is_seen else Pen(background=pen.background)


@lru_cache(4_000)
def after(pen: Pen, parameters: str) -> Pen:
    """The pen once an SGR sequence with these parameters was sent."""
    attributes, foreground, background = pen
    codes = iter(parameters.split(";"))
    for code in codes:
        number, colour = int(code or 0), code
        if number in (38, 48):
            kind = next(codes, "5")
            colour = ";".join((code, kind, *islice(codes, 3 if kind == "2" else 1)))
        if number == 0:
            attributes, foreground, background = PLAIN
        elif 30 <= number <= 39 or 90 <= number <= 97:
            foreground = "" if number == 39 else colour
        elif 40 <= number <= 49 or 100 <= number <= 107:
            background = "" if number == 49 else colour
        elif code in _OFF.values():
            attributes -= {on for on, off in _OFF.items() if off == code}
        else:
            attributes |= {code}
    return Pen(attributes, foreground, background)


@lru_cache(4_000)
def sgr(before: Pen, wanted: Pen) -> str:
    """The shortest sequence from one pen to another; empty where nothing changes."""
    if before == wanted:
        return ""
    codes = sorted({_OFF.get(one, "0") for one in before.attributes - wanted.attributes})
    kept = {one for one in before.attributes if _OFF.get(one, "0") not in codes}
    codes += sorted(wanted.attributes - kept)
    if before.foreground != wanted.foreground:
        codes.append(wanted.foreground or "39")
    if before.background != wanted.background:
        codes.append(wanted.background or "49")
    change = ";".join(codes)
    colours = filter(None, (wanted.foreground, wanted.background))
    anew = ";".join(["", *sorted(wanted.attributes), *colours])
    return f"\x1b[{anew if '0' in codes or len(anew) < len(change) else change}m"


def _runs(text: str, pens: Sequence[Pen]) -> Iterator[tuple[Pen, str]]:
    characters = iter(text)
    for pen, run in groupby(pens):
        yield pen, "".join(islice(characters, len([*run])))


def _move(y: int, x: int) -> str:
    return f"\x1b[{y};{x}H" if x > 1 else f"\x1b[{y}H"


def _spans(changed: list[int]) -> Iterator[tuple[int, int]]:
    """Runs of changed places as (start, end), joined where the gap is too short to be jumped over."""
    if not changed:
        return
    gaps = [(one, other) for one, other in pairwise(changed) if other - one > _SHORTEST_JUMP]
    starts = [changed[0], *(start for _, start in gaps)]
    yield from zip(starts, [*(end + 1 for end, _ in gaps), changed[-1] + 1], strict=True)
