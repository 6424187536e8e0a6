"""What a server says of a model: nothing else in the program knows a server's spelling of a fact."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from lumenbrowse.catalog.model import UNKNOWN_OWNER, Model, make_model

ID = ("id", "model", "name")
OWNER = (
    "owned_by",
    "creator_organization",
    "organization",
    "ownedBy",
    "owner",
    "publisher",
    "vendor",
    "provider",
    "creator",
)
ADDED = ("created", "created_at", "createdAt", "added")
NAME = ("name", "display_name", "displayName", "title")
ALIASES = ("aliases", "alias")
ONLY_SEARCHED = ("canonical_slug",)
"""The spellings of each fact; the first that can be read wins (DESIGN.md section 2)."""

_LATEST = 253_402_214_400  # 9999-12-31T00:00:00Z: with any zone's offset still a date
_MILLISECONDS = 10**11
_NUMBER = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?")


def read_model(entry: object, json_text: str) -> Model | None:
    """One entry of the list as a model; None where it can't be read as one. `json_text` is how it came."""
    if not isinstance(entry, dict):
        return None
    model_id = next(_texts(entry, ID), None)
    if model_id is None:
        return None
    return make_model(
        model_id,
        _owner(entry, model_id),
        next(filter(None, (_moment(entry[key]) for key in ADDED if key in entry)), None),
        next((name for name in _texts(entry, NAME) if name not in model_id), ""),
        json_text,
        tuple(dict.fromkeys(one for one in _texts(entry, ALIASES) if one != model_id)),
        tuple(one for one in _texts(entry, ONLY_SEARCHED) if one != model_id),
    )


def _texts(entry: Mapping[str, object], spellings: tuple[str, ...]) -> Iterator[str]:
    """The texts under these keys that say something; of aliases those in lists too."""
    for key in spellings:
        value = entry.get(key)
        for text in value if isinstance(value, list) and key in ALIASES else (value,):
            if isinstance(text, str) and text.strip():
                yield text


def _owner(entry: Mapping[str, object], model_id: str) -> str:
    for key in OWNER:
        value = entry.get(key)
        if isinstance(value, dict):
            value = next(_texts(value, ("name", "id")), None)
        if isinstance(value, str) and value.strip():
            return value
    prefix, slash, _ = model_id.partition("/")
    return prefix if slash and prefix.strip() else UNKNOWN_OWNER


def _moment(value: object) -> int | None:
    """Unix seconds from a number or a text of seconds, milliseconds or ISO 8601 (without a zone: UTC)."""
    if isinstance(value, str):
        value = value.strip()
        value = float(value) if _NUMBER.fullmatch(value) else _iso_seconds(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    seconds = value / 1000 if _MILLISECONDS <= value < _LATEST * 1000 else value
    return int(seconds) if 0 < seconds < _LATEST else None


def _iso_seconds(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
