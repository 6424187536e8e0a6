"""The routes a copy takes, and what is said of it afterwards."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumenbrowse.clipboard import routes as clipboard
from lumenbrowse.clipboard.environment import Environment, Tmux
from lumenbrowse.clipboard.routes import Outcome, Route, choose
from lumenbrowse.settings import ClipboardMode
from lumenbrowse.text.safe import NotCopyableError

LOCAL = Environment(native="xclip", displays=(("DISPLAY", ":0"),))
SSH = Environment(remote=True)
TMUX_33 = Tmux("3.3a", client_term="xterm-256color", set_clipboard="external")
TMUX = Environment(in_tmux=True, term="tmux-256color", tmux=TMUX_33)
OLD_TMUX = replace(TMUX, tmux=Tmux("3.1c", client_term="xterm-256color"))
SCREEN = Environment(in_screen=True, term="screen.xterm-256color")
TURN_ON = "set -s set-clipboard on"


NATIVE = "xclip, read back"
NOTHING_NATIVE = "nothing native (no display, or no xclip, xsel, wl-copy)"
UP = "OSC 52 to the terminal"
ELSEWHERE = "not xclip: the user sits at another machine"
LOADED = "load-buffer -w of tmux"
TO_SCREEN = "OSC 52, as it is and wrapped for screen"
THIS = f"tmux needs: {TURN_ON}"
LOST = "(probably lost:"
DEAF = "(probably lost: VTE ignores OSC 52"
OUTER = f"(probably lost: an outer tmux needs: {TURN_ON})"
SSH_DISPLAY = replace(LOCAL, remote=True, displays=(("DISPLAY", "localhost:10.0"),))

WINDOWS = Environment(platform="win32", term="", native="Windows")
FAR_TMUX = replace(TMUX, native="xclip", remote=True)
MUTE_TMUX = replace(TMUX, tmux=None)
CONSOLE_TMUX = replace(TMUX, tmux=Tmux("3.4", client_term="linux"))


def in_tmux(version: str = "3.4", **others: Any) -> Environment:
    return replace(TMUX, tmux=Tmux(version, **others))


@pytest.mark.parametrize(
    ("here", "mode", "expected", "described"),
    [
        (LOCAL, "auto", "bare xclip", f"{UP}; {NATIVE}"),
        (LOCAL, "native", "xclip", NATIVE),
        (LOCAL, "osc52", "bare", UP),
        (LOCAL, "tmux", "", "none: this is not in tmux"),
        (LOCAL, "off", "", "none: switched off by --clipboard off"),
        (SSH, "auto", "bare", f"{UP}; {NOTHING_NATIVE}"),
        (SSH, "native", "", f"none: {NOTHING_NATIVE}"),
        (replace(LOCAL, remote=True), "auto", "bare", f"{UP}; {ELSEWHERE}"),
        (replace(LOCAL, remote=True), "native", "xclip", NATIVE),
        (SSH_DISPLAY, "auto", "bare xclip", f"{UP}; xclip over ssh's display, read back"),
        (replace(LOCAL, term="linux"), "auto", "xclip", f"no OSC 52: TERM is linux; {NATIVE}"),
        (Environment(term="linux"), "auto", "", f"none: no OSC 52: TERM is linux; {NOTHING_NATIVE}"),
        (Environment(term=""), "osc52", "", "none: no OSC 52: TERM is not set"),
        (Environment(term="dumb"), "osc52", "", "none: no OSC 52: TERM is dumb"),
        (WINDOWS, "auto", "bare Windows", f"{UP}; Windows, read back"),
        (Environment(term="screen", remote=True), "osc52", "bare screen", f"{TO_SCREEN} {OUTER}"),
        (Environment(term="tmux-256color", remote=True), "osc52", "bare", f"{UP} {OUTER}"),
        (Environment(emulator="VTE"), "osc52", "bare", f"{UP} {DEAF}; install xclip or wl-clipboard)"),
        (Environment(emulator="VTE", native="xsel"), "osc52", "bare", f"{UP} {DEAF}, and xsel failed)"),
        (SCREEN, "osc52", "bare screen", TO_SCREEN),
        (SCREEN, "tmux", "", "none: this is not in tmux"),
        (TMUX, "auto", "load", f"{LOADED} 3.3a; {NOTHING_NATIVE}"),
        (TMUX, "tmux", "load", f"{LOADED} 3.3a"),
        (TMUX, "off", "", "none: switched off by --clipboard off"),
        (TMUX, "osc52", "bare", f"OSC 52 to tmux 3.3a (probably lost: {THIS})"),
        (in_tmux(client_term="xterm", set_clipboard="on"), "osc52", "bare", "OSC 52 to tmux 3.4"),
        (replace(TMUX, native="xclip"), "auto", "load xclip", f"{LOADED} 3.3a; {NATIVE}"),
        (replace(TMUX, native="xclip"), "tmux", "load", f"{LOADED} 3.3a"),
        (FAR_TMUX, "auto", "load", f"{LOADED} 3.3a; {ELSEWHERE}"),
        (OLD_TMUX, "osc52", "tmux", "OSC 52 wrapped for tmux 3.1c"),
        (OLD_TMUX, "tmux", "tmux", "OSC 52 wrapped for tmux 3.1c"),
        (MUTE_TMUX, "osc52", "bare", f"tmux does not answer (probably lost: tmux does not answer; {THIS})"),
        (MUTE_TMUX, "tmux", "", "none: tmux does not answer"),
        (in_tmux(control_mode=True), "osc52", "bare", "OSC 52 to tmux 3.4 in control mode"),
        (in_tmux(control_mode=True), "auto", "bare", f"OSC 52 to tmux 3.4 in control mode; {NOTHING_NATIVE}"),
        (in_tmux(), "tmux", "load", f"{LOADED} 3.4 {LOST} no terminal is attached to tmux)"),
        (in_tmux(client_term="tmux-256color"), "tmux", "load", f"{LOADED} 3.4 {OUTER}"),
        (CONSOLE_TMUX, "tmux", "load", f"{LOADED} 3.4 {LOST} a terminal of the type linux has no clipboard)"),
    ],
)  # fmt: skip
def test_the_route(here: Environment, mode: ClipboardMode, expected: str, described: str) -> None:
    route = choose(here, mode)
    ways = ["load"] * route.load_buffer + [*route.forms, route.native]
    assert " ".join(filter(None, ways)) == expected
    assert clipboard.describe(route) == described
    assert route.fallback == (("bare",) if route.load_buffer and mode == "auto" else ())


def test_what_screen_shows_may_be_looked_at_from_anywhere() -> None:
    """Reading this machine's clipboard back proves nothing then: the user may have reattached by ssh."""
    assert not choose(replace(SCREEN, native="xclip")).conclusive
    assert not choose(replace(TMUX, tmux=None, native="xclip")).conclusive
    assert choose(replace(TMUX, native="xclip")).conclusive
    assert choose(replace(SCREEN, native="xclip"), "native").conclusive


