"""A copy's routes (DESIGN.md section 9), up to the terminal and native, and what can be said of each."""

import base64
from collections.abc import Callable
from typing import NamedTuple

from lumenbrowse.clipboard.environment import Environment, Run, Tmux
from lumenbrowse.settings import ClipboardMode
from lumenbrowse.text.safe import safe

# How an OSC 52 sequence is written: as it is (`str`), or wrapped for a multiplexer to pass it on.
Form = Callable[[str], str]
# Puts a text on the terminal in one piece; None where there is no terminal to write to.
Write = Callable[[str], object] | None

_SCREEN_STRING = 700  # bytes of one that screen passes on for sure (MAXSTR in its screen.h is 768)
_OUTER_TMUX = "an outer tmux needs: set -s set-clipboard on"
_THIS_TMUX = "tmux needs: set -s set-clipboard on"
_NO_CLIPBOARD = ("linux", "dumb", "")  # values of TERM: the console, and what is hardly a terminal


class Route(NamedTuple):
    """Which ways a copy takes; `why` says it in words."""

    load_buffer: bool = False  # through tmux
    forms: tuple[Form, ...] = ()  # for the terminal; with `load_buffer`, where that failed
    native: str = ""  # the program that writes this machine's clipboard
    conclusive: bool = True  # what is read back is the clipboard of the user's seat
    obstacle: str = ""  # why what is sent may not arrive, and the remedy
    why: str = ""
    here: Environment = Environment()


class Outcome(NamedTuple):
    """What is known of a copy."""

    confirmed: bool = False  # read back equal where the user sits
    sent: bool = False  # on its way to the terminal
    buffered: bool = False  # tmux keeps it too
    obstacle: str = ""  # why what was sent may not arrive, and the remedy


def osc52(text: str) -> str:
    """The sequence that asks a terminal to put `text` into its clipboard (XTerm Control Sequences, OSC 52)."""
    payload = base64.b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")
    return f"\x1b]52;c;{payload}\x07"


def wrap_for_tmux(sequence: str) -> str:
    """`sequence` for tmux to pass on as it is: each ESC doubled (tmux(1), allow-passthrough)."""
    return f"\x1bPtmux;{sequence.replace(chr(27), chr(27) * 2)}\x1b\\"


def wrap_for_screen(sequence: str) -> str:
    """`sequence` for screen to pass on as it is (screen(1), "ESC P"), in strings as long as it keeps."""
    pieces = range(0, len(sequence), _SCREEN_STRING)
    return "".join(f"\x1bP{sequence[at : at + _SCREEN_STRING]}\x1b\\" for at in pieces)


def choose(here: Environment, mode: ClipboardMode = "auto") -> Route:
    """The route that a copy takes from `here`. A `mode` other than `auto` leaves only that way."""
    if mode == "off":
        return Route(why="switched off by --clipboard off")
    if mode == "tmux" and not here.in_tmux:
        return Route(why="this is not in tmux")
    route = _native(here, asked_for=True) if mode == "native" else _upwards(here, mode)
    if mode == "auto":
        beside = _native(here, asked_for=False)
        why = f"{route.why}; {beside.why}"
        route = route._replace(native=beside.native, conclusive=beside.conclusive, why=why)
    return route._replace(here=here)


def _native(here: Environment, *, asked_for: bool) -> Route:
    if not here.native:
        return Route(why="nothing native (no display, or no xclip, xsel, wl-copy)")
    if here.remote and not here.has_ssh_display and not asked_for:
        return Route(why=f"not {here.native}: the user sits at another machine")
    # screen, and a tmux that does not answer, may be looked at from anywhere.
    seat_is_known = here.tmux is not None if here.in_tmux else not here.in_screen
    way = " over ssh's display" if here.has_ssh_display else ""
    why = f"{here.native}{way}, read back"
    return Route(native=here.native, conclusive=seat_is_known or asked_for, why=why)


