"""The program without a terminal, driven key by key: `with browsing(a_start(...)) as ui: ui.press("j")`.

What is on screen is read from the widgets' own lines; tests/terminal reads it from a real terminal.
"""

import asyncio
import time
import unicodedata
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Future
from contextlib import AsyncExitStack, contextmanager
from contextvars import copy_context
from datetime import UTC
from typing import Any, TypeVar

from textual import events
from textual.css.stylesheet import Stylesheet
from textual.geometry import Offset, Region
from textual.keys import KEY_NAME_REPLACEMENTS
from textual.widget import Widget

from lumenbrowse.api.pages import NO_VALIDATORS
from lumenbrowse.api.parser import read_answer
from lumenbrowse.catalog.model import EMPTY, Catalog, Model
from lumenbrowse.catalog.rows import Heading
from lumenbrowse.errors import Cancellation, FetchError, LumenbrowseError
from lumenbrowse.loading import Refreshed
from lumenbrowse.settings import Base, Options, Settings
from lumenbrowse.storage.cache import Cached
from lumenbrowse.storage.state import State
from lumenbrowse.storage.store import Store
from lumenbrowse.tui.app import LumenbrowseApp
from lumenbrowse.tui.loader import Tell
from lumenbrowse.tui.main_screen import MainScreen
from lumenbrowse.tui.session import Start, Status
from tests.scenarios import entry, listing

Result = TypeVar("Result")

NOW = 1_800_000_000.0
"""The clock of these tests: Fri 15 January 2027, 08:00 UTC."""
BASE = "https://models.example/v1"
LUMENFALL = "https://api.lumenfall.ai/openai/v1"
REFUSED = FetchError("connection refused", "is the server running?", transient=True)
_DEADLINE = 30.0

DAY = 86_400
MODELS = (
    entry("gpt-4.1", "openai", 1_744_000_000),
    entry("gpt-10", "openai", 1_754_000_000),
    entry("gpt-image-1.5", "openai", 1_698_785_189),
    entry("flux.2-max", "black-forest-labs", 1_765_891_200),
    entry("flux.1-kontext-max", "black-forest-labs", 1_748_500_000),
    entry("gemini-3-pro-image", "google", 1_763_000_000),
    {"id": "gemma", "owned_by": "google", "created": None},
    entry("qwen-image", "alibaba", 1_702_300_000),
)
"""Grouped and newest first: black-forest-labs, google, openai, alibaba."""
IN_ORDER = (
    "flux.2-max", "flux.1-kontext-max", "gemini-3-pro-image", "gemma", "gpt-10", "gpt-4.1",
    "gpt-image-1.5", "qwen-image",
)  # fmt: skip
"""The ids of `MODELS` as delivered."""


def catalogue(*entries: object) -> Catalog:
    """A list as the server would send it; without entries `MODELS`."""
    return read_answer(listing(*(entries or MODELS)))


def numbered(count: int, owners: int = 10, first: int = 0) -> Catalog:
    """A list of models `m-0000`… in turn of owners `o-0`…, each older than the one before."""
    return catalogue(
        *(
            entry(f"m-{number:04d}", f"o-{number % owners}", 1_700_000_000 - number * DAY)
            for number in range(first, first + count)
        )
    )


def a_start(
    models: Catalog | None = None,
    *,
    base: str = BASE,
    options: Mapping[str, Any] | None = None,
    state: State | None = None,
    **others: Any,
) -> Start:
    """A start with `models` as a list that is live, in UTC, at the moment `NOW`, with nothing on disk.

    `options` are those of the command line; `state` is what was remembered; others: `Start`'s.
    """
    store = Store(None)
    if state is not None:
        store.change(lambda _: state)
    asked = Options(**{"clipboard": "osc52", **(options or {})})
    listed = catalogue() if models is None else models
    usual: dict[str, Any] = {
        "settings": Settings(base=Base(base, "--base-url"), options=asked),
        "catalog": listed,
        "status": Status("live", NOW) if listed is not EMPTY else Status(),
        "store": store,
        "fetch": FakeServer(),
        "open_server": None,
        "clock": lambda: NOW,
        "zone": UTC,
        "environ": {"TERM": "xterm-256color"},
    }
    return Start(**{**usual, **others})


_CHARACTERS = {"enter": "\r", "tab": "\t", "escape": "\x1b", "space": " "}


def _key(key: str) -> events.Key:
    """The event of a key that is given as it is printed, or by Textual's name."""
    if len(key) != 1:
        return events.Key(key, _CHARACTERS.get(key))
    name = unicodedata.name(key, "").lower().replace("-", "_").replace(" ", "_")
    return events.Key(key if key.isalnum() else KEY_NAME_REPLACEMENTS.get(name, name), key)


