"""The keys by which one moves in a dialog: the table's, other ones from keys.json included."""

from __future__ import annotations

from textual.binding import Binding

from lumenbrowse.tui.actions import ACTIONS

_IDS = ("up", "down", "page_up", "page_down", "first", "last")


def moving_keys(*actions: str) -> list[Binding]:
    """Bindings for up, down, page up, page down, first and last."""
    return [
        Binding(ACTIONS[one].keys, action, show=False, id=one)
        for one, action in zip(_IDS, actions, strict=True)
    ]


def same_key_closes(*ids: str) -> list[Binding]:
    """The keys that opened a dialog close it too."""
    return [Binding(ACTIONS[one].keys, "close", "close", show=False, id=one) for one in ids]