def _upwards(here: Environment, mode: ClipboardMode) -> Route:
    if here.in_tmux:
        return _through_tmux(here.tmux, mode)
    if here.term in _NO_CLIPBOARD and here.platform != "win32":
        return Route(why=f"no OSC 52: TERM is {safe(here.term) or 'not set'}")
    obstacle = _OUTER_TMUX if here.has_outer_multiplexer else ""
    if here.emulator:
        remedy = f", and {here.native} failed" if here.native else "; install xclip or wl-clipboard"
        obstacle = f"{here.emulator} ignores OSC 52{remedy}"
    if here.in_screen or (here.has_outer_multiplexer and here.term.startswith("screen")):
        why = "OSC 52, as it is and wrapped for screen"
        return Route(forms=(str, wrap_for_screen), obstacle=obstacle, why=why)
    return Route(forms=(str,), obstacle=obstacle, why="OSC 52 to the terminal")


def _through_tmux(tmux: Tmux | None, mode: ClipboardMode) -> Route:
    # Asked for tmux alone, nothing else is tried.
    bare: tuple[Form, ...] = () if mode == "tmux" else (str,)
    if tmux is None:
        why = "tmux does not answer"
        return Route(forms=bare, obstacle=f"{why}; {_THIS_TMUX}", why=why)
    obstacle, version = _beyond_tmux(tmux), safe(tmux.version) or "of an old version"
    if not tmux.can_load_and_send:
        why = f"OSC 52 wrapped for tmux {version}"
        return Route(forms=(wrap_for_tmux,), obstacle=obstacle, why=why)
    if mode == "tmux" or (mode == "auto" and not tmux.control_mode):
        why = f"load-buffer -w of tmux {version}"
        return Route(load_buffer=True, forms=bare, obstacle=obstacle, why=why)
    passes = tmux.control_mode or tmux.set_clipboard == "on"
    why = f"OSC 52 to tmux {version}" + (" in control mode" if tmux.control_mode else "")
    return Route(forms=(str,), obstacle=obstacle if passes else _THIS_TMUX, why=why)


def _beyond_tmux(tmux: Tmux) -> str:
    """What is known to stand between tmux and the user's clipboard."""
    if tmux.control_mode:
        return ""
    if not tmux.client_term:
        return "no terminal is attached to tmux"
    if tmux.client_term in _NO_CLIPBOARD:
        return f"a terminal of the type {safe(tmux.client_term)} has no clipboard"
    return _OUTER_TMUX if tmux.client_term.startswith(("tmux", "screen")) else ""


def send(text: str, route: Route, write: Write, run: Run) -> Outcome:
    """The part of a copy that goes up to the terminal. Blocks 1 s at most, for tmux."""
    obstacle = route.obstacle
    if route.load_buffer:
        if run(["tmux", "load-buffer", "-w", "-"], text) is not None:
            return Outcome(sent=True, buffered=True, obstacle=obstacle)
        if route.here.tmux is None or route.here.tmux.set_clipboard != "on":
            obstacle = _THIS_TMUX
    if not route.forms or write is None:
        return Outcome()
    sequence = osc52(text)
    write("".join(form(sequence) for form in route.forms))
    return Outcome(sent=True, obstacle=obstacle)


def outcome_words(outcome: Outcome, what: str) -> str:
    """What can truthfully be said of a copy of `what` (see `naming`), in DESIGN.md section 9's words."""
    in_tmux = "; prefix ] pastes it" if outcome.buffered else ""
    if outcome.confirmed:
        return f"Copied {what}{in_tmux}"
    if not outcome.sent:
        return f"No clipboard here: press p to print {what} and quit"
    if outcome.obstacle:
        return f"Sent {what}, but probably lost: {outcome.obstacle}{in_tmux}"
    return f"Sent {what} to the terminal's clipboard (it can't confirm){in_tmux}"


def describe(route: Route) -> str:
    """The route in one line, and why it is this one: for `--doctor`."""
    if not (route.load_buffer or route.forms or route.native):
        return f"none: {route.why}"
    return f"{route.why} (probably lost: {route.obstacle})" if route.obstacle else route.why
