"""Models side by side: their facts as rows, and where they differ."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lumenbrowse.catalog.model import Model
from lumenbrowse.text import dates
from lumenbrowse.text.amounts import price_text
from lumenbrowse.text.details import Circumstances
from lumenbrowse.text.safe import width

DIFFERS = "*"  # the sign of a fact that is not the same of all
HEAD = f"{DIFFERS} differs"
_GAP = "  "
_MOST_TEXT = 1_000


class Compared(NamedTuple):
    """One fact of each model, in the order of the models; `—` where it is not known."""

    fact: str
    values: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1

    @property
    def label(self) -> str:
        """The fact's name, behind the sign where it differs."""
        return f"{DIFFERS if self.differs else ' '} {self.fact}"


class Comparison(NamedTuple):
    """The models' ids, and the facts that at least one of them has; all texts are safe to draw."""

    ids: tuple[str, ...]
    rows: tuple[Compared, ...]


def compare(models: Sequence[Model], around: Circumstances) -> Comparison:
    """The facts of models side by side."""
    said = [_said(model, around) for model in models]
    known = {fact: texts for fact in said[0] if any(texts := [one[fact] for one in said])}
    rows = (Compared(fact, _shown(texts, around)) for fact, texts in known.items())
    return Comparison(_shown([model.id for model in models], around), tuple(rows))


def _said(model: Model, around: Circumstances) -> dict[str, str]:
    """What is said of each fact; empty where it is not known."""
    facts, added = model.facts, dates.table_date(model.added, around.zone)
    return {
        "Name": model.name,
        "Owner": model.owner,
        "Added": added.strip().replace(dates.UNKNOWN, ""),
        "Released": around.day(facts.released) if facts.released else "",
        "In, per 1M tokens": price_text(facts.price_in) if facts.price_in else "",
        "Out, per 1M tokens": price_text(facts.price_out) if facts.price_out else "",
        "Other prices": ", ".join(map(price_text, facts.other_prices)),
        "Context": f"{facts.context:,}" if facts.context else "",
        "Takes": " ".join(sorted(facts.input)),
        "Puts out": " ".join(sorted(facts.output)),
        "Can": ", ".join(sorted(facts.can)),
        "Aliases": ", ".join(model.aliases),
        "Ends": around.ends(facts.ends) if facts.ends else "",
    }


def _shown(texts: Iterable[str], around: Circumstances) -> tuple[str, ...]:
    return tuple(around.foreign(text)[:_MOST_TEXT] or around.glyphs.unknown for text in texts)


def as_text(comparison: Comparison) -> str:
    """The table in aligned columns, a line a fact."""
    table = [(HEAD, *comparison.ids)]
    table += [(row.label, *row.values) for row in comparison.rows]
    columns = []
    for texts in zip(*table, strict=True):
        room = max(map(width, texts))
        columns.append([text + " " * (room - width(text)) for text in texts])
    return "\n".join(_GAP.join(line).rstrip() for line in zip(*columns, strict=True))


def as_markdown(comparison: Comparison) -> str:
    """The table in Markdown, the facts that differ in bold."""
    table = [("", *comparison.ids)]
    table += [(f"**{it.fact}**" if it.differs else it.fact, *it.values) for it in comparison.rows]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in table]
    return "\n".join([lines[0], "|---" * len(table[0]) + "|", *lines[1:]])
