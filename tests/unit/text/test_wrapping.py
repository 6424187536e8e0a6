"""Lines broken to a width in cells: where a reader would, and nothing lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.text.safe import safe, width, wrap, wrap_hard
from tests.scenarios import case

TABLES = case("text/wrapping")

texts = st.text(st.sampled_from("ab -/é模🎨\u0301\u05e9"), max_size=60).map(safe)


@given(texts, st.integers(2, 30))
def test_no_line_is_wider_than_the_pane(text: str, cells: int) -> None:
    assert all(width(line) <= cells for line in wrap(text, cells))
    assert all(width(line) <= cells for line in wrap_hard(text, cells))


@given(texts, st.integers(2, 30))
def test_nothing_is_lost_by_wrapping(text: str, cells: int) -> None:
    assert "".join(wrap(text, cells)).replace(" ", "") == text.replace(" ", "")
    assert "".join(wrap_hard(text, cells)) == text


@pytest.mark.parametrize(("text", "cells", "lines"), TABLES["lines"])
def test_lines_break_where_a_reader_would(text: str, cells: int, lines: list[str]) -> None:
    assert wrap(text, cells) == lines


def test_a_character_that_is_wider_than_the_room_stands_alone() -> None:
    assert wrap_hard("模型", 1) == ["模", "型"]
