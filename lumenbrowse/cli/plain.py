"""Plain mode, for screen readers and slow lines: the matches numbered, and one line asked for at a time.

Nothing moves the cursor. All of the conversation is on standard error; standard output has the pick alone.
The answers come from standard input, so that another program can give them too.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from lumenbrowse.catalog.arranging import Arranger
from lumenbrowse.catalog.model import Catalogue
from lumenbrowse.cli.choosing import view_of
from lumenbrowse.cli.list import pick_at_once
from lumenbrowse.errors import CANCELLED, DONE, LumenbrowseError
from lumenbrowse.loading import Memory, load
from lumenbrowse.settings import Settings
from lumenbrowse.terminal.stdio import is_terminal, put, tell
from lumenbrowse.text.dates import LOCAL, table_date
from lumenbrowse.text.safe import safe

_PAGE = 10
_NUMBERS = re.compile(r"\d+(?:[\s,]+\d+)*")
_PROMPT = "Words to search, a number to take it, ? for help: "
_HELP = (
    "Words search: all must match, owner:x looks at the owner, !x leaves out; an empty line shows more.",
    "A number takes that model. /4 searches for 4, * shows all models again, q or the end of input leaves.",
)


@dataclass(frozen=True, slots=True)
class _Shown:
    """The matches, and how many of them were shown."""

    indices: tuple[int, ...]
    close: bool
    count: int = 0


def run(settings: Settings) -> int:
    """Asks until something is picked or the user leaves; returns the exit code."""
    options = settings.options
    if options.select_1 or options.exit_0:
        code = pick_at_once(settings)
        if code is not None:
            return code
    loaded = load(settings)
    loaded.tell()
    return _Conversation(settings, loaded.catalogue).run(options.query)


class _Conversation:
    """One run of plain mode."""

    def __init__(self, settings: Settings, catalogue: Catalogue) -> None:
        self._settings = settings
        self._catalogue = catalogue
        self._arranger = Arranger(catalogue)
        self._memory = Memory(settings)
        self._favourites = self._memory.favourites
        self._new = self._memory.new(catalogue.ids) if settings.options.new else frozenset[str]()
        self._shown = _Shown((), close=False)

    def run(self, query: str) -> int:
        """Asks and answers; returns the exit code."""
        self._search(query)
        for line in _lines():
            if line == "q":
                break
            if _NUMBERS.fullmatch(line):
                if self._take([int(number) for number in re.findall(r"\d+", line)]):
                    return DONE
            elif not line:
                self._show_more()
            elif line == "?":
                _say_all(_HELP)
            else:
                self._search(_query(line))
        return CANCELLED if self._settings.options.pick else DONE

    def _search(self, query: str) -> None:
        view = replace(view_of(self._settings.options), query=query)
        rows = self._arranger.arrange(view, self._favourites, self._new)
        indices = tuple(rows.indices())[: self._settings.options.limit]
        self._shown = _Shown(indices, rows.close)
        tell(self._headline(query))
        if indices:
            self._show_more()

    def _headline(self, query: str) -> str:
        count, words = len(self._shown.indices), safe(query).strip()
        models = "1 model" if count == 1 else f"{count:,} models"
        if not words:
            return f"{models}."
        if not count or self._shown.close:
            near = f" {models} close to it:" if count else ""
            return f"Nothing matches {words}.{near}"
        return f"{models} for {words}:"

    def _show_more(self) -> None:
        indices, start = self._shown.indices, self._shown.count
        if start >= len(indices):
            tell("No more." if indices else "No models.")
            return
        end = min(start + _PAGE, len(indices))
        for number in range(start, end):
            tell(f"{number + 1}. {self._line(indices[number])}")
        left = len(indices) - end
        if left:
            tell(f"{left:,} more: an empty line shows them.")
        self._shown = replace(self._shown, count=end)

    def _line(self, index: int) -> str:
        catalogue = self._catalogue
        model_id, owner, added = (
            catalogue.ids[index],
            catalogue.owners[index],
            catalogue.added[index],
        )
        date = f", added {table_date(added, LOCAL).strip()}" if added is not None else ""
        favourite = ", favourite" if model_id in self._favourites else ""
        return f"{safe(model_id)}, {safe(owner)}{date}{favourite}"

    def _take(self, numbers: list[int]) -> bool:
        """Picks, or copies, what the numbers name; whether that ends it."""
        options = self._settings.options
        wrong = [number for number in numbers if not 1 <= number <= len(self._shown.indices)]
        if wrong:
            tell(f"There is no {wrong[0]}: /{wrong[0]} searches for it.")
            return False
        if len(numbers) > 1 and options.pick and not options.multi:
            tell("One number, please (--multi takes several).")
            return False
        indices = dict.fromkeys(self._shown.indices[number - 1] for number in numbers)
        ids = [self._catalogue.ids[index] for index in indices]
        if options.pick:
            end = "\0" if options.print0 else "\n"
            put("".join(f"{safe(model_id)}{end}" for model_id in ids))
            self._memory.used(ids, "picked")
            return True
        self._copy(ids)
        return False

    def _copy(self, ids: list[str]) -> None:
        try:
            tell(_copy("\n".join(ids), ids, self._settings, os.environ))
        except LumenbrowseError as error:
            tell(error.line)
            return
        self._memory.used(ids, "copied")


def _query(line: str) -> str:
    if line == "*":
        return ""
    return line[1:] if line.startswith("/") else line


def _lines() -> Iterator[str]:
    """What is typed, line by line, each asked for."""
    while True:
        _ask()
        line = sys.stdin.readline() if sys.stdin is not None else ""
        if not line:
            # The shell's prompt is to start on a line of its own.
            tell("")
            return
        yield line.strip()


def _ask() -> None:
    if sys.stderr is not None:
        sys.stderr.write(_PROMPT)
        sys.stderr.flush()


def _say_all(lines: Collection[str]) -> None:
    for line in lines:
        tell(line)


def _copy(text: str, ids: list[str], settings: Settings, environ: Mapping[str, str]) -> str:
    """Copies by the routes that the UI takes; what can truthfully be said of it."""
    from lumenbrowse.clipboard.environment import find_environment
    from lumenbrowse.clipboard.routes import choose, copy, message
    from lumenbrowse.text.safe import naming

    here = find_environment(environ)
    route = choose(here, settings.options.clipboard)
    if not is_terminal(sys.stderr):
        # What would go up to the terminal has no way there.
        route = replace(route, forms=(), fallback=())
    outcome = copy(text, route, _send, environ)
    if not outcome.sent and not outcome.confirmed:
        return f"No clipboard here; this is it: {' '.join(map(safe, ids))}"
    return message(outcome, naming(ids))


def _send(sequence: str) -> None:
    sys.stderr.write(sequence)
    sys.stderr.flush()
