"""The driver, under a small app of its own: it leaves the terminal as it was, and sends in one piece."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.terminal.conftest import Start
from tests.terminal.harness import Terminal

APP = """
import sys, threading
from lumenbrowse.terminal.tty import take_over
take_over()
from textual.app import App
from textual.widgets import Static
from lumenbrowse.clipboard.routes import osc52
from lumenbrowse.terminal.driver import TerminalDriver

class Small(App):
    def compose(self):
        yield Static("ready")
    def on_key(self, event):
        self.query_one(Static).update(f"key {event.key}")
        if event.key == "y":
            for number in range(20):
                text = osc52(f"{number}" + "x" * 20_000)
                threading.Thread(target=self._driver.send, args=(text,)).start()
                self.query_one(Static).update(f"frame {number}")
        if event.key == "q":
            self.exit()

app = Small(driver_class=TerminalDriver)
app.run(mouse="--no-mouse" not in sys.argv)
app._driver.send(osc52("late"))
"""
MOUSE = {"1000", "1002", "1003", "1006", "1015", "1016"}


def small(start: Start, *arguments: str, **options: object) -> Terminal:
    terminal = start(*arguments, command=[sys.executable, "-c", APP], **options)
    terminal.wait_for("ready")
    return terminal


def test_sequences_from_any_thread_arrive_whole_between_frames_and_after_the_last(
    start: Start,
) -> None:
    answers = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[?2048$p": b"\x1b[?2048;2$y"}
    terminal = small(start, answers=answers)
    terminal.wait_for(lambda terminal: {"2048", "1016"} <= terminal.emulator.modes)
    terminal.send("x")
    terminal.wait_for("key x")  # those answers are no keys
    terminal.send("y")
    terminal.wait_for(lambda terminal: len(terminal.osc52()) == 20)
    terminal.leave("q")
    *sent, last = terminal.osc52()
    assert sorted(sent) == sorted(f"{number}" + "x" * 20_000 for number in range(20))
    assert last == "late"


def test_streams_that_are_no_terminals_change_nothing(start: Start, tmp_path: Path) -> None:
    paths = {stream: tmp_path / stream for stream in ("stdin", "stdout", "stderr")}
    paths["stdin"].write_text("no keys\n")
    terminal = small(start, "--no-mouse", rows=15, columns=50, **paths)
    assert not terminal.emulator.modes & MOUSE
    terminal.resize(10, 40)
    terminal.send("z")
    terminal.wait_for("key z")
    terminal.leave("q")
    assert [path.read_text() for path in paths.values()] == ["no keys\n", "", ""]
