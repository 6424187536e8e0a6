"""Servers that fail, lie or attack: the program is up, says what is wrong, and nothing foreign is drawn."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lumenbrowse.text.safe import is_plain
from tests.certificates import certificates
from tests.scenarios import HOSTILE_WORDS, TEST_KEY, Scenario, entry, listing
from tests.server import ModelServer, serve
from tests.terminal.conftest import Start
from tests.terminal.harness import PROGRAM, Terminal
from tests.terminal.places import free_port

LIMIT = "1"
"""Seconds of --timeout: what a server that hangs costs here."""

FAILURES = {
    "400": ("the request was refused (HTTP 400)", "is the base right?"),
    "401": ("the key was refused (HTTP 401)", "lmnfl_… from LUMENFALL_API_KEY"),
    "401 echoing the key": ("the key was refused (HTTP 401)", "Incorrect API key provided"),
    "402": ("the balance is too low (HTTP 402)", "“Your balance is too low”"),
    "403 page": ("the key was refused (HTTP 403)", "make a new one"),
    "404": ("not found (HTTP 404)", "/v1/models was asked (base from --base-url)"),
    "429": ("too many requests (HTTP 429)", "“Slow down”"),
    "429 wait 120": ("too many requests (HTTP 429)", "the server asks to wait 120 s"),
    "500": ("the server failed (HTTP 500)", "“boom”"),
    "502 page": ("the gateway failed (HTTP 502)", "try again in a while"),
    "503 wait 3600": ("the server is not available (HTTP 503)", "3600 s (60 min)"),
    "504": ("the gateway got no answer (HTTP 504)", "try again"),
    "hostile error": ("the server failed (HTTP 500)", r"“\x1b[31mred\x1b]0;title\x07"),
    "204": ("unexpected answer (HTTP 204)", "is the base right?"),
    "empty body": ("unexpected answer (not JSON)", "it is empty"),
    "empty list": ("no models", "the server's list is empty"),
    "unreadable list": ("no models", "none of the 3 entries"),
    "web page": ("unexpected answer (not JSON)", "it is a web page"),
    "error with 200": ("the server answered with an error", "“Try the other address”"),
    "hostile error with 200": ("the server answered with an error", r"\x1b]52;c;ZXZpbA==\x07"),
    "null": ("unexpected answer (no list of models)", "is the base right?"),
    "binary": ("unexpected answer (not JSON)", "is the base right?"),
    "deep": ("unexpected answer (not JSON)", "nested too deeply"),
    "truncated": ("unexpected answer (broken off)", "ended too soon"),
    "damaged gzip": ("unexpected answer (damaged)", "compression"),
    "not http": ("no valid HTTP answer", "is the base right?"),
    "redirect loop": ("too many redirects", "sends us from one to the next"),
    "redirect with a password": ("redirect to another server", "the key goes to no other server"),
    "reset": ("connection reset", "try again"),
    "hangs": (f"timed out after {LIMIT} s", "did not answer"),
    "drips": (f"timed out after {LIMIT} s", "was still answering"),
    "gzip bomb": ("too large", "longer than 64 MiB"),
}
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
        self.terminal.send("r")
        self.terminal.wait_for(lambda terminal: len(self.server.requests) > asked)
        self.terminal.wait_for(lambda terminal: not is_busy(terminal))

    def text(self) -> str:
        """The screen as one line, for texts that may be wrapped."""
        return " ".join(self.terminal.text().replace("│", " ").split())


def is_busy(terminal: Terminal) -> bool:
    return any(word in terminal.screen()[0] for word in ("asking", "refreshing", "retrying"))


def session(tmp_path: Path, first: str) -> Iterator[Session]:
    with serve(first) as server:
        command = [*PROGRAM, "--base-url", server.base_url, "--timeout", LIMIT]
        environ = {"LUMENFALL_API_KEY": TEST_KEY}
        with Terminal(
            command, tmp_path / "home", rows=24, columns=200, environ=environ
        ) as terminal:
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
    terminal.wait_for(lambda terminal: f"The list could not be had: {words}" in terminal.text())
    terminal.wait_for(
        lambda terminal: more.replace(" ", "") in without_rows.text().replace(" ", "")
    )
    assert "r tries again, q quits." in terminal.text()
    assert foreign(terminal.raw) == []
    assert TEST_KEY.encode()[:20] not in terminal.raw
    assert terminal.osc52() == []


@pytest.mark.parametrize(
    "name", ["401", "503 wait 3600", "hostile error", "web page", "hangs", "reset"]
)
def test_the_rows_stay_and_are_called_cached(with_rows: Session, name: str) -> None:
    words, more = FAILURES[name]
    with_rows.ask(name)
    terminal = with_rows.terminal
    terminal.wait_for(lambda terminal: f"refresh failed: {words}" in terminal.screen()[0])
    terminal.wait_for(lambda terminal: f"{words}: " in terminal.screen()[-1])
    terminal.wait_for(lambda terminal: more in terminal.screen()[-1])
    assert re.search(r"· cached \d\d:\d\d · ", terminal.screen()[0])
    for model in ("flux.2-max", "gemini-3-pro-image", "gpt-image-1.5"):
        assert model in terminal.text()
    assert foreign(terminal.raw) == []


def test_nobody_there_is_offline(start: Start) -> None:
    base = f"http://127.0.0.1:{free_port()}/v1"
    terminal = start("--base-url", base, "--timeout", LIMIT, columns=120)
    terminal.wait_for("offline: connection refused")
    terminal.wait_for("is the server running?")
    terminal.leave("q")


@pytest.mark.parametrize(
    ("certificate", "words"),
    [
        ("self-signed", "the certificate is self-signed"),
        ("expired", "the certificate has expired"),
    ],
)
def test_a_certificate_that_is_not_trusted_names_the_way_to_trust_it(
    start: Start, certificate: str, words: str, tmp_path: Path
) -> None:
    with serve(tls=certificates().contexts[certificate]) as server:
        terminal = start(
            "--base-url",
            server.base_url,
            "--ca-bundle",
            certificates().write_bundle(tmp_path),
            columns=140,
        )
        terminal.wait_for(f"failed: {words}")
        terminal.wait_for("--ca-bundle FILE")
        terminal.leave("q")


class TestStaleWhileRevalidate:
    def test_the_second_start_shows_the_rows_in_its_first_frame(
        self, start: Start, model_server: ModelServer
    ) -> None:
        arguments = ("--base-url", model_server.base_url)
        terminal = start(*arguments)
        terminal.wait_for("live")
        terminal.send("q")
        assert terminal.wait_exit() == 0

        model_server.play("hangs")
        terminal = start(*arguments)
        terminal.wait_for(lambda terminal: b"flux.2-max" in terminal.raw)
        frame = terminal.raw.partition(b"lumenbrowse")[2].partition(b"lumenbrowse")[0]
        assert b"flux.2-max" in frame, "the first frame that names the program has no rows"
        assert b"cached" in frame
        terminal.wait_for(
            lambda terminal: re.search(r"cached \d\d:\d\d · refreshing…", terminal.text())
        )
        begun = time.monotonic()
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert time.monotonic() - begun < 2
        terminal.assert_restored()

    def test_a_refresh_keeps_what_the_user_made_of_the_list(
        self, start: Start, model_server: ModelServer
    ) -> None:
        terminal = start("--base-url", model_server.base_url, rows=24, columns=100)
        terminal.wait_for("live")
        terminal.send(" jh")
        terminal.wait_for("▸ google")
        terminal.send("G/image")
        terminal.wait_for("3 of 5")
        terminal.wait_for("▌ gpt-image-1.5")
        model_server.play("changed")
        terminal.send("\rr")
        terminal.wait_for("+1 new, 1 gone")
        assert " / image" in terminal.screen()[1]
        assert "▌ gpt-image-1.5" in terminal.text()
        assert "1 marked" in terminal.screen()[1]
        terminal.send("\x1b")
        terminal.wait_for("▸ google · 1")
        assert re.search(r"● +flux.2-max", terminal.text())
        terminal.wait_for("▌ gpt-image-1.5")

    def test_retrying_is_said_and_r_asks_at_once(
        self, start: Start, model_server: ModelServer
    ) -> None:
        model_server.play(Scenario(b"", 503, {"Retry-After": "9"}))
        terminal = start("--base-url", model_server.base_url, columns=120)
        terminal.wait_for("retrying in 9 s")
        model_server.play("documented")
        begun = time.monotonic()
        terminal.send("r")
        terminal.wait_for("live")
        assert time.monotonic() - begun < 5

    def test_leaving_while_it_waits_to_try_again(
        self, start: Start, model_server: ModelServer
    ) -> None:
        model_server.play(Scenario(b"", 503, {"Retry-After": "9"}))
        terminal = start("--base-url", model_server.base_url, columns=120)
        terminal.wait_for("retrying in 9 s")
        begun = time.monotonic()
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert time.monotonic() - begun < 5
        terminal.assert_restored()

    def test_an_odd_answer_counts_what_it_skipped(
        self, start: Start, model_server: ModelServer
    ) -> None:
        model_server.play("odd entries")
        terminal = start("--base-url", model_server.base_url, columns=100)
        terminal.wait_for("5 entries skipped")
        assert "2 models" in terminal.screen()[0]


class TestHostileText:
    def test_nothing_of_it_reaches_the_terminal_and_the_columns_stay_straight(
        self, start: Start, model_server: ModelServer
    ) -> None:
        model_server.play("hostile list")
        terminal = start("--base-url", model_server.base_url, rows=30, columns=100)
        terminal.wait_for("8 models")
        title = terminal.emulator.title
        for key in ("t", "1", "3", "t", "d", "d"):
            terminal.send(key)
        terminal.send("g")
        for _ in range(len(HOSTILE_WORDS)):
            terminal.send("jJJJKd" + "d")
        terminal.send("/long\r")
        terminal.wait_for("1 of 8")
        terminal.send("\x1b")
        terminal.wait_for(lambda terminal: "1 of 8" not in terminal.text())
        assert foreign(terminal.raw) == []
        assert terminal.emulator.title == title
        assert terminal.osc52() == []
        for row in terminal.emulator.cells[3:-1]:
            assert row[55].data in "│┃", "".join(cell.data for cell in row)
        terminal.leave("q")

    def test_an_id_that_hides_something_is_not_copied_and_the_message_says_why(
        self, start: Start, model_server: ModelServer
    ) -> None:
        model_server.play(
            Scenario(listing(*(entry(f"{n}{w}") for n, w in enumerate(HOSTILE_WORDS))))
        )
        terminal = start("--base-url", model_server.base_url, "--sort", "id", columns=120)
        terminal.wait_for("7 models")
        for reason in ("a control character", "a control character", "an invisible character"):
            terminal.send("y")
            terminal.wait_for(f"Nothing copied: it holds {reason}")
            terminal.send("j")
            terminal.wait_for(lambda terminal: "Nothing copied" not in terminal.text())
        terminal.send("y")
        terminal.wait_for("Sent 3[red]markup[/] [@click=app.quit]x[/] $id")
        terminal.send("jy")
        terminal.wait_for("Nothing copied: it holds half a character")
        assert terminal.osc52() == [f"3{HOSTILE_WORDS[3]}"]
        assert foreign(terminal.raw) == []
