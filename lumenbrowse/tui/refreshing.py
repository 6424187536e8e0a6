"""Refreshing behind the rows: what was fetched is made ready in a thread, then shown at one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual import on

from lumenbrowse.catalog.arranging import Arranger
from lumenbrowse.catalog.rows import Heading, ModelRow, Rows
from lumenbrowse.errors import FetchError, LumenbrowseError
from lumenbrowse.storage.visits import count_text
from lumenbrowse.tui.browsing import Browsing, Send
from lumenbrowse.tui.fetching import Answer, Arrived, Failed, Fetcher, Prepared, Told
from lumenbrowse.tui.start import Start
from lumenbrowse.tui.status import Status
from lumenbrowse.tui.widgets.direct import Draw

_NEAR = 20
"""Rows up and down in which a model is looked for that takes the place of one that is gone."""


class RefreshActions(Browsing):
    """Asks for the list, and takes it over without moving what the user looks at."""

    def __init__(self, start: Start, send: Send, draw: Draw) -> None:
        super().__init__(start, send, draw)
        self._fetcher = Fetcher(start.fetch, self._make_ready, self)

    def after_first_frame(self) -> None:
        """With rows on screen, the request goes out."""
        super().after_first_frame()
        if self.status.origin != "sample":
            self.action_refresh_list()

    def on_unmount(self) -> None:
        """Nobody waits for an answer any more."""
        self._fetcher.cancel()

    def action_refresh_list(self) -> None:
        """Asks for the list anew; a request or a pause that is under way ends."""
        if self.status.origin == "sample":
            self.say("The sample does not change.")
            return
        activity = "asking…" if self.status.origin == "none" else "refreshing…"
        self._set_status(replace(self.status, activity=activity, failure="", offline=False))
        self.run_worker(self._fetcher.begin(), thread=True, group="fetch")

    def _make_ready(self, answer: Answer) -> Prepared:
        """Runs in the fetch's thread: all that takes long with a hundred thousand models."""
        before, after = self.listed, answer.catalogue
        changes = self.memory.compare(answer)
        arranger = self.arranger if after is before else Arranger(after, like=self.arranger)
        arranger.prepare()
        arranger.arrange(self.view, self.memory.favourites, changes.new)
        changed = ""
        if len(before) and after is not before and not answer.cached:
            new = self.arranger.count_new(after.ids)
            changed = count_text(new, len(before) - (len(after) - new))
        return Prepared(answer, arranger, changes, changed)

    @on(Told)
    def _told(self, message: Told) -> None:
        if message.number == self._fetcher.number:
            self._set_status(replace(self.status, activity=message.activity))

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        if message.number != self._fetcher.number:
            return
        error = self.failure = message.error
        origin = "cached" if self.status.origin == "live" else self.status.origin
        offline = self._is_offline(error)
        self._set_status(Status(origin, self.status.fetched_at, "", error.message, offline))
        if len(self.catalogue):
            self.say(error.line, is_error=True)

    @on(Arrived)
    def _arrived(self, message: Arrived) -> None:
        if message.number != self._fetcher.number:
            return
        prepared = message.prepared
        answer = prepared.answer
        self.memory.take(prepared.changes, answer)
        if answer.cached:
            self.status = replace(self.status, origin="cached", fetched_at=answer.fetched_at)
        else:
            self.failure = None
            self.status = Status("live", answer.fetched_at)
        before = self.listed.ids
        self._take_over(prepared.arranger)
        words = (prepared.changed, self._gone_words(before), self._skipped_words(), answer.notice)
        said = " · ".join(filter(None, words))
        if said and not answer.cached:
            self.say(said)

    def _take_over(self, arranger: Arranger) -> None:
        """Shows another list with the cursor, the query, the marks and the scroll as they were, by id."""
        at, wanted = self.table.current, self._ids_to_find()
        self.arranger = arranger
        rows = self.rows()
        found = (
            rows.row_of_group(at.name) if isinstance(at, Heading) else self._row_of(wanted, rows)
        )
        self.show(rows, found, keep_place=True)

    def _row_of(self, wanted: Sequence[str], rows: Rows) -> int | None:
        """The row of the first of these models that has one."""
        ids = self.catalogue.ids
        for one in wanted:
            row = rows.row_of(ids.index(one)) if one in ids else None
            if row is not None:
                return row
        return None

    def _ids_to_find(self) -> list[str]:
        """The model under the cursor, and in case it is gone those around it, the nearest first."""
        rows, cursor, ids = self.table.shown.rows, self.table.cursor, self.catalogue.ids
        if self.table.current_index is None:
            return []
        near = sorted(
            range(cursor - _NEAR, cursor + _NEAR), key=lambda row: abs(row - cursor - 0.1)
        )
        models = (rows[row] for row in near if 0 <= row < len(rows))
        return [ids[row.index] for row in models if isinstance(row, ModelRow)]

    def _gone_words(self, before: Sequence[str]) -> str:
        """How many of the marked models went just now: their marks stay, but nobody sees them."""
        now = self.listed.ids
        gone = sum(one in before and one not in now for one in self.marked)
        return f"{gone:,} of them marked" if gone else ""

    def _is_offline(self, error: LumenbrowseError) -> bool:
        """Whether no server was reached for sure: a refusal, a redirect or a long wait came from one."""
        unreached = isinstance(error, FetchError) and error.transient and error.status is None
        return unreached or self.start.settings.options.offline

    def _set_status(self, status: Status) -> None:
        self.status = status
        if len(self.table.shown.rows):
            self.show_top()
            self.show_detail()
        else:
            self.redraw()

    def _skipped_words(self) -> str:
        skipped = self.listed.skipped
        return f"{skipped:,} {'entry' if skipped == 1 else 'entries'} skipped" if skipped else ""
