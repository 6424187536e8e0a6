"""Whole processes, timed: the commands without a UI against bare Python ones that do nothing.

Run it: `python -m tests.benchmarks.processes [rounds]`. It prints medians, and ratios within this run; the
commands take turns, so that what else the machine does hits all of them alike.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.scenarios import Scenario, many
from tests.server import serve
from tests.terminal.harness import clean_environment

ROUNDS = 21
MODELS = 500

PYTHON = (sys.executable, "-c")
PROGRAM = (sys.executable, "-m", "lumenbrowse")
BARE = "python -c pass"
IMPORTS = "python -c 'import argparse, json, dataclasses, platformdirs'"

COMMANDS: Mapping[str, tuple[Sequence[str], str, float]] = {
    BARE: ((*PYTHON, "pass"), BARE, 1.0),
    IMPORTS: ((*PYTHON, "import argparse, json, dataclasses, platformdirs"), IMPORTS, 1.0),
    "lumenbrowse --version": ((*PROGRAM, "--version"), BARE, 2.0),
    "lumenbrowse --help": ((*PROGRAM, "--help"), IMPORTS, 1.5),
    "lumenbrowse --ids --offline": ((*PROGRAM, "--ids", "--offline"), IMPORTS, 1.5),
    "lumenbrowse --list --offline 'model 4'": (
        (*PROGRAM, "--list", "--offline", "model 4"),
        IMPORTS,
        2.0,
    ),
}
"""By name: the command, the one it is measured against, and the ratio that is to be held."""


def measure(rounds: int, environ: Mapping[str, str]) -> dict[str, float]:
    """The median of each command's time, in milliseconds."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds + 1):
        for name, (command, _, _) in COMMANDS.items():
            started = time.perf_counter()
            subprocess.run(command, env=environ, check=True, stdout=subprocess.DEVNULL)
            times[name].append((time.perf_counter() - started) * 1_000)
    # The first round fills the caches of the disk and of compiled code.
    return {name: statistics.median(each[1:]) for name, each in times.items()}


def main() -> None:
    """Measures, and prints the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder, serve(Scenario(many(MODELS))) as server:
        environ = clean_environment(Path(folder), {"LUMENFALL_BASE_URL": server.base_url})
        subprocess.run(
            (*PROGRAM, "--ids", "--refresh"), env=environ, check=True, stdout=subprocess.DEVNULL
        )
        medians = measure(rounds, environ)
    print(f"{rounds} rounds, medians, {MODELS} models in the cache, {os.cpu_count()} cores")
    for name, (_, against, most) in COMMANDS.items():
        ratio = medians[name] / medians[against]
        held = "" if ratio <= most else "  <- more than it is to be"
        print(f"{medians[name]:7.1f} ms  {ratio:5.2f} (at most {most})  {name}{held}")


if __name__ == "__main__":
    main()
