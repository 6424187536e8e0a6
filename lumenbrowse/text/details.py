"""What the detail pane says of a model, as lines of plain pieces with roles: no widget, no colour."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, tzinfo
from itertools import chain
from typing import Any, Literal, NamedTuple
from urllib.parse import quote, unquote

from lumenbrowse.catalog.facts import told
from lumenbrowse.catalog.model import GONE_OWNER, UNKNOWN_OWNER, Ends, Model
from lumenbrowse.settings import Base
from lumenbrowse.text import dates
from lumenbrowse.text.amounts import context_text, price_words, span_words
from lumenbrowse.text.glyphs import UNICODE, Glyphs
from lumenbrowse.text.safe import holds_key, mask_whole, safe_lines, width, wrap, wrap_hard

Role = Literal["title", "label", "value", "quiet", "note", "warning", "more"]
DetailLine = tuple[tuple[str, Role], ...]
_Fact = tuple[str, list[tuple[str, Role]]]  # a label, and the lines beside it
_Field = tuple[int, str, str]  # depth, name, value; of an empty one the parts follow, deeper

_LEAST = 8  # cells that the labels of our own need
_LABEL = 7
_LONGEST_LABEL = 24
_LONGEST_NAME = 200
_MOST_TEXT = 20_000
_MOST_LINES = 2_000
_DEEPEST = 12
_TOLD = frozenset({"amount", "unit", "currency", "name"})  # what a fact tells of an object
_PIECE = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_WHOLE = "Y or --json gives all of it"
# What a row does not say, or only where it is wide: where there is little room it comes first.
_FIRST = ("Price", "Context", "In → Out", "Ends", "Can", "Name", "Aliases")


class Circumstances(NamedTuple):
    """What a description depends on besides the model; `notes` are our own remarks, `secrets` are masked."""

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
    lines += _wrapped(map(around.glyphs.plain, around.notes), cells, "note")
    fields = (_field(field, around, cells) for field in _others(model, around))
    others = _as_many_as_can_be_read(fields, around, cells)
    lines += [(), *others] if others else []
    return [line for line in lines if line] if dense else lines


def describe_json(model: Model, around: Circumstances, cells: int) -> list[DetailLine]:
    """A model's JSON with every value as it came, its lines broken for reading."""
    cells, lines = max(_LEAST, cells), json_lines(model.json or "{}")
    broken = (_wrapped(_bounded(line, around), cells, "value") for line in lines)
    return _as_many_as_can_be_read(broken, around, cells)


def _as_many_as_can_be_read(
    parts: Iterable[Iterable[DetailLine]], around: Circumstances, cells: int
) -> list[DetailLine]:
    lines: list[DetailLine] = []
    for part in parts:
        lines += part
        if len(lines) > _MOST_LINES:
            rest = around.glyphs.plain(f"… the rest is not shown; {_WHOLE}")
            return [*lines[:_MOST_LINES], *_wrapped([rest], cells, "quiet")]
    return lines


def describe_group(
    name: str, models: Sequence[Model], around: Circumstances, cells: int
) -> list[DetailLine]:
    """What a collapsed group holds, and how to expand it."""
    cells = max(_LEAST, cells)
    facts: list[_Fact] = [("Models", [(f"{len(models):,}", "value")])]
    dated = [model for model in models if model.added is not None]
    if newest := max(dated, key=lambda model: model.added or 0, default=None):
        facts.append(_fact("Newest", newest.id, around))
        facts[-1][1].append((dates.table_date(newest.added, around.zone).strip(), "quiet"))
    if span := span_words(model.facts for model in models):
        facts.append(_fact("Price", span, around))
    if gives := Counter(one for model in models for one in model.facts.output):
        counted = ", ".join(f"{one} ({count:,})" for one, count in gives.most_common())
        facts.append(_fact("Out", counted, around))
    lines = [*_title(name, around, cells), *_table(facts, around.glyphs, cells), ()]
    hints = map(around.glyphs.plain, ("This group is collapsed.", "→ or l expands it."))
    return lines + _wrapped(hints, cells, "quiet")


