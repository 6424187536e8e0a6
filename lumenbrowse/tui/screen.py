"""The one screen, put together: what it shows, and the actions of its keys."""

from __future__ import annotations

from textual import on

from lumenbrowse.tui.dialog_actions import DialogActions
from lumenbrowse.tui.previewing import Previewing
from lumenbrowse.tui.refreshing import RefreshActions
from lumenbrowse.tui.viewing import ViewActions
from lumenbrowse.tui.widgets.table import ModelTable


class BrowseScreen(ViewActions, DialogActions, RefreshActions, Previewing):
    """The table of models, found in, ordered, read and taken from."""

    @on(ModelTable.Chosen)
    def _chosen(self) -> None:
        self.action_enter()

    @on(ModelTable.HeadingClicked)
    def _heading_clicked(self, message: ModelTable.HeadingClicked) -> None:
        self.toggle_group(message.name)

    @on(ModelTable.HeadClicked)
    def _head_clicked(self, message: ModelTable.HeadClicked) -> None:
        self.action_sort(message.sort)
