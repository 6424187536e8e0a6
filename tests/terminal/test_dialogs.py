"""Other keys, the dialogs and the pane's edge in a real terminal, and what of them is there next time."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.terminal.conftest import Start
from tests.terminal.harness import Terminal

ESCAPE, CTRL_Q = "\x1b", "\x11"


def write_keys(home: Path, content: str) -> None:
    directory = home / "config" / "lumenbrowse"
    directory.mkdir(parents=True)
    (directory / "keys.json").write_text(content)


def ready(start: Start, *arguments: str, **options: object) -> Terminal:
    terminal = start("--sample", *arguments, rows=30, columns=120, **options)
    terminal.wait_for("SAMPLE DATA")
    terminal.wait_for("Owner   ")
    return terminal


def test_keys_json_changes_the_keys(start: Start, home: Path) -> None:
    write_keys(home, json.dumps({"help": "H", "quit": "Q,ctrl+x"}))
    terminal = ready(start)
    terminal.wait_for("H help  Q quit")
    terminal.send("H")
    terminal.wait_for("Find and order")
    terminal.send("G")
    terminal.wait_for("keys.json can say")
    terminal.wait_for("~/config/lumenbrowse/keys.json")
    terminal.send("H")
    terminal.wait_for(lambda terminal: "Other keys" not in terminal.text())
    terminal.send("q?")
    terminal.leave("\x18")


def test_a_bad_keys_json_is_a_message(start: Start, home: Path) -> None:
    write_keys(home, '{"copy": "x",}')
    terminal = ready(start)
    terminal.wait_for("keys.json: it is not JSON (line 1, column 14)")
    terminal.send("q")
    assert terminal.wait_exit() == 0


def mouse(button: int, column: int, row: int, end: str) -> str:
    """A mouse report as SGR 1006 writes it (XTerm Control Sequences, Mouse Tracking)."""
    return f"\x1b[<{button};{column};{row}{end}"


def edge(terminal: Terminal) -> int:
    """The column, from 1, of the pane's edge: left of the pane's text."""
    line = next((line for line in terminal.screen() if "Owner   " in line), "")
    return line.find("Owner   ")


def test_the_pane_is_as_wide_as_it_was(start: Start) -> None:
    terminal = ready(start)
    at = edge(terminal)
    terminal.send(mouse(0, at, 15, "M"))
    terminal.wait_for(lambda terminal: terminal.screen()[14][at - 1 : at] == "┃")
    terminal.send(mouse(32, at - 20, 15, "M"))
    terminal.wait_for(lambda terminal: edge(terminal) == at - 20)
    terminal.send(mouse(0, at - 20, 15, "m"))
    terminal.send("q")
    assert terminal.wait_exit() == 0
    again = ready(start)
    assert edge(again) == at - 20


def test_ctrl_q_leaves_from_a_dialog_over_a_dialog(start: Start) -> None:
    terminal = ready(start)
    terminal.send(":")
    terminal.wait_for("Find an action")
    terminal.send("help\r")
    terminal.wait_for("Find and order")
    terminal.leave(CTRL_Q)


def is_quiet(terminal: Terminal) -> bool:
    """Whether nothing comes for a while."""
    before = len(terminal.raw)
    time.sleep(0.4)
    return len(terminal.raw) == before


@pytest.mark.parametrize(
    ("key", "words"), [(":", "Find an action"), ("Y", "owner/id"), ("?", "Find and order")]
)
def test_an_idle_dialog_writes_nothing(key: str, words: str, start: Start) -> None:
    terminal = ready(start)
    terminal.send(key)
    terminal.wait_for(words)
    assert any(is_quiet(terminal) for _ in range(5))
    assert is_quiet(terminal)
    terminal.send(ESCAPE)
    terminal.wait_for(lambda terminal: words not in terminal.text())
