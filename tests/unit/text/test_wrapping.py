"""Lines broken to a width in cells: where a reader would, and nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.text.safe import safe, width
from lumenbrowse.text.wrapping import wrap, wrap_hard

texts = st.text(st.sampled_from("ab -/é模🎨\u0301\u05e9"), max_size=60).map(safe)


@given(texts, st.integers(2, 30))
def test_no_line_is_wider_than_the_pane(text: str, cells: int) -> None:
    assert all(width(line) <= cells for line in wrap(text, cells))
    assert all(width(line) <= cells for line in wrap_hard(text, cells))


@given(texts, st.integers(2, 30))
def test_nothing_is_lost_by_wrapping(text: str, cells: int) -> None:
    assert "".join(wrap(text, cells)).replace(" ", "") == text.replace(" ", "")
    assert "".join(wrap_hard(text, cells)) == text


@pytest.mark.parametrize(
    ("text", "cells", "lines"),
    [("short", 20, ["short"]), ("", 20, [""]),
     ("words of plain English text", 12, ["words of", "plain", "English text"]),
     ("naïve words of über-long text", 12, ["naïve words", "of über-long", "text"]),
     ("很长的描述 没有 空格", 10, ["很长的描述", "没有 空格"]),
     ("没有空格没有空格", 10, ["没有空格没", "有空格"]),
     ("  an indent that is kept", 12, ["  an indent", "  that is", "  kept"]),
     ("  模型 模型 模型", 12, ["  模型 模型", "  模型"]),
     ("lumenfall.ai/models/black-forest-labs/flux.1-dev", 30,
      ["lumenfall.ai/models/", "black-forest-labs/flux.1-dev"]),
     ("see https://example.com/a/very/long/path now", 20,
      ["see", "https://example.com/", "a/very/long/path now"]),
     ("a/" + "b" * 18, 10, ["a/bbbbbbbb", "bbbbbbbbbb"]), ("e\u0301" * 4, 2, ["e\u0301" * 2] * 2),
     ("x" * 5, 2, ["xx", "xx", "x"])],
)  # fmt: skip
def test_lines_break_where_a_reader_would(text: str, cells: int, lines: list[str]) -> None:
    assert wrap(text, cells) == lines


def test_a_character_that_is_wider_than_the_room_stands_alone() -> None:
    assert wrap_hard("模型", 1) == ["模", "型"]
