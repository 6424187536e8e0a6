"""What the detail pane says of a model, as lines of plain pieces with roles: no widget, no colour."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Literal

from lumenbrowse.catalog.model import GONE_OWNER, UNKNOWN_OWNER, Model
from lumenbrowse.settings import Base
from lumenbrowse.text import dates
from lumenbrowse.text.glyphs import UNICODE, Signs
from lumenbrowse.text.safe import safe_lines, width

Role = Literal["title", "label", "value", "quiet", "note", "more"]
DetailLine = tuple[tuple[str, Role], ...]

_LEAST = 5
"""Cells that the labels of our own need."""
_LABEL = 7
_LONGEST_LABEL = 18
_MOST_TEXT = 20_000
_MOST_LINES = 2_000
_DEEPEST = 12
_SHORT = 36
_WHOLE = "Y copies all of it"
_NAMED = ("id", "owned_by", "created")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a description depends on besides the model."""

    base: Base
    now: float
    zone: tzinfo | None = None
    notes: tuple[str, ...] = ()
    """Our own remarks: first seen, copied, gone."""
    loading: bool = False
    """Whether the other fields are still being read."""
    signs: Signs = UNICODE


def describe(model: Model, around: Circumstances, cells: int) -> list[DetailLine]:
    """Every line about a model, wrapped to a width of `cells`."""
    cells, signs = max(_LEAST, cells), around.signs
    lines: list[DetailLine] = []
    for text in _bounded(model.id, signs):
        lines += [((part, "title"),) for part in wrap_hard(text, cells)]
    lines.append(())
    for label, texts in _facts(model, around):
        lines += _field(label, texts, cells)
    notes = map(signs.plain, around.notes)
    lines += [((part, "note"),) for note in notes for part in wrap(note, cells)]
    others = list(_others(model))
    if others:
        lines.append(())
    for label, text in others:
        lines += _other_field(label, text, cells, signs)
        if len(lines) > _MOST_LINES:
            rest = signs.plain(f"… the rest is not shown; {_WHOLE}")
            return [*lines[:_MOST_LINES], *_quiet(rest, cells)]
    if around.loading:
        lines += [(), *_quiet(signs.plain("reading the other fields…"), cells)]
    return lines


def _quiet(text: str, cells: int) -> list[DetailLine]:
    return [((part, "quiet"),) for part in wrap(text, cells)]


def _facts(model: Model, around: Circumstances) -> Iterator[tuple[str, list[tuple[str, Role]]]]:
    if model.name:
        yield "Name", [(text, "value") for text in _bounded(model.name, around.signs)]
    yield "Owner", [(text, "value") for text in _bounded(model.owner, around.signs)]
    yield "Added", _added(model.added, around)
    page = page_address(model, around.base)
    if page and len(page) < _MOST_TEXT:
        yield "Page", [(page.removeprefix("https://"), "value")]


def _bounded(text: str, signs: Signs) -> list[str]:
    """A text made safe, and where it is endless, its start and how much more there is."""
    shown = [signs.foreign(text[:_MOST_TEXT])]
    if len(text) > _MOST_TEXT:
        shown.append(signs.plain(f"… {len(text) - _MOST_TEXT:,} more characters; {_WHOLE}"))
    return shown


def _added(added: int | None, around: Circumstances) -> list[tuple[str, Role]]:
    if added is None:
        return [(around.signs.unknown, "value")]
    return [
        (around.signs.plain(dates.full_date(added, around.zone)), "value"),
        (around.signs.plain(dates.age(added, around.now, around.zone)), "value"),
        (f"{dates.rfc3339(added)}{around.signs.dot}{added}", "quiet"),
    ]


def page_address(model: Model, base: Base) -> str:
    """The address of a model's page, for Lumenfall's own models; else empty.

    `model_page_path` is a field of Lumenfall's API; the other form is its documented one.
    """
    if not base.is_lumenfall:
        return ""
    path = model.fields.get("model_page_path")
    if isinstance(path, str) and path.startswith("/") and not path.startswith("//"):
        return "https://lumenfall.ai" + _quoted(path, "/%?=&-._~")
    if model.owner in (UNKNOWN_OWNER, GONE_OWNER):
        return ""
    return f"https://lumenfall.ai/models/{_quoted(model.owner)}/{_quoted(model.id, '/')}"


def _quoted(text: str, kept: str = "") -> str:
    from urllib.parse import quote

    return quote(text, safe=kept, errors="surrogatepass")


def _others(model: Model) -> Iterator[tuple[str, str]]:
    told: Mapping[str, object] = {"id": model.id, "owned_by": model.owner, "created": model.added}
    for key, value in model.fields.items():
        if key in _NAMED and value == told[key] and not isinstance(value, bool):
            continue
        if key == "name" and value and value == model.name:
            continue
        yield key, value_text(value)


