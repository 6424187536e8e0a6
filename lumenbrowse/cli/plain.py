"""Plain mode, for screen readers and slow lines: asks line by line on standard error, moving no cursor."""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from functools import partial

from lumenbrowse.catalog.model import Catalog, Model
from lumenbrowse.catalog.query import Known
from lumenbrowse.catalog.rows import arrange
from lumenbrowse.catalog.sort import sort_models
from lumenbrowse.cli import output
from lumenbrowse.cli.list import printable, unclear_words, view_of
from lumenbrowse.errors import CANCELLED, DONE, LumenbrowseError
from lumenbrowse.loading import Memory, load
from lumenbrowse.settings import Settings
from lumenbrowse.terminal.stdio import is_terminal, put, tell
from lumenbrowse.text.dates import LOCAL, table_date
from lumenbrowse.text.safe import KEY_IN_ID, mask_whole, naming, safe

_PAGE = 10
_COPY_SECONDS = 10.0
_NUMBERS = re.compile(r"\d{1,9}(?:[\s,]+\d{1,9})*")
_PROMPT = "Words to search, a number to take it, ? for help: "
_HELP = """\
Words search: all must match, owner:x looks at the owner, !x leaves out; an empty line shows more.
A number takes that model. /4 searches for 4, * shows all models again, q or the end of input leaves."""


def run(settings: Settings) -> int:
    """Asks until something is picked or the user leaves; returns the exit code."""
    loaded = load(settings)
    loaded.tell()
    return _Conversation(settings, loaded.catalog).run()


class _Conversation:
    """One run of plain mode: `_found` are the matches, of which `_shown` were told."""

    def __init__(self, settings: Settings, catalog: Catalog) -> None:
        self._settings, self._options = settings, settings.options
        self._view = view_of(settings.options)
        self._models = sort_models(catalog.models, self._view.sort, self._view.reverse)
        self._memory = Memory(settings)
        self._favourites = self._memory.favourites
        new = self._memory.new([model.id for model in catalog.models])
        self._known = Known(catalog, LOCAL, new, self._favourites)
        self._found: Sequence[Model] = ()
        self._shown = 0

    def run(self) -> int:
        """Asks and answers; returns the exit code."""
        self._search(self._options.query)
        for line in _lines():
            if line == "q":
                break
            if _NUMBERS.fullmatch(line):
                if self._take([int(number) for number in re.findall(r"\d+", line)]):
                    return DONE
            elif not line:
                self._show_more()
            elif line == "?":
                tell(_HELP)
            else:
                self._search("" if line == "*" else line.removeprefix("/"))
        return CANCELLED if self._options.pick else DONE

    def _search(self, query: str) -> None:
        view = self._view._replace(query=query)
        rows = arrange(self._models, view, self._known)
        self._found, self._shown = rows.models, 0
        if wrong := unclear_words(rows.query):
            tell(f"{wrong}: it narrows nothing.")
        tell(self._headline(safe(query).strip(), rows.close))
        if self._found:
            self._show_more()

    def _headline(self, words: str, close: bool) -> str:
        count = len(self._found)
        models = "1 model" if count == 1 else f"{count:,} models"
        if words and (close or not count):
            return f"Nothing matches {words}." + (f" {models} close to it:" if count else "")
        return f"{models} for {words}:" if words else f"{models}."

    def _show_more(self) -> None:
        page = self._found[self._shown : self._shown + _PAGE]
        for number, model in enumerate(page, self._shown + 1):
            tell(f"{number}. {self._line(model)}")
        self._shown += len(page)
        left = len(self._found) - self._shown
        if not page:
            tell("No more." if self._found else "No models.")
        elif left:
            tell(f"{left:,} more: an empty line shows them.")

    def _line(self, model: Model) -> str:
        added = table_date(model.added, LOCAL).strip() if model.added is not None else ""
        said = [safe(model.id), safe(model.owner), f"added {added}" if added else ""]
        said.append("favourite" if model.id in self._favourites else "")
        return mask_whole(", ".join(filter(None, said)), self._settings.secrets)

    def _take(self, numbers: Sequence[int]) -> bool:
        """Picks, or copies, what the numbers name; whether that ends it."""
        wrong = [number for number in numbers if not 1 <= number <= len(self._found)]
        models = [self._found[number - 1] for number in numbers] if not wrong else []
        ids = list(dict.fromkeys(model.id for model in models))
        if wrong:
            tell(f"There is no {wrong[0]}: /{wrong[0]} searches for it.")
        elif len(numbers) > 1 and self._options.pick and not self._options.multi:
            tell("One number, please (--multi takes several).")
        elif len(printable(models, self._settings.secrets)) < len(models):
            tell(f"The ID is neither copied nor printed: {KEY_IN_ID}.")
        elif self._options.pick:
            put(output.ids(ids, print0=self._options.print0))
            self._memory.used(ids, "picked")
            return True
        else:
            self._copy(ids)
        return False

    def _copy(self, ids: Sequence[str]) -> None:
        try:
            tell(_copied(ids, self._settings))
            self._memory.used(ids, "copied")
        except LumenbrowseError as error:
            tell(error.line)


def _lines() -> Iterator[str]:
    """What is typed, line by line, each asked for."""
    while True:
        tell(_PROMPT, end="")
        line = sys.stdin.buffer.readline() if sys.stdin is not None else b""
        if not line:
            # The shell's prompt is to start on a line of its own.
            tell("")
            return
        yield line.decode(sys.stdin.encoding, "replace").strip()


def _copied(ids: Sequence[str], settings: Settings) -> str:
    """Copies by the routes that the UI takes; what can truthfully be said of it."""
    from lumenbrowse.clipboard.copier import Copier
    from lumenbrowse.clipboard.environment import without_keys
    from lumenbrowse.clipboard.routes import Outcome, outcome_words

    write = partial(tell, end="") if is_terminal(sys.stderr) else None
    environ = without_keys(os.environ, settings.secret_names)
    copier, outcomes = Copier(settings.options.clipboard, write, environ), [Outcome()]
    copier.copy("\n".join(ids), outcomes.append)
    copier.finish(_COPY_SECONDS)
    outcome = outcomes[-1]
    if not outcome.sent and not outcome.confirmed:
        return f"No clipboard here; this is it: {' '.join(map(safe, ids))}"
    return outcome_words(outcome, naming(ids))
