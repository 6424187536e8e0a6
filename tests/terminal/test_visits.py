"""One visit after the other, of the real program to a real server: what is new, and what comes back."""

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
from tests.program import run
from tests.scenarios import DOCUMENTED, Scenario, entry, listing
from tests.server import ModelServer, serve
from tests.terminal.conftest import Start
from tests.terminal.harness import Terminal

CTRL_C, CTRL_R = "\x03", "\x12"
DAY = 86_400
IDS = [model["id"] for model in json.loads(DOCUMENTED)["data"]]

Browse = Callable[..., Terminal]


@pytest.fixture
def browse(start: Start, model_server: ModelServer) -> Browse:
    """Starts the program on the server's list, and waits until it came."""

    def begin(*arguments: str, sees: str = "live ", **options: Any) -> Terminal:
        base = ("--base-url", model_server.base_url)
        return start(*base, *arguments, **{"columns": 140, "rows": 20, **options}, until=sees)

    return begin


def state_file(home: Path) -> Path:
    return home / "state" / "lumenbrowse" / "state.json"


def days_pass(path: Path, days: int) -> None:
    """Moves the visits that are remembered back in time."""
    record = json.loads(path.read_bytes())
    for base in record["bases"].values():
        for name in ("began", "at", "listed"):
            base["visits"][name] -= days * DAY
    path.write_text(json.dumps(record))


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
    first.press("w", "This is your first visit here: nothing is new yet.")
    first.leave(CTRL_C)
    days_pass(state_file(home), 3)

    model_server.play("changed")
    base = ("--base-url", model_server.base_url)
    # A script is no visit, though what it had from the server is in the cache.
    assert run(home, *base, "--ids", "--new", "--refresh").lines == ["veo-4"]
    second = browse()
    since = re.compile(r" \+1 new \(w\), 1 gone since (Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day ")
    second.wait_for(lambda terminal: since.search(terminal.screen()[0]))
    second.wait_for(lambda terminal: "   veo-4 new" in rows(terminal))
    second.press("w", "day: gemini-3-pro-image.")
    second.wait_for(lambda terminal: rows(terminal) == ["   veo-4 new"], "new only")
    second.wait_for("new · first seen just now")

    # What fails, and what is empty, changes nothing of that; and asking again makes nothing old.
    for scenario, words in (("empty list", "no models"), ("500", "HTTP 500"), ("changed", "live ")):
        model_server.play(scenario)
        second.press("r", partial(in_bar, words))
        assert since.search(second.screen()[0])
        assert rows(second) == ["   veo-4 new"]
    second.leave("q")

    # For a week it is new, whatever was started since.
    assert run(home, *base, "--ids", "--new").lines == ["veo-4"]


LEAVING: dict[str, tuple[str, str | int | None, int]] = {
    "a pick": ("--pick", "\r", 0),
    "a closed window": ("", None, 129),
    "offline": ("--offline", "q", 0),
    "kill -9": ("", signal.SIGKILL, -9),
}
"""How it is started, how it is left (by keys, a signal, a terminal that goes), and the exit code."""


def test_a_visit_counts_however_the_ui_was_left_but_not_where_it_was_killed(
    start: Start, home: Path, model_server: ModelServer
) -> None:
    base = ("--base-url", model_server.base_url)
    home.mkdir()
    (home / "offline").mkdir()
    run(home / "offline", *base, "--ids")
    # All at once: each has a home of its own.
    running = {
        name: start(*base, *option.split(), home=home / name, columns=100)
        for name, (option, _, _) in LEAVING.items()
    }
    left = {}
    for name, (_, by, code) in LEAVING.items():
        terminal = running[name]
        terminal.wait_for("5 models")
        if isinstance(by, str):
            terminal.send(by)
        elif by:
            terminal.kill(by)
        assert (terminal.wait_exit() if by else terminal.hang_up()) == code, name
        of_base = Store(state_file(home / name)).load().of(model_server.base_url)
        if of_base.visits is not None:
            assert sorted(of_base.visits.seen) == sorted(IDS)
        left[name] = (of_base.visits is not None, [one.how for one in of_base.recents])
    counts = dict.fromkeys(LEAVING, (True, list[str]()))
    assert left == {**counts, "a pick": (True, ["picked"]), "kill -9": (False, [])}