def _title(text: str, around: Circumstances, cells: int) -> list[DetailLine]:
    parts = [part for one in _bounded(text, around) for part in wrap_hard(one, cells)]
    return [*_lines(parts, "title"), ()]


def _lines(texts: Iterable[str], role: Role) -> list[DetailLine]:
    return [((text, role),) for text in texts]


def _wrapped(texts: Iterable[str], cells: int, role: Role) -> list[DetailLine]:
    return _lines((part for text in texts for part in wrap(text, cells)), role)


def _facts(model: Model, around: Circumstances) -> Iterator[_Fact]:
    facts, glyphs, zone = model.facts, around.glyphs, around.zone
    sides = [" ".join(side) or glyphs.unknown for side in (facts.input, facts.output)]
    has_sides = bool(facts.input or facts.output)
    count, short = f"{facts.context or 0:,}", context_text(facts.context or 0)
    tokens = f"{count} tokens" + (f" ({short})" if short != count else "")
    said = {
        "Name": model.name,
        "Owner": model.owner,
        "Added": glyphs.unknown,
        "Released": "" if facts.released is None else around.day(facts.released),
        "Price": price_words(facts),
        "Context": tokens if facts.context else "",
        "In → Out": glyphs.plain(" → ").join(sides) if has_sides else "",
        "Can": ", ".join(facts.can),
        "Aliases": ", ".join(model.aliases),
        "Ends": around.ends(facts.ends) if facts.ends else "",
        "Page": _shown_page(model, around),
    }
    for label, text in said.items():
        if label == "Added" and model.added is not None:
            words = (dates.full_date(model.added, zone), dates.age(model.added, around.now, zone))
            exact = f"{dates.rfc3339(model.added)}{glyphs.dot}{model.added}"
            yield label, [*((glyphs.plain(one), "value") for one in words), (exact, "quiet")]
        elif text:
            yield _fact(label, text, around, "warning" if label == "Ends" else "value")


def _shown_page(model: Model, around: Circumstances) -> str:
    page = page_address(model, around.base)
    is_secret = holds_key(unquote(page), around.secrets)
    return "" if is_secret or len(page) >= _MOST_TEXT else page.removeprefix("https://")


def _fact(label: str, text: str, around: Circumstances, role: Role = "value") -> _Fact:
    return label, [(part, role) for part in _bounded(text, around)]


def _bounded(text: str, around: Circumstances) -> list[str]:
    """A text made safe, and where it is endless, its start and how much more there is."""
    text = mask_whole(text, around.secrets)
    shown, left = around.glyphs.foreign(text[:_MOST_TEXT]), len(text) - _MOST_TEXT
    more = around.glyphs.plain(f"… {left:,} more characters; {_WHOLE}")
    return [shown, more] if left > 0 else [shown]


def page_address(model: Model, base: Base) -> str:
    """The address of a model's page, in the forms that Lumenfall documents; empty for other servers."""
    if not base.is_lumenfall:
        return ""
    path = model.fields.get("model_page_path")
    if isinstance(path, str) and path.startswith("/") and not path.startswith("//"):
        return "https://lumenfall.ai" + quote(path, "/%?=&-._~", errors="surrogatepass")
    if model.owner in (UNKNOWN_OWNER, GONE_OWNER):
        return ""
    # An id may begin with an owner's part of its own.
    owner = "" if "/" in model.id else quote(model.owner, "", errors="surrogatepass") + "/"
    return f"https://lumenfall.ai/models/{owner}{quote(model.id, errors='surrogatepass')}"


