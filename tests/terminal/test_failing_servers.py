"""Servers that fail, lie or attack: the program is up, says what is wrong, and nothing foreign is drawn."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lumenbrowse.text.safe import is_plain
from tests.scenarios import HOSTILE_WORDS, TEST_KEY, Scenario, case
from tests.server import ModelServer, serve
from tests.terminal.conftest import Start
from tests.terminal.harness import PROGRAM, Terminal, without
from tests.terminal.places import free_port

LIMIT = "1"
"""Seconds of --timeout: what a server that hangs costs here."""
FAILURES: dict[str, list[str]] = case("terminal/failures")
"""What the bar says, and a part of what the panel or the message adds."""

_SEQUENCE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    r"|\x1b\]52;c;[A-Za-z0-9+/=]*\x07"  # copies, which the tests look at by themselves
    r"|\x1b\]22;default\x07"  # the mouse pointer's shape
    r"|\x1b[78=>]"
)


def foreign(raw: bytes) -> list[str]:
    """The characters on the way to the terminal that no text may hold, sequences of the program aside."""
    text = _SEQUENCE.sub("", raw.decode())
    return sorted({char for char in text if not is_plain(char) and char not in "\r\n"})


@dataclass
class Session:
    """One run of the program, for a server that fails in one way after the other."""

    terminal: Terminal
    server: ModelServer

    def ask(self, scenario: str | Scenario) -> None:
        """Refreshes while the server plays a scenario, until that is over."""
        asked = len(self.server.requests)
        self.server.play(scenario)
        self.terminal.press("r", lambda terminal: len(self.server.requests) > asked)
        self.terminal.wait_for(*map(without, ("asking", "refreshing", "retrying")))


def squeezed(text: str) -> str:
    return "".join(text.replace("│", " ").split())


def session(tmp_path: Path, first: str) -> Iterator[Session]:
    with serve(first) as server:
        command = [*PROGRAM, "--base-url", server.base_url, "--timeout", LIMIT]
        environ = {"LUMENFALL_API_KEY": TEST_KEY}
        with Terminal(command, tmp_path, columns=200, environ=environ) as terminal:
            terminal.wait_for("failed:" if first == "500" else "live")
            yield Session(terminal, server)
            terminal.leave("q")


@pytest.fixture(scope="module")
def without_rows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A run that never had a list."""
    yield from session(tmp_path_factory.mktemp("none"), "500")


@pytest.fixture(scope="module")
def with_rows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A run that had the documented list."""
    yield from session(tmp_path_factory.mktemp("rows"), "documented")


@pytest.mark.parametrize("name", FAILURES)
def test_without_a_list_the_panel_says_why_and_what_to_do(without_rows: Session, name: str) -> None:
    words, more = FAILURES[name]
    without_rows.ask(name)
    terminal = without_rows.terminal
    terminal.wait_for(lambda terminal: f": {words}" in terminal.screen()[0])
    terminal.wait_for(f"The list could not be had: {words}")
    # It may be wrapped.
    terminal.wait_for(lambda terminal: squeezed(more) in squeezed(terminal.text()))
    terminal.wait_for("r tries again, q quits.")
    assert foreign(terminal.raw) == []
    assert TEST_KEY.encode()[:20] not in terminal.raw
    assert terminal.osc52() == []


@pytest.mark.parametrize("name", ["503 wait 3600", "hostile error", "hangs"])
def test_the_rows_stay_and_are_called_cached(with_rows: Session, name: str) -> None:
    words, more = FAILURES[name]
    with_rows.ask(name)
    terminal = with_rows.terminal
    terminal.wait_for(lambda terminal: f"refresh failed: {words}" in terminal.screen()[0])
    terminal.wait_for(f"{words}: ", more)
    assert re.search(r"· cached \d\d:\d\d · ", terminal.screen()[0])
    for model in ("flux.2-max", "gemini-3-pro-image", "gpt-image-1.5"):
        assert model in terminal.text()
    assert foreign(terminal.raw) == []


def test_nobody_there_is_offline(start: Start) -> None:
    base = f"http://127.0.0.1:{free_port()}/v1"
    terminal = start("--base-url", base, "--timeout", LIMIT, columns=120)
    terminal.wait_for("offline: connection refused", "the server running?")
    terminal.leave("q")


def test_retrying_is_said_r_asks_at_once_and_leaving_waits_for_nothing(
    start: Start, model_server: ModelServer
) -> None:
    model_server.play(Scenario(b"", 503, {"Retry-After": "9"}))
    terminal = start("--base-url", model_server.base_url, columns=120, until="retrying in 9 s")
    model_server.play("odd entries")
    begun = time.monotonic()
    terminal.press("r", "live")
    assert time.monotonic() - begun < 5
    terminal.wait_for("5 entries skipped", "2 models")
    model_server.play("hangs")
    terminal.press("r", "refreshing")
    begun = time.monotonic()
    terminal.leave("q")
    assert time.monotonic() - begun < 5


def test_hostile_text_neither_reaches_the_terminal_nor_moves_a_column_nor_is_copied(
    start: Start, model_server: ModelServer
) -> None:
    model_server.play("hostile list")
    terminal = start("--base-url", model_server.base_url, rows=30, columns=100, until="8 models")
    title = terminal.emulator.title
    for keys in (*"t13tddg", *["jJJJKdd"] * len(HOSTILE_WORDS)):
        terminal.send(keys)
    terminal.press("/long\r", "1 of 8")
    terminal.press("\x1b", without("1 of 8"))
    for row in terminal.emulator.cells[3:-1]:
        assert row[55].data in "│┃", "".join(cell.data for cell in row)
    terminal.press("t1g", "▌ 0")
    for reason in ("a control character", "a control character", "an invisible character"):
        terminal.press("y", f"Nothing copied: it holds {reason}")
        terminal.press("j", without("Nothing copied"))
    terminal.press("y", "Sent 3[red]markup[/] [@click=app.quit]x[/] $id")
    terminal.press("jy", "Nothing copied: it holds half a character")
    assert terminal.osc52() == [f"3{HOSTILE_WORDS[3]}"]
    assert foreign(terminal.raw) == []
    assert terminal.emulator.title == title
    terminal.leave("q")
