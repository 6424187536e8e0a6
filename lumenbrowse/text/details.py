"""What the detail pane says of a model, as lines of plain pieces with roles: no widget, no colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, tzinfo
from typing import Literal, NamedTuple
from urllib.parse import quote, unquote

from lumenbrowse.catalog.facts import told
from lumenbrowse.catalog.model import GONE_OWNER, UNKNOWN_OWNER, Ends, Facts, Model
from lumenbrowse.settings import Base
from lumenbrowse.text import dates
from lumenbrowse.text.amounts import context_text, price_words, span_words
from lumenbrowse.text.fields import FieldLine, decode_as_came, field_lines, json_lines
from lumenbrowse.text.glyphs import UNICODE, Glyphs
from lumenbrowse.text.safe import mask_whole, safe_lines, width, wrap, wrap_hard

Role = Literal["title", "label", "value", "quiet", "note", "warning", "more"]
DetailLine = tuple[tuple[str, Role], ...]
_Fact = tuple[str, list[tuple[str, Role]]]
"""A label, and the lines beside it."""

_LEAST = 8
"""Cells that the labels of our own need."""
_LABEL = 7
_LONGEST_LABEL = 24
_LONGEST_NAME = 200
_MOST_TEXT = 20_000
_MOST_LINES = 2_000
_WHOLE = "Y copies all of it"
_FIRST = ("Price", "Context", "In → Out", "Ends", "Can", "Name", "Aliases")
"""What a row does not say, or only where it is wide: where there is little room it comes first."""


class Circumstances(NamedTuple):
    """What a description depends on besides the model.

    `notes` are our own remarks: first seen, copied, gone; `secrets` are masked in all that came from outside.
    """

    base: Base
    now: float
    zone: tzinfo | None = None
    notes: tuple[str, ...] = ()
    glyphs: Glyphs = UNICODE
    secrets: tuple[str, ...] = ()

    def foreign(self, text: str) -> str:
        """A text from outside in one line, safe to draw."""
        return self.glyphs.foreign(mask_whole(text, self.secrets))

    def day(self, unix: int) -> str:
        """`15 Jan 2027 (in 2 months)`; midnight in UTC is a date that came without a time."""
        zone = UTC if unix % 86_400 == 0 else self.zone
        return f"{dates.table_date(unix, zone).strip()} ({dates.age(unix, self.now, zone)})"

    def ends(self, ends: Ends) -> str:
        """`deprecated`, `15 Jan 2027 (in 2 months); acme/painter-2 replaces it`."""
        when = "deprecated" if ends.at is None else self.day(ends.at)
        by = self.foreign(ends.replacement)[:_LONGEST_NAME]
        return f"{when}; {by} replaces it" if by else when


def card_text(model: Model, around: Circumstances, cells: int) -> list[str]:
    """What the pane says of a model, as plain lines of at most `cells`."""
    return ["".join(text for text, _ in line) for line in describe(model, around, cells)]


def describe(
    model: Model, around: Circumstances, cells: int, *, dense: bool = False
) -> list[DetailLine]:
    """Every line about a model, wrapped to `cells`; `dense`: none is blank, what its row does not say first."""
    cells, facts = max(_LEAST, cells), list(_facts(model, around))
    if dense:
        facts.sort(key=lambda fact: _FIRST.index(fact[0]) if fact[0] in _FIRST else len(_FIRST))
    lines = [*_title(model.id, around, cells), *_table(facts, around.glyphs, cells)]
    for note in around.notes:
        lines += _lines(wrap(around.glyphs.plain(note), cells), "note")
    fields = (_field(field, around, cells) for field in _others(model, around))
    others = _as_many_as_can_be_read(fields, around, cells)
    lines += [(), *others] if others else []
    return [line for line in lines if line] if dense else lines


def describe_json(model: Model, around: Circumstances, cells: int) -> list[DetailLine]:
    """A model's JSON with every value as it came, its lines broken for reading."""
    cells = max(_LEAST, cells)
    broken = (
        _lines([part for text in _bounded(line, around) for part in wrap(text, cells)], "value")
        for line in json_lines(model.json or "{}")
    )
    return _as_many_as_can_be_read(broken, around, cells)


