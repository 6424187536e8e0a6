"""Measures how fast the program is, against python, a bare Textual app and fzf in the same run.

    python -m tests.benchmarks [--rounds ROUNDS] [--write] [--checkout FOLDER]

prints the README's table; with --write it goes into README.md, between the markers there. Each key is typed
into a real pseudo-terminal of 120 × 40 and timed to the last byte of its frame; fzf runs as delivered on the
same models (id, owner and date in a line). Exits 1 where a bar is missed. It takes some three minutes.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.figures import BARS, HUGE, SIZES, Figure, measure

README = Path(__file__).parents[2] / "README.md"
COLUMNS = (*SIZES, HUGE)
BEGIN, END = "<!-- speed table -->\n", "<!-- end of the speed table -->\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--rounds", type=int, default=7, help="medians of so many rounds (7)")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    parser.add_argument("--checkout", type=Path, help="measure the program of another checkout")
    options = parser.parse_args()
    if shutil.which("fzf") is None:
        parser.error("fzf is measured against, and is not here: apt install fzf")
    # `python -m` finds the program in the directory that it is started in.
    os.chdir(options.checkout or README.parent)
    figures = []
    for size in COLUMNS:
        for figure in measure(size, options.rounds):
            figures.append(figure)
            print(f"{size:,}: {figure.bar.what}: {cell(figure)}", file=sys.stderr, flush=True)
    print(section := f"{introduction(options.rounds)}\n\n{table(figures)}\n", end="")
    print(f"\nLoad of the last minute: {os.getloadavg()[0]:.1f}", file=sys.stderr)
    if options.write:
        README.write_text(with_section(README.read_text(encoding="utf-8"), section), "utf-8")
    return 0 if not any(figure.missed for figure in figures) else 1


def with_section(text: str, section: str) -> str:
    """A README's text with another section between the markers; a ValueError where they aren't there."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}{section}{END}{after}"


def introduction(rounds: int) -> str:
    """When, on what machine, and with which versions this was measured."""
    entries = Path("/proc/cpuinfo").read_text().splitlines()
    processors = [entry.partition(": ")[2] for entry in entries if entry.startswith("model name")]
    fzf = subprocess.run(("fzf", "--version"), capture_output=True, text=True, check=True).stdout
    return (
        "Measured by `python -m tests.benchmarks` through a pseudo-terminal of 120 × 40, in turns with python, "
        "fzf and a bare\nTextual app (one `Static`) in the same run: "
        f"{datetime.now(UTC):%-d %B %Y}, {', '.join(processors[:1])}, {len(processors)} cores, "
        f"{platform.system()},\nPython {platform.python_version()}, Textual {version('textual')}, "
        f"fzf {fzf.split()[0]}; medians of {rounds} rounds. Bold: misses its goal."
    )


def table(figures: Sequence[Figure]) -> str:
    """The table in Markdown: a row for each bar, a column for each size of list."""
    cells = {(figure.bar, figure.size): cell(figure) for figure in figures}
    rows = [["", "goal", *(f"{size:,} models" for size in COLUMNS)], ["---"] * (2 + len(COLUMNS))]
    rows += [[bar.what, bar.goal, *(cells.get((bar, n), "") for n in COLUMNS)] for bar in BARS]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def cell(figure: Figure) -> str:
    """What was measured, as a cell shows it: `21.8 ms = 1.55 × 14.1`; bold where the bar is missed."""
    text = f"{number(figure.ours)} {figure.bar.unit}"
    if figure.theirs is not None:
        text += f" = {figure.ours / figure.theirs:.2f} × {number(figure.theirs)}"
    text += f" ({figure.note})" if figure.note else ""
    return f"**{text}**" if figure.missed else text


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"


if __name__ == "__main__":
    sys.exit(main())
