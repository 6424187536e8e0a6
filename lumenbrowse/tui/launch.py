"""Launching the UI: gathers what it starts with, runs it, and draws what the next start shows first."""

import os
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from lumenbrowse.catalog.model import EMPTY, Catalog
from lumenbrowse.catalog.rows import Heading
from lumenbrowse.catalog.view import LARGEST_FIRST, View, asked_for
from lumenbrowse.clipboard.environment import without_keys
from lumenbrowse.errors import DONE, Cancellation, FetchError
from lumenbrowse.loading import Refreshed, kept, refresh
from lumenbrowse.settings import KEY_VARIABLE, Options, Settings
from lumenbrowse.storage.cache import Cached, account_of, cache_path
from lumenbrowse.storage.config import CONFIG_NAME, credentials_path, read_config, resolve
from lumenbrowse.storage.files import Paths, find_home, find_paths
from lumenbrowse.storage.sample import sample_catalog
from lumenbrowse.storage.state import RememberedView
from lumenbrowse.storage.store import STATE_NAME, Store
from lumenbrowse.terminal.first_screen import FirstScreen, keep
from lumenbrowse.terminal.frame_diff import FrameDiff
from lumenbrowse.terminal.tty import Terminal
from lumenbrowse.text.columns import LISTED
from lumenbrowse.text.glyphs import glyphs_for
from lumenbrowse.text.safe import safe
from lumenbrowse.tui.app import LumenbrowseApp
from lumenbrowse.tui.bindings import FILE_NAME, Keymap, read_keys, read_keys_file
from lumenbrowse.tui.loader import Fetch, Tell
from lumenbrowse.tui.main_screen import MainScreen
from lumenbrowse.tui.session import Exit, Start, Status
from lumenbrowse.tui.themes import find_styles
from lumenbrowse.tui.widgets.painted import placed
from lumenbrowse.tui.widgets.row_renderer import Shown
from lumenbrowse.tui.widgets.status_bar import Pieces, status_pieces, title_of, top_text


def run(
    settings: Settings, terminal: Terminal, arguments: Sequence[str], first: FirstScreen | None
) -> Exit:
    """Runs the UI; returns how it was left. `first` is the screen that the terminal shows already."""
    if os.environ.get("NO_COLOR") == "":
        # Textual takes an empty one for a wish; it is none (no-color.org).
        del os.environ["NO_COLOR"]
    colour = True if "NO_COLOR" in os.environ else None
    start = gather(settings, terminal, os.environ)
    draw = partial(draw_next_start, settings, arguments)
    app = LumenbrowseApp(start, draw_next=draw, ansi_color=colour, first_screen=first)
    left = app.run(mouse=settings.options.mouse)
    if app.crash is not None:
        raise app.crash
    notice = app.leave()
    if app.keep_next is not None:
        app.keep_next()
    return (left or Exit(DONE))._replace(notice=notice)


def gather(settings: Settings, terminal: Terminal, environ: Mapping[str, str]) -> Start:
    """What the UI starts with: state, the list of the first frame, and how to get another."""
    paths, options = find_paths(), settings.options
    notes: list[str] = []
    only_ascii = options.ascii or not terminal.utf8
    store = Store(paths.state / STATE_NAME if options.keep_state else None)
    state = store.load()
    keys = settings.config.keys
    keys_file = paths.config / FILE_NAME
    keymap = read_keys_file(keys_file) if keys is None else read_keys(keys, "[keys]")
    is_old = keys is None and keymap != Keymap()
    keys_path = str(keys_file if is_old else paths.config / CONFIG_NAME)
    catalog, status, known = _first_list(settings, paths, notes)
    columns = settings.config.columns if options.columns is None else options.columns
    unknown = ", ".join(safe(name) for name in columns or () if name.casefold() not in LISTED)
    where = f"{CONFIG_NAME}: columns: " if options.columns is None else ""
    notes += [f"{where}the browser has no column {unknown}: C shows which"] if unknown else []
    said = (store.notice, settings.key_note, *settings.config.notes, keymap.notice, *notes)
    return Start(
        settings=settings,
        catalog=catalog,
        status=status,
        view=first_view(options, state.view, columns),
        store=store,
        fetch=make_fetch(settings, paths, known),
        environ=without_keys(environ, settings.secret_names),
        open_server=partial(_open_server, options, terminal),
        glyphs=glyphs_for(only_ascii=only_ascii, term=environ.get("TERM", "")),
        keymap=keymap.keys,
        keymap_path=keys_path.replace(f"{find_home()}/", "~/", 1),
        notice=" · ".join(filter(None, said)),
    )