def _as_many_as_can_be_read(
    parts: Iterable[Iterable[DetailLine]], around: Circumstances, cells: int
) -> list[DetailLine]:
    lines: list[DetailLine] = []
    for part in parts:
        lines += part
        if len(lines) > _MOST_LINES:
            rest = around.glyphs.plain(f"… the rest is not shown; {_WHOLE}")
            return [*lines[:_MOST_LINES], *_lines(wrap(rest, cells), "quiet")]
    return lines


def describe_group(
    name: str, models: Sequence[Model], around: Circumstances, cells: int
) -> list[DetailLine]:
    """What a collapsed group holds, and how to expand it."""
    cells = max(_LEAST, cells)
    facts: list[_Fact] = [("Models", [(f"{len(models):,}", "value")])]
    dated = [model for model in models if model.added is not None]
    if newest := max(dated, key=lambda model: model.added or 0, default=None):
        label, texts = _from_outside("Newest", newest.id, around)
        day = dates.table_date(newest.added, around.zone).strip()
        facts.append((label, [*texts, (day, "quiet")]))
    if span := span_words(model.facts for model in models):
        facts.append(_from_outside("Price", span, around))
    gives = Counter(one for model in models for one in model.facts.output)
    if gives:
        counted = ", ".join(f"{one} ({count:,})" for one, count in gives.most_common())
        facts.append(_from_outside("Out", counted, around))
    lines = [*_title(name, around, cells), *_table(facts, around.glyphs, cells), ()]
    for text in ("This group is collapsed.", "→ or l expands it."):
        lines += _lines(wrap(around.glyphs.plain(text), cells), "quiet")
    return lines


def _title(text: str, around: Circumstances, cells: int) -> list[DetailLine]:
    parts = [part for one in _bounded(text, around) for part in wrap_hard(one, cells)]
    return [*_lines(parts, "title"), ()]


def _lines(texts: list[str], role: Role) -> list[DetailLine]:
    return [((text, role),) for text in texts]


def _facts(model: Model, around: Circumstances) -> Iterator[_Fact]:
    glyphs, zone = around.glyphs, around.zone
    if model.name:
        yield _from_outside("Name", model.name, around)
    yield _from_outside("Owner", model.owner, around)
    added: list[tuple[str, Role]] = [(glyphs.unknown, "value")]
    if model.added is not None:
        words = (dates.full_date(model.added, zone), dates.age(model.added, around.now, zone))
        added = [(glyphs.plain(text), "value") for text in words]
        added.append((f"{dates.rfc3339(model.added)}{glyphs.dot}{model.added}", "quiet"))
    yield "Added", added
    yield from _further_facts(model.facts, around)
    if model.aliases:
        yield _from_outside("Aliases", ", ".join(model.aliases), around)
    if model.facts.ends:
        yield "Ends", [(around.ends(model.facts.ends), "warning")]
    page = page_address(model, around.base)
    is_secret = unquote(page) != mask_whole(unquote(page), around.secrets)
    if page and len(page) < _MOST_TEXT and not is_secret:
        yield "Page", [(page.removeprefix("https://"), "value")]


def _further_facts(facts: Facts, around: Circumstances) -> Iterator[_Fact]:
    if facts.released is not None:
        yield "Released", [(around.day(facts.released), "value")]
    if price := price_words(facts):
        yield _from_outside("Price", price, around)
    if facts.context is not None:
        tokens, short = f"{facts.context:,}", context_text(facts.context)
        words = f"{tokens} tokens" + (f" ({short})" if short != tokens else "")
        yield "Context", [(words, "value")]
    if facts.input or facts.output:
        sides = [_bounded(" ".join(side), around)[0] for side in (facts.input, facts.output)]
        arrow, unknown = around.glyphs.plain(" → "), around.glyphs.unknown
        yield "In → Out", [(arrow.join(side or unknown for side in sides), "value")]
    if facts.can:
        yield _from_outside("Can", ", ".join(facts.can), around)


