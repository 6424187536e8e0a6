"""The actions that only replace the `View`, or what of the screen is seen."""

from __future__ import annotations

from dataclasses import replace

from textual import events

from lumenbrowse.catalog.rows import Heading
from lumenbrowse.catalog.view import Grouping
from lumenbrowse.errors import CANCELLED
from lumenbrowse.settings import Sort
from lumenbrowse.tui.browsing import Browsing
from lumenbrowse.tui.layout import LOW, WIDE
from lumenbrowse.tui.leaving import Left
from lumenbrowse.tui.widgets.search_box import pasted_words

NOTHING_TO_COLLAPSE = "Nothing to collapse: the list is flat. t groups it by owner."


class ViewActions(Browsing):
    """Searching, sorting, grouping, filters, the detail pane."""

    def action_move(self, rows: int) -> None:
        """Moves the table's cursor, from the search box."""
        self.table.action_move(rows)

    def action_page(self, pages: int) -> None:
        """Moves the table's cursor by pages, from the search box."""
        self.table.action_page(pages)

    def action_search(self) -> None:
        """Goes to the search box, all of the query selected to be typed over."""
        self.set_focus(self.search)
        self.search.action_end()

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted over the table is searched for."""
        words = pasted_words(event.text).strip()
        if words:
            self.set_focus(self.search)
            self.search.value = words
            self.search.action_end()

    def action_escape_in_search(self) -> None:
        """Clears the query; with nothing to clear, goes to the table (with --pick: leaves)."""
        if self.search.value:
            self.search.value = ""
        elif self.start.settings.options.pick:
            self.app.exit(Left(CANCELLED))
        else:
            self.set_focus(self.table)

    def action_back(self) -> None:
        """One step back: the query, the filters, the marks; with --pick and nothing left, leaves."""
        if self.search.value:
            self.search.value = ""
        elif self.view.only_favourites or self.view.only_new:
            self.replace_view(replace(self.view, only_favourites=False, only_new=False))
        elif self.marked:
            self.marked = ()
            self.redraw()
        elif self.start.settings.options.pick:
            self.app.exit(Left(CANCELLED))

    def action_sort(self, sort: Sort) -> None:
        """Sorts by a column; the same again reverses."""
        self.replace_view(self.view.sorted_by(sort))

    def action_next_sort(self) -> None:
        """Sorts by the next column."""
        self.replace_view(self.view.next_sort())

    def action_reverse(self) -> None:
        """Reverses the order."""
        self.replace_view(self.view.reversed())

    def action_group(self, grouping: Grouping) -> None:
        """Groups so, or otherwise where it is so already."""
        self.replace_view(self.view.grouped_by(grouping))
        if self.view.grouping == "family":
            self.say("Grouped by family: a guess from the IDs. v groups by owner again.")

    def action_collapse(self) -> None:
        """Collapses the group under the cursor."""
        self._set_collapsed(collapsed=True)

    def action_expand(self) -> None:
        """Expands the group under the cursor."""
        self._set_collapsed(collapsed=False)

    def action_collapse_all(self) -> None:
        """Collapses all groups."""
        if self._is_grouped():
            self.replace_view(self.view.with_collapsed(self.view.collapsed_now | self._group_names))

    def action_expand_all(self) -> None:
        """Expands all groups."""
        if self._is_grouped():
            self.replace_view(self.view.with_collapsed(self.view.collapsed_now - self._group_names))

    @property
    def _group_names(self) -> frozenset[str]:
        """The groups of this list: those of other bases, which are collapsed or not, are not touched."""
        return frozenset(self.table.shown.rows.base.names)

    def toggle_group(self, name: str) -> None:
        """Collapses a group, or expands it."""
        now = self.view.collapsed_now
        self.replace_view(self.view.with_collapsed(now - {name} if name in now else now | {name}))

    def _set_collapsed(self, *, collapsed: bool) -> None:
        row = self.table.current
        if row is None or not self._is_grouped():
            return
        rows = self.table.shown.rows
        name = row.name if isinstance(row, Heading) else rows.group_name(self.table.cursor)
        now = self.view.collapsed_now
        self.replace_view(self.view.with_collapsed(now | {name} if collapsed else now - {name}))

    def _is_grouped(self) -> bool:
        if self.view.grouping == "none":
            self.say(NOTHING_TO_COLLAPSE)
        return self.view.grouping != "none"

    def action_only_favourites(self) -> None:
        """Shows only the favourites, or all models again."""
        self.replace_view(replace(self.view, only_favourites=not self.view.only_favourites))

    def action_only_new(self) -> None:
        """Shows only what is new since the last visit, or all models again."""
        self.replace_view(replace(self.view, only_new=not self.view.only_new))
        if self.view.only_new:
            listed, now = bool(len(self.listed)), self.start.clock()
            self.say(self.memory.changes_words(listed, now, self.start.zone))

    def action_detail(self) -> None:
        """Shows the detail pane, or hides it."""
        self.memory.pane_shown = not self.memory.pane_shown
        self.set_class(not self.memory.pane_shown, "no-detail")
        if self.memory.pane_shown and self.has_class("narrow") and self.has_class("low"):
            self.say(f"No room for the details: they need {LOW} rows or {WIDE} columns.")
        self.call_after_refresh(self.show_detail)

    def action_scroll_detail(self, direction: int) -> None:
        """Scrolls the detail pane by half of its height."""
        self.detail.scroll_lines(direction * max(1, self.detail.size.height // 2))