def test_what_an_older_programs_file_says_comes_back_and_what_is_done_now_next_time(
    browse: Browse, home: Path, model_server: ModelServer
) -> None:
    path = state_file(home)
    path.parent.mkdir(parents=True)
    of_base = {"favourites": ["qwen-image"]}
    view = {"sort": "owner", "reverse": False, "grouping": "none"}
    path.write_text(json.dumps({"view": view, "bases": {model_server.base_url: of_base}}))
    first = browse("--theme", "nord", sees="5 models")
    first.wait_for("OWNER ↑", lambda terminal: rows(terminal)[:1] == ["★  qwen-image"])
    # The copy's message has no screen left to be shown on.
    first.leave(f"31dy{CTRL_C}")
    base = ("--base-url", model_server.base_url)
    assert run(home, *base, "-1", "seedream").lines == ["seedream-4.5"]
    record = json.loads(path.read_bytes())
    assert record["version"] == VERSION
    assert record["view"] == {
        "sort": "id", "reverse": False, "grouping": "none", "collapsed": [],
        "pane_width": None, "pane_shown": False, "theme": None, "columns": None,
    }  # fmt: skip
    second = browse("--favourites", sees="1 of 5")
    second.wait_for("MODEL ID ↑", lambda terminal: rows(terminal) == ["★  qwen-image"])
    assert "│ qwen-image" not in second.text()
    second.send(CTRL_R)
    recents = re.compile(r"seedream-4\.5 +picked just now.*\n.* qwen-image +copied just now")
    second.wait_for(lambda terminal: recents.search(terminal.text()))


def test_b_goes_to_another_server_and_back_each_with_its_own_key_list_and_favourites(
    start: Start, home: Path, model_server: ModelServer
) -> None:
    with serve(Scenario(listing(entry("mine/one"), entry("mine/two")))) as other:
        addresses = {"usual": model_server.base_url, "home": other.base_url}
        entries = (
            f'[servers.{name}]\nbase_url = "{address}"\nkey_env = "{name.upper()}_KEY"\n'
            for name, address in addresses.items()
        )
        config = home / "config" / "lumenbrowse" / "config.toml"
        config.parent.mkdir(parents=True)
        config.write_text(f'columns = ["price", "x.y", "a-key-for-work"]\n{"".join(entries)}')
        keys = {"USUAL_KEY": "a-key-for-work", "HOME_KEY": "a-key-at-home"}
        terminal = start("--server", "usual", environ=keys, columns=100, until="live ")
        terminal.wait_for(partial(in_bar, "usual · 127.0.0.1"), "the browser has no column x.y, …:")
        terminal.press("?", "Find and order")
        terminal.press("G", "config/lumenbrowse/config.toml")
        terminal.press("\x1b", IDS[0])
        terminal.press("f", "★")
        terminal.press("1", "MODEL ID ↑")
        terminal.press("b", "the usual one", "home", "usual")
        terminal.press(
            "j\r", partial(in_bar, "home · 127.0.0.1"), "mine/one", "live ", "MODEL ID ↑"
        )
        assert "★" not in terminal.text()
        terminal.press("b", "(now)")
        terminal.press("k\r", partial(in_bar, "usual · 127.0.0.1"), IDS[0], "live ", "★", "y, …:")
        terminal.press("b", "(now)")
        terminal.press("k\r", "SAMPLE DATA")
        terminal.leave("q")
        kept = (home / "cache" / "lumenbrowse" / "screenfuls").iterdir()
        assert not any(b"SAMPLE" in path.read_bytes() for path in kept)
        for server, key in ((model_server, "USUAL_KEY"), (other, "HOME_KEY")):
            sent = {one.headers["authorization"] for one in server.requests}
            assert sent == {f"Bearer {keys[key]}"}
        address = ("--base-url", model_server.base_url)
        terminal = start(*address, environ={}, columns=100, until="live ")
        terminal.press("b", "home")
        terminal.press("jj\r", "mine/one", "live ")
        terminal.press("b", "(now)")
        terminal.press("kk\r", IDS[0], "live ")
        terminal.leave("q")
        terminal = start("--sample", environ=keys, columns=100, until="SAMPLE DATA")
        terminal.press("b", "home")
        terminal.press("jj\r", "mine/one", "live ")
        terminal.press("b", "(now)")
        terminal.press("kk\r", "SAMPLE DATA")
        terminal.leave("q")
