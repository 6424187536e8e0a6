"""Which theme is shown at first, and what is said of one that there is not."""

from lumenbrowse.tui.themes import default_theme
from tests.unit.tui import CASES


def test_the_first_theme_follows_the_terminals_background_and_its_colours() -> None:
    for background, theme in CASES["theme by background"]:
        assert default_theme({"COLORFGBG": background}) == theme, background
    for term, colorterm, background, theme in CASES["theme by terminal"]:
        environ = {"TERM": term, "COLORTERM": colorterm, "COLORFGBG": background}
        assert default_theme(environ) == theme, environ
