"""The search box: Textual's Input, made cheap to type in and drawn at once."""

import re
from collections.abc import Iterable, Sequence

from textual import events
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.suggester import Suggester
from textual.widgets import Input

from lumenbrowse.catalog.model import Catalog
from lumenbrowse.catalog.query import FILTER, FILTERS, STATES
from lumenbrowse.text.safe import holds_key, is_plain
from lumenbrowse.tui.bindings import SEARCH_BINDINGS
from lumenbrowse.tui.widgets.painted import Drawn

LONGEST = 1_000  # characters of a query: a whole file pasted by mistake is no search


def pasted_words(text: str) -> str:
    """What a pasted text searches for: newlines and whatever else is not printed become spaces."""
    words = "".join(char if is_plain(char) else " " for char in text[: 2 * LONGEST])
    return re.sub(" +", " ", words)[:LONGEST]


def completions(catalog: Catalog, secrets: Sequence[str] = ()) -> tuple[str, ...]:
    """What can be completed in a query: the names of the filters, then their values in a list."""
    facts = [model.facts for model in catalog.models]
    values: dict[str, Iterable[str]] = {
        "owner:": catalog.owners,
        "in:": {one for each in facts for one in each.input},
        "out:": {one for each in facts for one in each.output},
        "can:": {one for each in facts for one in each.can},
        "is:": STATES,
    }
    pairs = ((name, value) for name in values for value in sorted(values[name]))
    # A word has no spaces, and any separator is as good as another.
    words = (name + value.casefold().replace(" ", "-") for name, value in pairs)
    fields = Catalog(catalog.models[:100]).field_names  # most models have the same
    names = (f"{name}:" for name in sorted(fields) if FILTER.fullmatch(f"{name}:"))
    found = (*FILTERS, *words, *names)
    return tuple(one for one in found if is_plain(one) and not holds_key(one, secrets))


class Completion(Suggester):
    """Completes the last word of a query, from its second letter on."""

    words: Sequence[str] = ()

    async def get_suggestion(self, value: str) -> str | None:
        typed = value.rpartition(" ")[2].removeprefix("!").casefold()
        longer = (word for word in self.words if word.startswith(typed) and word != typed)
        found = next(longer, None) if len(typed) > 1 else None
        return None if found is None else value + found[len(typed) :]


class SearchBox(Input, Drawn):
    """Typing here only searches: `value` is to be watched, as Textual's `Changed` comes frames later."""

    BINDINGS = [*SEARCH_BINDINGS]

    # Widget's own lays the whole screen out anew with every letter; here only the box scrolls.
    virtual_size = reactive(Size(0, 0), layout=False)

    def __init__(self, name: str) -> None:
        hint = "search: words, owner:name, !not"
        super().__init__(placeholder=hint, compact=True, max_length=LONGEST, id=name)
        self.select_on_focus = self.cursor_blink = False
        self._completion = Completion(use_cache=False, case_sensitive=True)

    def on_mount(self) -> None:
        if not self.app.no_color:
            # Without colours what is suggested would look like what is typed.
            self.suggester = self._completion

    def complete(self, catalog: Catalog, secrets: Sequence[str]) -> None:
        self._completion.words = completions(catalog, secrets)

    def content_lines(self) -> Sequence[Strip]:
        return self.render_lines(Region.from_offset((0, 0), self.size))

    def replace(self, text: str, start: int, end: int) -> None:
        # Nobody heeds the message: `value` told it already.
        with self.prevent(Input.Changed):
            super().replace(text, start, end)
        if self.direct is not None:
            self.direct.change(self, (0,))
            self.direct.send()

    def on_paste(self, event: events.Paste) -> None:
        """All lines are taken; Input itself takes the first only."""
        event.prevent_default()
        event.stop()
        start, end = sorted(self.selection)
        room = LONGEST - len(self.value) + end - start
        self.replace(pasted_words(event.text)[:room], start, end)

    def action_cut(self) -> None:
        """Cuts the selected text; without any, what was copied before stays."""
        if self.selected_text:
            super().action_cut()
