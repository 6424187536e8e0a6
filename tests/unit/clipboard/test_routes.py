"""The routes a copy takes, and what is said of it afterwards."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace

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


def ways(route: Route) -> list[str]:
    """The ways a route takes, in order."""
    return (
        ["load-buffer"] * route.load_buffer
        + list(route.forms)
        + [route.native] * bool(route.native)
    )


@pytest.mark.parametrize(
    ("here", "expected"),
    [
        (LOCAL, ["bare", "xclip"]),
        (replace(LOCAL, native=""), ["bare"]),
        (SSH, ["bare"]),
        (replace(LOCAL, remote=True), ["bare"]),
        (replace(LOCAL, remote=True, displays=(("DISPLAY", "localhost:10.0"),)), ["bare", "xclip"]),
        (TMUX, ["load-buffer"]),
        (replace(TMUX, native="wl-copy"), ["load-buffer", "wl-copy"]),
        (replace(TMUX, native="wl-copy", remote=True), ["load-buffer"]),
        (OLD_TMUX, ["tmux"]),
        (replace(TMUX, tmux=None), ["bare"]),
        (replace(TMUX, tmux=Tmux("3.3a", control_mode=True)), ["bare"]),
        (SCREEN, ["bare", "screen"]),
        (Environment(term="screen-256color", remote=True), ["bare", "screen"]),
        (Environment(term="tmux-256color", remote=True), ["bare"]),
        (Environment(term="linux"), []),
        (Environment(term=""), []),
        (Environment(term="dumb"), []),
        (replace(LOCAL, term="linux"), ["xclip"]),
        (Environment(platform="win32", term="", native="Windows"), ["bare", "Windows"]),
    ],
)
def test_the_route(here: Environment, expected: list[str]) -> None:
    assert ways(choose(here)) == expected


@pytest.mark.parametrize(
    ("mode", "here", "expected"),
    [
        ("off", LOCAL, []),
        ("off", TMUX, []),
        ("native", LOCAL, ["xclip"]),
        ("native", replace(LOCAL, remote=True), ["xclip"]),
        ("native", SSH, []),
        ("osc52", LOCAL, ["bare"]),
        ("osc52", replace(TMUX, native="xclip"), ["bare"]),
        ("osc52", OLD_TMUX, ["tmux"]),
        ("osc52", SCREEN, ["bare", "screen"]),
        ("tmux", replace(TMUX, native="xclip"), ["load-buffer"]),
        ("tmux", OLD_TMUX, ["tmux"]),
        ("tmux", LOCAL, []),
        ("tmux", SCREEN, []),
        ("tmux", replace(TMUX, tmux=None), []),
    ],
)
def test_only_the_way_that_was_asked_for(
    mode: ClipboardMode, here: Environment, expected: list[str]
) -> None:
    route = choose(here, mode)
    assert ways(route) == expected
    assert route.fallback == ()


@pytest.mark.parametrize(
    ("here", "mode", "expected"),
    [
        (LOCAL, "auto", ""),
        (SSH, "auto", ""),
        (SCREEN, "auto", ""),
        (TMUX, "auto", ""),
        (TMUX, "osc52", f"tmux needs: {TURN_ON}"),
        (replace(TMUX, tmux=replace(TMUX_33, set_clipboard="on")), "osc52", ""),
        (replace(TMUX, tmux=None), "auto", f"tmux does not answer; tmux needs: {TURN_ON}"),
        (Environment(term="tmux-256color"), "auto", f"an outer tmux needs: {TURN_ON}"),
        (Environment(term="screen"), "auto", f"an outer tmux needs: {TURN_ON}"),
        (
            replace(TMUX, tmux=Tmux("3.4", client_term="tmux-256color")),
            "auto",
            f"an outer tmux needs: {TURN_ON}",
        ),
        (replace(TMUX, tmux=Tmux("3.4")), "auto", "no terminal is attached to tmux"),
        (replace(TMUX, tmux=Tmux("3.4", control_mode=True)), "auto", ""),
        (
            replace(TMUX, tmux=Tmux("3.4", client_term="linux")),
            "auto",
            "a terminal of the type linux has no clipboard",
        ),
        (
            Environment(emulator="Apple's Terminal"),
            "auto",
            "Apple's Terminal ignores OSC 52; install xclip or wl-clipboard",
        ),
        (
            Environment(emulator="Apple's Terminal", native="pbcopy"),
            "auto",
            "Apple's Terminal ignores OSC 52, and pbcopy failed",
        ),
    ],
)
def test_a_known_obstacle_is_named_with_its_remedy(
    here: Environment, mode: ClipboardMode, expected: str
) -> None:
    assert choose(here, mode).obstacle == expected


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


@pytest.mark.parametrize(
    ("here", "mode", "expected"),
    [
        (LOCAL, "auto", "OSC 52 to the terminal; xclip, read back"),
        (
            replace(LOCAL, remote=True),
            "auto",
            "OSC 52 to the terminal; not xclip: the user sits at another machine",
        ),
        (
            replace(LOCAL, remote=True, displays=(("DISPLAY", "localhost:10.0"),)),
            "native",
            "xclip over ssh's display, read back",
        ),
        (TMUX, "tmux", "load-buffer -w of tmux 3.3a"),
        (OLD_TMUX, "tmux", "OSC 52 wrapped for tmux 3.1c"),
        (LOCAL, "off", "none: switched off by --clipboard off"),
        (LOCAL, "tmux", "none: this is not in tmux"),
        (
            Environment(term="linux"),
            "auto",
            "none: no OSC 52: TERM is linux; "
            "nothing native (no display, or no xclip, xsel, wl-copy)",
        ),
        (
            Environment(term="tmux-256color"),
            "osc52",
            f"OSC 52 to the terminal (probably lost: an outer tmux needs: {TURN_ON})",
        ),
    ],
)
def test_the_route_is_described(here: Environment, mode: ClipboardMode, expected: str) -> None:
    assert clipboard.describe(choose(here, mode)) == expected