def value_text(value: Any) -> str:
    """A field's value as people read it: text as it is, the rest as JSON, pretty where structured."""
    if isinstance(value, str):
        return value if value else '""'
    try:
        return _json(value)
    except (RecursionError, ValueError):
        return "(nested too deeply to show)"


def _json(value: Any) -> str:
    whole = json.dumps(value, ensure_ascii=False)
    if len(whole) > _MOST_TEXT or _depth_over(value, _DEEPEST):
        return whole
    return "\n".join(_json_lines(value, ""))


def _json_lines(value: Any, indent: str) -> list[str]:
    """JSON with what is short on one line and the rest indented: less to scroll than `indent=2`."""
    short = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or not value or len(indent) + len(short) <= _SHORT:
        return [short]
    entries = value.items() if isinstance(value, dict) else ((None, one) for one in value)
    lines = []
    for key, one in entries:
        first, *rest = _json_lines(one, indent + "  ")
        label = "" if key is None else f"{json.dumps(key, ensure_ascii=False)}: "
        lines += [f"  {label}{first}", *(f"  {line}" for line in rest)]
        lines[-1] += ","
    lines[-1] = lines[-1][:-1]
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    return [opening, *lines, closing]


def _depth_over(value: Any, levels: int) -> bool:
    if levels == 0:
        return isinstance(value, (dict, list)) and bool(value)
    children = (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    )
    return any(_depth_over(child, levels - 1) for child in children)


def _field(label: str, texts: list[tuple[str, Role]], cells: int) -> Iterator[DetailLine]:
    room = cells - _LABEL - 1
    if room < 12:
        yield ((label, "label"),)
        for text, role in texts:
            yield from (((part, role),) for part in wrap(text, cells))
        return
    head = label
    for text, role in texts:
        for part in wrap(text, room):
            yield ((head.ljust(_LABEL + 1), "label"), (part, role))
            head = ""


def _other_field(label: str, text: str, cells: int, signs: Signs) -> Iterator[DetailLine]:
    shown = signs.foreign(label[:200])
    parts = [signs.foreign(line) for line in safe_lines(text[:_MOST_TEXT])]
    parts += _bounded(text, signs)[1:]
    beside = width(shown) <= _LONGEST_LABEL and width(shown) + 2 + width(parts[0]) <= cells
    if len(parts) == 1 and beside:
        yield ((f"{shown}  ", "label"), (parts[0], "value"))
        return
    yield from (((part, "label"),) for part in wrap_hard(shown, cells))
    for line in parts:
        yield from (((f"  {part}", "value"),) for part in wrap(line, cells - 2))


def wrap(text: str, cells: int) -> list[str]:
    """A safe line wrapped at spaces to `cells`, its indent kept; a word that is too long is broken."""
    if width(text) <= cells:
        return [text]
    indent = text[: len(text) - len(text.lstrip(" "))][: cells // 2]
    if not text.isascii() or " " not in text:
        return _wrap_by_cells(text, cells, indent)
    return textwrap.wrap(
        text, max(1, cells), subsequent_indent=indent, drop_whitespace=True, break_on_hyphens=False
    ) or [""]


def _wrap_by_cells(text: str, cells: int, indent: str) -> list[str]:
    """What textwrap does, but it counts characters: wide ones take two cells, marks none.

    A long word, such as an address, is broken behind a slash or a hyphen where there is one.
    """
    lines = [""]
    for word in re.findall(r" *[^ ]+", text):
        if width(lines[-1]) + width(word) <= cells:
            lines[-1] += word
            continue
        broken = _break_word(indent + word.lstrip(" "), cells)
        lines = [*lines, *broken] if lines[-1].strip() else broken
    return lines


def _break_word(word: str, cells: int) -> list[str]:
    lines = []
    while (room := _fitting(word, cells)) < len(word):
        breaks = (word.rfind(sign, 0, room) + 1 for sign in "/-")
        end = next((at for at in breaks if at > room // 2), room)
        lines.append(word[:end])
        word = word[end:]
    return [*lines, word]


def wrap_hard(text: str, cells: int) -> list[str]:
    """A safe text broken after every `cells` cells, whatever stands there."""
    if text.isascii():
        return [text[at : at + cells] for at in range(0, len(text), cells)] or [""]
    lines = []
    while (room := _fitting(text, cells)) < len(text):
        lines.append(text[:room])
        text = text[room:]
    return [*lines, text]


def _fitting(text: str, cells: int) -> int:
    """How many characters of a text fit, one at least."""
    filled = 0
    for place, char in enumerate(text):
        filled += width(char)
        if filled > cells and place:
            return place
    return len(text)
