"""Plain mode: numbered matches, one line at a time, nothing that moves the cursor."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from lumenbrowse.storage.state import with_favourites
from lumenbrowse.storage.store import Store
from tests.program import Done, run
from tests.scenarios import HOSTILE_WORDS
from tests.server import ModelServer
from tests.terminal.harness import PROGRAM, Terminal, clean_environment

PROMPT = "Words to search, a number to take it, ? for help: "


def pick(home: Path, typed: str, *arguments: str, **environ: str) -> Done:
    return run(
        home, "--sample", "--plain", "--pick", *arguments, stdin=typed.encode(), environ=environ
    )


def said(done: Done) -> list[str]:
    """The conversation's lines, without the prompts."""
    return [line for line in done.err.replace(PROMPT, "").splitlines() if line]


def test_search_and_pick(tmp_path: Path) -> None:
    done = pick(tmp_path, "flux\n2\n")
    assert (done.code, done.raw) == (0, b"flux.2-max\n")
    assert said(done)[-3:] == [
        "2 models for flux:",
        "1. flux.1-dev, black-forest-labs, added 1 Aug 2024",
        "2. flux.2-max, black-forest-labs, added 11 Dec 2023",
    ]


def test_a_query_from_the_command_line(tmp_path: Path) -> None:
    done = pick(tmp_path, "1\n", "flux.2")
    assert (done.code, done.raw) == (0, b"flux.2-max\n")
    assert said(done) == [
        "1 model for flux.2:",
        "1. flux.2-max, black-forest-labs, added 11 Dec 2023",
    ]


def test_no_cursor_is_moved(tmp_path: Path) -> None:
    done = pick(tmp_path, "gpt\n\n?\n*\n\nzzzz\n1\n")
    assert done.code == 130
    assert done.err.replace("\n", "").isprintable()


def test_a_page_at_a_time(tmp_path: Path) -> None:
    done = pick(tmp_path, "\n75\n")
    lines = said(done)
    assert lines[0] == "75 models."
    assert [line.split(".")[0] for line in lines[1:11]] == [str(n) for n in range(1, 11)]
    assert lines[11] == "65 more: an empty line shows them."
    assert lines[12].startswith("11. ")
    # What is not shown yet can be taken too.
    assert (done.code, len(done.lines)) == (0, 1)


def test_the_last_page(tmp_path: Path) -> None:
    done = pick(tmp_path, "\n\n", "flux")
    assert said(done)[-2:] == ["No more.", "No more."]


def test_several(tmp_path: Path) -> None:
    done = pick(tmp_path, "2, 1 2\n", "--multi", "flux")
    assert (done.code, done.lines) == (0, ["flux.2-max", "flux.1-dev"])
    nul = pick(tmp_path, "1 2\n", "-m0", "flux")
    assert nul.raw == b"flux.1-dev\0flux.2-max\0"
    one = pick(tmp_path, "1 2\n2\n", "flux")
    assert (one.code, one.lines) == (0, ["flux.2-max"])
    assert "One number, please (--multi takes several)." in said(one)


def test_a_number_that_is_not_there(tmp_path: Path) -> None:
    done = pick(tmp_path, "3\n0\n/3\n", "flux")
    assert "There is no 3: /3 searches for it." in said(done)
    assert "There is no 0: /0 searches for it." in said(done)
    assert any(line.endswith("models for 3:") for line in said(done))
    assert done.code == 130


def test_the_same_search_as_everywhere(tmp_path: Path) -> None:
    listed = run(tmp_path, "--sample", "--ids", "owner:google !pro").lines
    done = pick(tmp_path, "owner:google !pro\n")
    shown = [re.match(r"\d+\. ([^,]+), google,", line) for line in said(done)[12:]]
    assert [match[1] for match in shown if match] == listed[:10]


def test_the_filters_and_the_order_of_the_options(tmp_path: Path) -> None:
    done = pick(tmp_path, "", "--owner", "openai", "--sort", "id", "--limit", "2", "image")
    assert [line.split(",")[0] for line in said(done)] == [
        "2 models for image:",
        "1. gpt-image-1",
        "2. gpt-image-1-mini",
    ]


def test_close_matches_are_called_so(tmp_path: Path) -> None:
    done = pick(tmp_path, "flx2mx\n1\n")
    assert (done.code, done.lines) == (0, ["flux.2-max"])
    assert "Nothing matches flx2mx. 1 model close to it:" in said(done)


def test_nothing_matches(tmp_path: Path) -> None:
    done = pick(tmp_path, "zzzz\n\n")
    assert said(done)[-2:] == ["Nothing matches zzzz.", "No models."]


@pytest.mark.parametrize(
    ("typed", "ending"), [("q\n", PROMPT), ("", f"{PROMPT}\n"), ("flux", None)]
)
def test_leaving(tmp_path: Path, typed: str, ending: str | None) -> None:
    picking = pick(tmp_path, typed)
    assert (picking.code, picking.raw) == (130, b"")
    if ending is not None:
        assert picking.err.endswith(ending)


