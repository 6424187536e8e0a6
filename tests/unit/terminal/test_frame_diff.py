"""What is sent in place of a frame shows the same on a terminal."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from lumenbrowse.terminal.frame_diff import FrameDiff
from tests.scenarios import case
from tests.terminal.emulator import Emulator

TABLES = case("terminal/frame_diff")

ROWS, COLUMNS = 4, 24
PENS = "1 2;3 4;31 7 38;2;1;2;3 1;4;38;2;9;9;9;48;2;7;7;7 48;5;17 39;49 1;4;22;31"
WORDS = ("flux", "  ", " ", "flux.2-max", "a b", "·…", "▌", "漢字", "e\u0301", "👍", "x" * 9)


@st.composite
def pieces(draw: st.DrawFn) -> str:
    """A piece of a frame: a move, and styled texts that fit the row, as Textual writes them."""
    y, x = draw(st.integers(1, ROWS)), draw(st.integers(1, COLUMNS))
    room, parts = COLUMNS - x + 1, [f"\x1b[{y};{x}H"]
    for word in draw(st.lists(st.sampled_from(WORDS), max_size=5)):
        room -= 2 * len(word)
        pen = draw(st.sampled_from(["", *PENS.split()]))
        if room > 0:
            parts.append(f"\x1b[{pen}m{word}\x1b[0m" if pen else word)
    return "".join(parts)


frames = st.lists(pieces(), min_size=1, max_size=8).map(
    lambda parts: "\r\n".join(parts) + "\x1b[1;3H"
)


def cells(emulator: Emulator) -> list[list[tuple[object, ...]]]:
    """Everything that shows: of a blank only what its background and attributes show."""
    shown = []
    for row in emulator.cells:
        looks = []
        for cell in row:
            ink = (cell.data, cell.fg, cell.bold, cell.italics) if cell.data != " " else (" ",)
            looks.append((*ink, cell.bg, cell.underscore, cell.reverse, cell.strikethrough))
        shown.append(looks)
    return shown


@settings(max_examples=40)
@given(st.lists(frames, min_size=1, max_size=4))
def test_the_screen_is_the_same_as_with_whole_frames(written: list[str]) -> None:
    diff, plain, diffed = FrameDiff(), Emulator(ROWS + 1, COLUMNS), Emulator(ROWS + 1, COLUMNS)
    for frame in written:
        plain.feed(frame.encode())
        diffed.feed(diff.encode(frame).encode())
        assert cells(plain) == cells(diffed)
        assert plain.cursor == diffed.cursor


@pytest.mark.parametrize(("before", "now", "sent"), TABLES["changed"])
def test_only_the_changed_cells_are_sent(before: str, now: str, sent: str) -> None:
    diff = FrameDiff()
    # A move may leave the column out.
    diff.encode(f"\x1b[2H{before}\x1b[0m\x1b[1H")
    assert diff.encode(f"\x1b[2;1H{now}\x1b[0m\x1b[1;1H") == sent + ("\x1b[1H" if sent else "")


FLUX = "\x1b[1;1Hflux\x1b[2;1H"
CONTROLS = ("\x1b[?2026h", "\x1b[?25l", "\x1b]52;c;aGk=\x07", "\x1bPtmux;x\x1b\\", "\x07")


def test_what_writes_no_cell_passes_and_after_what_may_the_next_frame_is_sent_whole() -> None:
    diff = FrameDiff()
    whole = diff.encode(FLUX)
    for control in CONTROLS:
        assert diff.encode(control) == control
        assert diff.encode(FLUX) == ""
    for control in ("\x1b[?1049h", "\x1b[2J", "\x1b[K", "\x1b[1;1Hx\x1b[5n"):
        assert diff.encode(control) == control
        assert diff.encode(FLUX) == whole
    diff.forget()
    assert diff.encode(FLUX) == whole == "\x1b[1Hflux\x1b[2H"


def test_without_colours_only_attributes_are_sent() -> None:
    diff = FrameDiff(colours=False)
    frame = "\x1b[1;1H\x1b[1;38;2;1;2;3;48;5;7mab\x1b[0m \x1b[31mc\x1b[4;93;100md\x1b[0m\x1b[1;1H"
    assert diff.encode(frame) == "\x1b[1H\x1b[1mab\x1b[m c\x1b[4md\x1b[m\x1b[1H"


@pytest.mark.parametrize("text", TABLES["wide"].values(), ids=TABLES["wide"])
def test_what_follows_a_text_of_uncertain_width_stands_where_it_belongs(text: str) -> None:
    width = cell_len(text)
    for drawn_as in ("", "w", "wider"):
        emulator, diff = Emulator(2, 24), FrameDiff()
        emulator.feed(diff.encode("\x1b[1;1H" + "#" * 20 + "\x1b[1;1H").encode())
        frame = f"\x1b[1;1H\x1b[1m{text}ab\x1b[0m{text}c.....\x1b[1;1H"
        sent = diff.encode(frame).replace(text, drawn_as or text)
        emulator.feed(sent.encode())
        row = [cell.data for cell in emulator.cells[0]]
        assert row[width : width + 2] == ["a", "b"]
        assert "".join(row[2 * width + 2 :]).startswith("c.....")
        assert "#" not in row[: 2 * width + 3], "what stood there before shows through"
