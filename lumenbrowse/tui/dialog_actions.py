"""The actions that open a dialog, and what comes of its answer. The dialogs are imported when asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lumenbrowse.catalog.model import UNKNOWN_OWNER, Model
from lumenbrowse.errors import LumenbrowseError
from lumenbrowse.storage.state import Recent
from lumenbrowse.text import dates
from lumenbrowse.text.safe import naming
from lumenbrowse.tui.taking import TakeActions

if TYPE_CHECKING:
    from lumenbrowse.text.snippets import Snippet
    from lumenbrowse.tui.dialogs.recents import RecentChoice, RecentEntry


class DialogActions(TakeActions):
    """Help, copy as… and the recents."""

    def action_help(self) -> None:
        """Shows the keys, as they are bound now."""
        from lumenbrowse.tui.dialogs.help import HelpScreen
        from lumenbrowse.tui.help_text import HelpContext

        start = self.start
        context = HelpContext(
            start.keymap, start.keymap_path, start.settings.options.mouse, start.signs
        )
        self.app.push_screen(HelpScreen(context))

    def action_copy_as(self) -> None:
        """Offers what the current model, or all marked ones, can be copied as."""
        from lumenbrowse.text.snippets import snippets
        from lumenbrowse.tui.dialogs.copy_as import CopyAsScreen

        ids = self.ids_to_take()
        if not ids:
            self.say_no_model()
            return
        settings = self.start.settings
        with_key = settings.key is not None or settings.base.is_lumenfall
        try:
            choices = snippets(self._models(ids), settings.base, with_key=with_key)
        except LumenbrowseError as error:
            self.say(error.line, is_error=True)
            return

        if self.listed.source is None:
            # What else the server sent is not read yet.
            choices = tuple(one for one in choices if one.name != "JSON")

        def chosen(snippet: Snippet | None) -> None:
            if snippet is not None:
                self._copy_snippet(snippet, ids)

        self.app.push_screen(CopyAsScreen(naming(ids), choices, self.start.signs), chosen)

    def _models(self, ids: tuple[str, ...]) -> list[Model]:
        """The models of ids; of one that is not listed any more only the id is known."""
        listed = self.listed
        places = {one: index for index, one in enumerate(listed.ids) if one in ids}
        return [
            listed.model(places[one]) if one in places else Model(one, UNKNOWN_OWNER) for one in ids
        ]

    def _copy_snippet(self, snippet: Snippet, ids: tuple[str, ...]) -> None:
        what = naming(ids) if snippet.name == "id" else f"{snippet.name} for {naming(ids)}"
        self.take_text(snippet.text, what, ids)

    def action_recents(self) -> None:
        """Offers the models that were copied or picked last."""
        recents = self.memory.uses
        if not recents:
            self.say("Nothing was copied or picked yet.")
            return
        from lumenbrowse.tui.dialogs.recents import RecentsScreen

        entries = self._recent_entries(recents)
        self.app.push_screen(RecentsScreen(entries, self.start.signs), self._recent_chosen)

    def _recent_entries(self, recents: tuple[Recent, ...]) -> list[RecentEntry]:
        from lumenbrowse.tui.dialogs.recents import RecentEntry

        now, zone = self.start.clock(), self.start.zone
        listed = frozenset(self.listed.ids)
        return [
            RecentEntry(
                one.id,
                f"{one.how} {dates.age(one.at, now, zone)}",
                gone=bool(listed) and one.id not in listed,
            )
            for one in recents
        ]

    def _recent_chosen(self, choice: RecentChoice | None) -> None:
        if choice is None:
            return
        if choice.copy or not self.go_to(choice.id):
            self.take_text(choice.id, naming((choice.id,)), (choice.id,))

    def go_to(self, model_id: str) -> bool:
        """Puts the cursor on a model, clearing what keeps it out of sight; False where it is not listed."""
        if model_id not in self.listed.ids:
            return False
        index = self.listed.ids.index(model_id)
        if self.table.shown.rows.row_of(index) is None:
            # Without the query, and then without the filters: no more than it takes.
            self.search.value = ""
        if self.table.shown.rows.row_of(index) is None:
            self.replace_view(replace(self.view, owners=(), only_favourites=False, only_new=False))
        self._open_group_of(index)
        row = self.table.shown.rows.row_of(index)
        if row is not None:
            self.table.move_to(row)
        self.set_focus(self.table)
        return True

    def _open_group_of(self, index: int) -> None:
        rows = self.table.shown.rows
        row = rows.row_of(index)
        if row is not None and rows.base.headed:
            name = rows.group_name(row)
            self.replace_view(self.view.with_collapsed(self.view.collapsed_now - {name}))
