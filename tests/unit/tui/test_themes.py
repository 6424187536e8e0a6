"""Which theme is shown at first, and what is said of one that there is not."""

from lumenbrowse.tui.themes import DARK, default_theme, unknown_theme
from tests.unit.tui import CASES


def test_the_first_theme_follows_the_terminals_background_and_its_colours() -> None:
    for background, theme in CASES["theme by background"]:
        assert default_theme({"COLORFGBG": background}) == theme, background
    for term, colorterm, background, theme in CASES["theme by terminal"]:
        environ = {"TERM": term, "COLORTERM": colorterm, "COLORFGBG": background}
        assert default_theme(environ) == theme, environ


def test_an_unknown_theme_is_named_safely_with_the_nearest_first() -> None:
    assert ". There are: nord, lumenbrowse-dark." in unknown_theme("nrod", [DARK, "nord"])
    said = unknown_theme("\x1b[2J" + "x" * 500, [DARK])
    assert "\x1b" not in said
    assert len(said) < 150