def _from_outside(label: str, text: str, around: Circumstances) -> _Fact:
    return label, [(part, "value") for part in _bounded(text, around)]


def _bounded(text: str, around: Circumstances) -> list[str]:
    """A text made safe, and where it is endless, its start and how much more there is."""
    text = mask_whole(text, around.secrets)
    shown, left = around.glyphs.foreign(text[:_MOST_TEXT]), len(text) - _MOST_TEXT
    more = around.glyphs.plain(f"… {left:,} more characters; {_WHOLE}")
    return [shown, more] if left > 0 else [shown]


def page_address(model: Model, base: Base) -> str:
    """The address of a model's page, for Lumenfall's own models; else empty.

    `model_page_path` is a field of Lumenfall's API; the other forms are its documented ones.
    """
    if not base.is_lumenfall:
        return ""
    path = model.fields.get("model_page_path")
    if isinstance(path, str) and path.startswith("/") and not path.startswith("//"):
        return "https://lumenfall.ai" + _quoted(path, "/%?=&-._~")
    if model.owner in (UNKNOWN_OWNER, GONE_OWNER):
        return ""
    # An id may begin with an owner's part of its own.
    owner = "" if "/" in model.id else f"{_quoted(model.owner)}/"
    return f"https://lumenfall.ai/models/{owner}{_quoted(model.id, '/')}"


def _quoted(text: str, kept: str = "") -> str:
    return quote(text, safe=kept, errors="surrogatepass")


def _others(model: Model, around: Circumstances) -> Iterator[FieldLine]:
    """The fields that the facts do not tell already, the description first."""
    fields, facts = decode_as_came(model.json), model.facts
    known = told(model.fields) | ({"model_page_path"} if around.base.is_lumenfall else set())
    described = {name: value for name, value in fields.items() if name == "description"}
    said = (*facts.can, *facts.input, *facts.output, *model.aliases)
    return field_lines({**described, **fields}, known, {one.casefold() for one in said})


def _table(facts: Sequence[_Fact], glyphs: Glyphs, cells: int) -> Iterator[DetailLine]:
    """Lines beside their labels; where there is no room for that, below."""
    labels = [glyphs.plain(label) for label, _ in facts]
    beside = max(_LABEL, *map(width, labels)) + 1
    for label, (_, texts) in zip(labels, facts, strict=True):
        if cells - beside < 12:
            yield ((label, "label"),)
            for text, role in texts:
                yield from _lines(wrap(text, cells), role)
            continue
        parts = [(part, role) for text, role in texts for part in wrap(text, cells - beside)]
        for place, part in enumerate(parts):
            yield (((label if place == 0 else "").ljust(beside), "label"), part)


def _field(field: FieldLine, around: Circumstances, cells: int) -> Iterator[DetailLine]:
    """A field in one line where that has room, else the value's lines below its name."""
    indent = " " * min(2 * field.depth, cells // 2)
    room = max(1, cells - len(indent))
    name = around.foreign(field.name)[:_LONGEST_NAME]
    text = mask_whole(field.value, around.secrets)
    parts = [around.glyphs.foreign(line) for line in safe_lines(text[:_MOST_TEXT])]
    parts += _bounded(text, around)[1:]
    is_short = width(name) <= _LONGEST_LABEL and width(name) + 2 + width(parts[0]) <= room
    if len(parts) == 1 and field.value and is_short:
        yield ((f"{indent}{name}  ", "label"), (parts[0], "value"))
        return
    yield from _lines([indent + part for part in wrap_hard(name, room)], "label")
    deeper = indent + "  " if room > 2 else indent
    for line in parts if field.value else ():
        texts = wrap(line, cells - len(deeper))
        yield from _lines([deeper + part for part in texts], "value")
