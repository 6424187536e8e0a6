"""The command palette: every action with its key, and the themes; Textual's own commands are not in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.dom import DOMNode
from textual.widgets import Input, LoadingIndicator

from lumenbrowse.text.glyphs import UNICODE
from lumenbrowse.text.safe import width
from lumenbrowse.tui.actions import ANYWHERE, FIND, MOVE, SHOW, TAKE, KeyAction
from lumenbrowse.tui.bindings import APP_ACTIONS, TABLE_ACTIONS
from lumenbrowse.tui.browsing import Browsing
from lumenbrowse.tui.dialogs.base import ANYWHERE_BINDINGS
from lumenbrowse.tui.keymap import labels_of
from lumenbrowse.tui.styles import DIALOG_STYLES

_GROUPS = (TAKE, FIND, SHOW, ANYWHERE, MOVE)
_NOT_HERE = ("palette", "quit_anywhere", "quit_or_copy")
"""What opened it, and what `quit` does as well."""
_KEYS_WIDTH = 12


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the palette: `keys` as people call them."""

    name: str
    keys: str
    run: Callable[[], object]


class Lines(Provider):
    """Offers commands to Textual's palette, those of `lines` at once, the others once something is typed."""

    def lines(self) -> Iterator[Command]:
        """The commands, in order."""
        raise NotImplementedError

    def more_lines(self) -> Iterator[Command]:
        """Those that are only searched for."""
        yield from ()

    async def discover(self) -> Hits:
        """What shows before anything is typed (called by Textual)."""
        for command in self.lines():
            yield DiscoveryHit(_prompt(command, Content(command.name)), command.run, command.name)

    async def search(self, query: str) -> Hits:
        """What matches (called by Textual)."""
        matcher = self.matcher(query)
        for command in (*self.lines(), *self.more_lines()):
            score = matcher.match(command.name)
            if score > 0:
                found = _prompt(command, matcher.highlight(command.name))
                yield Hit(score, found, command.run, command.name)


class ThemeLines(Lines):
    """The themes, our own first."""

    def lines(self) -> Iterator[Command]:
        """One that is in use now is marked."""
        yield from themes(self.app, "")


class ActionLines(Lines):
    """Every action that has a key, whatever that is now."""

    def lines(self) -> Iterator[Command]:
        """The actions, and the way to the themes."""
        screen = self.screen
        if not isinstance(screen, Browsing):
            return
        signs = screen.start.signs
        for action in _actions():
            keys = " ".join(labels_of(action.id, screen.start.keymap))
            run = partial(self.app.run_action, *_target(action, screen))
            yield Command(signs.plain(action.does), signs.plain(keys), run)
        yield Command(signs.plain("choose a theme…"), "", partial(_choose_theme, self.app, screen))

    def more_lines(self) -> Iterator[Command]:
        """The themes by name."""
        yield from themes(self.app, "theme: ")


def themes(app: App[Any], prefix: str) -> Iterator[Command]:
    """A command for each theme, our own first."""
    names = sorted(app.available_themes, key=lambda name: (not name.startswith("lumen"), name))
    for name in names:
        now = " (now)" if name == app.theme else ""
        yield Command(f"{prefix}{name}{now}", "", partial(setattr, app, "theme", name))


def _actions() -> Iterator[KeyAction]:
    for group in _GROUPS:
        yield from (action for action in group.actions if action.id not in _NOT_HERE)


def _target(action: KeyAction, screen: Browsing) -> tuple[str, DOMNode]:
    if action.id in APP_ACTIONS:
        return APP_ACTIONS[action.id], screen.app
    return TABLE_ACTIONS[action.id], screen.table


def _prompt(command: Command, name: Content) -> Content:
    gap = " " * max(1, _KEYS_WIDTH - width(command.keys))
    return Content.assemble((command.keys, "$text-accent"), gap, name)


def _choose_theme(app: App[Any], screen: Browsing) -> None:
    app.push_screen(Palette(ThemeLines, "Find a theme", square=screen.start.signs is not UNICODE))


class Palette(CommandPalette):
    """Textual's palette, with the keys that hold in every dialog and nothing that moves by itself."""

    CSS_PATH = DIALOG_STYLES
    BINDINGS = [
        *ANYWHERE_BINDINGS,
        Binding("ctrl+n", "cursor_down", "down", show=False),
        Binding("ctrl+p", "command_list('cursor_up')", "up", show=False),
        Binding("pageup", "page('page_up')", "page up", show=False),
        Binding("pagedown", "page('page_down')", "page down", show=False),
    ]

    def __init__(self, lines: type[Lines], placeholder: str, *, square: bool) -> None:
        super().__init__([lines], placeholder=placeholder)
        self.set_class(square, "square")

    def on_mount(self) -> None:
        """Nothing turns or blinks: all commands are there at once, and each blink would be sent."""
        self.query_one(LoadingIndicator).auto_refresh = None
        self.query_one(Input).cursor_blink = False

    async def action_page(self, action: str) -> None:
        """Moves by a page, where the screen leaves room for one: without, Textual's own arithmetic fails."""
        lines = self.query_one(CommandList)
        if lines.scrollable_content_region:
            await lines.run_action(action)


def open_palette(app: App[Any], screen: Browsing) -> None:
    """Opens the palette over the screen."""
    app.push_screen(
        Palette(ActionLines, "Find an action", square=screen.start.signs is not UNICODE)
    )
