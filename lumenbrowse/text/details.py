"""What the detail pane says of a model, as lines of plain pieces with roles: no widget, no colour."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import tzinfo
from itertools import zip_longest
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from lumenbrowse.catalog.model import GONE_OWNER, UNKNOWN_OWNER, Model
from lumenbrowse.settings import Base
from lumenbrowse.text import dates
from lumenbrowse.text.glyphs import UNICODE, Glyphs
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


class Circumstances(NamedTuple):
    """What a description depends on besides the model.

    `notes` are our own remarks: first seen, copied, gone. `loading`: the other fields are still being read.
    """

    base: Base
    now: float
    zone: tzinfo | None = None
    notes: tuple[str, ...] = ()
    loading: bool = False
    glyphs: Glyphs = UNICODE


def describe(model: Model, around: Circumstances, cells: int) -> list[DetailLine]:
    """Every line about a model, wrapped to a width of `cells`."""
    cells, glyphs = max(_LEAST, cells), around.glyphs
    lines: list[DetailLine] = []
    for text in _bounded(model.id, glyphs):
        lines += _lines(wrap_hard(text, cells), "title")
    lines.append(())
    for label, texts in _facts(model, around):
        lines += _field(label, texts, cells)
    for note in around.notes:
        lines += _lines(wrap(glyphs.plain(note), cells), "note")
    others = _others(model)
    if others:
        lines.append(())
    for label, value in others:
        lines += _other_field(label, value_text(value), cells, glyphs)
        if len(lines) > _MOST_LINES:
            rest = glyphs.plain(f"… the rest is not shown; {_WHOLE}")
            return [*lines[:_MOST_LINES], *_lines(wrap(rest, cells), "quiet")]
    if around.loading:
        rest = glyphs.plain("reading the other fields…")
        lines += [(), *_lines(wrap(rest, cells), "quiet")]
    return lines


def _lines(texts: list[str], role: Role) -> list[DetailLine]:
    return [((text, role),) for text in texts]


def _facts(model: Model, around: Circumstances) -> Iterator[tuple[str, list[tuple[str, Role]]]]:
    glyphs, zone = around.glyphs, around.zone
    if model.name:
        yield "Name", [(text, "value") for text in _bounded(model.name, glyphs)]
    yield "Owner", [(text, "value") for text in _bounded(model.owner, glyphs)]
    added: list[tuple[str, Role]] = [(glyphs.unknown, "value")]
    if model.added is not None:
        words = (dates.full_date(model.added, zone), dates.age(model.added, around.now, zone))
        added = [(glyphs.plain(text), "value") for text in words]
        added.append((f"{dates.rfc3339(model.added)}{glyphs.dot}{model.added}", "quiet"))
    yield "Added", added
    page = page_address(model, around.base)
    if page and len(page) < _MOST_TEXT:
        yield "Page", [(page.removeprefix("https://"), "value")]


def _bounded(text: str, glyphs: Glyphs) -> list[str]:
    """A text made safe, and where it is endless, its start and how much more there is."""
    shown = glyphs.foreign(text[:_MOST_TEXT])
    left = len(text) - _MOST_TEXT
    return [shown] if left <= 0 else [shown, glyphs.plain(f"… {left:,} more characters; {_WHOLE}")]


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
    return quote(text, safe=kept, errors="surrogatepass")


def _others(model: Model) -> list[tuple[str, Any]]:
    """The fields that the facts do not tell already."""
    told: dict[str, Any] = {"id": model.id, "owned_by": model.owner, "created": model.added}
    if model.name:
        told["name"] = model.name
    return [
        (key, value)
        for key, value in model.fields.items()
        if key not in told or value != told[key] or isinstance(value, bool)
    ]


def value_text(value: Any) -> str:
    """A field's value as people read it: text as it is, the rest as JSON, pretty where structured."""
    if isinstance(value, str):
        return value or '""'
    try:
        whole = json.dumps(value, ensure_ascii=False)
    except (RecursionError, ValueError):
        return "(nested too deeply to show)"
    return whole if len(whole) > _MOST_TEXT else "\n".join(_json_lines(value))


def _json_lines(value: Any, depth: int = 0) -> list[str]:
    """JSON with what is short on one line and the rest indented: less to scroll than `indent=2`."""
    short = json.dumps(value, ensure_ascii=False)
    is_short = 2 * depth + len(short) <= _SHORT or depth == _DEEPEST
    if not isinstance(value, dict | list) or is_short:
        return [short]
    names = [f"{json.dumps(key, ensure_ascii=False)}: " for key in value if isinstance(value, dict)]
    members = value.values() if isinstance(value, dict) else value
    lines: list[str] = []
    for name, member in zip_longest(names, members, fillvalue=""):
        first, *rest = _json_lines(member, depth + 1)
        lines += [f"  {name}{first}", *(f"  {line}" for line in rest)]
        lines[-1] += ","
    return [short[0], *lines[:-1], lines[-1].removesuffix(","), short[-1]]


def _field(label: str, texts: list[tuple[str, Role]], cells: int) -> Iterator[DetailLine]:
    room = cells - _LABEL - 1
    if room < 12:
        yield ((label, "label"),)
        for text, role in texts:
            yield from _lines(wrap(text, cells), role)
        return
    for text, role in texts:
        for part in wrap(text, room):
            yield ((label.ljust(_LABEL + 1), "label"), (part, role))
            label = ""


def _other_field(label: str, text: str, cells: int, glyphs: Glyphs) -> Iterator[DetailLine]:
    shown = glyphs.foreign(label[:200])
    parts = [glyphs.foreign(line) for line in safe_lines(text[:_MOST_TEXT])]
    parts += _bounded(text, glyphs)[1:]
    beside = width(shown) <= _LONGEST_LABEL and width(shown) + 2 + width(parts[0]) <= cells
    if len(parts) == 1 and beside:
        yield ((f"{shown}  ", "label"), (parts[0], "value"))
        return
    yield from _lines(wrap_hard(shown, cells), "label")
    for line in parts:
        yield from _lines([f"  {part}" for part in wrap(line, cells - 2)], "value")


def wrap(text: str, cells: int) -> list[str]:
    """A safe line wrapped at spaces to `cells`, its indent kept.

    textwrap counts characters; here wide ones take two cells, marks none. A word that is too long, such as
    an address, is broken behind a slash or a hyphen where there is one.
    """
    if width(text) <= cells:
        return [text]
    indent = text[: len(text) - len(text.lstrip(" "))][: cells // 2]
    lines = [""]
    for word in re.findall(r" *[^ ]+", text):
        if width(lines[-1]) + width(word) <= cells:
            lines[-1] += word
            continue
        broken = _broken(indent + word.lstrip(" "), cells, "/-")
        lines = [*lines, *broken] if lines[-1].strip() else broken
    return lines


def wrap_hard(text: str, cells: int) -> list[str]:
    """A safe text broken after every `cells` cells, whatever stands there."""
    return _broken(text, cells, "")


def _broken(text: str, cells: int, after: str) -> list[str]:
    """A text broken to `cells`, behind one of the characters `after` where that fills half a line."""
    lines = []
    while (room := _fitting(text, cells)) < len(text):
        breaks = (text.rfind(char, 0, room) + 1 for char in after)
        end = next((at for at in breaks if at > room // 2), room)
        lines.append(text[:end])
        text = text[end:]
    return [*lines, text]


def _fitting(text: str, cells: int) -> int:
    """How many characters of a text fit, one at least."""
    if text.isascii():
        return max(1, cells)
    filled = 0
    for place, char in enumerate(text):
        filled += width(char)
        if filled > cells and place:
            return place
    return len(text)
