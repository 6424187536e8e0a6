"""The app: themes, the driver, signals and crashes. What it shows is the screen's."""

from __future__ import annotations

import signal
import sys
import threading
from asyncio import AbstractEventLoop, get_running_loop
from contextlib import suppress
from functools import partial
from typing import Any

from rich.console import Console, RenderableType
from textual import events
from textual.app import App
from textual.theme import Theme

from lumenbrowse.errors import CANCELLED, DONE
from lumenbrowse.terminal.driver import TERMINAL_THREADS, TerminalDriver
from lumenbrowse.terminal.first_screen import FirstScreen
from lumenbrowse.tui.bindings import APP_BINDINGS, textual_keymap
from lumenbrowse.tui.leaving import Left
from lumenbrowse.tui.screen import BrowseScreen
from lumenbrowse.tui.start import Screenful, Start
from lumenbrowse.tui.styles import find_styles
from lumenbrowse.tui.themes import THEMES, default_theme, unknown_theme

_SIGNALS = {"SIGTERM": 143, "SIGHUP": 129}


class LumenbrowseApp(App[Left]):
    """Runs one `BrowseScreen`; its result says how it was left."""

    TITLE = "lumenbrowse"
    CSS_PATH = find_styles()
    ENABLE_COMMAND_PALETTE = True
    BINDINGS = [*APP_BINDINGS]

    def __init__(
        self,
        start: Start,
        *,
        ansi_color: bool | None = None,
        first_screen: FirstScreen | None = None,
    ) -> None:
        self._start = start
        self._terminal: TerminalDriver | None = None
        self._first_screen = first_screen
        self.screenful: Screenful | None = None
        self.crash: BaseException | None = None
        super().__init__(driver_class=self._driver_class(), ansi_color=ansi_color)
        # Textual prints a traceback with all local variables there; the entry writes a report without.
        self.error_console = Console(quiet=True)
        for theme in THEMES:
            self.register_theme(theme)
        first, notice = self._first_theme()
        self._begin_with(first)
        self.set_keymap(textual_keymap(start.keymap))
        self.browser = BrowseScreen(start.with_notice(notice), self.send_sequence, self.draw)
        asked = self.theme == start.settings.options.theme
        self.browser.memory.begin_with_theme(self.theme, asked)

    def _driver_class(self) -> type[TerminalDriver]:
        app = self

        class Driver(TerminalDriver):
            """Makes itself known to its app, which has no public way to it."""

            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                app._terminal = self
                app._listen()
                self.first_screen = app._first_screen
                self.limit(only_ascii=app._start.signs.only_ascii, colours=not app.no_color)

        return Driver

    def _first_theme(self) -> tuple[str, str]:
        """The theme asked for, remembered or usual here, and what to say where one asked for is none."""
        asked, known = self._start.settings.options.theme, self.available_themes
        remembered = self._start.store.state.view.theme
        usual = default_theme(self._start.environ)
        notice = "" if asked is None or asked in known else unknown_theme(asked, known)
        return next((one for one in (asked, remembered) if one in known), usual), notice

    def _begin_with(self, name: str) -> None:
        """Sets the first theme before anything is styled: assigned, it has Textual parse all styles twice."""
        self.set_reactive(App.theme, name)
        dark = self.current_theme.dark
        for look, holds in (
            ("-dark-mode", dark),
            ("-light-mode", not dark),
            (f"-theme-{name}", True),
        ):
            self.set_class(holds, look, update=False)
        self.stylesheet.set_variables(self.get_css_variables())
        if self.ansi_color is None and self.current_theme.ansi:
            # The filter that makes true colours of the palette's was set up for another theme: it looks again.
            self.ansi_color = True
            self.ansi_color = None

    def _remember_theme(self, theme: Theme) -> None:
        self.browser.memory.choose_theme(theme.name)

    def get_default_screen(self) -> BrowseScreen:
        """The one screen (called by Textual)."""
        return self.browser

    def on_mount(self) -> None:
        """Themes are remembered."""
        self.theme_changed_signal.subscribe(self, self._remember_theme)

    def _listen(self) -> None:
        """From here on, what asks the program to leave, or breaks a thread, gives the terminal back first."""
        threading.excepthook = partial(self._thread_failed, get_running_loop())
        if sys.platform != "win32":
            # Ignored ones too (nohup): without its terminal a UI is nothing.
            for name, code in _SIGNALS.items():
                leave = partial(self.exit, Left(code))
                get_running_loop().add_signal_handler(getattr(signal, name), leave)

    def _thread_failed(self, loop: AbstractEventLoop, failed: threading.ExceptHookArgs) -> None:
        """A thread broke, which Python would say on the screen and leave at that."""
        name = failed.thread.name if failed.thread is not None else ""
        is_of_terminal = name in TERMINAL_THREADS and isinstance(failed.exc_value, OSError)
        if self._terminal is not None and is_of_terminal:
            # There is no terminal any more, and perhaps no SIGHUP to say so (nohup).
            self._terminal.is_gone = True
        elif self.crash is None:
            self.crash = failed.exc_value
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(self.exit, Left(_SIGNALS["SIGHUP"]))

    def on_resize(self, event: events.Resize) -> None:
        """A terminal that was resized may show anything."""
        if self._terminal is not None:
            self._terminal.resized()
            now = self._terminal.size
            if now and now != event.size:
                # Of two signals, the one that came while the other was handled is told first.
                self.post_message(events.Resize(now, now))
            elif event.size == self.browser.fits:
                # There and back in no time: for Textual nothing changed.
                self.screen.refresh()

    def on_ready(self) -> None:
        """The first frame is drawn: from now on a resize is one."""
        if self._terminal is not None:
            self._terminal.first_screen = None

    def action_redraw(self) -> None:
        """Draws the whole screen again, whatever stands there."""
        if self._terminal is not None:
            self._terminal.forget()
        self.screen.refresh()

    def action_command_palette(self) -> None:
        """Offers every action by name (the key of Textual's own palette)."""
        from lumenbrowse.tui.palette import open_palette

        if self.screen is self.browser:
            open_palette(self, self.browser)

    def send_sequence(self, sequence: str) -> None:
        """Puts a control sequence on the terminal, in one piece."""
        if self._terminal is not None:
            self._terminal.send(sequence)

    def draw(self, frame: str) -> bool:
        """Puts a frame of the screen's own on the terminal; False where that can't be done now."""
        return self._terminal is not None and self._terminal.draw(frame)

    def copy_to_clipboard(self, text: str) -> None:
        """Copies a text that is no id, such as a selection, by the same route (called by Textual)."""
        self.browser.take_text(text, f"{len(text):,} characters")

    def exit(
        self,
        result: Left | None = None,
        return_code: int = 0,
        message: RenderableType | None = None,
    ) -> None:
        """Leaves; what the next start shows first is drawn while the widgets are there."""
        if self.browser.is_mounted and self.screenful is None:
            self.screenful = self.browser.first_screenful()
        super().exit(result, return_code, message)

    def action_leave(self) -> None:
        """Leaves: with --pick that is a cancellation."""
        picking = self._start.settings.options.pick
        self.exit(Left(CANCELLED if picking else DONE))

    def bell(self) -> None:
        """Rings. Textual rings while it handles an exception, which is the only public sight of it."""
        error = sys.exc_info()[1]
        if error is not None and self.crash is None:
            self.crash = error
            return
        super().bell()

    def panic(self, *renderables: RenderableType) -> None:
        """Ends the app (called by Textual where one of its threads broke, with words that nobody is to see)."""
        if self.crash is None:
            self.crash = RuntimeError("a thread of Textual's broke")
        super().panic(*renderables)

    def on_unmount(self) -> None:
        """The program is leaving: another signal must not stop it halfway."""
        if sys.platform != "win32" and self._terminal is not None:
            for name in _SIGNALS:
                with suppress(ValueError, RuntimeError):
                    get_running_loop().remove_signal_handler(getattr(signal, name))
                signal.signal(getattr(signal, name), signal.SIG_IGN)
