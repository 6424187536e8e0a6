"""Models, and catalogues of them; answer.py reads an API's answer into one.

A catalogue holds its models column by column, in the default display order (grouped by owner, newest
first): a hundred thousand of them take a few lists, not a hundred thousand objects. What else a server
sent of a model stays as the JSON text that came, and is decoded when somebody looks at it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

UNKNOWN_OWNER = "(unknown)"
GONE_OWNER = "(gone)"
"""The owner of a model that the list no longer has."""
_LATEST = 253_402_214_400  # 9999-12-31T00:00:00Z: with any zone's offset still a date


@dataclass(frozen=True, slots=True)
class Model:
    """One model: `added` is a Unix time in seconds, or None where unknown; `fields` is all that came."""

    id: str
    owner: str
    added: int | None = None
    name: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """The answer as it came (UTF-8), and where in it each model's JSON text starts and ends."""

    body: bytes
    starts: Sequence[int]
    ends: Sequence[int]


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """A server's models as parallel columns, in the default display order.

    `skipped` counts the entries that could not be read or came twice. `source` is None where only the
    index of a cached answer was read. `ranks` are the ids' places in natural order, where known.
    """

    ids: Sequence[str]
    owners: Sequence[str]
    added: Sequence[int | None]
    names: Sequence[str]
    skipped: int = 0
    source: Source | None = None
    ranks: Sequence[int] | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def raw(self, index: int) -> bytes:
        """The JSON text that the server sent for a model; empty where the source is not loaded."""
        if self.source is None:
            return b""
        return self.source.body[self.source.starts[index] : self.source.ends[index]]

    def model(self, index: int) -> Model:
        """One model, with all its fields where the source is loaded."""
        raw = self.raw(index)
        fields = decode_fields(raw.decode()) if raw else {}
        return Model(
            self.ids[index], self.owners[index], self.added[index], self.names[index], fields
        )


EMPTY = Catalogue((), (), (), ())


def decode_fields(text: str) -> dict[str, Any]:
    """A model's fields from its JSON text; numbers too long for Python stay text."""
    try:
        value = json.loads(text)
    except ValueError:
        value = json.loads(text, parse_int=long_number)
    return value if isinstance(value, dict) else {}


def long_number(digits: str) -> int | str:
    """A number's value, or its digits where `int` refuses so many (sys.set_int_max_str_digits)."""
    return int(digits) if len(digits) < 400 else digits


def read_model(value: object) -> Model | None:
    """One entry of the list as a model without its fields; None where it can't be read as one."""
    if not isinstance(value, dict):
        return None
    model_id = value.get("id")
    if not isinstance(model_id, str) or not model_id.strip():
        return None
    name = value.get("name")
    return Model(
        id=model_id,
        owner=_owner(value, model_id),
        added=_added(value.get("created")),
        name=name if isinstance(name, str) and name not in model_id else "",
    )


def _owner(value: Mapping[str, object], model_id: str) -> str:
    for candidate in (value.get("owned_by"), value.get("creator_organization")):
        if isinstance(candidate, str) and candidate.strip():
            return candidate
    prefix, slash, _ = model_id.partition("/")
    return prefix if slash and prefix.strip() else UNKNOWN_OWNER


def _added(created: object) -> int | None:
    known = isinstance(created, int) and not isinstance(created, bool)
    return created if known and isinstance(created, int) and 0 < created < _LATEST else None


def error_message(value: object) -> str:
    """The server's own words in `{"error": {"message": …}}` and its common variants; else empty."""
    if not isinstance(value, dict):
        return ""
    error = value.get("error")
    if isinstance(error, dict):
        error = error.get("message") or error.get("type") or error.get("code")
    for said in (error, value.get("message"), value.get("detail")):
        if isinstance(said, str) and said.strip():
            return said.strip()
    return ""
