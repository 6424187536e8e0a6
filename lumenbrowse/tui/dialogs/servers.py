"""The servers of config.toml: one is chosen, and its list shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual import on
from textual.app import App
from textual.content import Content
from textual.widgets import OptionList

from lumenbrowse.text.glyphs import Glyphs
from lumenbrowse.tui.dialogs.base import ChoiceList, Dialog, same_key_closes
from lumenbrowse.tui.session import Start
from lumenbrowse.tui.widgets.footer import KeyHint

_HINTS = (KeyHint("⏎", "show its list"), KeyHint("Esc", "close"))
USUAL = ""
"""The name of the server that is asked without `--server`."""


def open_servers(app: App[Any], start: Start, chosen: Callable[[str | None], None]) -> bool:
    """Offers the servers, of which `chosen` gets one; False where config.toml names none."""
    settings = start.settings
    if settings.servers:
        app.push_screen(ServersScreen((*settings.servers,), settings.server, start.glyphs), chosen)
    return bool(settings.servers)


class ServersScreen(Dialog[str]):
    """Answers with the name of a server, `USUAL` for the one that is asked without `--server`."""

    BINDINGS = [*same_key_closes("servers")]

    def __init__(self, names: Sequence[str], now: str, glyphs: Glyphs) -> None:
        super().__init__("Servers", _HINTS, glyphs)
        self._names = (USUAL, *names)
        marks = [("(now)" if name == now else "", "$text-muted") for name in self._names]
        names = [f" {glyphs.foreign(name) or 'the usual one'} " for name in self._names]
        prompts = map(Content.assemble, names, marks)
        self.body = ChoiceList(*prompts, id="servers", compact=True)

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        self.dismiss(self._names[message.option_index])
