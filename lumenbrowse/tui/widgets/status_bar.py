"""The lines above the table: how fresh the list is, how much of it matches, and why there are no rows."""

from collections.abc import Sequence
from datetime import tzinfo

from rich.cells import cell_len
from textual.strip import Strip

from lumenbrowse.catalog.model import GONE_OWNER, Catalog, Model
from lumenbrowse.catalog.query import NOTHING_KNOWN, Known
from lumenbrowse.catalog.rows import arrange
from lumenbrowse.catalog.view import View
from lumenbrowse.settings import LIVE_START, Settings
from lumenbrowse.text import dates
from lumenbrowse.text.glyphs import Glyphs
from lumenbrowse.text.safe import shorten
from lumenbrowse.tui.messages import Copy
from lumenbrowse.tui.session import Status
from lumenbrowse.tui.widgets.painted import Painted, fit
from lumenbrowse.tui.widgets.row_renderer import Shown

Piece = tuple[str, str]  # a text and its role, the component class's ending
Pieces = Sequence[Piece]
Sides = tuple[Pieces, Pieces]  # what stands to the left and to the right

_FIRST_TO_GO = ("brand", "host")
_LONGEST = 20  # characters of a word of the user's own


class Bar(Painted):
    """One line with a left and a right side, of which pieces go where they do not both fit."""

    COMPONENT_CLASSES = {
        "bar--brand", "bar--close", "bar--count", "bar--error", "bar--good", "bar--host", "bar--plain",
        "bar--sample", "bar--state",
    }  # fmt: skip
    ROLES = "bar"

    def __init__(self, name: str, glyphs: Glyphs, *left: Piece) -> None:
        super().__init__(name, glyphs)
        self._sides: Sides = (left, ())

    def show(self, sides: Sides) -> None:
        if sides != self._sides:
            self._sides = sides
            self.repaint()

    def on_click(self) -> None:
        """With the sample a click copies the line that makes it live."""
        if any(role == "sample" for _, role in self._sides[0]):
            self.post_message(Copy(LIVE_START, LIVE_START))

    def paint(self) -> list[Strip]:
        return [self.line_of(self._sides)]

    def line_of(self, sides: Sides) -> Strip:
        """The line: pieces go from the right's end, then the name and the host; the rest is cut."""
        glyphs, width = self.glyphs, self.size.width
        left, right = ([(glyphs.plain(words), role) for words, role in side] for side in sides)
        while len(left) > 1 and left[0][1] in _FIRST_TO_GO and _cells(left) > width:
            left[:2] = [(f" {left[1][0].lstrip(' ·')}", left[1][1])]
        while right and _cells(left) + bool(left) + _cells(right) > width:
            right.pop()
        pieces: list[Piece] = []
        for words, role in left:
            room = min(cell_len(words), width - _cells(pieces))
            pieces.append((fit(words, room, glyphs.ellipsis), role))
        gap = " " * (width - _cells(pieces) - _cells(right))
        return self.strip([*pieces, (gap, "plain"), *right], width)


def _cells(pieces: Sequence[Piece]) -> int:
    return sum(cell_len(text) for text, _ in pieces)


def top_text(status: Sequence[Piece], changes: str = "", counts: Sequence[str] = ()) -> Sides:
    """How fresh the list is; to the right what changed since the last visit, and how long it is."""
    news = [(changes, "good")] if changes and counts else []
    right = _dotted([*news, *((text, "count") for text in counts)])
    return ((" lumenbrowse  ", "brand"), *status), right


def _dotted(pieces: Sequence[Piece]) -> list[Piece]:
    # Each dot goes with what follows it, where there is no room for that.
    return [(f"{'· ' if place else ''}{text} ", role) for place, (text, role) in enumerate(pieces)]


def title_of(settings: Settings) -> str:
    """What a server is called: its name in config.toml, where it has one, and its host."""
    return " · ".join(filter(None, (shorten(settings.server, _LONGEST), settings.base.host)))