def refreshed(models: Catalog, at: float, *notes: str) -> Refreshed:
    """What a refresh brought."""
    return Refreshed(Cached(models, int(at), NO_VALIDATORS, ""), notes)


class Request:
    """One request for the list, which the test answers when it likes."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.result: Future[Refreshed] = Future()

    def answer(self, models: Catalog, at: float = NOW, *notes: str) -> None:
        self.result.set_result(refreshed(models, at, *notes))

    def wait(self, cancellation: Cancellation) -> Refreshed:
        cancellation.end = self.result.cancel
        try:
            return self.result.result(20 * _DEADLINE)
        except CancelledError:
            cancellation.check()
            raise


class FakeServer:
    """Given as `fetch`: each request waits in `requests` until the test answers it."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def __call__(self, tell: Tell, cancellation: Cancellation) -> Refreshed:
        request = Request(tell)
        self.requests.append(request)
        return request.wait(cancellation)


_STYLESHEETS: dict[str, Stylesheet] = {}
"""Parsed stylesheets by theme, each used by one app after the other: parsing is a fifth of a start."""


class Ui:
    """The running program, and what a user can do with it and see of it."""

    def __init__(self, start: Start, size: tuple[int, int]) -> None:
        self.start = start
        self.app = LumenbrowseApp(start)
        self._theme = self.app.theme
        self.app.stylesheet = _STYLESHEETS.pop(self._theme, self.app.stylesheet)
        # Textual keeps the running app in a context: all steps are done in the same one.
        self._runner, self._context = asyncio.Runner(), copy_context()
        self._running = AsyncExitStack()
        self.pilot = self._do(self._running.enter_async_context(self.app.run_test(size=size)))
        self._do(self._settle())
        self._sources = len(self.app.stylesheet.source)

    def _do(self, step: Awaitable[Result]) -> Result:
        async def work() -> Result:
            async with asyncio.timeout(_DEADLINE):
                return await step

        return self._runner.run(work(), context=self._context)

    async def _settle(self) -> None:
        """Lets every widget handle what it was sent, and what it sends on to another or the screen."""
        pumps, quiet = (self.app, *self.app.screen.walk_children(with_self=True)), 0
        while quiet < 5:
            await (asyncio.sleep(0) if quiet < 4 else self.pilot.pause(0))
            busy = any(pump.message_queue_size for pump in pumps if pump.is_running)
            quiet = 0 if busy else quiet + 1

    def close(self) -> None:
        """Leaves, whatever the program is doing; raises what went wrong in it."""
        with self._runner:
            self._do(self._running.aclose())
        if (self.app.theme, len(self.app.stylesheet.source)) == (self._theme, self._sources):
            _STYLESHEETS[self._theme] = self.app.stylesheet

    # What a user does.

    def press(self, *keys: str) -> None:
        """Presses keys: as they are printed, or by Textual's names (`enter`, `ctrl+w`)."""
        for key in keys:
            self._send(_key(key))

    def write(self, text: str) -> None:
        """Types a text into what has the focus, in one burst."""
        self._send(*map(_key, text))

    def paste(self, text: str) -> None:
        self._send(events.Paste(text))

    def _send(self, *sent: events.Event) -> None:
        # As Pilot does it, without its twenty milliseconds of waiting before and after.
        async def post() -> None:
            for event in sent:
                event.set_sender(self.app)
                self.app.post_message(event)
            await self._settle()

        self._do(post())

    def click(self, widget: Widget, x: int, y: int, times: int = 1) -> None:
        """Clicks a cell of a widget; `times` in quick succession."""
        for _ in range(times):
            self.mouse(events.MouseDown, widget, x, y)
            self.mouse(events.MouseUp, widget, x, y)

    def wheel(self, widget: Widget, turns: int) -> None:
        for _ in range(abs(turns)):
            self.mouse(events.MouseScrollDown if turns > 0 else events.MouseScrollUp, widget, 3, 1)

    def drag(self, widget: Widget, *cells: tuple[int, int]) -> None:
        """Presses at the first cell (x, y), moves over the others, lets go at the last."""
        self.mouse(events.MouseDown, widget, *cells[0])
        for cell in cells[1:]:
            self.mouse(events.MouseMove, widget, *cell)
        self.mouse(events.MouseUp, widget, *cells[-1])

    def mouse(self, kind: type[events.MouseEvent], widget: Widget, x: int, y: int) -> None:
        self.mouse_at(kind, *(widget.content_region.offset + Offset(x, y)))

    def mouse_at(self, kind: type[events.MouseEvent], x: int, y: int, button: int = 1) -> None:
        self._send(kind(None, x, y, 0, 0, button, False, False, False, x, y))

    def resize(self, width: int, height: int) -> None:
        self._do(self.pilot.resize_terminal(width, height))

    def call(self, function: Callable[[], Result]) -> Result:

        async def work() -> Result:
            result = function()
            await self._settle()
            return result

        return self._do(work())

    def pause(self) -> None:
        self._do(self._settle())

    def wait_for(self, holds: Callable[[], object], what: str = "") -> None:
        """Waits until something in a thread has happened; `what` is said where it never does."""
        deadline = time.monotonic() + _DEADLINE
        while not holds():
            assert time.monotonic() < deadline, f"waited in vain: {what}\n{self.text}"
            self._do(asyncio.sleep(0.002))
        self.pause()

    # What a user sees.

    @property
    def screen(self) -> MainScreen:
        return self.app.main

    @property
    def server(self) -> FakeServer:
        assert isinstance(self.start.fetch, FakeServer)
        return self.start.fetch

    def request(self, number: int = 0) -> Request:
        """A request for the list, once it has come."""
        self.wait_for(lambda: len(self.server.requests) > number)
        return self.server.requests[number]

    def answered(self, models: Catalog, number: int = 0, at: float = NOW) -> None:
        self.request(number).answer(models, at)
        self.wait_for(lambda: not self.screen.status.activity)

    def failed(self, error: LumenbrowseError = REFUSED, number: int = 0) -> None:
        self.request(number).result.set_exception(error)
        self.wait_for(lambda: not self.screen.status.activity)

    def lines(self, name: str) -> list[str]:
        """The lines of the widget with that id, without spaces at the end."""
        widget = self.screen.query_one(f"#{name}")
        if not widget.display:
            return []
        content = Region(*widget.gutter.top_left, *widget.size)
        return [line.text.rstrip() for line in widget.render_lines(content)]

    def bar(self, name: str = "top") -> str:
        """The one line of a bar: `top`, `matches`, `footer`."""
        return self.lines(name)[0].strip()

    @property
    def table(self) -> list[str]:
        """The table's lines below its head, without the scroll bar."""
        table = self.screen.table
        shown = [table.render_line(y).text[:-1].rstrip() for y in range(table.size.height)]
        return shown[1:] if len(shown) > 2 else shown

    @property
    def ids(self) -> list[str]:
        """The ids of all models that have a row, in the order of the rows."""
        return [row.id for row in self.screen.table.shown.rows.rows if isinstance(row, Model)]

    @property
    def groups(self) -> list[str]:
        return [row.name for row in self.screen.table.shown.rows.rows if isinstance(row, Heading)]

    @property
    def current(self) -> str | None:
        """The id under the cursor; of a heading its name in brackets; None where there are no rows."""
        at = self.screen.table.current
        if at is None:
            return None
        return f"[{at.name}]" if isinstance(at, Heading) else at.id

    @property
    def query(self) -> str:
        return self.screen.search.value

    @property
    def searching(self) -> bool:
        return self.screen.focused is self.screen.search

    @property
    def message(self) -> str:
        return self.screen.footer.message

    def sees(self, keys: str = "", **seen: object) -> None:
        """Presses keys; then each of `seen` is to hold, such as `ids=[…]`; a text is to be in its place."""
        self.press(*keys.split())
        for name, wanted in seen.items():
            found = getattr(self, name) if hasattr(Ui, name) else self.bar(name)
            if isinstance(wanted, str) and wanted and name not in ("current", "query"):
                found = "\n".join(found) if isinstance(found, list) else found
                assert wanted in found, f"{keys}: {name}\n{found}"
            else:
                assert found == wanted, f"{keys}: {name}\n{found}"

    @property
    def head(self) -> str:
        return self.lines("table")[0]

    @property
    def detail(self) -> str:
        return "\n".join(self.lines("detail"))

    @property
    def text(self) -> str:
        """All of it, for a look when a test fails."""
        names = ("top", "matches", "table", "detail", "footer")
        return "\n".join(f"--- {name}\n" + "\n".join(self.lines(name)) for name in names)


@contextmanager
def browsing(start: Start | None = None, size: tuple[int, int] = (100, 30)) -> Iterator[Ui]:
    """The program, running while the block does; `size` is (columns, rows)."""
    ui = Ui(start or a_start(), size)
    try:
        yield ui
    finally:
        ui.close()
