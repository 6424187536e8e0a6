"""The screenshots show what the program draws now, and are drawn the same on every machine."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.drawing import svg
from tests.screenshots import FOLDER, SHOTS, Shot, photograph
from tests.terminal.emulator import Emulator

ALL = pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)


@ALL
def test_the_picture_is_what_the_program_draws_now(shot: Shot, tmp_path: Path) -> None:
    kept = shot.path.read_text()
    drawn = photograph(shot, tmp_path / "home", until=kept.__eq__)
    assert drawn == kept, "older than the program: python -m tests.screenshots, and look at them"


@ALL
def test_the_picture_tells_nothing_of_who_made_it(shot: Shot) -> None:
    picture = shot.path.read_text()
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", picture), "an address to fetch from"
    assert "/home/" not in picture
    assert "<script" not in picture
    ElementTree.fromstring(picture)


def test_there_is_no_other_picture() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {shot.path.name for shot in SHOTS}


def drawn(text: str, rows: int = 1, columns: int = 12) -> str:
    emulator = Emulator(rows, columns)
    emulator.feed(text.encode())
    return svg(emulator.cells, "title")


class TestDrawing:
    def test_a_text_is_laid_on_its_cells(self) -> None:
        picture = drawn("ab cd")
        assert '<text x="12" y="44" fill="#d8dbe0" textLength="42">ab cd</text>' in picture

    def test_colours_and_attributes(self) -> None:
        picture = drawn("\x1b[1;38;2;1;2;3;48;2;4;5;6mab\x1b[m \x1b[3;31mc\x1b[m \x1b[7md")
        assert 'fill="#010203" class="b"' in picture
        assert 'fill="#040506"' in picture
        assert 'fill="#cd0000" class="i"' in picture
        assert '<text x="54" y="44" fill="#15171c" textLength="8.4">d</text>' in picture

    def test_an_underline_is_a_line(self) -> None:
        assert drawn("\x1b[4mab\x1b[m").count("<rect") == drawn("ab").count("<rect") + 1

    def test_lines_and_blocks_are_shapes_that_meet(self) -> None:
        picture = drawn("│▌─")
        assert not re.search("[│▌─]", picture)
        assert 'x="20.4" y="30" width="4.2" height="19"' in picture

    def test_a_wide_sign_has_two_cells(self) -> None:
        picture = drawn("模b")
        assert 'textLength="16.8">模</text>' in picture
        assert '<text x="28.8" y="44" fill="#d8dbe0" textLength="8.4">b</text>' in picture

    def test_signs_of_xml_are_escaped(self) -> None:
        assert "&lt;b&gt;&amp;" in drawn("<b>&")

    def test_it_is_the_same_each_time(self) -> None:
        assert drawn("ab\x1b[31mc") == drawn("ab\x1b[31mc")
