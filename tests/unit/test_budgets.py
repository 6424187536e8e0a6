"""What speed costs, counted without a clock: bytes, rows drawn, modules loaded, wake-ups while nothing happens.

The figures of the clock are `python -m tests.benchmarks`'s; those here hold on any machine.
"""

from __future__ import annotations

import gc
import json
import sys
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from lumenbrowse.catalog.arranging import Arranger
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from lumenbrowse.api.parser import read_answer
from lumenbrowse.tui.widgets.row_renderer import row_line
from tests.benchmarks.catalogues import body, entries
from tests.program import run
from tests.scenarios import Scenario
from tests.server import serve
from tests.terminal.harness import PROGRAM, Terminal
from tests.tui.factory import a_start, browsing, numbered

MODELS = entries(5_000)
COLUMNS, ROWS = 120, 40
TYPED_KEY = 5_000
"""Bytes for a typed or erased key, on average. fzf 0.38 sends 7,300 for the same models and queries."""
CURSOR_DOWN = 700
QUERIES = ("flux max", "gpt mini", "llama", "qwen 32b")
Result = TypeVar("Result")
ERASE, DOWN, ENTER = "\x7f", "\x1b[B", "\r"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def base(home: Path) -> Iterator[str]:
    """A server of five thousand models, whose list is in the cache."""
    with serve(Scenario(body(MODELS))) as server:
        assert run(home, "--ids", "--base-url", server.base_url).code == 0
        yield server.base_url


@pytest.fixture(scope="module")
def terminal(home: Path, base: str) -> Iterator[Terminal]:
    """The program at rest, its list live."""
    environ = {"LUMENFALL_BASE_URL": base}
    with Terminal(PROGRAM, home, rows=ROWS, columns=COLUMNS, environ=environ) as terminal:
        terminal.wait_for(" · live ")
        yield terminal


def sent_by(terminal: Terminal, key: str, shown: str, line: int) -> int:
    """The bytes that come of a key, until a line of the screen shows it and nothing more comes."""
    before = len(terminal.raw)
    terminal.send(key)
    terminal.wait_for(lambda terminal: shown in terminal.screen()[line])
    settle(terminal)
    return len(terminal.raw) - before


def settle(terminal: Terminal) -> None:
    """Waits until nothing comes any more."""
    count = -1
    while count != len(terminal.raw):
        count = len(terminal.raw)
        quiet(terminal, 0.06)


def quiet(terminal: Terminal, seconds: float) -> None:
    """Lets the time pass."""
    with pytest.raises(AssertionError):
        terminal.wait_for(lambda _: False, timeout=seconds)


@pytest.mark.parametrize("query", QUERIES)
def test_a_typed_or_erased_key_sends_few_bytes(terminal: Terminal, query: str) -> None:
    terminal.send("/")
    terminal.wait_for("/ search:")
    settle(terminal)
    typed = [query[:end] for end in range(1, len(query) + 1)]
    erased = [*reversed(typed[:-1]), "search:"]
    sizes = [sent_by(terminal, left[-1], f"/ {left}", 1) for left in typed]
    sizes += [sent_by(terminal, ERASE, f"/ {left.rstrip()}", 1) for left in erased]
    assert sum(sizes) / len(sizes) <= TYPED_KEY
    terminal.send(ENTER)
    settle(terminal)


def test_the_cursor_sends_few_bytes(terminal: Terminal) -> None:
    terminal.send("g")
    settle(terminal)
    before = len(terminal.raw)
    for _ in range(5):
        terminal.send(DOWN)
        settle(terminal)
    assert 0 < (len(terminal.raw) - before) / 5 <= CURSOR_DOWN


@pytest.mark.parametrize("focused", ["table", "search box"])
def test_nothing_happens_while_nothing_happens(terminal: Terminal, focused: str) -> None:
    """No byte is sent, and no timer runs: the thread of the event loop sleeps all the time."""
    if focused == "search box":
        terminal.send("/")
        terminal.wait_for("/ search:")
    settle(terminal)
    quiet(terminal, 0.3)
    sent, woken = len(terminal.raw), wake_ups(terminal.pid)
    quiet(terminal, 1.2)
    assert len(terminal.raw) == sent
    assert wake_ups(terminal.pid) == woken
    terminal.send(ENTER)
    settle(terminal)


def wake_ups(pid: int) -> int:
    """How often a process's main thread has gone to sleep so far (proc(5)); 0 where nobody counts."""
    status = Path(f"/proc/{pid}/task/{pid}/status")
    if not status.exists():
        return 0
    counts = (line for line in status.read_text().splitlines() if line.startswith("voluntary"))
    return int(next(counts).split()[1])


