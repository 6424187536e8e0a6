"""The driver, under a small app of its own: it leaves the terminal as it was, and sends in one piece."""

import sys

from tests.terminal.conftest import Start

APP = """
import threading
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
app.run()
app._driver.send(osc52("late"))
"""


def test_sequences_from_any_thread_arrive_whole_between_frames_and_after_the_last(
    start: Start,
) -> None:
    answers = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[?2048$p": b"\x1b[?2048;2$y"}
    command = [sys.executable, "-c", APP]
    terminal = start(command=command, answers=answers, until="ready")
    terminal.wait_for(lambda terminal: {"2048", "1016"} <= terminal.emulator.modes)
    terminal.press("x", "key x")  # those answers are no keys
    terminal.press("y", lambda terminal: len(terminal.osc52()) == 20)
    terminal.leave("q")
    *sent, last = terminal.osc52()
    assert sorted(sent) == sorted(f"{number}" + "x" * 20_000 for number in range(20))
    assert last == "late"
