"""One visit after the other, of the real program to a real server: what is new, and what comes back."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from lumenbrowse.storage.state import VERSION
from lumenbrowse.storage.store import Store
from tests.program import run, wait_until
from tests.scenarios import CHANGED, DOCUMENTED, Scenario, entry, listing
from tests.server import ModelServer
from tests.terminal.conftest import Start
from tests.terminal.harness import Terminal

CTRL_C, CTRL_R, CTRL_Y = "\x03", "\x12", "\x19"
DAY = 86_400
IDS, LATER = ([model["id"] for model in json.loads(body)["data"]] for body in (DOCUMENTED, CHANGED))

Browse = Callable[..., Terminal]


@pytest.fixture
def browse(start: Start, model_server: ModelServer) -> Browse:
    """Starts the program on the server's list, and waits until it came."""

    def begin(*arguments: str, sees: str = "live ", **options: Any) -> Terminal:
        base = ("--base-url", model_server.base_url)
        terminal = start(*base, *arguments, **{"columns": 140, "rows": 20, **options})
        terminal.wait_for(sees)
        return terminal

    return begin


def leave(terminal: Terminal, keys: str = "q") -> None:
    terminal.leave(keys)


def state_file(home: Path) -> Path:
    return home / "state" / "lumenbrowse" / "state.json"


def days_pass(path: Path, days: int) -> None:
    """Moves the visits that are remembered back in time."""
    record = json.loads(path.read_bytes())
    for base in record["bases"].values():
        for name in ("began", "at", "listed"):
            base["visits"][name] -= days * DAY
    path.write_text(json.dumps(record))


def models(*ids: str) -> Scenario:
    """The list of these models, each with an owner of its own."""
    return Scenario(listing(*(entry(one, f"of-{one}", 1_700_000_000) for one in ids)))


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    """The files of a folder: when they were written, and what they hold."""
    return {one.name: (one.stat().st_mtime_ns, one.read_bytes()) for one in folder.iterdir()}


def in_bar(words: str, terminal: Terminal) -> bool:
    return words in terminal.screen()[0]


def rows(terminal: Terminal) -> list[str]:
    """The rows of the table that are models', up to the id and its mark, without the cursor."""
    lines = [line.replace("▌", " ") for line in terminal.screen()[3:-1]]
    found = [line[:3] + re.split("  |│", line[3:])[0].rstrip() for line in lines]
    return [line for line in found if line.strip() and line[1] not in "▾▸"]


def test_two_visits_to_a_list_that_changes_between_them(
    browse: Browse, home: Path, model_server: ModelServer
) -> None:
    first = browse()
    first.wait_for("5 models")
    assert "new" not in first.text()
    first.send("w")
    first.wait_for("This is your first visit here: nothing is new yet.")
    leave(first, CTRL_C)
    days_pass(state_file(home), 3)

    model_server.play("changed")
    base = ("--base-url", model_server.base_url)
    # A script is no visit, though what it had from the server is in the cache.
    assert run(home, *base, "--ids", "--new", "--refresh").lines == ["veo-4"]
    second = browse()
    since = re.compile(r" \+1 new \(w\), 1 gone since (Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day ")
    second.wait_for(lambda terminal: since.search(terminal.screen()[0]))
    second.wait_for(lambda terminal: "   veo-4 new" in rows(terminal))
    second.send("w")
    second.wait_for("day: gemini-3-pro-image.")
    second.wait_for(lambda terminal: rows(terminal) == ["   veo-4 new"])
    second.wait_for("new only")
    second.wait_for("new · first seen just now")

    # What fails, and what is empty, changes nothing of that; and asking again makes nothing old.
    for scenario, words in (("empty list", "no models"), ("500", "HTTP 500"), ("changed", "live ")):
        model_server.play(scenario)
        second.send("r")
        second.wait_for(partial(in_bar, words))
        assert since.search(second.screen()[0])
        assert rows(second) == ["   veo-4 new"]
    leave(second)

    third = browse()
    third.wait_for(lambda terminal: "   veo-4 new" in rows(terminal))
    assert "since" not in third.text()
    third.send("/veo")
    third.wait_for("first seen just now")
    # For a week it is new, whatever was started since.
    assert run(home, *base, "--ids", "--new").lines == ["veo-4"]


def by_keys(keys: str) -> Callable[[Terminal], int]:
    def act(terminal: Terminal) -> int:
        terminal.send(keys)
        return terminal.wait_exit()

    return act


def by_signal(number: int) -> Callable[[Terminal], int]:
    def act(terminal: Terminal) -> int:
        terminal.kill(number)
        return terminal.wait_exit()

    return act


LEAVING: dict[str, tuple[tuple[str, ...], Callable[[Terminal], int], int]] = {
    "a pick": (("--pick",), by_keys("\r"), 0),
    "a pick given up": (("--pick",), by_keys(CTRL_C), 130),
    "SIGTERM": ((), by_signal(signal.SIGTERM), 143),
    "a closed window": ((), Terminal.hang_up, 129),
    "offline": (("--offline",), by_keys("q"), 0),
    "kill -9": ((), by_signal(signal.SIGKILL), -9),
}
"""How it is started, how it is left, and the exit code."""


