"""Where the stylesheets lie: the main one beside the package in a checkout, inside it once installed."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent

DIALOG_STYLES = _PACKAGE / "tui" / "dialogs" / "dialogs.tcss"
"""The looks of the dialogs: to read them takes time that the first frame does not have."""


def find_styles() -> Path:
    """The path of `styles.tcss`: in a wheel it is in the package, else at the top of the repository."""
    installed = _PACKAGE / "styles.tcss"
    return installed if installed.exists() else _PACKAGE.parent / "styles.tcss"
