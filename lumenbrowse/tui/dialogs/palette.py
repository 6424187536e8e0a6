"""The command palette: every action with its key, and the themes; Textual's own commands are not in it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from textual.app import App
from textual.binding import Binding
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, LoadingIndicator

from lumenbrowse.settings import LIVE_START
from lumenbrowse.text.glyphs import UNICODE, Glyphs
from lumenbrowse.text.safe import width
from lumenbrowse.tui.bindings import ACTIONS, ANYWHERE_BINDINGS, labels_of
from lumenbrowse.tui.dialogs.base import DIALOG_STYLES
from lumenbrowse.tui.messages import Copy
from lumenbrowse.tui.session import Start

_NOT_HERE = ("palette", "quit_anywhere", "quit_or_copy")  # what opened it, or what `quit` does too
_KEYS_WIDTH = 12


class Command(NamedTuple):
    """One line of the palette: `keys` as people call them; `hidden` shows once something is typed."""

    name: str
    run: Callable[[], object]
    keys: str = ""
    hidden: bool = False


class Commands(Provider):
    """Offers a palette's commands to Textual."""

    @property
    def _commands(self) -> Sequence[Command]:
        palette = self.app.screen
        return palette.commands if isinstance(palette, Palette) else ()

    async def discover(self) -> Hits:
        for one in self._commands:
            if not one.hidden:
                yield DiscoveryHit(_prompt(one, Content(one.name)), one.run, one.name)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for one in self._commands:
            if score := matcher.match(one.name):
                yield Hit(score, _prompt(one, matcher.highlight(one.name)), one.run, one.name)


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

    def __init__(self, commands: Sequence[Command], placeholder: str, glyphs: Glyphs) -> None:
        super().__init__([Commands], placeholder=placeholder)
        self.commands = commands
        self.set_class(glyphs is not UNICODE, "square")

    def on_mount(self) -> None:
        """Nothing turns or blinks: all commands are there at once, and each blink would be sent."""
        self.query_one(LoadingIndicator).auto_refresh = None
        self.query_one(Input).cursor_blink = False

    async def action_page(self, action: str) -> None:
        """Moves by a page, where the screen leaves room for one: without, Textual's own arithmetic fails."""
        lines = self.query_one(CommandList)
        if lines.scrollable_content_region:
            await lines.run_action(action)


def open_palette(app: App[Any], start: Start, table: Widget) -> None:
    """Opens the palette over the screen; what it runs runs as if the key were pressed on the table."""
    glyphs, keys, commands = start.glyphs, start.keymap, []

    def add(does: str, run: Callable[[], object], labels: str = "") -> None:
        commands.append(Command(glyphs.plain(does), run, glyphs.plain(labels)))

    if start.settings.sample:
        copy = Copy(LIVE_START, LIVE_START)
        add(f"copy {LIVE_START}… to make it live", partial(app.post_message, copy))
    for one in ACTIONS.values():
        if one.scope != "search" and one.id not in _NOT_HERE:
            labels = " ".join(labels_of(one.id, keys))
            add(one.does, partial(app.run_action, one.run, table), labels)
    add("choose a theme…", partial(app.push_screen, Palette(_themes(app), "Find a theme", glyphs)))
    hidden = [one._replace(name=f"theme: {one.name}", hidden=True) for one in _themes(app)]
    app.push_screen(Palette([*commands, *hidden], "Find an action", glyphs))


def _themes(app: App[Any]) -> list[Command]:
    """A command for each theme, our own first; the one that is in use now is marked."""
    names = sorted(app.available_themes, key=lambda name: (not name.startswith("lumen"), name))
    shown = {name: f"{name} (now)" if name == app.theme else name for name in names}
    return [Command(shown[name], partial(setattr, app, "theme", name)) for name in names]


def _prompt(command: Command, name: Content) -> Content:
    gap = " " * max(1, _KEYS_WIDTH - width(command.keys))
    return Content.assemble((command.keys, "$text-accent"), gap, name)
