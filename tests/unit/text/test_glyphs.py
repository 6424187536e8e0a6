"""The signs: each has a stand-in of its own width, and nothing but ASCII is left where nothing else may be."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.text.glyphs import ASCII, CONSOLE, UNICODE, Glyphs, in_ascii, glyphs_for
from lumenbrowse.text.safe import safe, width

ONE_CELL = [
    field.name
    for field in fields(Glyphs)
    if field.name not in ("ellipsis", "dot", "only_ascii", "stand_ins")
]
SETS = [UNICODE, ASCII, CONSOLE]

safe_texts = st.text().map(safe)


@pytest.mark.parametrize("name", ONE_CELL)
@pytest.mark.parametrize("signs", SETS)
def test_every_sign_is_one_cell_wide(signs: Glyphs, name: str) -> None:
    assert width(getattr(signs, name)) == 1


@pytest.mark.parametrize("signs", SETS)
def test_signs_that_stand_side_by_side_differ(signs: Glyphs) -> None:
    for together in (
        {signs.marked, signs.favourite, signs.cursor},
        {signs.up, signs.down},
        {signs.expanded, signs.collapsed},
        {signs.thumb, signs.track},
    ):
        assert len(together) >= 2
    assert len({signs.marked, signs.favourite, signs.cursor}) == 3


def test_ascii_signs_are_ascii() -> None:
    assert all(getattr(ASCII, field.name).isascii() for field in fields(Glyphs)[:13])


def test_the_consoles_signs_are_in_the_code_page_that_its_fonts_have() -> None:
    drawn = "".join(getattr(CONSOLE, field.name) for field in fields(Glyphs)[:13])
    # Arrows have the places of control characters there: IBM's code page 437, 0x18 and 0x19.
    assert drawn.replace("↑", "").replace("↓", "").encode("cp437")


@pytest.mark.parametrize(
    ("text", "in_ascii", "on_console"),
    [
        ("nothing to do", "nothing to do", "nothing to do"),
        ("live 12:04 · refreshing…", "live 12:04 - refreshing...", "live 12:04 · refreshing..."),
        ("★ a favourite", "+ a favourite", "+ a favourite"),
        ("⏎/y", "Enter/y", "Enter/y"),
        ("Nothing matches “flux”.", 'Nothing matches "flux".', 'Nothing matches "flux".'),
        ("by added ↓", "by added v", "by added ↓"),
        ("x → y", "x > y", "x → y"),
        ("“é” is gone", '"\\xe9" is gone', '"é" is gone'),
        ("模型", "\\u6a21\\u578b", "模型"),
    ],
)
def test_our_own_texts(text: str, in_ascii: str, on_console: str) -> None:
    assert UNICODE.plain(text) == text
    assert ASCII.plain(text) == in_ascii
    assert CONSOLE.plain(text) == on_console


@pytest.mark.parametrize(
    ("text", "shown", "in_ascii"),
    [
        ("flux.2-max", "flux.2-max", "flux.2-max"),
        ("naïve", "naïve", "na\\xefve"),
        ("a…b", "a…b", "a\\u2026b"),
        ("a\x1b[2J", "a\\x1b[2J", "a\\x1b[2J"),
        ("a\u202eb", "a\\u202eb", "a\\u202eb"),
        ("🎨", "🎨", "\\U0001f3a8"),
    ],
)
def test_texts_from_outside_keep_every_character(text: str, shown: str, in_ascii: str) -> None:
    assert UNICODE.foreign(text) == CONSOLE.foreign(text) == shown
    assert ASCII.foreign(text) == in_ascii


@given(st.text())
def test_with_ascii_nothing_else_is_left(text: str) -> None:
    assert ASCII.plain(safe(text)).isascii()
    assert ASCII.foreign(text).isascii()
    assert in_ascii(text).isascii()


@given(safe_texts)
def test_the_last_resort_keeps_the_width(text: str) -> None:
    assert width(in_ascii(text)) == width(text)


@pytest.mark.parametrize(
    ("drawn", "shown"),
    [
        ("plain\x1b[1m text", "plain\x1b[1m text"),
        ("╭─ a ─╮│", "+- a -+|"),
        ("▊▎█▁", "### "),
        ("× …", "x ."),
        ("模型-1", "????-1"),
        ("e\u0301", "e"),
    ],
)
def test_the_last_resort_draws_lines_as_lines(drawn: str, shown: str) -> None:
    assert in_ascii(drawn) == shown


@pytest.mark.parametrize(
    ("only_ascii", "term", "signs"),
    [
        (False, "xterm-256color", UNICODE),
        (False, "", UNICODE),
        (False, "linux", CONSOLE),
        (True, "linux", ASCII),
        (True, "xterm", ASCII),
    ],
)
def test_which_signs_a_terminal_gets(only_ascii: bool, term: str, signs: Glyphs) -> None:
    assert glyphs_for(only_ascii=only_ascii, term=term) is signs
