"""The glyphs: each has a stand-in of its own width, and nothing but ASCII is left where nothing else may be."""

from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.text.glyphs import ASCII, CONSOLE, UNICODE, Glyphs, glyphs_for, in_ascii
from lumenbrowse.text.safe import safe, width
from tests.scenarios import case


def test_texts_in_each_set_of_glyphs() -> None:
    for text, plain, on_console in TABLES["own"]:
        found = [glyphs.plain(text) for glyphs in (UNICODE, ASCII, CONSOLE)]
        assert found == [text, plain, on_console]
    # Those from outside keep every character.
    for text, shown, escaped in TABLES["foreign"]:
        assert UNICODE.foreign(text) == CONSOLE.foreign(text) == shown
        assert ASCII.foreign(text) == escaped
    # The last resort draws lines as lines.
    for drawn, shown in TABLES["drawn"]:
        assert in_ascii(drawn) == shown
    terminals = {("xterm", False): UNICODE, ("", False): UNICODE, ("linux", False): CONSOLE}
    for (term, only_ascii), glyphs in {**terminals, ("linux", True): ASCII}.items():
        assert glyphs_for(only_ascii=only_ascii, term=term) is glyphs


TABLES = case("text/glyphs")

DRAWN = Glyphs._fields[:12]


def test_a_terminal_can_draw_its_glyphs() -> None:
    assert "".join(getattr(ASCII, name) for name in DRAWN) == ">*+v+^v - ...-#|"
    on_console = "".join(getattr(CONSOLE, name) for name in DRAWN)
    assert on_console == ">*+v+↑↓ · ...-█│"
    # Arrows have the places of control characters there: IBM's code page 437, 0x18 and 0x19.
    assert on_console.replace("↑", "").replace("↓", "").encode("cp437")
    assert all(width(getattr(UNICODE, name)) == 1 for name in DRAWN if name != "dot")


@given(st.text())
def test_with_ascii_nothing_else_is_left_and_the_last_resort_keeps_the_width(text: str) -> None:
    assert ASCII.plain(safe(text)).isascii()
    assert ASCII.foreign(text).isascii()
    assert in_ascii(text).isascii()
    assert width(in_ascii(safe(text))) == width(safe(text))
