"""What a server says of a model, read from its spelling of each fact."""

from __future__ import annotations

from collections.abc import Mapping

from lumenbrowse.catalog.model import UNKNOWN_OWNER, Model, make_model

_LATEST = 253_402_214_400  # 9999-12-31T00:00:00Z: with any zone's offset still a date


def read_model(entry: object, json_text: str) -> Model | None:
    """One entry of the list as a model; None where it can't be read as one. `json_text` is how it came."""
    if not isinstance(entry, dict):
        return None
    model_id, name = entry.get("id"), entry.get("name")
    if not isinstance(model_id, str) or not model_id.strip():
        return None
    known_name = name if isinstance(name, str) and name not in model_id else ""
    owner, added = _owner(entry, model_id), _added(entry.get("created"))
    return make_model(model_id, owner, added, known_name, json_text)


def _owner(entry: Mapping[str, object], model_id: str) -> str:
    for candidate in (entry.get("owned_by"), entry.get("creator_organization")):
        if isinstance(candidate, str) and candidate.strip():
            return candidate
    prefix, slash, _ = model_id.partition("/")
    return prefix if slash and prefix.strip() else UNKNOWN_OWNER


def _added(created: object) -> int | None:
    if isinstance(created, bool) or not isinstance(created, int):
        return None
    return created if 0 < created < _LATEST else None
