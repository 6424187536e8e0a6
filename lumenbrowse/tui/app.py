"""The app around the main screen: driver, themes, crashes; copies, picks, pages, servers, and the dialogs."""

import os
import sys
from asyncio import to_thread
from collections.abc import Callable
from functools import partial
from threading import Thread
from typing import Any

from rich.console import Console, RenderableType
from textual import events, on, work
from textual.app import App, ScreenStackError
from textual.errors import NoWidget

from lumenbrowse.clipboard.copier import Copier
from lumenbrowse.clipboard.routes import Outcome, outcome_words
from lumenbrowse.errors import CANCELLED, DONE, LumenbrowseError
from lumenbrowse.loading import Refreshed
from lumenbrowse.storage.state import Recent
from lumenbrowse.terminal.driver import TerminalDriver
from lumenbrowse.terminal.first_screen import FirstScreen
from lumenbrowse.text.details import page_address
from lumenbrowse.text.safe import mask, naming
from lumenbrowse.tui.bindings import ANYWHERE_BINDINGS
from lumenbrowse.tui.main_screen import MainScreen
from lumenbrowse.tui.messages import Copy, ListNews, Said, copy_of
from lumenbrowse.tui.session import Exit, Session, Start
from lumenbrowse.tui.themes import begin_with_theme, find_styles

# Draws what the next start shows first, and returns what keeps it, which may block; None: not known.
DrawNext = Callable[[MainScreen], Callable[[], None] | None]


