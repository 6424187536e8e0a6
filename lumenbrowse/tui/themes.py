"""Themes of our own, one dark and one light, besides Textual's; and which is the default."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

DARK = "lumenbrowse-dark"
LIGHT = "lumenbrowse-light"

THEMES = (
    Theme(
        name=DARK,
        dark=True,
        primary="#8ab4f8",
        secondary="#5f7fb8",
        accent="#f6b26b",
        warning="#f5c542",
        error="#f28b82",
        success="#81c995",
        foreground="#e3e6eb",
        background="#15171c",
        surface="#1b1e25",
        panel="#22262f",
    ),
    Theme(
        name=LIGHT,
        dark=False,
        primary="#1a5fb4",
        secondary="#4a6fa5",
        accent="#b35900",
        warning="#8a5a00",
        error="#b3261e",
        success="#1b7a3d",
        foreground="#1f2328",
        background="#fbfbf9",
        surface="#f1f1ed",
        panel="#e6e6e0",
    ),
)


def default_theme(environ: Mapping[str, str]) -> str:
    """Light where the terminal says so, else dark.

    COLORFGBG is `foreground;background` in numbers of the 16 colours (rxvt, konsole and others set it);
    7 and 9 to 15 are light backgrounds.
    """
    background = environ.get("COLORFGBG", "").rpartition(";")[2]
    light = background.isdecimal() and int(background) in (7, *range(9, 16))
    return LIGHT if light else DARK
