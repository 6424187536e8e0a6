"""Models side by side: their facts as rows, and where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from lumenbrowse.catalog.model import Model, Price
from lumenbrowse.text import dates
from lumenbrowse.text.amounts import price_text
from lumenbrowse.text.details import Circumstances
from lumenbrowse.text.safe import width

DIFFERS = "*"
"""The sign of a fact that is not the same of all."""
_GAP = "  "
_MOST_TEXT = 1_000


class Compared(NamedTuple):
    """One fact of each model, in the order of the models; `—` where it is not known."""

    fact: str
    values: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether it is not the same of all."""
        return len(set(self.values)) > 1

    @property
    def label(self) -> str:
        """The fact's name, behind the sign where it differs."""
        return f"{DIFFERS if self.differs else ' '} {self.fact}"


class Comparison(NamedTuple):
    """The models' ids, and the facts that at least one of them has; all texts are safe to draw."""

    ids: tuple[str, ...]
    rows: tuple[Compared, ...]


_FACTS: Mapping[str, Callable[[Model, Circumstances], str]] = {
    "Name": lambda model, _: model.name,
    "Owner": lambda model, _: model.owner,
    "Added": lambda model, around: dates.table_date(model.added, around.zone).strip(),
    "Released": lambda model, around: around.day(model.facts.released) if model.facts.released else "",
    "In, per 1M tokens": lambda model, _: _price(model.facts.price_in),
    "Out, per 1M tokens": lambda model, _: _price(model.facts.price_out),
    "Other prices": lambda model, _: ", ".join(map(price_text, model.facts.other_prices)),
    "Context": lambda model, _: f"{model.facts.context:,}" if model.facts.context else "",
    "Takes": lambda model, _: " ".join(sorted(model.facts.input)),
    "Puts out": lambda model, _: " ".join(sorted(model.facts.output)),
    "Can": lambda model, _: ", ".join(sorted(model.facts.can)),
    "Aliases": lambda model, _: ", ".join(model.aliases),
    "Ends": lambda model, around: around.ends(model.facts.ends) if model.facts.ends else "",
}  # fmt: skip
"""What is said of each fact; empty where it is not known."""


def compare(models: Sequence[Model], around: Circumstances) -> Comparison:
    """The facts of models side by side."""
    rows = []
    for fact, told in _FACTS.items():
        texts = [told(model, around) for model in models]
        if any(text not in ("", dates.UNKNOWN) for text in texts):
            rows.append(Compared(fact, tuple(_shown(text, around) for text in texts)))
    return Comparison(tuple(_shown(model.id, around) for model in models), tuple(rows))


def _shown(text: str, around: Circumstances) -> str:
    unknown = text in ("", dates.UNKNOWN)
    return around.glyphs.unknown if unknown else around.foreign(text)[:_MOST_TEXT]


def as_text(comparison: Comparison) -> str:
    """The table in aligned columns, a line a fact."""
    table = [(f"{DIFFERS} differs", *comparison.ids)]
    table += [(row.label, *row.values) for row in comparison.rows]
    columns = []
    for texts in zip(*table, strict=True):
        room = max(map(width, texts))
        columns.append([text + " " * (room - width(text)) for text in texts])
    return "\n".join(_GAP.join(line).rstrip() for line in zip(*columns, strict=True))


def as_markdown(comparison: Comparison) -> str:
    """The table in Markdown, the facts that differ in bold."""
    lines = [_markdown_line(["", *comparison.ids]), "|---" * (len(comparison.ids) + 1) + "|"]
    for row in comparison.rows:
        fact = f"**{row.fact}**" if row.differs else row.fact
        lines.append(_markdown_line([fact, *row.values]))
    return "\n".join(lines)


def _markdown_line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _price(price: Price | None) -> str:
    return price_text(price) if price else ""
