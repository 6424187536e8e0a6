"""A terminal's screen as a picture (SVG), drawn cell by cell: no font of its own, no date, no random name.

Text is laid on the grid with `textLength`, lines and blocks are drawn as shapes, so that the picture is the
same in every browser whatever its monospaced font.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

import pyte

Cells = Sequence[Sequence["pyte.screens.Char"]]

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
_LEFT, _RIGHT, _UP, _DOWN = (
    (0, 3.6, 4.4, 0.8),
    (3.6, 3.6, 4.4, 0.8),
    (3.6, 0, 0.8, 4),
    (3.6, 4, 0.8, 4),
)
_SHAPES: dict[str, tuple[tuple[float, float, float, float], ...]] = {
    "─": (_LEFT, _RIGHT), "│": (_UP, _DOWN), "┌": (_RIGHT, _DOWN), "┐": (_LEFT, _DOWN), "└": (_RIGHT, _UP),
    "┘": (_LEFT, _UP), "├": (_UP, _DOWN, _RIGHT), "┤": (_UP, _DOWN, _LEFT), "┬": (_LEFT, _RIGHT, _DOWN),
    "┴": (_LEFT, _RIGHT, _UP), "╭": (_RIGHT, _DOWN), "╮": (_LEFT, _DOWN), "╰": (_RIGHT, _UP),
    "╯": (_LEFT, _UP), "┃": ((2.8, 0, 2.4, 8),), "━": ((0, 3.4, 8, 1.2),), "█": ((0, 0, 8, 8),),
    "▀": ((0, 0, 8, 4),), "▐": ((4, 0, 4, 8),), "▔": ((0, 0, 8, 1),), "▕": ((7, 0, 1, 8),),
    **{sign: ((0, 0, 8 - eighths, 8),) for eighths, sign in enumerate("▉▊▋▌▍▎▏", start=1)},
    **{sign: ((0, 8 - eighths, 8, eighths),) for eighths, sign in enumerate("▁▂▃▄▅▆▇", start=1)},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Ink:
    """How a cell is drawn."""

    colour: str
    ground: str
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
        self._rows = [[_ink(cell) for cell in row] for row in cells]
        self._cells = cells
        grounds = [ink.ground for row in self._rows for ink in row]
        self.ground = max(dict.fromkeys(grounds), key=grounds.count)
        self.width = len(cells[0]) * WIDTH + 2 * _MARGIN
        self.height = len(cells) * HEIGHT + _TITLE + _MARGIN

    def grounds(self) -> Iterator[str]:
        """The cells' grounds, where other than the window's."""
        for y, row in enumerate(self._rows):
            x = 0
            for ground, run in groupby(row, key=lambda ink: ink.ground):
                size = len(list(run))
                if ground != self.ground:
                    yield _rect(x, y, (0, 0, 8 * size, 8), ground)
                x += size

    def inks(self) -> Iterator[str]:
        """The cells' texts and shapes, run by run of one look."""
        for y, row in enumerate(self._cells):
            x = 0
            for (ink, kind), group in groupby(
                enumerate(row), key=lambda at: (self._rows[y][at[0]], _kind(row, at[0]))
            ):
                run = [cell.data for _, cell in group]
                text = "".join(run)
                if kind == "shape":
                    yield from self._shapes(x, y, run, ink)
                elif text.strip() or ink.underlined:
                    yield from _texts(x, y, text, len(run), ink)
                x += len(run)

    def _shapes(self, x: int, y: int, run: list[str], ink: _Ink) -> Iterator[str]:
        for number, sign in enumerate(run):
            for shape in _SHAPES[sign]:
                yield _rect(x + number, y, shape, ink.colour)


def _kind(row: Sequence[pyte.screens.Char], x: int) -> object:
    sign = row[x].data
    if sign in _SHAPES:
        return "shape"
    # A wide sign is laid alone, with the empty cell behind it.
    if not sign:
        return x - 1
    if x + 1 < len(row) and not row[x + 1].data:
        return x
    return "text"


def _texts(x: int, y: int, text: str, size: int, ink: _Ink) -> Iterator[str]:
    before = len(text) - len(text.lstrip(" "))
    shown = text.strip(" ")
    if shown:
        cells = size - (len(text) - len(shown))
        names = "".join(("b" if ink.bold else "", "i" if ink.italic else ""))
        look = f' class="{" ".join(names)}"' if names else ""
        yield (
            f'<text x="{_n(_left(x + before))}" y="{_n(_top(y) + _BASELINE)}" fill="{ink.colour}"{look}'
            f' textLength="{_n(cells * WIDTH)}">{escape(shown)}</text>'
        )
    if ink.underlined:
        yield _rect(x, y, (0, 6.7, 8 * size, 0.4), ink.colour)
    if ink.struck:
        yield _rect(x, y, (0, 4, 8 * size, 0.4), ink.colour)


def _rect(x: float, y: float, shape: tuple[float, float, float, float], colour: str) -> str:
    left, top, width, height = shape
    return (
        f'<rect x="{_n(_left(x + left / 8))}" y="{_n(_top(y) + top * HEIGHT / 8)}"'
        f' width="{_n(width * WIDTH / 8)}" height="{_n(height * HEIGHT / 8)}" fill="{colour}"/>'
    )


def _ink(cell: pyte.screens.Char) -> _Ink:
    colour, ground = _hex(cell.fg, "#d8dbe0"), _hex(cell.bg, "#15171c")
    if cell.reverse:
        colour, ground = ground, colour
    return _Ink(colour, ground, cell.bold, cell.italics, cell.underscore, cell.strikethrough)


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
