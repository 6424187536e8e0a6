"""What is measured: one function for each row of the table, or for a few that come of the same runs.

Contenders take turns, in one run and on one machine, so that what else the machine does hits all alike.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory

from tests.benchmarks.contenders import BARE_TEXT, DRAWN_BY_THE_UI, ONE_LINE, Place, Server
from tests.benchmarks.terminals import LONG, Frame, Screen

FEW, MANY = 5_000, 100_000
QUERIES = (
    "flux max", "claude opus", "gpt mini", "llama", "qwen 32b", "gemini flash",
    "grok fast", "mistral large", "kimi thinking", "seedream", "deepseek r1", "sonnet turbo",
)  # fmt: skip
_A_RUN = 4
"""Queries in one run. The next run types others: nobody types the same words over and over."""
_ORDERINGS = ("1", "2", "3", "t", "t", "-", "=", "h", "l")
_DOWN, _UP, _ERASE = "\x1b[B", "\x1b[A", "\x7f"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. With `against`, the target is a ratio; else it is in the figure's unit."""

    what: str
    ours: float
    unit: str
    most: float
    against: float | None = None
    rival: str = ""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours to the rival's; None where there is none."""
        return None if self.against is None else self.ours / self.against

    @property
    def met(self) -> bool:
        """Whether the target is reached."""
        return (self.ours if self.ratio is None else self.ratio) <= self.most


Rows = Iterator[Row]


def starting(count: int, rounds: int, home: Path) -> Rows:
    """From launch to the first frame with rows, whatever the server does: as usual, and with none kept."""
    servers: tuple[Server, ...] = ("answering", "hanging", "dead")
    for server in servers:
        # Each has a port of its own: what is remembered of one base is nothing to another.
        place = Place(home / server, count)
        usual, without, bare = [], [], []
        with place.base(server) as base:
            for _ in range(rounds + 1):
                with place.bare() as screen:
                    bare.append(screen.wait_for(BARE_TEXT))
                    screen.settle()
                place.forget_screenfuls()
                with place.lumenbrowse(base) as screen:
                    without.append(screen.wait_for(place.first_id))
                    screen.settle()
                    screen.leave("q")
                with place.lumenbrowse(base) as screen:
                    usual.append(screen.wait_for(place.first_id))
                    screen.settle()
        what = f"launch to the first frame with rows, {count:,} models, server {server}"
        rival = _warm(bare)
        yield Row(what, _warm(usual), "ms", 1.15, rival, "bare app")
        yield Row(f"{what}: no screenful kept", _warm(without), "ms", 1.15, rival, "bare app")


def instant(count: int, rounds: int, home: Path) -> Rows:
    """Started again: rows first, then the UI over them."""
    place = Place(home, count)
    rows, whole, line, bare, fzf = [], [], [], [], []
    with place.base() as base:
        with place.lumenbrowse(base) as screen:
            _leave(screen)
        for _ in range(rounds + 1):
            with place.one_line() as screen:
                line.append(screen.wait_for(ONE_LINE))
            with place.fzf() as screen:
                fzf.append(screen.wait_for(place.first_id))
            with place.bare() as screen:
                bare.append(screen.wait_for(BARE_TEXT))
                screen.settle()
            with place.lumenbrowse(base) as screen:
                rows.append(screen.wait_for(place.first_id))
                whole.append(screen.wait_for(DRAWN_BY_THE_UI))
                _leave(screen)
    what = f"started again, {count:,} models"
    note = f"fzf {_warm(fzf):.0f}"
    yield Row(f"{what}: launch to rows", _warm(rows), "ms", 2, _warm(line), "python, a line", note)
    yield Row(f"{what}: to the UI's first frame", _warm(whole), "ms", 1.15, _warm(bare), "bare app")


def _leave(screen: Screen) -> None:
    screen.wait_shown("live")
    screen.leave("q")


def _warm(times: Sequence[float]) -> float:
    # The first round fills the caches of the disk and of compiled code.
    return median(times[1:])


def typing(count: int, most: float, rounds: int, home: Path) -> Rows:
    """Typed and erased keys, and what they send.

    fzf shows the letter first and the matches later, an erased letter's at once: the figure is the mean of
    both kinds' medians, since the median of all keys would fall into the gap between them.
    """
    place = Place(home, count)
    with ExitStack() as stack:
        base = stack.enter_context(place.base())
        ours, fzf = stack.enter_context(place.lumenbrowse(base)), stack.enter_context(place.fzf())
        ours.wait_shown("live")
        fzf.settle()
        ours.press("/")
        frames: dict[str, list[Frame]] = {}
        for turn in range(rounds * _A_RUN):
            query = QUERIES[turn % len(QUERIES)]
            for name, screen in (("ours", ours), ("fzf", fzf)):
                frames.setdefault(f"{name} typed", []).extend(_press_all(screen, query))
                frames.setdefault(f"{name} erased", []).extend(
                    _press_all(screen, _ERASE * len(query))
                )
    ms = {kind: median(frame.last for frame in found) for kind, found in frames.items()}
    what = f"typed or erased key, {count:,} models"
    note = f"typed {ms['ours typed']:.1f}, erased {ms['ours erased']:.1f}"
    rival = f"fzf ({ms['fzf typed']:.1f}, {ms['fzf erased']:.1f})"
    took, theirs = (mean((ms[f"{name} typed"], ms[f"{name} erased"])) for name in ("ours", "fzf"))
    yield Row(f"{what}: to the last byte of its frame", took, "ms", most, theirs, rival, note)
    sent, theirs = (
        median(frame.size for kind in ("typed", "erased") for frame in frames[f"{name} {kind}"])
        for name in ("ours", "fzf")
    )
    yield Row(f"{what}: bytes", sent, "bytes", 0.75, theirs, "fzf")