class LumenbrowseApp(App[Exit]):
    """Runs one `MainScreen`; its result says how it was left."""

    TITLE = "lumenbrowse"
    CSS_PATH = find_styles()
    BINDINGS = [*ANYWHERE_BINDINGS]
    ENABLE_COMMAND_PALETTE = False  # Textual's, whose key goes before all others

    def __init__(
        self,
        start: Start,
        *,
        draw_next: DrawNext = lambda _main: None,
        ansi_color: bool | None = None,
        first_screen: FirstScreen | None = None,
    ) -> None:
        self._draw_next, self._first_screen = draw_next, first_screen
        self.keep_next: Callable[[], None] | None = None
        self._terminal: TerminalDriver | None = None
        self.crash: BaseException | None = None
        super().__init__(driver_class=TerminalDriver, ansi_color=ansi_color)
        # Textual prints a traceback with all local variables there; the entry writes a report without.
        self.error_console = Console(quiet=True)
        asked = start.settings.options.theme or start.settings.config.theme
        notice = begin_with_theme(self, asked, start.store.state.view.theme, start.environ)
        # An action without a key would keep its usual ones.
        self.set_keymap({one: keys or "no_key" for one, keys in start.keymap.items()})
        self._show_start(start, notice)

    def driver_ready(self, driver: TerminalDriver) -> None:
        """Takes hold of the driver (called by it): Textual has no public way to it."""
        self._terminal = driver
        driver.guard(lambda code: self.exit(Exit(code)), self._crashed)
        driver.first_screen = self._first_screen
        driver.limit(only_ascii=self.main.start.glyphs.only_ascii, colours=not self.no_color)

    def _show_start(self, start: Start, notice: str) -> None:
        notices = " · ".join(filter(None, (notice, start.notice)))
        start = start._replace(notice=mask(notices, start.settings.secrets))
        self.main = MainScreen(start, self.draw)
        self._copier = Copier(start.settings.options.clipboard, self.send_sequence, start.environ)
        self._began = self.main.remembered(self.theme)

    @work(group="server")
    async def _open_server(self, name: str) -> None:
        """Leaves this server, and shows the list of another of config.toml."""
        main = self.main
        unsaved = await to_thread(main.session.leave, self._began, main.remembered(self.theme))
        try:
            start = await to_thread(main.start.open_server, name)
        except LumenbrowseError as error:
            main.say(error.line, is_error=True)
            return
        before, mode = self.current_mode, f"server {id(start)}"
        self.main.loader.cancel()
        self._show_start(start, unsaved)
        self.add_mode(mode, lambda: self.main)
        await self.switch_mode(mode)
        if before != self.DEFAULT_MODE:
            await self.remove_mode(before)

    def get_default_screen(self) -> MainScreen:
        return self.main

    def _crashed(self, error: BaseException | None) -> None:
        self.crash = self.crash or error

    def on_resize(self, event: events.Resize) -> None:
        if self._terminal is None:
            return
        self._terminal.resized()
        now = self._terminal.size
        if now and now != event.size:
            # Of two signals, the one that came while the other was handled is told first.
            self.post_message(events.Resize(now, now))
        elif event.size == self.main.fits:
            # There and back in no time: for Textual nothing changed.
            self.screen.refresh()

    def on_ready(self) -> None:
        """The first frame is drawn: from now on a resize is one."""
        if self._terminal is not None:
            self._terminal.first_screen = None

    def action_redraw(self) -> None:
        if self._terminal is not None:
            self._terminal.draw_again()

    def action_command_palette(self) -> None:
        from lumenbrowse.tui.dialogs.palette import open_palette

        open_palette(self, self.main.start, self.main.table)

    def send_sequence(self, sequence: str) -> None:
        if self._terminal is not None:
            self._terminal.send(sequence)

    def draw(self, frame: str) -> bool:
        """Puts a frame of the screen's own on the terminal; False where that can't be done now."""
        return self._terminal is not None and self._terminal.draw(frame)

    def copy_to_clipboard(self, text: str) -> None:
        """Copies a text that is no id, such as a selection, by the same route (called by Textual)."""
        self.copy(Copy(text, f"{len(text):,} characters"))

    async def on_event(self, event: events.Event) -> None:
        """A key takes the last message away, before it does anything else (called by Textual)."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self.main.footer.show_message("")
        if isinstance(event, events.MouseEvent) and not event.is_forwarded:
            try:
                self.get_widget_at(event.x, event.y)
            except (NoWidget, ScreenStackError):  # the size that is known may be an old one
                if self.mouse_captured is None:
                    # Outside of what is drawn, dragging nothing: Textual would take the focus away.
                    return
        await super().on_event(event)

    def exit(self, result: Exit | None = None, *rest: Any, **others: Any) -> None:
        """Leaves; what the next start shows first is drawn while the widgets are there."""
        if self.main.is_mounted:
            self.keep_next = self._draw_next(self.main)
        super().exit(result, *rest, **others)

    def action_leave(self) -> None:
        self.exit(Exit(CANCELLED if self.main.start.settings.options.pick else DONE))

    def action_suspend_process(self) -> None:
        """Suspends, but not where what started the program waits for it: there no prompt would come."""
        if sys.platform == "win32" or os.getpgrp() == os.getpid():
            super().action_suspend_process()
        else:
            self.main.say("Not suspended: what started lumenbrowse waits for it.")

    def bell(self) -> None:
        """Rings. Textual rings while it handles an exception, which is the only public sight of it."""
        error = sys.exc_info()[1]
        if error is None or self.crash is not None:
            super().bell()
        self.crash = self.crash or error

    def panic(self, *renderables: RenderableType) -> None:
        """Ends the app (called by Textual where one of its threads broke, with words that nobody is to see)."""
        self.crash = self.crash or RuntimeError("a thread of Textual's broke")
        super().panic(*renderables)

    def on_unmount(self) -> None:
        """The program is leaving: another signal must not stop it halfway."""
        if self._terminal is not None:
            self._terminal.ignore_signals()

    def ids_to_take(self) -> tuple[str, ...]:
        """The marked ids, in the order of marking, else the current one; says so where there is none."""
        return self.main.marked or self.main.current_ids()

    def action_enter(self) -> None:
        if self.main.start.settings.options.pick:
            self._leave_with(self.ids_to_take())
        else:
            self.action_copy()

    def action_enter_in_search(self) -> None:
        """Goes to the table; with a query from the command line copies, with --pick picks."""
        options = self.main.start.settings.options
        if options.pick or options.query:
            self.action_enter()
        else:
            self.main.set_focus(self.main.table)

    def action_copy(self) -> None:
        if ids := self.ids_to_take():
            self.copy(copy_of(ids))

    @on(Copy)
    def copy(self, copy: Copy) -> None:
        """Copies a text; how it went is said once it is known."""
        model = self.main.table.current_model
        prints = model is not None and copy.text == model.id
        try:
            self._copier.copy(copy.text, partial(self._tell, copy, prints, self.main.session))
        except LumenbrowseError as error:
            self.main.say("; ".join(filter(None, (copy.before, error.line))), is_error=True)

    def _tell(self, copy: Copy, prints: bool, session: Session, outcome: Outcome) -> None:
        # The copier's thread.
        words, done = outcome_words(outcome, copy.what), outcome.sent or outcome.confirmed
        if copied := done and bool(copy.ids):
            # Here, since no message arrives any more once the user has left.
            session.used(copy.ids, "copied")
        if not done and not prints:
            # What p would print is the current id, whatever was to be copied.
            words = f"No clipboard here: {copy.what} not copied"
        words = f"{copy.before}; {words[0].lower()}{words[1:]}" if copy.before else words
        self.post_message(Said(words, copied, not done))

    @work(thread=True, group="save")
    def _save(self, session: Session, said: str) -> None:
        if words := session.save():
            self.post_message(Said(f"{said} · {words}", is_error=True))

    @on(ListNews)
    def _list_news(self, message: ListNews) -> None:
        # A start beside this one, or after a kill, has its rows at once too.
        if isinstance(message.news, Refreshed):
            self.call_after_refresh(self._keep_next)

    def _keep_next(self) -> None:
        if keep := self._draw_next(self.main):
            self.run_worker(keep, thread=True, group="keep")

    @on(Said)
    def _said(self, news: Said) -> None:
        self.main.say(news.words, news.is_error)
        if news.copied:
            self._save(self.main.session, news.words)
            self.main.show_detail()

    def action_print_current(self) -> None:
        self._leave_with(self.main.current_ids())

    def _leave_with(self, ids: tuple[str, ...]) -> None:
        if ids:
            self.main.session.used(ids, "picked")
            self.exit(Exit(0, ids))

    def action_favourite(self) -> None:
        if ids := self.main.current_ids():
            on = self.main.session.toggle_favourite(ids[0])
            self.main.redraw()
            said = f"{naming(ids)} is {'a' if on else 'no longer a'} favourite"
            self.main.say(f"{said}.")
            self._save(self.main.session, said)

    def action_open_page(self) -> None:
        """Opens the model's page in a browser; where there is none, shows the address and copies it."""
        base, model = self.main.start.settings.base, self.main.table.current_model
        ids = self.main.current_ids()
        if address := page_address(model, base) if model and ids else "":
            self.main.say(f"Opening {address}…")
            # The program need not wait for it when it is left.
            Thread(target=self._open_page, args=(address, self.main.start), daemon=True).start()
        elif ids:
            not_ours = f"No page: {base.host} is not Lumenfall."
            self.main.say("No page is known of this model." if base.is_lumenfall else not_ours)

    def _open_page(self, address: str, start: Start) -> None:
        if why_not := start.open_page(address, start.environ):
            self.post_message(Copy(address, address, before=why_not))
        else:
            self.post_message(Said(f"Opened {address} in a browser"))

    # Dialogs, imported when they are asked for

    def _chosen(self, answer: Copy | Recent | str | None) -> None:
        """Does what was chosen in a dialog: copies, goes to a model that is listed, opens a server's list."""
        if isinstance(answer, Recent):
            keys = [one.key for one in self.main.models.models if one.id == answer.id]
            self.main.go_to(keys[0]) if keys else self.copy(copy_of((answer.id,)))
        elif isinstance(answer, Copy):
            self.copy(answer)
        elif answer is not None:
            self._open_server(answer)

    def action_help(self) -> None:
        from lumenbrowse.tui.dialogs.help import HelpScreen

        self.push_screen(HelpScreen(self.main.start))

    def action_columns(self) -> None:
        from lumenbrowse.tui.dialogs.columns import ColumnsScreen

        main, show = self.main, partial(self.main.action_view, "with_columns")
        self.push_screen(ColumnsScreen(main.start, main.models, main.view.columns, show))

    def action_copy_as(self) -> None:
        from lumenbrowse.tui.dialogs.copy_as import CopyAsScreen

        if ids := self.ids_to_take():
            try:
                self.push_screen(CopyAsScreen(self.main.start, self.main.models, ids), self._chosen)
            except LumenbrowseError as error:
                self.main.say(error.line, is_error=True)

    def action_compare(self) -> None:
        """Compares the marked models; one: it and the current; none: the current and the next."""
        from lumenbrowse.tui.dialogs.compare import CompareScreen, models_to_compare

        main, table = self.main, self.main.table
        models = models_to_compare(main.models, main.marked, table.shown.rows, table.cursor)
        if len(models) > 1:
            self.push_screen(CompareScreen(models, main.start.around()), self._chosen)
        else:
            main.say("Nothing to compare with: Space marks models.")

    def action_recents(self) -> None:
        from lumenbrowse.tui.dialogs.recents import RecentsScreen

        main = self.main
        if recents := main.session.recents:
            self.push_screen(RecentsScreen(main.start, recents, main.models), self._chosen)
        else:
            main.say("Nothing was copied or picked yet.")

    def action_servers(self) -> None:
        from lumenbrowse.tui.dialogs.servers import ServersScreen

        if self.main.start.settings.config.servers:
            self.push_screen(ServersScreen(self.main.start), self._chosen)
        else:
            self.main.say("No other server: [servers.NAME] in config.toml names one.")

    def leave(self) -> str:
        """The UI was left: keeps what is to be remembered; returns what the user has to know of that."""
        self._copier.finish()
        return self.main.session.leave(self._began, self.main.remembered(self.theme))
