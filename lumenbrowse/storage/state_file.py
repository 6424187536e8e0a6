"""The text of `state.json`: reading any version up to ours, and writing ours.

    {"version": 1,
     "view": {"sort", "reverse", "grouping", "collapsed", "pane_width", "pane_shown", "theme"},
     "bases": {address: {"favourites": [id], "recents": [{"id", "at", "how"}],
                         "visits": {"began", "at", "listed", "seen", "first_seen": [[at, ids]]}}}}

Every field may be missing. Fields that this version does not know are kept when it writes. A setting of
the view that makes no sense reads as its default; anything else that is not as it should be makes the
file unreadable as a whole, because writing it again would lose it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, Final, get_args

from lumenbrowse.catalog.view import Grouping
from lumenbrowse.settings import Sort
from lumenbrowse.storage.state import BaseState, Recent, RememberedView, State
from lumenbrowse.storage.visits import Visits

VERSION: Final = 1

Record = dict[str, Any]
Steps = Mapping[int, Callable[[Record], Record]]

MIGRATIONS: Final[Steps] = {}
"""From a version to the next: the record as that version wrote it, made the next one's."""


class NewerStateError(Exception):
    """The file was written by a newer version of the program."""


class UnreadableStateError(Exception):
    """The file is not what any version of the program wrote."""


def decode(content: bytes, steps: Steps = MIGRATIONS) -> tuple[Record, State]:
    """The record as it stands in the file, migrated, and the state that it means.

    Raises `NewerStateError` and `UnreadableStateError`.
    """
    try:
        record = _migrated(_record(json.loads(content)), steps)
        bases = {url: _base(_record(raw)) for url, raw in _record(record.get("bases", {})).items()}
        return record, State(view=_view(_record(record.get("view", {}))), bases=bases)
    except (ValueError, RecursionError) as error:
        raise UnreadableStateError from error


def encode(state: State, record: Record) -> bytes:
    """The text of the file: the state, and what else `record` held."""
    bases = {url: _base_record(base) for url, base in state.bases.items()}
    ours = {"version": VERSION, "view": _view_record(state.view), "bases": bases}
    return json.dumps(_merged(record, ours), indent=1).encode("ascii") + b"\n"


def _migrated(record: Record, steps: Steps) -> Record:
    version = _whole(record.get("version", 0))
    if version > VERSION:
        raise NewerStateError
    for step in range(version, VERSION):
        record = steps[step](record) if step in steps else record
    return record


def _merged(old: Any, new: Any) -> Any:
    """`new`, with the fields of `old` that it does not name, in it and in the records within."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{name: _merged(old.get(name), value) for name, value in new.items()}}
    if isinstance(old, list) and isinstance(new, list):
        by_id = {_id_of(one): one for one in old if _id_of(one)}
        return [_merged(by_id.get(_id_of(one)), one) for one in new]
    return new


def _id_of(value: Any) -> str:
    found = value.get("id") if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def _record(value: Any) -> Record:
    if not isinstance(value, dict):
        raise ValueError("no object")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("no array")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("no string")
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("no whole number")
    return value


def _base(record: Record) -> BaseState:
    visits = record.get("visits")
    favourites = [_text(one) for one in _list(record.get("favourites", []))]
    return BaseState(
        favourites=tuple(dict.fromkeys(favourites)),
        recents=tuple(_recent(_record(one)) for one in _list(record.get("recents", []))),
        visits=None if visits is None else _visits(_record(visits)),
    )


def _recent(record: Record) -> Recent:
    how = record.get("how")
    return Recent(
        _text(record.get("id")), _whole(record.get("at")), "picked" if how == "picked" else "copied"
    )


def _visits(record: Record) -> Visits:
    groups = [_list(group) for group in _list(record.get("first_seen", []))]
    at = _whole(record.get("at"))
    return Visits(
        began=_whole(record.get("began", at)),
        at=at,
        listed=_whole(record.get("listed", at)),
        seen=_text(record.get("seen")),
        first_seen=tuple((_whole(moment), _text(ids)) for moment, ids in groups),
    )


def _base_record(base: BaseState) -> Record:
    record: Record = {
        "favourites": list(base.favourites),
        "recents": [{"id": one.id, "at": one.at, "how": one.how} for one in base.recents],
    }
    if base.visits is not None:
        record["visits"] = {
            "began": base.visits.began,
            "at": base.visits.at,
            "listed": base.visits.listed,
            "seen": base.visits.seen,
            "first_seen": [[at, ids] for at, ids in base.visits.first_seen],
        }
    return record


def _sensible(name: str, value: Any) -> bool:
    if name == "sort":
        return value in get_args(Sort)
    if name == "grouping":
        return value in get_args(Grouping)
    if name == "pane_width":
        return value is None or (type(value) is int and 0 < value < 10_000)
    if name == "theme":
        return value is None or isinstance(value, str)
    if name == "collapsed":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, bool)


def _view(record: Record) -> RememberedView:
    names = [one.name for one in fields(RememberedView)]
    known = {name: record[name] for name in names if name in record}
    sensible = {name: value for name, value in known.items() if _sensible(name, value)}
    if "collapsed" in sensible:
        sensible["collapsed"] = frozenset(sensible["collapsed"])
    return RememberedView(**sensible)


def _view_record(view: RememberedView) -> Record:
    record = {one.name: getattr(view, one.name) for one in fields(RememberedView)}
    return {**record, "collapsed": sorted(view.collapsed)}