def status_pieces(status: Status, settings: Settings, now: float, zone: tzinfo | None) -> Pieces:
    """The bar's words, each with its role: `live 12:04`, `cached 09:04 · refreshing…`, `SAMPLE DATA`."""
    if status.origin == "sample":
        return [("SAMPLE DATA", "sample"), (f" · {settings.live_line}", "state")]
    pieces = [(title_of(settings), "host")]
    if status.origin != "none":
        role = "good" if status.origin == "live" else "state"
        pieces.append((f" · {status.origin} {dates.stamp(status.fetched_at, now, zone)}", role))
    if status.activity:
        pieces.append((f" · {status.activity}", "state"))
    elif status.failure:
        how = "failed" if status.origin == "none" else "refresh failed"
        pieces.append((f" · {'offline' if status.offline else how}: {status.failure}", "error"))
    return pieces


def count_words(catalog: Catalog) -> tuple[str, ...]:
    """`486 models`, or `first 486 of 812 models`, and `61 owners`; nothing of an empty list."""
    counts = ((len(catalog.models), "model"), (len(catalog.owners), "owner"))
    models, owners = (f"{n:,} {what}{'' if n == 1 else 's'}" for n, what in counts)
    models = f"{catalog.partial_words} models" if catalog.partial else models
    return (models, owners) if catalog.models else ()


def match_text(shown: Shown, listed: int) -> Sides:
    """What can't be read, how many of `listed` models match, what is filtered by, and the order."""
    rows, view, marked = shown.rows, shown.view, len(shown.marked)
    words: list[Piece] = [(f"{shorten(word, _LONGEST)}?", "close") for word in rows.query.unread]
    if view.query or view.filtered:
        owners = [model.owner for model in rows.models] if view.only_favourites else []
        gone = owners.count(GONE_OWNER)
        close = ("close matches ", "close") if rows.close and rows.models else ("", "plain")
        words.append((f"{close[0]}{len(rows.models) - gone:,} of {listed:,}", close[1]))
        words += [(f"{gone:,} gone", "plain")] if gone else []
    words += [(f"{marked:,} marked", "plain")] if marked else []
    words += [(name, "count") for name in _filters(view)]
    words += [("families are guesses", "count")] if view.grouping == "family" else []
    by = "first seen" if view.by_first_seen else view.sort
    order = f"by {'match, ' if rows.ranked else ''}{by} {shown.glyphs.arrow(view.reverse)}"
    return (), _dotted([*words, (order, "count")])


def _filters(view: View) -> list[str]:
    owners = f"{shorten('/'.join(view.owners), _LONGEST)} only"
    names = {owners: view.owners, "★ only": view.only_favourites, "new only": view.only_new}
    first = [f"first {view.limit:,} only"] if view.limit else []
    return [*(name for name, holds in names.items() if holds), *first]


def _names(view: View) -> list[str]:
    return [*([f"“{shorten(view.query, 60)}”"] if view.query else []), *_filters(view)]


def empty_words(
    view: View, status: Status, models: Sequence[Model] = (), known: Known = NOTHING_KNOWN
) -> tuple[str, ...]:
    """What stands in the place of rows where there are none: why, and what to do next."""
    if status.origin == "none":
        if not status.failure:
            return ("Asking for the list…",)
        why = f"The list could not be had: {status.failure}"
        return (*filter(None, (why, status.hint)), "r tries again, q quits.")
    view = view._replace(limit=None)  # it leaves a row at least
    query, owners = shorten(view.query, 60), shorten(", ".join(view.owners), 60)
    alone: dict[View, tuple[str, ...]] = {
        View(query=view.query): (f"Nothing matches “{query}”.", "Esc clears the search."),
        View(owners=view.owners): (f"No model's owner is {owners}.", "Esc takes the filters off."),
        View(only_favourites=view.only_favourites):
            ("No favourites yet.", "f makes the current model one; F shows all models again."),
        View(only_new=view.only_new): ("No new models.", "w shows all models again."),
    }  # fmt: skip
    alone.pop(View(), None)
    if not alone:
        return ("No models.",)
    names = _names(view)
    for one, said in alone.items():
        if len(alone) == 1 or not len(arrange(models, one, known)):
            others = [name for name in names if name not in _names(one)]
            return (said[0], *([f"Besides: {', '.join(others)}."] if others else []), *said[1:])
    return (f"No model is all of this: {', '.join(names)}.", "Esc takes off one after the other.")
