"""Measures how fast the program is, against fzf and a bare Textual app in the same run.

    python -m tests.benchmarks [--rounds N] [ROW ...]

prints the README's table on standard output: medians, ratios, the targets, and whether they are met. Each
key is typed into a real pseudo-terminal of 120 × 40 and timed to the last byte of its frame; fzf runs as
delivered on the same models (id, owner and date in a line). Exits 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.figures import MEASURES, Row, measure

HEAD = "| | lumenbrowse | against | ratio | at most | met |\n|---|---|---|---|---|---|"


def main() -> int:
    """Measures what the command line asks for, and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="runs to take the medians of")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of: {', '.join(MEASURES)}")
    options = parser.parse_args()
    unknown = [name for name in options.rows if name not in MEASURES]
    if unknown:
        parser.error(f"no row {unknown[0]!r}; there are {', '.join(MEASURES)}")
    # Ended by `kill` or `timeout` too, it leaves no program and no directory behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    print(f"{surroundings()}; medians of {options.rounds} runs\n\n{HEAD}", flush=True)
    met = True
    for name in options.rows or MEASURES:
        for row in measure(name, options.rounds):
            print(line(row), flush=True)
            met = met and row.met
    print(f"\nLoad at the end (getloadavg, one minute): {os.getloadavg()[0]:.1f}")
    return 0 if met else 1


def line(row: Row) -> str:
    """A row of the table, in Markdown."""
    ours = f"{_figure(row.ours)} {row.unit}" + (f" ({row.note})" if row.note else "")
    against = "" if row.against is None else f"{row.rival} {_figure(row.against)}"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    most = f"{row.most:g} {row.unit}" if row.against is None else f"{row.most:g} ×"
    return (
        f"| {row.what} | {ours} | {against} | {ratio} | {most} | {'yes' if row.met else '**no**'} |"
    )


def _figure(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 or number == int(number) else f"{number:.1f}"


def surroundings() -> str:
    """When, on what machine, and with which versions this was measured."""
    fzf = subprocess.run(("fzf", "--version"), capture_output=True, text=True, check=True).stdout
    return ", ".join(
        (
            datetime.now(UTC).strftime("%d %B %Y"),
            f"{_processor()}, {os.cpu_count()} cores",
            f"{platform.system()}, Python {platform.python_version()}",
            f"Textual {version('textual')}",
            f"fzf {fzf.split()[0]}",
        )
    )


def _processor() -> str:
    for entry in Path("/proc/cpuinfo").read_text().splitlines():
        if entry.startswith("model name"):
            return entry.partition(":")[2].strip()
    return platform.machine()


if __name__ == "__main__":
    sys.exit(main())
