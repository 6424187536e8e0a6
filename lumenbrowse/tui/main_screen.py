"""The one screen: three reactives, whose watchers hand each widget its value, and the actions of its keys."""

from functools import partial
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.geometry import Size
from textual.reactive import var
from textual.screen import Screen

from lumenbrowse.catalog.cursor import row_in_list, row_in_view
from lumenbrowse.catalog.model import EMPTY, Catalog, Model, ModelKey
from lumenbrowse.catalog.rows import Heading, Rows
from lumenbrowse.catalog.search import prepare
from lumenbrowse.catalog.sort import can_sort
from lumenbrowse.catalog.view import SORTS, View
from lumenbrowse.errors import CANCELLED, LumenbrowseError
from lumenbrowse.settings import Sort
from lumenbrowse.storage.state import RememberedView
from lumenbrowse.text.columns import widths_of
from lumenbrowse.text.safe import KEY_IN_ID, holds_key
from lumenbrowse.tui.bindings import labels_of
from lumenbrowse.tui.loader import Loader
from lumenbrowse.tui.messages import ListNews
from lumenbrowse.tui.session import Exit, Session, Start, Status
from lumenbrowse.tui.widgets import status_bar
from lumenbrowse.tui.widgets.detail_pane import DetailPane
from lumenbrowse.tui.widgets.footer import Footer, key_hints
from lumenbrowse.tui.widgets.painted import DirectFrames, Draw, Drawn
from lumenbrowse.tui.widgets.row_renderer import Shown
from lumenbrowse.tui.widgets.search_box import SearchBox, pasted_words
from lumenbrowse.tui.widgets.splitter import Splitter
from lumenbrowse.tui.widgets.table import ModelTable

# Columns for the pane beside the table, for more in the line of the search box; rows for the pane below.
WIDE, SLIM, LOW = 90, 34, 10


