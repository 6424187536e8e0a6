"""The actions that take something from the list: copy, copy as…, pick, print, mark, favourite, open."""

from __future__ import annotations

from functools import partial

from lumenbrowse.clipboard import NotCopyableError, Outcome, message, naming
from lumenbrowse.copier import Copier
from lumenbrowse.errors import FileError
from lumenbrowse.leaving import Left
from lumenbrowse.text import shorten
from lumenbrowse.tui.browsing import Browsing, Send
from lumenbrowse.tui.copying import Copied
from lumenbrowse.tui.start import Start

NO_MODEL = "No model here: → expands the group."
_LONGEST_NAME = 60


class TakeActions(Browsing):
    """What the user came for."""

    def __init__(self, start: Start, send: Send) -> None:
        super().__init__(start, send)
        self._copier = Copier(start.settings.options.clipboard, send, start.environ)

    def ids_to_take(self) -> tuple[str, ...]:
        """The marked ids, in the order of marking, else the current one; none where there is no model."""
        if self.marked:
            return self.marked
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
            self._say_no_model()
            return
        self.take_text("\n".join(ids), naming(ids), ids)

    def take_text(self, text: str, what: str, ids: tuple[str, ...] = ()) -> None:
        """Copies a text that goes by the name of `what`, beside the UI; says how it went."""
        try:
            self._copier.copy(text, partial(self._tell, what, ids))
        except NotCopyableError as error:
            self.say(error.line, True)

    def _tell(self, what: str, ids: tuple[str, ...], outcome: Outcome) -> None:
        # The copier's thread.
        self.post_message(Copied(message(outcome, what), ids))

    def on_copied(self, message: Copied) -> None:
        """A copy went as far as it goes."""
        self.say(message.message, message.is_error)
        if message.ids:
            self.memory.used(message.ids, picked=False)
            self.save_memory()
            self.show_detail()

    def action_print_current(self) -> None:
        """Leaves, and prints the current id on the standard output that the user gave."""
        index = self.table.current_index
        self._leave_with(() if index is None else (self.catalogue.ids[index],))

    def _leave_with(self, ids: tuple[str, ...]) -> None:
        if not ids:
            self._say_no_model()
            return
        self.memory.used(ids, picked=True)
        self.app.exit(Left(0, ids))

    def _say_no_model(self) -> None:
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
        index = self.table.current_index
        if index is None:
            self._say_no_model()
            return ()
        return (self.catalogue.ids[index],)

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

    def save_memory(self) -> None:
        """Takes what is remembered to the file, in a thread."""
        self.run_worker(self._save, thread=True, group="save")

    def leave(self) -> None:
        """The UI was left: copies that were asked for last are made first."""
        self._copier.finish()
        super().leave()

    def _save(self) -> None:
        try:
            self.memory.save()
        except FileError as error:
            self.post_message(Copied(error.line, (), is_error=True))
