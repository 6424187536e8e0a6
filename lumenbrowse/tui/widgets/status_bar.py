"""The lines above and below the table: what is shown, how much matches, the keys, the last message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.strip import Strip

from lumenbrowse.text.glyphs import UNICODE, Glyphs
from lumenbrowse.tui.widgets.line import Line, fit
from lumenbrowse.tui.widgets.painted import Painted

Piece = tuple[str, str]
"""A text and its role, the component class's ending."""


_GAP = 2
_FIRST_TO_GO = ("brand", "host")


@dataclass(frozen=True, slots=True)
class BarText:
    """A bar's left and right sides.

    Where they do not both fit, pieces go: of the right side from its end on, then the program's name and
    the host; what is still too long of the left side is cut.
    """

    left: tuple[Piece, ...] = ()
    right: tuple[Piece, ...] = ()


class Bar(Painted):
    """One line with a left and a right side."""

    COMPONENT_CLASSES = {
        "bar--brand", "bar--close", "bar--count", "bar--error", "bar--good", "bar--host", "bar--plain",
        "bar--sample", "bar--state",
    }  # fmt: skip

    def __init__(self, *, name: str, text: BarText, signs: Glyphs = UNICODE) -> None:
        super().__init__(name=name)
        self._text = text
        self._signs = signs

    def show(self, text: BarText) -> None:
        """Shows other texts."""
        if text != self._text:
            self._text = text
            self.repaint()

    def preview(self, text: BarText) -> list[Strip]:
        """The line with another text; what is on the screen stays."""
        now, self._text = self._text, text
        lines = self.paint(*self.size)
        self._text = now
        return lines

    def paint(self, width: int, height: int) -> list[Strip]:
        """The one line, and blank ones below."""
        plain = self.look("bar--plain")
        left, right = list(self._text.left), list(self._text.right)
        while len(left) > 1 and left[0][1] in _FIRST_TO_GO and self._length(left) > width:
            left[:2] = [(f" {left[1][0].lstrip(' ·')}", left[1][1])]
        while right and self._length(left) + bool(left) + self._length(right) > width:
            right.pop()
        line = self._line(left, width)
        if right:
            line.pad_to(width - self._length(right), plain)
        for text, role in right:
            line.add(self._signs.plain(text), self.look(f"bar--{role}"))
        return [line.strip(width, plain)] + [Strip.blank(width, plain)] * (height - 1)

    def _length(self, pieces: Sequence[Piece]) -> int:
        return sum(cell_len(self._signs.plain(text)) for text, _ in pieces)

    def _line(self, pieces: Sequence[Piece], width: int) -> Line:
        line = Line()
        for text, role in pieces:
            shown, room = self._signs.plain(text), width - line.width
            if cell_len(shown) > room:
                return line.add(fit(shown, room, self._signs.ellipsis), self.look(f"bar--{role}"))
            line.add(shown, self.look(f"bar--{role}"))
        return line


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key and what it does, for the footer."""

    key: str
    does: str


class Footer(Painted):
    """The bottom line: the last message until the next key, else the keys that matter now."""

    COMPONENT_CLASSES = {"footer--error", "footer--key", "footer--message", "footer--text"}

    def __init__(self, *, name: str, signs: Glyphs = UNICODE) -> None:
        super().__init__(name=name)
        self._signs = signs
        self._hints: tuple[KeyHint, ...] = ()
        self._message = ""
        self._is_error = False

    @property
    def message(self) -> str:
        """The message that stands there; empty where the keys do."""
        return self._message

    def show_hints(self, hints: tuple[KeyHint, ...]) -> None:
        """Shows other keys, behind a message that may stand."""
        if hints != self._hints:
            self._hints = hints
            self.repaint()

    def show_message(self, message: str, is_error: bool = False) -> None:
        """Shows a message in the place of the keys; an empty one shows the keys again."""
        if (message, is_error) != (self._message, self._is_error):
            self._message, self._is_error = message, is_error
            self.repaint()

    def paint(self, width: int, height: int) -> list[Strip]:
        """The one line."""
        plain = self.look("footer--text")
        line = self._message_line(width) if self._message else self._hints_line(width)
        return [line.strip(width, plain)] + [Strip.blank(width, plain)] * (height - 1)

    def _message_line(self, width: int) -> Line:
        # An error has a sign: colour alone would not tell it from other messages.
        text = f" {'! ' if self._is_error else ''}{self._signs.plain(self._message)}"
        look = self.look("footer--error" if self._is_error else "footer--message")
        return Line().add(fit(text, width, self._signs.ellipsis), look)

    def _hints_line(self, width: int) -> Line:
        line = Line().add(" ", self.look("footer--text"))
        plain = self._signs.plain
        pairs = [(plain(hint.key), f" {plain(hint.does)}  ") for hint in self._hints]
        for key, does in fitting(pairs, width - line.width + _GAP):
            line.add(key, self.look("footer--key")).add(does, self.look("footer--text"))
        return line


def fitting(pairs: list[tuple[str, str]], width: int) -> list[tuple[str, str]]:
    """The hints that fit a width in cells: those before the last two go first, to keep help and the way out."""
    pairs = list(pairs)
    while len(pairs) > 1 and sum(cell_len(key) + len(does) for key, does in pairs) > width:
        del pairs[max(0, len(pairs) - 3)]
    return pairs
