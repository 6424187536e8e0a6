"""Plain mode: numbered matches, one line at a time, nothing that moves the cursor."""

import json
import os
from pathlib import Path

import pytest

from tests.program import Done, run
from tests.scenarios import HOSTILE_WORDS, TEST_KEY, Scenario, entry, listing
from tests.server import serve
from tests.terminal.harness import PROGRAM, Terminal
from tests.terminal.places import stand_in
from tests.unit.cli import CASES
from tests.unit.cli.test_list import remember

PROMPT = "Words to search, a number to take it, ? for help: "


def pick(home: Path, typed: str, *arguments: str) -> Done:
    strict = {"PYTHONIOENCODING": "utf-8:strict"}
    command = ("--sample", "--plain", "--pick", *arguments)
    return run(home, *command, stdin=typed.encode("latin-1"), environ=strict)


def said(done: Done) -> list[str]:
    """The conversation's lines, without the prompts."""
    return [line for line in done.err.replace(PROMPT, "").splitlines() if line]


@pytest.mark.parametrize(("typed", "arguments", "picked"), CASES["picked"])
def test_what_is_picked(tmp_path: Path, typed: str, arguments: str, picked: str) -> None:
    done = pick(tmp_path, typed, *arguments.split())
    assert (done.code, done.raw) == (0, picked.encode())
    assert ("One number, please (--multi takes several)." in said(done)) == (typed == "1 2\n2\n")


@pytest.mark.parametrize(("typed", "arguments", "lines"), CASES["said"])
def test_what_is_said(tmp_path: Path, typed: str, arguments: str, lines: list[str]) -> None:
    done = pick(tmp_path, typed, *arguments.split())
    assert (done.code, said(done)[-len(lines) :]) == (130, lines)


def test_a_page_at_a_time(tmp_path: Path) -> None:
    done = pick(tmp_path, "gpt\n\n?\n*\n\n75\n")
    lines = said(done)
    assert lines[0] == "75 models."
    assert [line.split(".")[0] for line in lines[1:11]] == [str(n) for n in range(1, 11)]
    assert lines[11] == "65 more: an empty line shows them."
    assert lines[-2].startswith("20. ")
    # What is not shown yet can be taken too, and no cursor is moved.
    assert (done.code, len(done.lines)) == (0, 1)
    assert done.err.replace("\n", "").isprintable()


def test_ways_into_it_and_out(tmp_path: Path) -> None:
    for typed, ending in (("q\n", PROMPT), ("", f"{PROMPT}\n"), ("flux", "")):
        picking = pick(tmp_path, typed)
        assert (picking.code, picking.raw, picking.err.endswith(ending)) == (130, b"", True)
    assert pick(tmp_path, "", "--exit-0", "zzzz").code == 1
    dumb = run(tmp_path, "--sample", "-p", "flux.2", stdin=b"1\n", environ={"TERM": "dumb"})
    assert (dumb.code, dumb.lines) == (0, ["flux.2-max"])
    # Standard output that is no terminal means a list.
    listed = run(tmp_path, "--sample", "--plain", "flux.2")
    assert (listed.code, listed.err, listed.out.count("\t")) == (0, "", 2)


ECHOING = listing(entry(f"echo-{TEST_KEY}"), *(entry(f"x{word}", word) for word in HOSTILE_WORDS))


def test_hostile_models_and_an_id_that_holds_the_key(tmp_path: Path) -> None:
    with serve(Scenario(ECHOING)) as server:
        environ = {"LUMENFALL_BASE_URL": server.base_url, "LUMENFALL_API_KEY": TEST_KEY}
        done = run(tmp_path, "--plain", "--pick", "echo", stdin=b"1\nx\n", environ=environ)
    assert (done.code, done.raw, TEST_KEY in done.err) == (130, b"", False)
    assert done.err.replace("\n", "").isprintable()
    why = "The ID is neither copied nor printed: it holds the key, which is never printed."
    assert why in said(done)


def recent(home: Path) -> list[tuple[str, str]]:
    content = json.loads((home / "state" / "lumenbrowse" / "state.json").read_bytes())
    return [(one["id"], one["how"]) for one in content["bases"]["sample"]["recents"]]


def test_favourites_come_first(tmp_path: Path) -> None:
    remember(tmp_path, "sample", ["flux.2-max"], [])
    done = pick(tmp_path, "1\n", "flux")
    assert done.lines == ["flux.2-max"]
    assert said(done)[1].endswith(", favourite")
    assert recent(tmp_path) == [("flux.2-max", "picked")]
    run(tmp_path, "--sample", "-1", "flux.1-dev")
    assert recent(tmp_path)[0] == ("flux.1-dev", "picked")
    assert pick(tmp_path, "1\n", "flux", "--no-state").lines == ["flux.1-dev"]


def test_on_a_terminal_a_number_copies_and_the_helper_gets_no_key(tmp_path: Path) -> None:
    helper = stand_in(tmp_path / "bin", "xclip", f"env >'{tmp_path}/seen'\nexit 1\n")
    environ = {"PATH": f"{helper.parent}:{os.environ['PATH']}", "DISPLAY": "localhost:10.0"}
    environ["LUMENFALL_API_KEY"] = TEST_KEY
    (tmp_path / "seen").touch()  # a slow machine may give up before the helper begins
    command = [*PROGRAM, "--sample", "--plain", "flux.2"]
    with Terminal(command, tmp_path, columns=120, environ=environ) as terminal:
        terminal.wait_for(PROMPT.strip())
        terminal.press("1\n", "Sent flux.2-max to the terminal's clipboard")
        # It goes on until the user leaves.
        terminal.leave("q\n")
        assert terminal.osc52() == ["flux.2-max"]
    assert recent(tmp_path) == [("flux.2-max", "copied")]
    assert TEST_KEY not in (tmp_path / "seen").read_text()


def test_the_pick_alone_is_on_standard_output(tmp_path: Path) -> None:
    """As in x=$(lumenbrowse --plain --pick): the conversation is on the terminal."""
    command, out = [*PROGRAM, "--sample", "--plain", "--pick"], tmp_path / "out"
    with Terminal(command, tmp_path, stdout=out) as terminal:
        terminal.wait_for(PROMPT.strip())
        terminal.send("flux.2\n1\n")
        assert terminal.wait_exit() == 0
    assert out.read_text() == "flux.2-max\n"
