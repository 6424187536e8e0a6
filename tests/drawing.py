"""A terminal's screen as a picture (SVG), drawn cell by cell: no font of its own, no date, no random name.

Text is laid on the grid with `textLength`, lines and blocks are drawn as shapes, so that the picture is the
same in every browser whatever its monospaced font.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from pyte.screens import Char

Cells = Sequence[Sequence[Char]]

WIDTH, HEIGHT = 8.4, 19
"""The size of a cell in the picture's units."""
_MARGIN, _TITLE = 12, 30
_BASELINE = 14
_FONT = "ui-monospace,SFMono-Regular,Menlo,'DejaVu Sans Mono',Consolas,'Liberation Mono',monospace"

# The 16 colours as xterm draws them, for programs that leave the choice to the terminal.
_NAMED = {
    "black": "#000000", "red": "#cd0000", "green": "#00cd00", "brown": "#cdcd00", "blue": "#0000ee",
    "magenta": "#cd00cd", "cyan": "#00cdcd", "white": "#e5e5e5", "brightblack": "#7f7f7f",
    "brightred": "#ff0000", "brightgreen": "#00ff00", "brightbrown": "#ffff00", "brightyellow": "#ffff00",
    "brightblue": "#5c5cff", "brightmagenta": "#ff00ff", "bfightmagenta": "#ff00ff", "brightcyan": "#00ffff",
    "brightwhite": "#ffffff",
}  # fmt: skip

# Shapes as (x, y, width, height) in eighths of a cell.
_LEFT, _RIGHT = (0, 3.75, 4.57, 0.5), (3.43, 3.75, 4.57, 0.5)
_UP, _DOWN = (3.43, 0, 1.14, 4.25), (3.43, 3.75, 1.14, 4.45)
_UP_AND_DOWN = (3.43, 0, 1.14, 8.2)
"""What goes down reaches into the next cell: else scaled pictures show seams."""
_SHAPES: dict[str, tuple[tuple[float, float, float, float], ...]] = {
    "─": ((0, 3.75, 8, 0.5),), "│": (_UP_AND_DOWN,),
    "┌": (_RIGHT, _DOWN), "┐": (_LEFT, _DOWN), "└": (_RIGHT, _UP), "┘": (_LEFT, _UP),
    "├": (_UP_AND_DOWN, _RIGHT), "┤": (_UP_AND_DOWN, _LEFT), "┬": (_LEFT, _RIGHT, _DOWN),
    "┴": (_LEFT, _RIGHT, _UP), "╭": (_RIGHT, _DOWN), "╮": (_LEFT, _DOWN), "╰": (_RIGHT, _UP),
    "╯": (_LEFT, _UP), "┃": ((2.8, 0, 2.4, 8.2),), "━": ((0, 3.4, 8, 1.2),), "█": ((0, 0, 8, 8),),
    "▀": ((0, 0, 8, 4),), "▐": ((4, 0, 4, 8),), "▔": ((0, 0, 8, 1),), "▕": ((7, 0, 1, 8),),
    **{sign: ((0, 0, 8 - eighths, 8),) for eighths, sign in enumerate("▉▊▋▌▍▎▏", start=1)},
    **{sign: ((0, 8 - eighths, 8, eighths),) for eighths, sign in enumerate("▁▂▃▄▅▆▇", start=1)},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Ink:
    """How a cell's sign is drawn."""

    colour: str
    bold: bool
    italic: bool
    underlined: bool
    struck: bool


def svg(cells: Cells, title: str) -> str:
    """The picture of a screen, in a window's frame with a title."""
    frame = _Frame(cells)
    width, height = frame.width, frame.height
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}"'
        f' width="{_n(width)}" height="{_n(height)}" role="img" aria-label={quoteattr(title)}>',
        f"<style>text{{font:14px {_FONT};white-space:pre}}.b{{font-weight:bold}}"
        ".i{font-style:italic}</style>",
        f'<rect width="{_n(width)}" height="{_n(height)}" rx="9" fill="{frame.ground}"/>',
        f'<rect x=".5" y=".5" width="{_n(width - 1)}" height="{_n(height - 1)}" rx="8.5" fill="none"'
        ' stroke="#808080" stroke-opacity=".45"/>',
        *(
            f'<circle cx="{_MARGIN + 8 + 18 * number}" cy="16" r="5.5" fill="{colour}"/>'
            for number, colour in enumerate(("#e0685f", "#dfb141", "#5aab4d"))
        ),
        f'<text x="{_n(width / 2)}" y="20.5" text-anchor="middle" fill="#808080">{escape(title)}</text>',
        *frame.grounds(),
        *frame.inks(),
    ]
    return "\n".join([*lines, "</svg>", ""])


