"""Makes screenshots/*.svg anew, from the program itself in a terminal: `python -m tests.screenshots`.

The sample, a clock that stands still and an environment of its own make each picture the same on every run.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.drawing import svg
from tests.terminal.harness import Terminal

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "screenshots"
_QUIET = 0.4
"""Seconds without a byte after which nothing more is drawn."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: the terminal's size, the options, the keys, and a text that is there in the end."""

    name: str
    columns: int
    rows: int
    keys: str
    shows: str
    theme: str = "lumenbrowse-dark"

    @property
    def path(self) -> Path:
        """Where the picture is kept."""
        return FOLDER / f"{self.name}.svg"


SHOTS = (
    Shot("main", 112, 30, "jjjj", "google/gemini-3.1-flash-lite"),
    Shot("searching", 112, 20, "/pro", "by match"),
    Shot("narrow", 60, 24, "jjjj", "google/gemini-3.1-flash-lite"),
    Shot("light", 112, 30, "jf]j j ]", "2 marked", "lumenbrowse-light"),
    Shot("help", 112, 40, "?", "Help"),
    Shot("copied", 112, 20, "/flux\r\ry", "Sent flux"),
)


def photograph(shot: Shot, home: Path, until: Callable[[str], bool] | None = None) -> str:
    """The picture as the program draws it now.

    `until` says whether a picture is the one that is waited for; without it nothing may follow any more.
    """
    command = [sys.executable, "-m", "tests.standing_clock", "--sample", "--clipboard", "osc52"]
    with Terminal(
        [*command, "--theme", shot.theme],
        home,
        rows=shot.rows,
        columns=shot.columns,
        cwd=ROOT,
    ) as terminal:
        terminal.wait_for("MODEL ID")
        terminal.send(shot.keys)
        terminal.wait_for(shot.shows)
        if until is None:
            _wait_for_quiet(terminal)
        else:
            _wait_until(terminal, until)
        return _picture(terminal)


def _picture(terminal: Terminal) -> str:
    return svg(terminal.emulator.cells, "lumenbrowse")


def _wait_for_quiet(terminal: Terminal) -> None:
    before = b""
    while before != terminal.raw:
        before = terminal.raw
        time.sleep(_QUIET)


def _wait_until(terminal: Terminal, until: Callable[[str], bool]) -> None:
    seen: list[bytes] = []

    def holds(terminal: Terminal) -> bool:
        # Drawing takes a while: only what changed is drawn again.
        if seen and seen[-1] == terminal.raw:
            return False
        seen[:] = [terminal.raw]
        return until(_picture(terminal))

    try:
        terminal.wait_for(holds, timeout=_QUIET * 15)
    except AssertionError:
        return


def main() -> None:
    """Makes all pictures."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        pictures = pool.map(lambda shot: photograph(shot, Path(folder, shot.name)), SHOTS)
        for shot, picture in zip(SHOTS, pictures, strict=True):
            changed = not shot.path.exists() or shot.path.read_text() != picture
            shot.path.write_text(picture)
            print(f"{shot.path.relative_to(ROOT)}: {'drawn anew' if changed else 'as it was'}")


if __name__ == "__main__":
    main()
