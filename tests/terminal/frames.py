"""A frame as a terminal shows it, cell by cell, and what is wrong with it."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from unicodedata import normalize

from pyte.screens import Char

from lumenbrowse.text.glyphs import UNICODE, Glyphs
from tests.terminal.harness import Terminal

_DATE = re.compile(r"[ 123]\d [A-Z][a-z]{2} \d{4}")
_TOP = 2
"""Lines above the table: the bar, and the search box's."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The cells of a screen; `current` is the id under the cursor, `signs` are what it is drawn with."""

    cells: list[list[Char]]
    current: str
    signs: Glyphs = UNICODE

    @property
    def rows(self) -> int:
        return len(self.cells)

    @property
    def columns(self) -> int:
        return len(self.cells[0])

    def line(self, y: int, start: int = 0, end: int | None = None) -> str:
        """One character for each cell: no marks, and a blank for the second cell of a wide sign."""
        return "".join((cell.data or " ")[0] for cell in self.cells[y][start:end])

    def text(self, y: int, start: int = 0, end: int | None = None) -> str:
        """The text of a line as it was written, letters and their marks composed."""
        return normalize("NFC", "".join(cell.data for cell in self.cells[y][start:end]))

    @property
    def bar_at(self) -> int | None:
        """The column of the table's scroll bar: the first with a sign of it in the current row."""
        if (y := self.cursor_at) is None:
            return None
        return next((x for x in range(3, self.columns) if self.is_bar(y, x)), None)

    def is_bar(self, y: int, x: int) -> bool:
        return self.cells[y][x].data in (self.signs.track, self.signs.thumb)

    @property
    def cursor_at(self) -> int | None:
        """The line of the current row; None where there is none, or more than one."""
        lines = range(_TOP, self.rows - 1 if self.columns > 1 else 0)
        found = [y for y in lines if self.cells[y][1].data == self.signs.cursor]
        return found[0] if len(found) == 1 else None

    @property
    def table(self) -> range:
        """The lines of the table's rows."""
        bar = self.bar_at
        if bar is None:
            return range(0)
        first = _TOP + self.line(_TOP).startswith("   MODEL ID")
        lines = [y for y in range(first, self.rows - 1) if self.is_bar(y, bar)]
        return range(lines[0], lines[-1] + 1)

    def starts(self, pattern: re.Pattern[str]) -> set[int]:
        """The columns that a text begins in, over all lines of the table."""
        lines = (self.line(y, 0, self.bar_at) for y in self.table)
        return {match.start() for line in lines for match in pattern.finditer(line)}

    def faults(self) -> list[str]:
        """What is wrong with it, in words; empty where all is as it should be."""
        if self.columns < 20 or self.rows < 5:
            return []
        return [*self._frame_faults(), *self._row_faults(), *self._column_faults()]

    def _frame_faults(self) -> Iterator[str]:
        bar, search, footer = self.line(0), self.line(1), self.line(self.rows - 1)
        if "SAMPLE" not in bar and "live" not in bar:
            yield f"the bar: {bar!r}"
        if not search.startswith(" / "):
            yield f"the search box: {search!r}"
        if not footer.rstrip().endswith("quit"):
            yield f"the footer: {footer!r}"
        if self.rows >= 6 and not self.line(_TOP).startswith("   MODEL ID"):
            yield f"the head: {self.line(_TOP)!r}"

    def _row_faults(self) -> Iterator[str]:
        y, bar = self.cursor_at, self.bar_at
        if y is None or bar is None:
            yield "no current row, or more than one"
            return
        shown = self.text(y, 3, bar).split("  ")[0].rstrip()
        room = bar - 4
        if shown != self.current:
            start, cut, end = shown.partition(self.signs.ellipsis)
            is_it = self.current.startswith(start) and self.current.endswith(end)
            if room >= len(self.current) or not cut or not is_it or len(start + end) < 8:
                yield f"the current row: {shown!r}"
        looks = {(cell.bg, cell.reverse) for cell in self.cells[y][3 : bar - 1]}
        plain = {(cell.bg, cell.reverse) for cell in self.cells[_TOP][:2]}
        if len(looks) != 1 or looks & plain:
            yield f"the current row does not stand out as a whole: {looks}"

    def _column_faults(self) -> Iterator[str]:
        bar = self.bar_at
        if bar is None:
            return
        for y in self.table:
            if not self.is_bar(y, bar):
                yield f"line {y}: the scroll bar is not in column {bar}"
        dates = self.starts(_DATE)
        head = self.line(_TOP, 0, bar).find("ADDED")
        if dates and dates != {head}:
            yield f"dates in columns {sorted(dates)}, their head in {head}"
        if (self.columns >= 90 or self.rows >= 10) and not self._pane_shows():
            yield "the detail pane does not show the current model"

    def _pane_shows(self) -> bool:
        bar = self.bar_at or 0
        if self.columns >= 90:
            return self.current in self.text(_TOP, bar + 1)
        return any(self.current in self.text(y) for y in range(self.table.stop, self.rows - 1))


def wait_for_frame(
    terminal: Terminal,
    current: str,
    signs: Glyphs,
    size: tuple[int, int] | None = None,
    more_faults: Callable[[Frame], list[str]] = lambda frame: [],
) -> Frame:
    """Waits until the screen shows a frame without a fault; the frame. Fails with its faults.

    `more_faults` are those of one test. To look for them afterwards would be too early: a frame that
    was drawn in part may have no fault of the usual ones.
    """
    frame, found, seen = Frame([], ""), ["nothing was drawn"], -1

    def is_right(terminal: Terminal) -> bool:
        nonlocal frame, found, seen
        if seen != len(terminal.raw):
            seen = len(terminal.raw)
            frame = Frame(terminal.emulator.cells, current, signs)
            found = frame.faults() or more_faults(frame)
        return not found and size in (None, (frame.columns, frame.rows))

    try:
        terminal.wait_for(is_right)
    except AssertionError as error:
        raise AssertionError("\n".join([*found, str(error)])) from None
    return frame


def wait_until_quiet(terminal: Terminal, seconds: float = 0.1) -> None:
    """Waits until nothing came for a while: one change may take two frames."""
    seen, since = -1, 0.0

    def look(terminal: Terminal) -> bool:
        nonlocal seen, since
        if seen != len(terminal.raw):
            seen, since = len(terminal.raw), time.monotonic()
        return time.monotonic() - since >= seconds

    terminal.wait_for(look)
