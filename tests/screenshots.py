"""Makes screenshots/*.svg anew, from the program itself in a terminal: `python -m tests.screenshots [NAME …]`.

The sample, a clock that stands still and a home of its own make each picture the same on every run.
A new picture is one more line of `SCENES`.
"""

import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.drawing import svg
from tests.terminal.frames import wait_until_quiet
from tests.terminal.harness import Terminal

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "screenshots"
_STANDING_CLOCK = """
import runpy, time
time.time = lambda: 1_780_315_440.0  # 1 June 2026, 12:04 UTC, shortly after the sample was made
runpy.run_module("lumenbrowse", run_name="__main__", alter_sys=True)
"""


class Scene(NamedTuple):
    """A picture: its name, the terminal's size, the keys, a text that is there in the end, and options."""

    name: str
    columns: int
    rows: int
    keys: str
    shows: str
    options: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.svg"


SCENES = (
    Scene("main", 120, 30, "/in:image ctx:128k\x1b[B", "of 75"),
    Scene("comparison", 120, 30, "/in:image ctx:128k\r j j jD", "models compared"),
    Scene("searching", 112, 20, "/pro", "by match"),
    Scene("narrow", 60, 24, "jjjj", "google/gemini-3.1-flash-lite"),
    Scene("light", 112, 30, "jf]j j ]", "2 marked", ("--theme", "lumenbrowse-light")),
    Scene("help", 112, 40, "?", "Help"),
    Scene("copied", 112, 20, "/flux\r\ry", "Sent flux", ("--clipboard", "osc52")),
)


def photograph(scene: Scene, home: Path) -> str:
    command = [sys.executable, "-c", _STANDING_CLOCK, "--sample", *scene.options]
    with Terminal(command, home, rows=scene.rows, columns=scene.columns, cwd=ROOT) as terminal:
        terminal.wait_for("MODEL ID")
        wait_until_quiet(terminal, 0.4)
        terminal.send(scene.keys)
        terminal.wait_for(scene.shows)
        wait_until_quiet(terminal, 0.4)
        return svg(terminal.emulator.cells, "lumenbrowse")


def main(names: list[str]) -> None:
    for scene in (scene for scene in SCENES if not names or scene.name in names):
        with tempfile.TemporaryDirectory() as folder:
            scene.path.write_text(photograph(scene, Path(folder, "home")), "utf-8")
        print(scene.path.relative_to(ROOT))


if __name__ == "__main__":
    main(sys.argv[1:])
