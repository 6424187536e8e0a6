"""The bars that the program sets itself (DESIGN.md, section 10), and how each is measured.

Contenders take turns, in one run and on one machine, so that what else the machine does hits all alike.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.benchmarks.catalogues import Entry, body, entries, lines
from tests.benchmarks.terminals import Frame, Screen
from tests.memory import peak
from tests.scenarios import Scenario
from tests.server import serve
from tests.terminal.harness import PROGRAM, clean_environment

SIZES = (5_000, 10_000)
HUGE = 100_000
_QUERIES = (
    "flux max", "claude opus", "gpt mini", "llama", "qwen 32b", "gemini flash",
    "grok fast", "mistral large", "kimi thinking", "seedream", "deepseek r1", "sonnet turbo",
)  # fmt: skip
_QUIET = 0.08
"""Seconds without a byte that end a frame: fzf shows the letter at once, the matches when they are found."""
_ORDERINGS = ("g", "1", "2", "3", "t", "t", "-", "=", "h", "l", "G")
_ERASE = "\x7f"


class Bar(NamedTuple):
    """What is measured, in which unit, how it must come out, and for lists of which sizes."""

    what: str
    unit: str
    ratio: float | None = None
    rival: str = ""
    most: float | None = None
    sizes: tuple[int, ...] = SIZES

    @property
    def goal(self) -> str:
        ratio = f"≤ {self.ratio} × {self.rival}" if self.rival else ""
        most = "" if self.most is None else f"≤ {self.most:g} {self.unit}"
        return ", ".join(filter(None, (ratio, most)))


class Figure(NamedTuple):
    """What came out: ours and the rival's, medians."""

    bar: Bar
    ours: float
    theirs: float | None = None
    note: str = ""
    size: int = 0

    @property
    def missed(self) -> bool:
        """Whether the bar is missed; it is set for some sizes only."""
        _, _, ratio, _, most, sizes = self.bar
        far = ratio is not None and self.theirs is not None and self.ours > ratio * self.theirs
        return self.size in sizes and (far or (most is not None and self.ours > most))


VISITED = Bar("rows on screen after a visit", "ms", 2, "python and one write")
COLD = Bar("rows with nothing kept but the cached answer", "ms", 1.3, "a bare Textual app")
TYPED = Bar("a typed key to the last byte of its frame", "ms", 2, "fzf", 8.3)
ERASED = Bar("an erased key to the last byte of its frame", "ms", 2, "fzf", 8.3)
BYTES = Bar("bytes a typed key, matches highlighted", "bytes", 0.15, "fzf")
IDLE_BYTES = Bar("idle: bytes sent", "bytes", most=0)
IDLE_CPU = Bar("idle: processor time a second", "ms", most=4)
GONE = Bar("`q` until the process is gone", "ms", 1, "a bare Textual app's start")
MEMORY = Bar("peak memory", "MiB", most=100)
SLOWEST = Bar("the slowest key", "ms", most=500, sizes=(HUGE,))
BARS = (VISITED, COLD, TYPED, ERASED, BYTES, IDLE_BYTES, IDLE_CPU, GONE, MEMORY, SLOWEST)


BARE_TEXT, ONE_WRITE = "a bare Textual app", "one write"
_BARE = f"""
from textual.app import App
from textual.widgets import Static

class Bare(App):
    compose = lambda self: [Static({BARE_TEXT!r})]

Bare().run()
"""
COMMANDS = {
    "lumenbrowse": PROGRAM,
    "python": (sys.executable, "-c", f"print({ONE_WRITE!r})"),
    "bare": (sys.executable, "-c", _BARE),
    # As delivered, on the same list: id, owner and date in each line.
    "fzf": ("/bin/sh", "-c", 'exec fzf < "$HOME/lines"'),
}