class _Frame:
    def __init__(self, cells: Cells) -> None:
        self._rows = cells
        grounds = [_colours(row[0])[1] for row in cells]
        self.ground = max(dict.fromkeys(grounds), key=grounds.count)
        self.width = len(cells[0]) * WIDTH + 2 * _MARGIN
        self.height = len(cells) * HEIGHT + _TITLE + _MARGIN

    def grounds(self) -> Iterator[str]:
        """The cells' grounds, where other than the window's; one rectangle for rows that are alike."""
        growing: dict[tuple[int, int, str], int] = {}
        for y, row in enumerate([*self._rows, []]):
            here = self._grounds_of(row)
            for run in [run for run in growing if run not in here]:
                yield self._ground(run, growing.pop(run), y)
            for run in here:
                growing.setdefault(run, y)

    def _grounds_of(self, row: Sequence[Char]) -> list[tuple[int, int, str]]:
        found, x = [], 0
        for ground, run in groupby(row, key=lambda cell: _colours(cell)[1]):
            size = len(list(run))
            if ground != self.ground:
                found.append((x, size, ground))
            x += size
        return found

    def _ground(self, run: tuple[int, int, str], top: int, bottom: int) -> str:
        x, size, ground = run
        return _rect(x, top, (0, 0, 8 * size, 8 * (bottom - top)), ground)

    def inks(self) -> Iterator[str]:
        """The cells' texts and shapes, run by run of one look."""
        for y, row in enumerate(self._rows):
            for start, end in _runs(row):
                run = [cell.data for cell in row[start:end]]
                draw = _shapes if run[0] in _SHAPES else _text
                yield from draw(start, y, run, _ink(row[start]))


def _runs(row: Sequence[Char]) -> Iterator[tuple[int, int]]:
    """The runs of cells (start, end) that are drawn as one; blanks part them, but one between two words."""
    start = 0
    while start < len(row):
        if _is_blank(row[start]):
            start += 1
            continue
        end = start + 1
        if end < len(row) and not row[end].data:
            end += 1  # a wide sign is laid alone, with the empty cell behind it
        else:
            while (more := _more(row, start, end)) > end:
                end = more
        yield start, end
        start = end


def _more(row: Sequence[Char], start: int, end: int) -> int:
    """The end of a run from `start` to `end` with one more sign of its kind, where one follows."""
    after = end
    if after < len(row) and _is_blank(row[after]) and row[start].data not in _SHAPES:
        after += 1
    if after >= len(row) or (after + 1 < len(row) and not row[after + 1].data):
        return end
    alike = _ink(row[after]) == _ink(row[start]) and not _is_blank(row[after])
    same_kind = (row[after].data in _SHAPES) == (row[start].data in _SHAPES)
    if after > end and row[start].underscore:
        return end
    return after + 1 if alike and same_kind else end


def _is_blank(cell: Char) -> bool:
    # What colour a space is depends on how its row came to be drawn, and shows in no picture.
    return cell.data in ("", " ") and not (cell.underscore or cell.strikethrough)


def _shapes(x: int, y: int, run: list[str], ink: _Ink) -> Iterator[str]:
    for sign, alike in groupby(run):
        size = len(list(alike))
        for shape in _SHAPES[sign]:
            left, top, width, height = shape
            if width == 8:
                yield _rect(x, y, (left, top, 8 * size, height), ink.colour)
            else:
                yield from (_rect(x + place, y, shape, ink.colour) for place in range(size))
        x += size


def _text(x: int, y: int, run: list[str], ink: _Ink) -> Iterator[str]:
    text, names = "".join(run), " ".join(filter(None, ("b" * ink.bold, "i" * ink.italic)))
    look = f' class="{names}"' if names else ""
    if text.strip():
        yield (
            f'<text x="{_n(_left(x))}" y="{_n(_top(y) + _BASELINE)}" fill="{ink.colour}"{look}'
            f' textLength="{_n(len(run) * WIDTH)}">{escape(text)}</text>'
        )
    if ink.underlined:
        yield _rect(x, y, (0, 6.7, 8 * len(run), 0.4), ink.colour)
    if ink.struck:
        yield _rect(x, y, (0, 4, 8 * len(run), 0.4), ink.colour)


def _rect(x: float, y: float, shape: tuple[float, float, float, float], colour: str) -> str:
    left, top, width, height = shape
    return (
        f'<rect x="{_n(_left(x + left / 8))}" y="{_n(_top(y) + top * HEIGHT / 8)}"'
        f' width="{_n(width * WIDTH / 8)}" height="{_n(height * HEIGHT / 8)}" fill="{colour}"/>'
    )


def _colours(cell: Char) -> tuple[str, str]:
    """A cell's colour and its ground, as they show."""
    colour, ground = _hex(cell.fg, "#d8dbe0"), _hex(cell.bg, "#15171c")
    return (ground, colour) if cell.reverse else (colour, ground)


def _ink(cell: Char) -> _Ink:
    colour, _ = _colours(cell)
    return _Ink(colour, cell.bold, cell.italics, cell.underscore, cell.strikethrough)


def _hex(colour: str, default: str) -> str:
    if colour == "default":
        return default
    return _NAMED.get(colour) or f"#{colour}"


def _left(x: float) -> float:
    return _MARGIN + x * WIDTH


def _top(y: float) -> float:
    return _TITLE + y * HEIGHT


def _n(number: float) -> str:
    """A number as short as it goes; the same on every machine."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
