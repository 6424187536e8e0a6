"""The actions that take something from the list: copy, copy as…, pick, print, mark, favourite, open."""

from __future__ import annotations

from functools import cached_property, partial
from threading import Thread
from typing import TYPE_CHECKING

from lumenbrowse.errors import FileError, LumenbrowseError
from lumenbrowse.text.details import page_address
from lumenbrowse.text.safe import naming, shorten
from lumenbrowse.tui.browsing import Browsing
from lumenbrowse.tui.copying import Copied, PageOpened
from lumenbrowse.tui.leaving import Left

if TYPE_CHECKING:
    from lumenbrowse.clipboard.copier import Copier
    from lumenbrowse.clipboard.routes import Outcome

NO_MODEL = "No model here: → expands the group."
_LONGEST_NAME = 60


class TakeActions(Browsing):
    """What the user came for. What copies is imported when it is asked to: the first frame is sooner."""

    @cached_property
    def _copier(self) -> Copier:
        from lumenbrowse.clipboard.copier import Copier

        start = self.start
        return Copier(start.settings.options.clipboard, self.send_sequence, start.environ)

    def ids_to_take(self) -> tuple[str, ...]:
        """The marked ids, in the order of marking, else the current one; none where there is no model."""
        if self.marked:
            return self.marked
        return self._current_id()

    def _current_id(self) -> tuple[str, ...]:
        index = self.table.current_index
        return () if index is None else (self.catalogue.ids[index],)

    def action_enter(self) -> None:
        """Copies; with --pick picks."""
        if self.start.settings.options.pick:
            self._leave_with(self.ids_to_take())
        else:
            self.action_copy()

    def action_enter_in_search(self) -> None:
        """Goes to the table; with a query from the command line copies, with --pick picks."""
        options = self.start.settings.options
        if options.pick or options.query:
            self.action_enter()
        else:
            self.set_focus(self.table)

    def action_copy(self) -> None:
        """Copies the id, or all marked ones, one a line."""
        ids = self.ids_to_take()
        if not ids:
            self.say_no_model()
            return
        self.take_text("\n".join(ids), naming(ids), ids)

    def take_text(self, text: str, what: str, ids: tuple[str, ...] = (), before: str = "") -> None:
        """Copies a text that goes by the name of `what`, beside the UI; says how it went.

        `ids` are the models that it takes; `before` is to be said first.
        """
        prints = text == "".join(self._current_id())
        try:
            self._copier.copy(text, partial(self._tell, what, ids, before, prints))
        except LumenbrowseError as error:
            self.say(f"{before}{error.line}", True)

    def _tell(
        self, what: str, ids: tuple[str, ...], before: str, prints: bool, outcome: Outcome
    ) -> None:
        # The copier's thread.
        from lumenbrowse.clipboard.routes import message

        if outcome.sent or outcome.confirmed:
            if ids:
                # Here, since no message arrives any more once the user has left.
                self.memory.used(ids, picked=False)
            self.post_message(Copied(before + message(outcome, what), ids))
            return
        # What p would print is the current id, whatever was to be copied.
        words = message(outcome, what) if prints else f"No clipboard here: {what} not copied"
        self.post_message(Copied(before + words, is_error=True))

    def on_copied(self, message: Copied) -> None:
        """A copy went as far as it goes."""
        self.say(message.message, message.is_error)
        if message.ids:
            self.save_memory()
            self.show_detail()

    def action_print_current(self) -> None:
        """Leaves, and prints the current id on the standard output that the user gave."""
        self._leave_with(self._current_id())

    def _leave_with(self, ids: tuple[str, ...]) -> None:
        if not ids:
            self.say_no_model()
            return
        self.memory.used(ids, picked=True)
        self.app.exit(Left(0, ids))

    def say_no_model(self) -> None:
        """Says that there is nothing to take here."""
        self.say(NO_MODEL if len(self.table.shown.rows) else "There is no model to take.")

    def action_mark(self) -> None:
        """Marks the current model, or no longer."""
        ids = self._current_ids()
        if ids:
            self.marked = (
                tuple(one for one in self.marked if one not in ids)
                if ids[0] in self.marked
                else (*self.marked, *ids)
            )
            self.redraw()

    def action_mark_and_move(self) -> None:
        """Marks the current model, and goes down."""
        self.action_mark()
        self.table.action_move(1)

    def _current_ids(self) -> tuple[str, ...]:
        ids = self._current_id()
        if not ids:
            self.say_no_model()
        return ids

    def action_favourite(self) -> None:
        """Makes the current model a favourite, or no longer."""
        ids = self._current_ids()
        if ids:
            on = self.memory.toggle_favourites(ids)
            self.redraw()
            self.say(
                f"{shorten(ids[0], _LONGEST_NAME)} is {'a' if on else 'no longer a'} favourite."
            )
            self.save_memory()

    def action_open_page(self) -> None:
        """Opens the model's page in a browser; where there is none, shows the address and copies it."""
        model = self.current_model()
        if model is None:
            self.say_no_model()
            return
        address = page_address(model, self.start.settings.base)
        if address:
            self.say(f"Opening {address}…")
            # The program need not wait for it when it is left.
            Thread(target=self._open_page, args=(address,), name="page", daemon=True).start()
        elif self.start.settings.base.is_lumenfall:
            self.say("No page is known of this model.")
        else:
            self.say(f"No page: {self.start.settings.base.host} is not Lumenfall.")

    def _open_page(self, address: str) -> None:
        why_not = self.start.open_page(address, self.start.environ)
        self.post_message(PageOpened(address, why_not))

    def on_page_opened(self, message: PageOpened) -> None:
        """A browser was started, or none was."""
        if message.why_not:
            self.take_text(message.address, message.address, before=f"{message.why_not}: ")
        else:
            self.say(f"Opened {message.address} in a browser")

    def save_memory(self) -> None:
        """Takes what is remembered to the file, in a thread."""
        self.run_worker(self._save, thread=True, group="save")

    def leave(self) -> str:
        """The UI was left: copies that were asked for last are made first."""
        if "_copier" in vars(self):
            self._copier.finish()
        return super().leave()

    def _save(self) -> None:
        try:
            notice = self.memory.save()
        except FileError as error:
            notice = error.line
        if notice:
            self.post_message(Copied(notice, is_error=True))