def test_a_visit_counts_however_the_ui_was_left_but_not_where_it_was_killed(
    start: Start, home: Path, model_server: ModelServer
) -> None:
    base = ("--base-url", model_server.base_url)
    home.mkdir()
    (home / "offline").mkdir()
    run(home / "offline", *base, "--ids")
    # All at once: each has a home of its own.
    running = {
        name: start(*base, *arguments, home=home / name, columns=100)
        for name, (arguments, _, _) in LEAVING.items()
    }
    left = {}
    for name, (_, act, code) in LEAVING.items():
        running[name].wait_for("5 models")
        assert act(running[name]) == code, name
        of_base = Store(state_file(home / name)).load().of(model_server.base_url)
        if of_base.visits is not None:
            assert sorted(of_base.visits.seen) == sorted(IDS)
        left[name] = (of_base.visits is not None, [one.how for one in of_base.recents])
    counts = dict.fromkeys(LEAVING, (True, list[str]()))
    assert left == {**counts, "a pick": (True, ["picked"]), "kill -9": (False, [])}


def test_a_newer_programs_file_is_left_alone_and_no_state_does_not_look_at_it(
    browse: Browse, home: Path
) -> None:
    path = state_file(home)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"version": VERSION + 1, "bases": "other"}))
    before = contents(path.parent)
    newer = "state.json is a newer lumenbrowse's: update this one"
    for arguments, message in ((), newer), (("--no-state",), "? help"):
        terminal = browse(*arguments, sees="live ")
        terminal.wait_for(message)
        terminal.send("f")
        terminal.wait_for("is a favourite.")
        terminal.wait_for("★")
        leave(terminal, "tyq")
        assert contents(path.parent) == before


def test_what_an_older_programs_file_says_comes_back_and_what_is_done_now_next_time(
    browse: Browse, home: Path, model_server: ModelServer
) -> None:
    path = state_file(home)
    path.parent.mkdir(parents=True)
    of_base = {"favourites": ["qwen-image"], "note": "kept"}
    view = {"sort": "owner", "reverse": False, "grouping": "none"}
    path.write_text(json.dumps({"view": view, "bases": {model_server.base_url: of_base}}))
    first = browse("--theme", "nord", sees="5 models")
    first.wait_for("OWNER ↑")
    first.wait_for(lambda terminal: rows(terminal)[:1] == ["★  qwen-image"])
    # The copy's message has no screen left to be shown on.
    leave(first, f"31dy{CTRL_C}")
    base = ("--base-url", model_server.base_url)
    assert run(home, *base, "-1", "seedream").lines == ["seedream-4.5"]
    record = json.loads(path.read_bytes())
    assert record["version"] == VERSION
    assert record["bases"][model_server.base_url]["note"] == "kept"
    assert record["view"] == {
        "sort": "id", "reverse": False, "grouping": "none", "collapsed": [],
        "pane_width": None, "pane_shown": False, "theme": None,
    }  # fmt: skip
    second = browse("--favourites", sees="1 of 5")
    second.wait_for("MODEL ID ↑")
    second.wait_for(lambda terminal: rows(terminal) == ["★  qwen-image"])
    assert "│ qwen-image" not in second.text()
    second.send(CTRL_R)
    recents = re.compile(r"seedream-4\.5 +picked just now.*\n.* qwen-image +copied just now")
    second.wait_for(lambda terminal: recents.search(terminal.text()))


def test_a_hundred_favourites_from_two_programs_at_once(
    browse: Browse, home: Path, model_server: ModelServer
) -> None:
    ids = [f"m-{number:02}" for number in range(100)]
    model_server.play(models(*ids))
    one, other = (browse(sees="100 models") for _ in range(2))
    one.send("fj" * 50 + "q")
    other.send("G" + "fk" * 50 + "q")
    assert (one.wait_exit(), other.wait_exit()) == (0, 0)
    base = ("--base-url", model_server.base_url)
    assert run(home, *base, "--ids", "--favourites").lines == ids


def test_kill_9_in_the_middle_of_favourites(
    browse: Browse, home: Path, model_server: ModelServer
) -> None:
    ids = [f"m-{number:02}" for number in range(40)]
    model_server.play(models(*ids))
    path = state_file(home)
    killed = browse(sees="40 models")
    killed.send("fj" * 40)
    wait_until(path.exists)
    killed.kill(signal.SIGKILL)
    assert killed.wait_exit() == -signal.SIGKILL
    kept = Store(path).load().of(model_server.base_url).favourites
    assert kept
    assert list(kept) == ids[: len(kept)]
    after = browse(sees="40 models")
    after.wait_for(lambda terminal: rows(terminal)[:1] == [f"★  {ids[0]}"])
    assert "state.json" not in after.text()
    leave(after, "gfq")
    assert Store(path).load().of(model_server.base_url).favourites == kept[1:]


def test_what_could_not_be_kept_is_said_after_leaving(browse: Browse, home: Path) -> None:
    folder = state_file(home).parent.parent
    folder.parent.mkdir()
    folder.write_text("a file in the place of the directory")
    said = home / "said"
    leave(browse(sees="5 models", stderr=said))
    place = state_file(home).parent
    assert said.read_text() == f"lumenbrowse: can't make {place}: a part of its path is a file\n"