class Place:
    """A home with nothing in it but the cached answer of the server at `base`, which lists `listed`."""

    def __init__(self, folder: Path, base: str, listed: Sequence[Entry]) -> None:
        self._home, self._fresh = folder / "home", folder / "fresh"
        self._environ = clean_environment(self._home, {"LUMENFALL_BASE_URL": base})
        self.first_row = max(listed, key=lambda each: each.created).id[:12]
        """How the row that is current in the first frame begins, the newest model's; a long id is cut."""
        (self._home / "lines").write_bytes(lines(listed))
        fill = (*PROGRAM, "--ids", "--refresh")
        subprocess.run(fill, env=self._environ, check=True, capture_output=True, timeout=60)
        shutil.copytree(self._home, self._fresh)

    def forget_visits(self) -> None:
        shutil.rmtree(self._home)
        shutil.copytree(self._fresh, self._home)

    def start(self, name: str) -> Screen:
        return Screen(COMMANDS[name], self._environ)


def measure(size: int, rounds: int) -> Iterator[Figure]:
    listed = entries(size)
    with TemporaryDirectory() as folder, serve(Scenario(body(listed))) as server:
        here = Place(Path(folder), server.base_url, listed)
        found = huge(here) if size == HUGE else chain(starting(here, rounds), typing(here))
        yield from (figure._replace(size=size) for figure in found)


def starting(here: Place, rounds: int) -> Iterator[Figure]:
    """From launch to rows, kept or not, and from `q` to the end."""
    times: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds + 1):
        for rival, written in (("python", ONE_WRITE), ("bare", BARE_TEXT)):
            with here.start(rival) as screen:
                times[rival].append(screen.wait_for(written))
        here.forget_visits()
        for kind in ("cold", "visited"):
            with here.start("lumenbrowse") as screen:
                times[kind].append(screen.wait_for(here.first_row))
                screen.wait_shown("live")
                times["gone"].append(screen.leave("q"))
    # The first round fills the caches of the disk and of compiled code.
    took = {kind: median(found[1:]) for kind, found in times.items()}
    yield Figure(VISITED, took["visited"], took["python"])
    yield Figure(COLD, took["cold"], took["bare"])
    yield Figure(GONE, took["gone"], took["bare"])


def typing(here: Place) -> Iterator[Figure]:
    """Typed and erased keys and what they send; then nothing happens; then how much memory it all took."""
    frames: dict[tuple[str, Bar], list[Frame]] = defaultdict(list)
    with here.start("lumenbrowse") as ours, here.start("fzf") as fzf:
        ours.wait_shown("live")
        fzf.settle()
        idle = [ours.idle()]
        ours.press("/", _QUIET)
        for query in _QUERIES:
            for name, screen in (("ours", ours), ("fzf", fzf)):
                frames[name, TYPED] += _press_all(screen, query)
                frames[name, ERASED] += _press_all(screen, _ERASE * len(query))
        idle.append(ours.idle())
        memory = peak(ours.pid) / 1_024
    for bar in (TYPED, ERASED):
        took, theirs = (median(frame.last for frame in frames[who, bar]) for who in ("ours", "fzf"))
        yield Figure(bar, took, theirs)
    sent, others = ([frame.size for frame in frames[who, TYPED]] for who in ("ours", "fzf"))
    note = f"mean {mean(sent):,.0f} = {mean(sent) / mean(others):.2f} × {mean(others):,.0f}"
    yield Figure(BYTES, median(sent), median(others), note)
    yield Figure(IDLE_BYTES, max(sent for sent, _ in idle))
    yield Figure(IDLE_CPU, max(cost for _, cost in idle))
    yield Figure(MEMORY, memory)


def _press_all(screen: Screen, keys: str) -> list[Frame]:
    frames = [screen.press(key, _QUIET) for key in keys]
    if not all(frame.size for frame in frames):
        raise LookupError(f"a key of {keys!r} changed nothing")
    return frames


def huge(here: Place) -> Iterator[Figure]:
    """A list larger than any: it shows, and no key takes for ever."""
    with here.start("lumenbrowse") as screen:
        rows = screen.wait_for(here.first_row)
        screen.wait_shown("live")
        keys = (*_ORDERINGS, "/", *"flux max", *_ERASE * 8)
        slowest, key = max((screen.press(key, 0.5).last, key) for key in keys)
        memory = peak(screen.pid) / 1_024
    yield Figure(COLD, rows)
    yield Figure(SLOWEST, slowest, None, "erasing" if key == _ERASE else f"`{key}`")
    yield Figure(MEMORY, memory)