@given(st.text(st.characters(exclude_categories=())))
def test_a_sequence_holds_the_text_and_nothing_else_that_a_terminal_reads(text: str) -> None:
    sequence = clipboard.osc52(text)
    assert sequence.startswith("\x1b]52;c;")
    assert sequence.endswith("\x07")
    payload = sequence[len("\x1b]52;c;") : -1]
    assert payload.isascii()
    assert payload.isprintable() or not payload
    assert base64.b64decode(payload, validate=True).decode("utf-8", "surrogatepass") == text


def test_tmux_gets_each_escape_doubled() -> None:
    assert clipboard.wrap_for_tmux("\x1b]52;c;eA==\x07") == (
        "\x1bPtmux;\x1b\x1b]52;c;eA==\x07\x1b\\"
    )


@settings(max_examples=30)
@given(st.text("ab", max_size=3000))
def test_screen_gets_strings_that_it_can_hold(text: str) -> None:
    sequence = clipboard.osc52(text)
    strings = clipboard.wrap_for_screen(sequence).split("\x1b\\")[:-1]
    assert all(string.startswith("\x1bP") and len(string) < 768 for string in strings)
    assert "".join(string[2:] for string in strings) == sequence


class Tool:
    """A stand-in for the processes and the terminal a copy uses."""

    def __init__(self, answer: str | None = "") -> None:
        self.answer = answer
        self.commands: list[tuple[tuple[str, ...], str]] = []
        self.written: list[str] = []

    def run(self, command: Sequence[str], text: str) -> str | None:
        self.commands.append((tuple(command), text))
        return self.answer

    def copy(self, text: str, route: Route) -> Outcome:
        return clipboard.copy(text, route, self.written.append, {}, self.run)