def _others(model: Model, around: Circumstances) -> Iterator[_Field]:
    """The fields that the facts do not tell already, the description first, each number as it came."""
    as_came = json.loads(model.json or "{}", parse_int=str, parse_float=str, parse_constant=str)
    known = told(model.fields) | ({"model_page_path"} if around.base.is_lumenfall else set())
    facts = model.facts
    said = (*facts.can, *facts.input, *facts.output, *model.aliases)
    fields = {"description": "", **as_came}
    return _field_lines(fields, known, {one.casefold() for one in said})


def _table(facts: Sequence[_Fact], glyphs: Glyphs, cells: int) -> Iterator[DetailLine]:
    """Lines beside their labels; where there is no room for that, below."""
    labels = [glyphs.plain(label) for label, _ in facts]
    beside = max(_LABEL, *map(width, labels)) + 1
    for label, (_, texts) in zip(labels, facts, strict=True):
        if cells - beside < 12:
            yield ((label, "label"),)
            for text, role in texts:
                yield from _wrapped([text], cells, role)
            continue
        parts = [(part, role) for text, role in texts for part in wrap(text, cells - beside)]
        for place, part in enumerate(parts):
            yield (((label if place == 0 else "").ljust(beside), "label"), part)


def _field(field: _Field, around: Circumstances, cells: int) -> Iterator[DetailLine]:
    """A field in one line where that has room, else the value's lines below its name."""
    depth, name, value = field
    indent = " " * min(2 * depth, cells // 2)
    room = max(1, cells - len(indent))
    name = around.foreign(name)[:_LONGEST_NAME]
    text = mask_whole(value, around.secrets)
    parts = [around.glyphs.foreign(line) for line in safe_lines(text[:_MOST_TEXT])]
    parts += _bounded(text, around)[1:]
    is_short = width(name) <= _LONGEST_LABEL and width(name) + 2 + width(parts[0]) <= room
    if len(parts) == 1 and value and is_short:
        yield ((f"{indent}{name}  ", "label"), (parts[0], "value"))
        return
    yield from _lines([indent + part for part in wrap_hard(name, room)], "label")
    deeper = indent + "  " if room > 2 else indent
    for line in parts if value else ():
        texts = wrap(line, cells - len(deeper))
        yield from _lines([deeper + part for part in texts], "value")


def _field_lines(
    fields: Mapping[str, Any], known: Collection[str], said: Collection[str], *names: str
) -> Iterator[_Field]:
    """The fields below those of `names` that are not empty; of `known` ones what is neither `said` nor true."""
    depth = len(names)
    for name, value in fields.items():
        if ".".join((*names, name)) in known:
            value = _left(value, said)
        if _is_empty(value):
            continue
        if isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
            value = {str(number): one for number, one in enumerate(value, 1)}
        if not isinstance(value, dict):
            yield depth, name, _value_text(value)
        elif depth == _DEEPEST:
            yield depth, name, "(nested deeper: i or --json shows it)"
        else:
            inner = _field_lines(value, known, said, *names, name)
            if first := next(inner, None):
                yield from chain([(depth, name, ""), first], inner)


def _left(value: Any, said: Collection[str]) -> Any:
    if isinstance(value, list):
        return [one for one in value if not isinstance(one, str) or one.casefold() not in said]
    items = value.items() if isinstance(value, dict) else ()
    return {k: v for k, v in items if k not in _TOLD and v is not True}


def _is_empty(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_empty, value))
    return value is None or value in ("", {}) or (isinstance(value, str) and value.isspace())


def _value_text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_value_text(one) for one in value if not _is_empty(one))
    return value if isinstance(value, str) else json.dumps(value)


def json_lines(text: str) -> Iterator[str]:
    """A JSON text's lines, indented, its names and values as they came."""
    line, depth, before = "", 0, ""
    for match in _PIECE.finditer(text):
        piece = match[0]
        closes = piece in ("}", "]")
        depth -= closes
        # What is empty stays on its line.
        if before == "," or (before in ("{", "[")) != closes:
            yield line
            line = "  " * min(depth, _DEEPEST)
        line += f"{piece} " if piece == ":" else piece
        depth += piece in ("{", "[")
        before = piece
    yield line
