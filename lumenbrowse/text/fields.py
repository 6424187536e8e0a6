"""A model's further fields as indented names and values, and its JSON with lines broken for reading."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

_DEEPEST = 12
_PIECE = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


class FieldLine(NamedTuple):
    """A field's name and value, from outside both; without a value, its parts follow one level deeper."""

    depth: int
    name: str
    value: str = ""


def decode_as_came(text: str) -> dict[str, Any]:
    """The fields in a JSON text, each number as the text that it came as."""
    fields: dict[str, Any]
    fields = json.loads(text or "{}", parse_int=str, parse_float=str, parse_constant=str)
    return fields


def field_lines(
    fields: Mapping[str, Any],
    told: Collection[str],
    said: Collection[str],
    before: str = "",
    depth: int = 0,
) -> Iterator[FieldLine]:
    """The fields that are not empty, without those that `told` names by their dotted names.

    Of a list or an object that is told, what is not among the texts `said`, or false, is left.
    """
    for name, value in fields.items():
        if f"{before}{name}" in told:
            value = _left(value, said)
        if _is_empty(value):
            continue
        if isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
            value = {str(number): one for number, one in enumerate(value, 1)}
        if not isinstance(value, dict):
            yield FieldLine(depth, name, _value_text(value))
        elif depth == _DEEPEST:
            yield FieldLine(depth, name, "(nested deeper: i shows it)")
        else:
            inner = field_lines(value, told, said, f"{before}{name}.", depth + 1)
            first = next(inner, None)
            if first is not None:
                yield from chain([FieldLine(depth, name), first], inner)


def _left(value: Any, said: Collection[str]) -> Any:
    if isinstance(value, list):
        return [one for one in value if not isinstance(one, str) or one.casefold() not in said]
    return {k: v for k, v in value.items() if v is False} if isinstance(value, dict) else None


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {}) or (isinstance(value, str) and value.isspace())


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