def _open_server(options: Options, terminal: Terminal, name: str) -> Start:
    """What the UI shows of the server with that name, or of the usual one where it is empty."""
    config = read_config(find_paths().config / CONFIG_NAME)
    base_url, sample = (None, False) if name else (options.base_url, options.sample)
    asked = options._replace(server=name or None, base_url=base_url, query="", sample=sample)
    start = gather(resolve(asked, os.environ, find_home(), config), terminal, os.environ)
    return start._replace(open_server=partial(_open_server, options, terminal))


def _first_list(
    settings: Settings, paths: Paths, notes: list[str]
) -> tuple[Catalog, Status, Cached | None]:
    """What the first frame shows: the sample, the kept list, or nothing yet."""
    if settings.sample:
        return sample_catalog(), Status("sample"), None
    if cached := kept(settings, paths, notes):
        return cached.catalog, Status("cached", cached.fetched_at), cached
    return EMPTY, Status(), None


def first_view(
    options: Options, remembered: RememberedView, columns: tuple[str, ...] | None = None
) -> View:
    """The view to start with: what the options and the chosen `columns` say, else what is remembered."""
    sort = options.sort or remembered.sort
    reverse = remembered.reverse if options.sort is None else sort in LARGEST_FIRST
    return asked_for(options)._replace(
        sort=sort,
        reverse=sort not in LARGEST_FIRST if options.reverse else reverse,
        strict=bool(options.sort or options.reverse),
        grouping=remembered.grouping,
        collapsed=remembered.collapsed,
        columns=remembered.columns if columns is None else tuple(map(str.casefold, columns)),
    )


def make_fetch(settings: Settings, paths: Paths, known: Cached | None) -> Fetch:
    """How the UI gets its list: the server is asked whether what is known still holds."""

    def fetch(tell: Tell, cancellation: Cancellation) -> Refreshed:
        nonlocal known
        if settings.options.offline:
            raise FetchError("--offline is set", "start without it to ask the server")
        refreshed = refresh(settings, paths, known, cancellation=cancellation, on_retry=tell)
        known = refreshed.cached
        return refreshed

    return fetch


def draw_next_start(
    settings: Settings, arguments: Sequence[str], main: MainScreen
) -> Callable[[], None] | None:
    """Draws what the next start with these arguments shows first, and returns what keeps it, if known."""
    options, theme = settings.options, main.app.theme
    filtered = options.query or options.pick or asked_for(options).filtered
    ordered = options.sort or options.reverse or options.columns
    elsewhere = main.start.settings.server != settings.server or options.theme not in (None, theme)
    if filtered or ordered or elsewhere or not options.keep_state:
        return None
    remembered = main.remembered(theme)
    view = first_view(Options(), remembered)
    rows = main.session.rows(main.models, view)
    shown = main.table.shown._replace(rows=rows, view=view, marked=frozenset())
    frame = FrameDiff().encode(_frame_at_start(main, shown))
    names = [row if isinstance(row, Heading) else row.key for row in rows.rows]
    looks = repr((remembered, sorted(shown.favourites), sorted(shown.new), names))
    content = f"{zlib.crc32(looks.encode('utf-8', 'replace')):08x}"
    variable = settings.key.source if settings.server and settings.key else KEY_VARIABLE
    size = main.app.size.width, main.app.size.height
    return partial(keep, arguments, _watched(settings), frame, size, content, variable)


def _watched(settings: Settings) -> list[str]:
    paths = find_paths()
    cache = cache_path(paths, settings.base.url, account_of(paths, settings))
    ours = paths.state / STATE_NAME, paths.config / FILE_NAME, paths.config / CONFIG_NAME
    files = (cache, *ours, credentials_path(os.environ, find_home()), find_styles())
    return [str(file) for file in files]


def _frame_at_start(main: MainScreen, shown: Shown) -> str:
    """The lines of the whole screen: rows, but no times."""
    state: Pieces = [(title_of(main.start.settings), "host"), (" · cached", "state")]
    if main.status.origin == "sample":
        state = status_pieces(main.status, main.start.settings, 0, None)
    known: dict[Widget, Sequence[Strip]] = {
        main.top: [main.top.line_of(top_text(state))],
        main.sign: main.sign.content_lines(),
        main.table: main.table.lines_at_start(shown),
    }
    parts = []
    for widget in main.drawn:
        region = widget.region
        if widget.display and region:
            blank = Strip.blank(region.width, Style(bgcolor=widget.background_colors[1].rich_color))
            lines = known.get(widget) or [blank] * region.height
            parts.append(placed(lines, region, range(region.height), main.app.console))
    return "".join(parts)
