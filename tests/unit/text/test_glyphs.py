"""The glyphs: each has a stand-in of its own width, and nothing but ASCII is left where nothing else may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.text.glyphs import ASCII, CONSOLE, UNICODE, Glyphs, glyphs_for, in_ascii
from lumenbrowse.text.safe import safe, width
from tests.scenarios import case

TABLES = case("text/glyphs")

DRAWN = Glyphs._fields[:13]


def test_a_terminal_can_draw_its_glyphs() -> None:
    assert "".join(getattr(ASCII, name) for name in DRAWN) == ">*+v>^v - ...-#||"
    on_console = "".join(getattr(CONSOLE, name) for name in DRAWN)
    assert on_console == ">*+v>↑↓ · ...-█││"
    # Arrows have the places of control characters there: IBM's code page 437, 0x18 and 0x19.
    assert on_console.replace("↑", "").replace("↓", "").encode("cp437")
    assert all(width(getattr(UNICODE, name)) == 1 for name in DRAWN if name != "dot")


@given(st.text())
def test_with_ascii_nothing_else_is_left_and_the_last_resort_keeps_the_width(text: str) -> None:
    assert ASCII.plain(safe(text)).isascii()
    assert ASCII.foreign(text).isascii()
    assert in_ascii(text).isascii()
    assert width(in_ascii(safe(text))) == width(safe(text))


@pytest.mark.parametrize(("text", "in_ascii", "on_console"), TABLES["own"])
def test_our_own_texts(text: str, in_ascii: str, on_console: str) -> None:
    assert UNICODE.plain(text) == text
    assert ASCII.plain(text) == in_ascii
    assert CONSOLE.plain(text) == on_console


@pytest.mark.parametrize(("text", "shown", "in_ascii"), TABLES["foreign"])
def test_texts_from_outside_keep_every_character(text: str, shown: str, in_ascii: str) -> None:
    assert UNICODE.foreign(text) == CONSOLE.foreign(text) == shown
    assert ASCII.foreign(text) == in_ascii


@pytest.mark.parametrize(("drawn", "shown"), TABLES["drawn"])
def test_the_last_resort_draws_lines_as_lines(drawn: str, shown: str) -> None:
    assert in_ascii(drawn) == shown


@pytest.mark.parametrize(
    ("only_ascii", "term", "glyphs"),
    [(False, "xterm-256color", UNICODE), (False, "", UNICODE), (False, "linux", CONSOLE),
     (True, "linux", ASCII), (True, "xterm", ASCII)],
)  # fmt: skip
def test_which_glyphs_a_terminal_gets(only_ascii: bool, term: str, glyphs: Glyphs) -> None:
    assert glyphs_for(only_ascii=only_ascii, term=term) is glyphs