class MainScreen(Screen[None]):
    """The table of models, found in, ordered, read and copied from."""

    AUTO_FOCUS = ""
    BLANK = True
    models: var[Catalog] = var(EMPTY, init=False)
    view: var[View] = var(View, init=False)
    status: var[Status] = var(Status, init=False)

    def __init__(self, start: Start, draw: Draw) -> None:
        super().__init__(classes="" if start.store.state.view.pane_shown else "no-detail")
        self.start, self._draw = start, draw
        self.set_reactive(MainScreen.models, start.catalog)
        self.set_reactive(MainScreen.view, start.view)
        self.set_reactive(MainScreen.status, start.status)
        self.session, self.loader = Session(start), Loader(start.fetch, self.post_message)
        self.marked: tuple[str, ...] = ()
        self._last_key: ModelKey | None = None
        self.fits: Size | None = None
        glyphs, stored = start.glyphs, start.store.state.view
        self.table = ModelTable("table", self._shown(self._rows()))
        self.detail = DetailPane("detail", glyphs)
        self.splitter = Splitter("splitter", glyphs, self.detail, stored.pane_width)
        self.search = SearchBox("search")
        self.top, self.matches = status_bar.Bar("top", glyphs), status_bar.Bar("matches", glyphs)
        self.sign = status_bar.Bar("search-sign", glyphs, (" / ", "brand"))
        self.footer = Footer("footer", glyphs)
        line = self.sign, self.search, self.matches
        body = self.table, self.splitter, self.detail
        self.drawn: tuple[Drawn, ...] = (self.top, *line, *body, self.footer)

    def compose(self) -> ComposeResult:
        # What is mounted now is styled by these classes: set later, all would be styled once more.
        self._fit(self.app.size, restyle=False)
        yield self.top
        yield Horizontal(self.sign, self.search, self.matches, id="search-line")
        yield Container(self.table, self.splitter, self.detail, id="body")
        yield self.footer

    def _fit(self, size: Size, *, restyle: bool = True) -> None:
        """Wide or narrow decides where the detail pane is, and what there is room for."""
        wide = size.width >= WIDE
        classes = {
            "narrow": not wide, "slim": size.width < SLIM, "low": size.height < LOW,
            "tiny": size.height < 3, "one-line": size.height < 2,
        }  # fmt: skip
        self.update_classes(classes, update=restyle)
        self.splitter.place(size.width if wide else None)
        self.detail.below = not wide

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """The first time, every widget was styled as it was mounted: once more would be for nothing."""
        event.refresh_styles = self.fits is not None

    def on_mount(self) -> None:
        """The first frame's texts and focus; the request goes out once that frame is drawn."""
        options = self.start.settings.options
        self.search.value = pasted_words(self.view.query)
        self.watch(self.search, "value", self._query_typed, init=False)
        self.watch(self.table, "cursor", self.show_detail, init=False)
        self.set_focus(self.search if options.pick or options.query else self.table)
        self._show_around()
        self.on_descendant_focus()
        self.say(self.start.notice)
        self.call_after_refresh(self._after_first_frame)

    def _after_first_frame(self) -> None:
        direct = DirectFrames(self, self._draw)
        for widget in self.drawn:
            widget.direct = direct
        self._prepare()
        if self.status.origin != "sample":
            self.action_refresh_list()

    def on_resize(self, event: events.Resize) -> None:
        self.fits = event.size
        self._fit(event.size)
        self.call_after_refresh(self.show_detail)

    def watch_models(self) -> None:
        """Another list keeps the cursor, the query, the marks and the scroll as they were."""
        self._prepare()
        self.redraw()

    def _prepare(self) -> None:
        self.search.complete(self.models, self.start.settings.secrets)
        ahead = partial(prepare, self.models, self.view.sort, self.view.reverse)
        self.run_worker(ahead, thread=True, group="prepare")

    def watch_view(self, before: View, after: View) -> None:
        """The cursor stays on its model, unless a better match came to the top by typing, or it was first."""
        at = self.table.current
        if at is not None:
            self._last_key = at.key if isinstance(at, Model) else None
        was_first = self.table.shown.rows.first_model_row() in (None, self.table.cursor)
        rows, typed = self._rows(), after.query if after.query != before.query else ""
        # Who types on from the first row wants the first one of what is found.
        stays = not (was_first and len(typed) > len(before.query))
        self._show(rows, row_in_view(rows, self._last_key, at, typed) if stays else None)

    def redraw(self) -> None:
        """Shows the rows anew, the cursor where it was: the list, marks, favourites or the status changed."""
        rows, before = self._rows(), self.table.shown.rows.rows
        self._show(rows, row_in_list(rows, before, self.table.cursor), keep_place=True)

    watch_status = redraw

    def _show(self, rows: Rows, row: int | None, *, keep_place: bool = False) -> None:
        first = rows.first_model_row() if row is None else row
        self.table.show(self._shown(rows), first or 0, keep_place=keep_place)
        self._show_around()

    def _rows(self) -> Rows:
        return self.session.rows(self.models, self.view)

    def _shown(self, rows: Rows) -> Shown:
        models, view, session, glyphs = self.models, self.view, self.session, self.start.glyphs
        if not (view.by_first_seen or can_sort(models, view.sort)):
            view = view._replace(sort="id", reverse=False)
        marks = frozenset(self.marked), session.favourites, frozenset(session.changes.new)
        why = (view, self.status, models.models, session.known(models))
        empty = () if len(rows) else status_bar.empty_words(*why)
        widths = widths_of(models, view.columns, glyphs.only_ascii)
        secrets = self.start.settings.secrets
        return Shown(rows, view, *marks, empty, self.start.zone, glyphs, widths, secrets)

    def _show_around(self) -> None:
        start, listed, now = self.start, len(self.models.models), self.start.clock()
        self.set_class(not listed, "no-list")
        status = status_bar.status_pieces(self.status, start.settings, now, start.zone)
        counts = status_bar.count_words(self.models)
        key = next(iter(labels_of("only_new", start.keymap)), "")
        changes = self.session.changes.text(now, start.zone, key)
        self.top.show(status_bar.top_text(status, changes, counts))
        self.matches.show(status_bar.match_text(self.table.shown, listed))
        self.show_detail()

    def show_detail(self) -> None:
        """Shows what is under the cursor in the detail pane, where that is seen."""
        detail, row = self.detail, self.table.current
        if not detail.display and detail.is_mounted:
            return
        if isinstance(row, Heading):
            group = self.table.shown.rows.group(self.table.cursor)
            detail.show(row.name, group, self.start.around())
        else:
            notes = self.session.notes(row) if row else ()
            detail.show("", (row,) if row else (), self.start.around(notes))

    def say(self, message: str, is_error: bool = False) -> None:
        """Puts a message, if any, into the bottom line, until the next key."""
        if message:
            self.footer.show_message(message, is_error)

    def _query_typed(self, text: str) -> None:
        self.view = self.view.with_query(text.strip())

    def on_descendant_focus(self) -> None:
        options, keys = self.start.settings.options, self.start.keymap
        self.footer.show_hints(key_hints(self.search.has_focus, options, keys))

    @on(ListNews)
    def _list_news(self, message: ListNews) -> None:
        news = message.news
        if message.request.cancelled:
            return
        if isinstance(news, str):
            self.status = self.status._replace(activity=news)
        elif isinstance(news, LumenbrowseError):
            self.status = self.status.failed(news, offline=self.start.settings.options.offline)
            if self.models.models:
                self.say(news.line, is_error=True)
            elif self.search.value == pasted_words(self.start.view.query):
                self.set_focus(self.table)  # its keys are named in the list's place
        else:
            changed, cached = self.session.take(self.models, news.cached, self.marked), news.cached
            self.status, self.models = Status("live", cached.fetched_at), cached.catalog
            said = filter(None, (changed, self.models.skipped_words, *news.notes))
            self.say(" · ".join(said))

    def action_view(self, change: str, *values: Any) -> None:
        """Replaces the view by what one of its methods makes of it: `by_match`, `toggled`, `grouped_by`…"""
        self.view = getattr(self.view, change)(*values)

    def action_sort(self, sort: Sort) -> None:
        if can_sort(self.models, sort):
            self.view = self.view.sorted_by(sort, self.table.shown.rows.ranked)
        else:
            fact = {"price": "a price to compare", "added": "a date"}.get(sort, sort)
            self.say(f"No model here says {fact}: the order stays.")

    def remembered(self, theme: str) -> RememberedView:
        """What of the view and the pane comes back next time."""
        view, pane = self.view, (self.splitter.wish, not self.has_class("no-detail"))
        order = (view.sort, view.reverse, view.grouping, view.collapsed)
        return RememberedView(*order, *pane, theme, view.columns)

    def action_next_sort(self) -> None:
        self.view = self.view.next_sort([one for one in SORTS if can_sort(self.models, one)])

    def action_group_family(self) -> None:
        self.view = self.view.grouped_by("family")
        if self.view.grouping == "family":
            self.say("Grouped by family: a guess from the IDs. v groups by owner again.")

    def action_only_new(self) -> None:
        self.view = self.view.toggled("only_new")
        if self.view.only_new:
            self.say(self.session.changes_words(bool(self.models.models)))

    def action_collapse(self, collapsed: bool, every: bool = False) -> None:
        if self.view.grouping == "none":
            self.say("Nothing to collapse: the list is flat. t groups it by owner.")
        elif self.table.current is not None:
            rows, now = self.table.shown.rows, self.view.collapsed_now
            groups = rows.group_names if every else {rows.group_at(self.table.cursor)}
            self.view = self.view.with_collapsed(now | groups if collapsed else now - groups)

    def action_toggle_group(self, row: int) -> None:
        if isinstance(heading := self.table.shown.rows[row], Heading):
            self.view = self.view.with_collapsed(self.view.collapsed_now ^ {heading.name})

    def action_back(self) -> None:
        """One step back: the JSON, the query, the filters, the marks; with --pick and nothing left, leaves."""
        if self.detail.as_json:
            self.detail.toggle_json()
        elif self.search.value:
            self.search.value = ""
        elif self.view.filtered:
            self.view = self.view.without_filters()
        elif self.marked:
            self.marked = ()
            self.redraw()
        elif self.start.settings.options.pick:
            self.app.exit(Exit(CANCELLED))

    def action_mark(self) -> None:
        if ids := self.current_ids():
            left = tuple(one for one in self.marked if one not in ids)
            self.marked = (*self.marked, *ids) if left == self.marked else left
            self.redraw()

    def action_mark_and_move(self) -> None:
        self.action_mark()
        self.table.action_move(1)

    def current_ids(self) -> tuple[str, ...]:
        """The current model's id; without one that can be taken, says so."""
        model = self.table.current_model
        if model and not holds_key(model.id, self.start.settings.secrets):
            return (model.id,)
        why = f"Not taken: {KEY_IN_ID}." if model else "No model here: → expands the group."
        self.say(why if self.table.current else "There is no model to take.")
        return ()

    def go_to(self, key: ModelKey) -> None:
        """Puts the cursor on a model, clearing what keeps it out of sight, no more than it takes."""
        if self.table.shown.rows.row_of(key) is None:
            self.search.value = ""
        if self.table.shown.rows.row_of(key) is None:
            self.view = self.view.without_filters()
        self.table.move_to(self.table.shown.rows.row_of(key) or 0)
        if isinstance(self.table.current, Heading):
            self.action_collapse(False)
            self.table.move_to(self.table.shown.rows.row_of(key) or 0)
        self.set_focus(self.table)

    async def action_in_table(self, run: str) -> None:
        await self.table.run_action(run)

    def action_search(self) -> None:
        self.set_focus(self.search)
        self.search.action_end()

    def on_paste(self, event: events.Paste) -> None:
        if words := pasted_words(event.text).strip():
            self.search.value = words
            self.action_search()

    def action_escape_in_search(self) -> None:
        if self.search.value:
            self.search.value = ""
        elif self.start.settings.options.pick:
            self.app.exit(Exit(CANCELLED))
        else:
            self.set_focus(self.table)

    def action_detail(self) -> None:
        self.toggle_class("no-detail")
        if self.has_class("narrow", "low") and not self.has_class("no-detail"):
            self.say(f"No room for the details: they need {LOW} rows or {WIDE} columns.")
        self.call_after_refresh(self.show_detail)

    def action_json(self) -> None:
        self.detail.toggle_json()
        if self.has_class("no-detail"):
            self.action_detail()

    def action_scroll_detail(self, direction: int) -> None:
        self.detail.scroll_lines(direction * max(1, self.detail.size.height // 2))

    def action_refresh_list(self) -> None:
        if self.status.origin == "sample":
            self.say("The sample does not change.")
        else:
            self.status = self.status.asking()
            self.run_worker(self.loader.next_request(), thread=True, group="load")

    def on_unmount(self) -> None:
        self.loader.cancel()
