"""Names in other scripts: every column stays where it belongs, cell by cell, whatever stands in front of it."""

import re
from collections.abc import Iterator
from unicodedata import normalize

import pytest

from lumenbrowse.text.glyphs import UNICODE
from lumenbrowse.text.safe import safe
from tests.scenarios import Scenario, case, entry, listing
from tests.terminal.conftest import browsing
from tests.terminal.frames import Frame, wait_for_frame
from tests.terminal.harness import Terminal

ADDED = 1_754_000_000
PRECISE: dict[str, str]
PRECISE, OTHERS = case("terminal/names").values()
"""Those that this emulator draws as wide as we reckon; of the others only the columns are looked at."""
NAMES = {**PRECISE, **OTHERS}
DATE = re.compile(r"[ \d]\d \w{3} 2025")


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """The program on a list of models and owners with such names, one owner each."""
    numbered = enumerate(NAMES.values())
    models = (entry(name, f"of {name}", ADDED - 86_400 * n) for n, name in numbered)
    home, scenario = tmp_path_factory.mktemp("wide"), Scenario(listing(*models))
    with browsing(home, scenario, rows=50, columns=120) as terminal:
        yield terminal


def test_the_pane_and_the_headings(terminal: Terminal) -> None:
    columns = set()
    terminal.send("g")
    for name, model_id in NAMES.items():
        if name in PRECISE:
            drawn = normalize("NFC", safe(model_id))
            frame = wait_for_frame(terminal, drawn, UNICODE)
            assert frame.cursor_at is not None
            assert frame.text(frame.cursor_at - 1).startswith(f" ▾ of {drawn} · 1 ")
        else:
            # Dates are a day apart: the pane shows this one's.
            day = 31 - list(NAMES).index(name)
            terminal.wait_for(f"{day} July 2025")
            frame = Frame(terminal.emulator.cells, "")
        columns |= {frame.line(y).find(label) for y in range(20) for label in ("Owner ", "Added ")}
        terminal.send("j")
    assert len(columns - {-1}) == 1


def test_the_table_grouped_and_flat(terminal: Terminal) -> None:
    first = NAMES["Chinese"]
    terminal.press("g", "plain-1")
    wait_for_frame(terminal, first, UNICODE, more_faults=faults_of_dates)
    terminal.press("t", "OWNER")
    wait_for_frame(terminal, first, UNICODE, more_faults=faults_of_a_flat_table)
    terminal.resize(70, 60)
    wait_for_frame(terminal, first, UNICODE, (60, 70), faults_of_a_flat_table)
    terminal.resize(50, 120)
    terminal.press("t", "▾ of ")


def faults_of_dates(frame: Frame) -> list[str]:
    """What is wrong with the dates, which all begin in one column."""
    found = frame.starts(DATE)
    return [] if len(found) == 1 else [f"dates in columns {sorted(found)}"]


def faults_of_a_flat_table(frame: Frame) -> list[str]:
    """What is wrong with rows that have a date and, two blanks after the last column, an owner."""
    owner_at = frame.line(2).find("OWNER")
    if owner_at < 0:
        return ["no owners"]
    rows = {y: frame.line(y) for y in frame.table[: len(NAMES)]}
    return [
        *faults_of_dates(frame),
        *(f"line {y}: no date" for y, row in rows.items() if not DATE.search(row)),
        *(f"line {y}: no owner" for y, row in rows.items() if row[owner_at - 2 :][:5] != "  of "),
    ]


def test_messages_and_the_search_box(terminal: Terminal) -> None:
    terminal.send("g")
    for key, sign in ((" ", "●"), ("f", "★")):
        terminal.press(key, sign)
    terminal.wait_for(f"{NAMES['Chinese']} is a favourite.")
    terminal.send("/模\x15编")
    box = re.compile(rf" / 编 .*1 of {len(NAMES)} · 1 marked · by match, added ↓ *")
    terminal.wait_for(lambda terminal: box.fullmatch(Frame(terminal.emulator.cells, "").text(1)))
    terminal.press("\x1b", "search: words")
    terminal.press("\x1b", "q quit")