FIRST_FRAME = """
import json, sys
from pathlib import Path
from lumenbrowse.tui.browsing import Browsing

def stop(screen):
    Path(sys.argv.pop()).write_text(json.dumps(sorted(sys.modules)))
    screen.app.exit()

Browsing.after_first_frame = stop
from lumenbrowse.__main__ import run
sys.exit(run([]))
"""
BARE = """
import json, sys
from pathlib import Path
from textual.app import App
from textual.widgets import Input
import textual.drivers.linux_driver

class Bare(App):
    def compose(self):
        yield Input()

    def on_ready(self):
        Path(sys.argv.pop()).write_text(json.dumps(sorted(sys.modules)))
        self.exit()

Bare().run()
"""
NOT_FOR_ROWS = {"email", "hashlib", "http", "rich.markdown", "rich.syntax", "tempfile", "zoneinfo"}
"""What of the standard library, and of Rich, a first frame does not pay for."""
ONLY_LATER = {
    "cli.check", "cli.doctor", "cli.list", "cli.manual", "cli.output", "cli.plain", "api.client", "api.network",
    "api.failures", "api.retry", "clipboard.copier", "clipboard.environment",
    "clipboard.native", "clipboard.routes", "text.snippets", "tui.palette", "tui.dialogs",
}  # fmt: skip
"""Our own modules that come after it."""
MOST_MODULES = 90
"""Of our own: each takes a tenth of a millisecond to find and to read, before it does anything."""


def modules_of(program: str, home: Path, base: str, folder: Path) -> set[str]:
    """The modules that a program on a terminal has loaded when its first frame is there."""
    found = folder / "modules"
    command = [sys.executable, "-c", program, str(found)]
    environ = {"LUMENFALL_BASE_URL": base}
    with Terminal(command, home, rows=ROWS, columns=COLUMNS, environ=environ) as terminal:
        assert terminal.wait_exit() == 0, terminal.text()
    return set(json.loads(found.read_text()))


def test_the_first_frame_loads_nothing_that_it_does_without(
    home: Path, base: str, tmp_path: Path
) -> None:
    bare = modules_of(BARE, home, base, tmp_path)
    more = modules_of(FIRST_FRAME, home, base, tmp_path) - bare
    ours = {name.removeprefix("lumenbrowse.") for name in more if name.startswith("lumenbrowse.")}
    others = {name for name in more if not name.startswith("lumenbrowse")}
    assert "tui.widgets.table" in ours
    assert len(ours) <= MOST_MODULES
    assert ours & ONLY_LATER == set()
    assert {name.partition(".")[0] for name in others} <= {*sys.stdlib_module_names, "rich"}
    assert others & NOT_FOR_ROWS == set()


@pytest.mark.parametrize("size", [(COLUMNS, ROWS), (80, 24)])
def test_a_start_styles_each_widget_once(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    """And the table once more, as it gets the focus: each pass over the screen takes ten milliseconds."""
    styled: Counter[str | None] = Counter()
    apply = Stylesheet.apply

    def count(sheet: Stylesheet, node: DOMNode, **options: Any) -> None:
        styled[node.id] += 1
        apply(sheet, node, **options)

    monkeypatch.setattr(Stylesheet, "apply", count)
    with browsing(a_start(numbered(3)), size=size):
        assert {name: styled[name] for name in ("top", "search", "footer", "detail")} == {
            "top": 1, "search": 1, "footer": 1, "detail": 1,
        }  # fmt: skip
        assert styled["table"] <= 2


def test_only_rows_that_can_be_seen_and_have_changed_are_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn = []

    def count(*arguments: Any) -> Any:
        drawn.append(arguments)
        return row_line(*arguments)

    monkeypatch.setattr("lumenbrowse.tui.widgets.table.row_line", count)
    with browsing(a_start(numbered(3_000)), size=(COLUMNS, ROWS)) as ui:
        visible = ROWS - 4
        assert 0 < len(drawn) <= 2 * visible

        def drawn_by(key: str) -> int:
            drawn.clear()
            ui.press(key)
            return len(drawn)

        assert drawn_by("x") == 0
        assert 0 < drawn_by("down") <= 2
        assert drawn_by("up") <= 2
        assert drawn_by("J") == 0
        assert 0 < drawn_by("pagedown") <= visible
        assert 0 < drawn_by("t") <= visible
        assert drawn_by("left") == 0
        ui.press("slash")
        assert 0 < drawn_by("9") <= visible
        assert drawn_by("left") == 0


def test_a_refresh_takes_little_more_memory_than_its_answer() -> None:
    """Bytes a model, at most and for good. Of a list by itself they are 620 and 240 to read, 360 to fold."""
    before = Arranger(read_answer(body(MODELS[1:])))
    before.prepare()
    answer = body(MODELS)
    after, most, kept = memory_of(lambda: read_answer(answer, before.catalogue))
    assert (most < 350, kept < 80) == (True, True), (most, kept)
    arranger = Arranger(after, like=before)
    _, most, kept = memory_of(arranger.prepare)
    assert (most < 220, kept < 150) == (True, True), (most, kept)


def memory_of(work: Callable[[], Result]) -> tuple[Result, float, float]:
    """What comes of some work, and the bytes a model that it took at most and keeps."""
    gc.collect()
    tracemalloc.start()
    try:
        done = work()
        kept, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return done, most / len(MODELS), kept / len(MODELS)
