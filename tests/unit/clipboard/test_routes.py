"""The routes a copy takes, and what is said of it afterwards."""

import base64
from typing import Any
from unittest.mock import Mock, call

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.clipboard import routes as clipboard
from lumenbrowse.clipboard.environment import Environment, Tmux
from lumenbrowse.clipboard.routes import Outcome, Route, choose
from lumenbrowse.settings import ClipboardMode
from tests.scenarios import case


def test_what_tmux_and_screen_are_given() -> None:
    """Tmux gets each escape doubled; screen gets strings that it can hold."""
    given = clipboard.wrap_for_tmux("\x1b]52;c;eA==\x07")
    assert given == "\x1bPtmux;\x1b\x1b]52;c;eA==\x07\x1b\\"
    for length in (0, 1, 500, 565, 566, 567, 768, 3_000):
        sequence = clipboard.osc52("a" * length)
        strings = clipboard.wrap_for_screen(sequence).split("\x1b\\")[:-1]
        assert all(string.startswith("\x1bP") and len(string) < 768 for string in strings)
        assert "".join(string[2:] for string in strings) == sequence


TABLES = case("clipboard/routes")

LOCAL = Environment(native="xclip", displays={"DISPLAY": ":0"})
SSH = Environment(remote=True)
TMUX_33 = Tmux("3.3a", client_term="xterm-256color", set_clipboard="external")
TMUX = Environment(in_tmux=True, term="tmux-256color", tmux=TMUX_33)
SCREEN = Environment(in_screen=True, term="screen.xterm-256color")
TURN_ON = "set -s set-clipboard on"


@pytest.mark.parametrize(("here", "mode", "expected", "described"), TABLES["routes"])
def test_route(here: dict[str, Any], mode: ClipboardMode, expected: str, described: str) -> None:
    tmux = Tmux(**here["tmux"]) if "tmux" in here else None
    route = choose(Environment(**{**here, "tmux": tmux}), mode)
    names = {str: "bare", clipboard.wrap_for_tmux: "tmux", clipboard.wrap_for_screen: "screen"}
    ways = ["load"] if route.load_buffer else [names[form] for form in route.forms]
    assert " ".join(filter(None, [*ways, route.native])) == expected
    assert clipboard.describe(route) == described
    assert not route.load_buffer or route.forms == ((str,) if mode == "auto" else ())


def test_what_screen_shows_may_be_looked_at_from_anywhere() -> None:
    """Reading this machine's clipboard back proves nothing then: the user may have reattached by ssh."""
    assert not choose(SCREEN._replace(native="xclip")).conclusive
    assert not choose(TMUX._replace(tmux=None, native="xclip")).conclusive
    assert choose(TMUX._replace(native="xclip")).conclusive
    assert choose(SCREEN._replace(native="xclip"), "native").conclusive


@given(st.text(st.characters(exclude_categories=())))
def test_a_sequence_holds_the_text_and_nothing_else_that_a_terminal_reads(text: str) -> None:
    sequence = clipboard.osc52(text)
    payload = sequence.removeprefix("\x1b]52;c;").removesuffix("\x07")
    assert sequence == f"\x1b]52;c;{payload}\x07"
    assert payload.isascii()
    assert payload.isprintable() or not payload
    assert base64.b64decode(payload, validate=True).decode("utf-8", "surrogatepass") == text


BARE, WRAPPED = clipboard.osc52("x"), clipboard.wrap_for_screen(clipboard.osc52("x"))
TMUX_PASSES = TMUX._replace(tmux=TMUX_33._replace(set_clipboard="on"))


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
def test_sent(route: Route, answer: str | None, written: list[str], outcome: Outcome) -> None:
    sent: list[str] = []
    run = Mock(return_value=answer)
    assert clipboard.send("x", route, sent.append, run) == outcome
    assert sent == written
    loaded = [call(["tmux", "load-buffer", "-w", "-"], "x")] if route.load_buffer else []
    assert run.mock_calls == loaded
    # Without a terminal nothing is sent there.
    unsent = outcome._replace(sent=outcome.buffered, obstacle="")
    assert clipboard.send("x", route, None, run) == unsent


@pytest.mark.parametrize(("outcome", "expected"), TABLES["messages"])
def test_never_more_is_claimed_than_is_known(outcome: dict[str, Any], expected: str) -> None:
    assert clipboard.outcome_words(Outcome(**outcome), "flux") == expected
