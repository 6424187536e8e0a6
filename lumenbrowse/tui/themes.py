"""Themes of our own, one dark and one light, which one to start with, and where the stylesheet lies."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from textual.app import App
from textual.theme import Theme

from lumenbrowse.text.safe import did_you_mean, shorten

_PACKAGE = Path(__file__).resolve().parent.parent
DARK, LIGHT = "lumenbrowse-dark", "lumenbrowse-light"
ANSI_DARK, ANSI_LIGHT = "ansi-dark", "ansi-light"  # Textual's, of the terminal's own colours

# The texts' colours are given, not left to Textual to mix, so that their contrast is what the tests say.
THEMES = (
    Theme(
        DARK, dark=True, foreground="#e4e7ec", background="#15171c", surface="#1b1e25", panel="#22262f",
        primary="#8ab4f8", secondary="#5f7fb8", accent="#f6b26b", warning="#f5c542", error="#f28b82",
        success="#81c995",
        variables={
            "text": "#e4e7ec", "text-muted": "#a7adb8", "text-primary": "#9dc3ff", "text-accent": "#f6b26b",
            "text-warning": "#f5cf5f", "text-error": "#ff9d94", "text-success": "#8fd8a4",
            "primary-muted": "#2b3b5a", "secondary-muted": "#2f3a52",
        },
    ),
    Theme(
        LIGHT, dark=False, foreground="#1f2328", background="#fbfbf9", surface="#f1f1ed", panel="#e6e6e0",
        primary="#1a5fb4", secondary="#4a6fa5", accent="#b35900", warning="#8a5a00", error="#b3261e",
        success="#1b7a3d",
        variables={
            "text": "#1f2328", "text-muted": "#575d66", "text-primary": "#174a94", "text-accent": "#8f4700",
            "text-warning": "#785000", "text-error": "#a61b13", "text-success": "#15643a",
            "primary-muted": "#cfdef7", "secondary-muted": "#dbe3f0",
        },
    ),
)  # fmt: skip


def find_styles() -> Path:
    """The path of `styles.tcss`: in a wheel it is in the package, else at the top of the repository."""
    installed = _PACKAGE / "styles.tcss"
    return installed if installed.exists() else _PACKAGE.parent / "styles.tcss"


def default_theme(environ: Mapping[str, str]) -> str:
    """Light where the terminal says so, else dark; the palette's own where it has but 16 colours."""
    # `foreground;background` in numbers of the 16 colours, as rxvt and konsole set it.
    background = environ.get("COLORFGBG", "").rpartition(";")[2]
    light = background.isdecimal() and int(background) in (7, *range(9, 16))
    # Rich decides so how many colours are sent.
    true_colours = environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit")
    kind = environ.get("TERM", "").strip().lower().rpartition("-")[2]
    if true_colours or kind in ("", "256color", "kitty"):
        return LIGHT if light else DARK
    return ANSI_LIGHT if light else ANSI_DARK


def first_theme(
    asked: str | None, remembered: str | None, known: Collection[str], environ: Mapping[str, str]
) -> tuple[str, str]:
    """The theme asked for, remembered or usual here, and what to say where the one asked for is none."""
    notice = ""
    if asked is not None and asked not in known:
        names = ", ".join(dict.fromkeys((DARK, LIGHT, ANSI_DARK, ANSI_LIGHT, *sorted(known))))
        meant = did_you_mean(asked.lower(), sorted(known))
        notice = f"There is no theme “{shorten(asked, 40)}”{meant}. There are: {names}."
    wanted = (one for one in (asked, remembered) if one in known)
    return next(wanted, None) or default_theme(environ), notice


def begin_with_theme(
    app: App[Any], asked: str | None, remembered: str | None, environ: Mapping[str, str]
) -> str:
    """Sets the first theme, before anything is styled; returns what to say where the one asked for is none."""
    for theme in THEMES:
        app.register_theme(theme)
    name, notice = first_theme(asked, remembered, app.available_themes, environ)
    # Assigned as usual, it would have Textual parse all styles twice.
    app.set_reactive(App.theme, name)
    dark = app.current_theme.dark
    looks = {"-dark-mode": dark, "-light-mode": not dark, f"-theme-{name}": True}
    app.update_classes(looks, update=False)
    app.stylesheet.set_variables(app.get_css_variables())
    if app.ansi_color is None and app.current_theme.ansi:
        # The filter that makes true colours of the palette's was set up for another theme: it looks again.
        app.ansi_color = True
        app.ansi_color = None
    return notice