def test_a_closed_input_is_the_end_of_it(tmp_path: Path) -> None:
    command = f'exec "{PROGRAM[0]}" -m lumenbrowse --sample --plain --pick <&-'
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, env=clean_environment(tmp_path), timeout=30
    )
    assert (done.returncode, done.stdout) == (130, b"")


def test_select_1_and_exit_0(tmp_path: Path) -> None:
    one = pick(tmp_path, "", "-1", "flux.2")
    assert (one.code, one.lines, one.err) == (0, ["flux.2-max"], "")
    assert pick(tmp_path, "", "--exit-0", "zzzz").code == 1


def test_picking_on_a_dumb_terminal_is_plain(tmp_path: Path) -> None:
    done = run(tmp_path, "--sample", "-p", "flux.2", stdin=b"1\n", environ={"TERM": "dumb"})
    assert (done.code, done.lines) == (0, ["flux.2-max"])


def test_no_list(tmp_path: Path, model_server: ModelServer) -> None:
    model_server.play("404 page")
    done = run(tmp_path, "--plain", "--pick", "--base-url", model_server.base_url)
    assert (done.code, done.raw, len(done.errors)) == (3, b"", 1)


def test_hostile_models(tmp_path: Path, model_server: ModelServer) -> None:
    model_server.play("hostile list")
    base = model_server.base_url
    done = run(tmp_path, "--plain", "--pick", "--base-url", base, stdin=b"1\n")
    assert (done.code, len(done.lines)) == (0, 1)
    assert done.lines[0].isprintable()
    assert done.err.replace("\n", "").isprintable()
    assert len(said(done)) == 2 + len(HOSTILE_WORDS)


def state_of(home: Path) -> Store:
    return Store(home / "state" / "lumenbrowse" / "state.json")


def test_favourites_come_first(tmp_path: Path) -> None:
    store = state_of(tmp_path)
    store.load()
    store.change(lambda state: with_favourites(state, "sample", ["flux.2-max"], True))
    store.save()
    done = pick(tmp_path, "1\n", "flux")
    assert done.lines == ["flux.2-max"]
    assert said(done)[1] == "1. flux.2-max, black-forest-labs, added 11 Dec 2023, favourite"
    assert pick(tmp_path, "1\n", "flux", "--no-state").lines == ["flux.1-dev"]


def test_what_was_picked_is_remembered(tmp_path: Path) -> None:
    pick(tmp_path, "1\n", "flux.2")
    (recent,) = state_of(tmp_path).load().of("sample").recents
    assert (recent.id, recent.how) == ("flux.2-max", "picked")


def test_on_a_terminal_a_number_copies(tmp_path: Path) -> None:
    command = [*PROGRAM, "--sample", "--plain", "flux.2"]
    with Terminal(command, tmp_path) as terminal:
        terminal.wait_for(PROMPT.strip())
        terminal.send("1\n")
        terminal.wait_for("Sent flux.2-max to the terminal's clipboard")
        assert terminal.osc52() == ["flux.2-max"]
        # It goes on until the user leaves.
        terminal.send("q\n")
        assert terminal.wait_exit() == 0
        terminal.assert_restored()
    (recent,) = state_of(tmp_path).load().of("sample").recents
    assert (recent.id, recent.how) == ("flux.2-max", "copied")


def test_without_a_clipboard_the_id_is_told(tmp_path: Path) -> None:
    command = [*PROGRAM, "--sample", "--plain", "--clipboard", "off", "flux.2"]
    with Terminal(command, tmp_path, columns=120) as terminal:
        terminal.wait_for(PROMPT.strip())
        terminal.send("1\n")
        terminal.wait_for("No clipboard here; this is it: flux.2-max")


def test_control_c_leaves_with_130(tmp_path: Path) -> None:
    command = [*PROGRAM, "--sample", "--plain", "flux.2"]
    with Terminal(command, tmp_path) as terminal:
        terminal.wait_for(PROMPT.strip())
        terminal.send("\x03")
        assert terminal.wait_exit() == 130
        assert "Traceback" not in terminal.text()


def test_standard_output_that_is_no_terminal_means_list(tmp_path: Path) -> None:
    done = run(tmp_path, "--sample", "--plain", "flux.2")
    assert (done.code, done.err) == (0, "")
    assert done.out.count("\t") == 2


def test_the_pick_alone_is_on_standard_output(tmp_path: Path) -> None:
    """As in x=$(lumenbrowse --plain --pick): the conversation is on the terminal."""
    reading, writing = os.pipe()
    command = [*PROGRAM, "--sample", "--plain", "--pick"]
    with Terminal(command, tmp_path, stdout=writing) as terminal:
        os.close(writing)
        terminal.wait_for(PROMPT.strip())
        terminal.send("flux.2\n1\n")
        assert terminal.wait_exit() == 0
    assert os.read(reading, 100) == b"flux.2-max\n"
    os.close(reading)
