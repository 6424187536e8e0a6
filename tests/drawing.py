"""A terminal's screen as a picture (SVG), drawn cell by cell: no font of its own, no date, no random name.

Text is laid on the grid with `textLength`, lines and blocks are drawn as shapes, so that the picture is the
same in every browser whatever its monospaced font.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from pyte.screens import Char

WIDTH, HEIGHT = 8.4, 19
"""The size of a cell in the picture's units."""
_MARGIN, _TITLE = 12, 30
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


class _Look(NamedTuple):
    """How a cell's sign is drawn: as which kind of thing, and in which ink."""

    kind: str
    colour: str
    bold: bool
    italic: bool
    underlined: bool
    struck: bool


def svg(cells: Sequence[Sequence[Char]], title: str) -> str:
    width = _n(len(cells[0]) * WIDTH + 2 * _MARGIN)
    height = _n(len(cells) * HEIGHT + _TITLE + _MARGIN)
    window = Counter(_colours(row[0])[1] for row in cells).most_common(1)[0][0]
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" role="img" aria-label={quoteattr(title)}>',
        f"<style>text{{font:14px {_FONT};white-space:pre}}.b{{font-weight:bold}}"
        ".i{font-style:italic}</style>",
        f'<rect width="{width}" height="{height}" rx="9" fill="{window}" stroke="#808080"/>',
        *(
            f'<circle cx="{_MARGIN + 8 + 18 * number}" cy="16" r="5.5" fill="{colour}"/>'
            for number, colour in enumerate(("#e0685f", "#dfb141", "#5aab4d"))
        ),
        f'<text x="50%" y="20.5" text-anchor="middle" fill="#808080">{escape(title)}</text>',
        '<g shape-rendering="crispEdges">',  # no seams between the rows of a ground
        *(rect for y, row in enumerate(cells) for rect in _grounds(row, y, window)),
        "</g>",
        *(ink for y, row in enumerate(cells) for ink in _inks(row, y)),
    ]
    return "\n".join([*lines, "</svg>", ""])


def _grounds(row: Sequence[Char], y: int, window: str) -> Iterator[str]:
    """The grounds of a row's cells, where other than the window's."""
    x = 0
    for ground, run in groupby(_colours(cell)[1] for cell in row):
        size = len(list(run))
        if ground != window:
            yield _rect(x, y, (0, 0, 8 * size, 8), ground)
        x += size


def _inks(row: Sequence[Char], y: int) -> Iterator[str]:
    """The texts and shapes of a row's cells, run by run of one look."""
    looks = [
        _look(cell, not after.data, x) for x, (cell, after) in enumerate(pairwise([*row, row[0]]))
    ]
    for look, places in groupby(range(len(row)), key=lambda x: looks[x]):
        run = list(places)
        signs = [row[x].data for x in run]
        if look.kind == "shape":
            yield from _shapes(run[0], y, signs, look.colour)
        elif look.kind != "blank":
            yield from _text(run[0], y, "".join(signs), len(run) + ("wide" in look.kind), look)


def _look(cell: Char, wide: bool, x: int) -> _Look:
    if cell.data in ("", " ") and not (cell.underscore or cell.strikethrough):
        # What colour a space is depends on how its row came to be drawn, and shows in no picture.
        return _Look("blank", "", False, False, False, False)
    # A wide sign is laid alone, over the empty cell behind it too.
    kind = "shape" if cell.data in _SHAPES else f"wide {x}" if wide else "text"
    style = (cell.bold, cell.italics, cell.underscore, cell.strikethrough)
    return _Look(kind, _colours(cell)[0], *style)


def _shapes(x: int, y: int, signs: list[str], colour: str) -> Iterator[str]:
    for sign, alike in groupby(signs):
        size = len(list(alike))
        for left, top, width, height in _SHAPES[sign]:
            # What fills its cell from side to side is one shape in a run of them.
            places, wide = ([x], 8 * size) if width == 8 else (range(x, x + size), width)
            yield from (_rect(place, y, (left, top, wide, height), colour) for place in places)
        x += size


def _text(x: int, y: int, text: str, size: int, look: _Look) -> Iterator[str]:
    style = ' class="b"' * look.bold or ' class="i"' * look.italic
    if text.strip():
        yield (
            f'<text x="{_n(_MARGIN + x * WIDTH)}" y="{_TITLE + y * HEIGHT + 14}" fill="{look.colour}"'
            f'{style} textLength="{_n(size * WIDTH)}">{escape(text)}</text>'
        )
    for lined, top in ((look.underlined, 6.7), (look.struck, 4)):
        if lined:
            yield _rect(x, y, (0, top, 8 * size, 0.4), look.colour)


def _rect(x: int, y: int, shape: tuple[float, float, float, float], colour: str) -> str:
    left, top, width, height = (_n(part) for part in (
        _MARGIN + (x + shape[0] / 8) * WIDTH, _TITLE + (y + shape[1] / 8) * HEIGHT,
        shape[2] * WIDTH / 8, shape[3] * HEIGHT / 8,
    ))  # fmt: skip
    return f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="{colour}"/>'


def _colours(cell: Char) -> tuple[str, str]:
    colour, ground = _hex(cell.fg, "#d8dbe0"), _hex(cell.bg, "#15171c")
    return (ground, colour) if cell.reverse else (colour, ground)


def _hex(colour: str, default: str) -> str:
    return default if colour == "default" else _NAMED.get(colour) or f"#{colour}"


def _n(number: float) -> str:
    """A number as short as it goes; the same on every machine."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
