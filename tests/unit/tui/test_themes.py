"""Which theme is shown at first, and what is said of one that there is not."""

from __future__ import annotations

import pytest

from lumenbrowse.tui.themes import ANSI_DARK, ANSI_LIGHT, DARK, LIGHT, default_theme, unknown_theme


@pytest.mark.parametrize(
    ("colours", "theme"),
    [("", DARK), ("15;0", DARK), ("7;8", DARK), ("0;15", LIGHT), ("0;7", LIGHT), ("12;9", LIGHT),
     ("0;default;15", LIGHT), ("0;default", DARK), ("nonsense", DARK), ("0;-1", DARK), ("0;²", DARK),
     ("0;999", DARK)],
)  # fmt: skip
def test_the_first_theme_follows_the_terminals_background(colours: str, theme: str) -> None:
    assert default_theme({"COLORFGBG": colours}) == theme


@pytest.mark.parametrize(
    ("term", "colorterm", "background", "theme"),
    [("", "", "", DARK), ("xterm", "", "", ANSI_DARK), ("linux", "", "", ANSI_DARK),
     ("screen", "", "", ANSI_DARK), ("rxvt", "", "0;15", ANSI_LIGHT), ("xterm-16color", "", "", ANSI_DARK),
     ("xterm-256color", "", "", DARK), ("xterm-kitty", "", "", DARK), ("screen", "truecolor", "", DARK),
     ("xterm", "24bit", "0;15", LIGHT)],
)  # fmt: skip
def test_it_is_the_palettes_own_with_sixteen_colours(
    term: str, colorterm: str, background: str, theme: str
) -> None:
    environ = {"TERM": term, "COLORTERM": colorterm, "COLORFGBG": background}
    assert default_theme(environ) == theme


def test_an_unknown_theme_is_named_safely_with_the_nearest_first() -> None:
    assert ". There are: nord, lumenbrowse-dark." in unknown_theme("nrod", [DARK, "nord"])
    said = unknown_theme("\x1b[2J" + "x" * 500, [DARK])
    assert "\x1b" not in said
    assert len(said) < 150