BARE, WRAPPED = clipboard.osc52("x"), clipboard.wrap_for_screen(clipboard.osc52("x"))
TMUX_PASSES = replace(TMUX, tmux=replace(TMUX_33, set_clipboard="on"))


@pytest.mark.parametrize(
    ("route", "answer", "written", "outcome"),
    [
        (choose(TMUX), "", [], Outcome(sent=True, buffered=True)),
        (choose(TMUX), None, [BARE], Outcome(sent=True, obstacle=f"tmux needs: {TURN_ON}")),
        (choose(TMUX_PASSES), None, [BARE], Outcome(sent=True)),
        (choose(TMUX, "tmux"), None, [], Outcome()),
        (choose(SSH), "", [BARE], Outcome(sent=True)),
        (choose(SCREEN), "", [BARE + WRAPPED], Outcome(sent=True)),
        (choose(LOCAL, "off"), "", [], Outcome()),
    ],
)
def test_what_is_sent(
    route: Route, answer: str | None, written: list[str], outcome: Outcome
) -> None:
    tool = Tool(answer)
    assert tool.copy("x", route) == outcome
    assert tool.written == written
    loaded = [(("tmux", "load-buffer", "-w", "-"), "x")] if route.load_buffer else []
    assert tool.commands == loaded


@pytest.mark.parametrize(
    ("length", "obstacle"), [(70_000, ""), (80_000, "it is longer than many terminals take")]
)
def test_a_text_longer_than_terminals_take_is_probably_lost(length: int, obstacle: str) -> None:
    assert Tool().copy("x" * length, choose(SSH)) == Outcome(sent=True, obstacle=obstacle)


def test_several_lines_can_be_copied_but_not_a_line_that_hides_something() -> None:
    assert Tool().copy("a\n\nb", choose(SSH)).sent
    for text in ("a\n\u202eb", "a\r\nb", ""):
        with pytest.raises(NotCopyableError):
            Tool().copy(text, choose(SSH))


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome(confirmed=True), "Copied flux"),
        (Outcome(confirmed=True, sent=True, obstacle="x"), "Copied flux"),
        (Outcome(sent=True), "Sent flux to the terminal's clipboard (it can't confirm)"),
        (Outcome(sent=True, obstacle="a: b"), "Sent flux, but probably lost: a: b"),
        (Outcome(), "No clipboard here: press p to print flux and quit"),
        (Outcome(confirmed=True, buffered=True), "Copied flux; prefix ] pastes it"),
        (
            Outcome(sent=True, buffered=True),
            "Sent flux to the terminal's clipboard (it can't confirm); prefix ] pastes it",
        ),
        (
            Outcome(sent=True, buffered=True, obstacle="a"),
            "Sent flux, but probably lost: a; prefix ] pastes it",
        ),
    ],
)
def test_never_more_is_claimed_than_is_known(outcome: Outcome, expected: str) -> None:
    assert clipboard.message(outcome, "flux") == expected