def _press_all(screen: Screen, keys: str) -> Iterator[Frame]:
    for key in keys:
        frame = screen.press(key, quiet=LONG)
        if not frame.size:
            raise LookupError(f"{key!r} of {keys!r} changed nothing")
        yield frame


def moving(rounds: int, home: Path) -> Rows:
    """The cursor one row down, where nothing scrolls."""
    place = Place(home, FEW)
    with place.base() as base, place.lumenbrowse(base) as ours, place.fzf() as fzf:
        ours.wait_shown("live")
        fzf.settle()
        frames, theirs = [], []
        for _ in range(rounds * 4):
            frames += [ours.press(_DOWN) for _ in range(6)]
            theirs += [fzf.press(_UP) for _ in range(6)]
            for screen, back in ((ours, _UP), (fzf, _DOWN)):
                for _ in range(6):
                    screen.press(back)
    sizes, ms = (frame.size for frame in frames), median(frame.last for frame in frames)
    note = f"fzf {median(frame.size for frame in theirs):,.0f}; {ms:.1f} ms"
    yield Row("cursor down", median(sizes), "bytes", 700, note=note)


def idling(rounds: int, home: Path, seconds: float = 10) -> Rows:
    """Nothing happens: what is sent, and what it costs, with the table and with the search box focused."""
    place = Place(home, FEW)
    with place.base() as base, place.lumenbrowse(base) as screen:
        screen.wait_shown("live")
        for focused in ("table", "search box"):
            if focused == "search box":
                screen.press("/")
            screen.settle(1)
            sizes, costs = [], []
            for _ in range(min(rounds, 3)):
                before = screen.cpu()
                sizes.append(screen.count_for(seconds))
                costs.append((screen.cpu() - before) / seconds)
            yield Row(f"idle for {seconds:.0f} s, {focused} focused", max(sizes), "bytes", 0)
            yield Row("the same: CPU in ms, a second", median(costs), "ms", 3)


def leaving(rounds: int, home: Path) -> Rows:
    """From `q` to the end of the process, the server having answered or not."""
    place = Place(home, FEW)
    servers: tuple[Server, ...] = ("answering", "hanging")
    for server in servers:
        times = []
        with place.base(server) as base:
            for _ in range(rounds):
                with place.lumenbrowse(base) as screen:
                    screen.wait_for(place.first_id)
                    screen.settle(1)
                    times.append(screen.leave("q"))
        yield Row(f"`q` to the shell's prompt, server {server}", median(times), "ms", 250)


def ordering(rounds: int, home: Path) -> Rows:
    """Each key that sorts, groups or collapses, pressed for the first time since the start."""
    place = Place(home, MANY)
    times: dict[str, list[float]] = {}
    with place.base() as base:
        for _ in range(rounds):
            with place.lumenbrowse(base) as screen:
                screen.wait_shown("live")
                screen.settle(1)
                for number, key in enumerate(_ORDERINGS):
                    name = f"{key} again" if key in _ORDERINGS[:number] else key
                    times.setdefault(name, []).append(screen.press(key, quiet=0.15).last)
    medians = {key: median(found) for key, found in times.items()}
    slowest = max(medians, key=medians.__getitem__)
    note = ", ".join(f"{key} {ms:.0f}" for key, ms in medians.items())
    what = f"sort, group, collapse, {MANY:,} models: the slowest key, `{slowest}`"
    yield Row(what, medians[slowest], "ms", 100, note=note)


def refreshing(rounds: int, home: Path) -> Rows:
    """Keys pressed every 20 ms while a list of a hundred thousand, one of them new, is fetched behind."""
    place = Place(home, MANY)
    waits, usual, peaks = [], [], []
    for _ in range(rounds):
        with place.base("changed") as base, place.lumenbrowse(base) as screen:
            screen.wait_for(place.first_id)
            waits.append(max(_waits_until_live(screen)))
            screen.wait_shown("live")
            screen.settle(1)
            usual.append(median(_waits(screen, 50)))
            peaks.append(screen.peak_memory())
    note = f"usually {median(usual):.1f}; the worst of all runs {max(waits):.0f}"
    what = f"a key during a refresh of {MANY:,} models: the longest wait of a run"
    yield Row(what, median(waits), "ms", 30, note=note)
    yield Row(f"peak memory, {MANY:,} models", median(peaks), "MiB", 220)


def _waits_until_live(screen: Screen) -> Iterator[float]:
    """The wait for each key's first byte, until the top line says that the new list is there."""
    deadline = time.perf_counter() + 60
    while time.perf_counter() < deadline:
        yield from _waits(screen, 10)
        if "live" in screen.lines()[0]:
            return
    raise TimeoutError("the list never arrived")


def _waits(screen: Screen, keys: int) -> Iterator[float]:
    for number in range(keys):
        pressed = time.perf_counter()
        yield screen.press((_DOWN, _UP)[number % 2], quiet=0.01).first
        time.sleep(max(0.0, pressed + 0.02 - time.perf_counter()))


Measure = Callable[[int, Path], Rows]

MEASURES: Mapping[str, Measure] = {
    "start": partial(starting, FEW),
    "start-many": partial(starting, MANY),
    "instant": partial(instant, FEW),
    "instant-many": partial(instant, MANY),
    "typing": partial(typing, FEW, 1.75),
    "typing-many": partial(typing, MANY, 0.6),
    "moving": moving,
    "idle": idling,
    "leaving": leaving,
    "ordering": ordering,
    "refresh": refreshing,
}
"""By name, in the order of the table."""


def measure(name: str, rounds: int) -> list[Row]:
    """Makes one measurement, in a home of its own."""
    with TemporaryDirectory() as home:
        return list(MEASURES[name](rounds, Path(home)))
