"""What is remembered from one run to the next: the values, the changes made to them, the text of `state.json`.

A change says what is to be so (never "the other way round"), because it is applied again to the newest file
when it is saved: so two running programs add up.

    {"version": 1,
     "view": {"sort", "reverse", "grouping", "collapsed", "pane_width", "pane_shown", "theme", "columns"},
     "bases": {address: {"favourites": [id], "recents": [{"id", "at", "how"}],
                         "visits": {"began", "at", "listed", "seen": ids, "first_seen": [[at, ids]]}}}}

where `ids` are one text (`pack`). Every field may be missing. A view's setting that makes no sense reads as its
default; anything else wrong makes the file unreadable as a whole, because writing it again would lose it.
A new field needs a new version: an older program leaves such a file alone.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Literal, NamedTuple, TypeVar, get_args

from lumenbrowse.catalog.view import Grouping
from lumenbrowse.errors import FileError
from lumenbrowse.settings import Sort
from lumenbrowse.storage.visits import Changes, Ids, Visits, after

VERSION: Final = 1
MOST_RECENTS = 50

How = Literal["copied", "picked"]
_Value = TypeVar("_Value")


class Recent(NamedTuple):
    """An id that was copied, or picked (printed on leaving), and when: Unix time in seconds."""

    id: str
    at: int
    how: How = "copied"


class RememberedView(NamedTuple):
    """What of the view comes back next time. `pane_width` is in cells; None is the default."""

    sort: Sort = "added"
    reverse: bool = True
    grouping: Grouping = "owner"
    collapsed: frozenset[str] = frozenset()
    pane_width: int | None = None
    pane_shown: bool = True
    theme: str | None = None
    columns: tuple[str, ...] | None = None


class BaseState(NamedTuple):
    """What is remembered of one base: favourites as they were added, recents newest first."""

    favourites: tuple[str, ...] = ()
    recents: tuple[Recent, ...] = ()
    visits: Visits | None = None


class State(NamedTuple):
    """Everything remembered; `bases` is keyed by the base's address."""

    view: RememberedView = RememberedView()
    bases: Mapping[str, BaseState] = {}

    def of(self, base: str) -> BaseState:
        """What is remembered of a base; nothing where it is not known yet."""
        return self.bases.get(base, BaseState())


def with_favourites(state: State, base: str, ids: Iterable[str], on: bool) -> State:
    """Several ids made favourites, or no longer. One that is a favourite already keeps its place."""
    changed = dict.fromkeys(ids)
    known = state.of(base).favourites
    kept = dict.fromkeys((*known, *changed)) if on else [one for one in known if one not in changed]
    return _with_base(state, base, favourites=tuple(kept))


def with_recent(state: State, base: str, ids: Iterable[str], at: float, how: How) -> State:
    """Ids that were copied or picked at `at`; each is kept once, by its last use."""
    uses = [Recent(one, int(at), how) for one in ids]
    kept: dict[str, Recent] = {}
    for recent in sorted((*uses, *state.of(base).recents), key=lambda recent: -recent.at):
        kept.setdefault(recent.id, recent)
    return _with_base(state, base, recents=tuple(kept.values())[:MOST_RECENTS])


def with_view(state: State, before: RememberedView, after: RememberedView) -> State:
    """What the user changed of the view since the start, remembered: no options of the command line alone."""
    old, new = before._asdict(), after._asdict()
    changed = {name: value for name, value in new.items() if value != old[name]}
    # A column and its direction are one choice.
    if changed.keys() & {"sort", "reverse"}:
        changed |= {"sort": after.sort, "reverse": after.reverse}
    opened, closed = before.collapsed - after.collapsed, after.collapsed - before.collapsed
    changed["collapsed"] = (state.view.collapsed - opened) | closed
    return state._replace(view=state.view._replace(**changed))


def after_visit(
    old: State, base: str, ids: Ids, listed: float, now: float, changes: Changes, whole: bool = True
) -> State:
    """The end of a visit, `now`, to a base whose list `ids` was had at `listed`, whole or in part."""
    ended = after(old.of(base).visits, ids, listed, now, changes, whole)
    return _with_base(old, base, visits=ended)


def _with_base(state: State, base: str, **changed: Any) -> State:
    old = state.of(base)
    new = old._replace(**changed)
    return state if new == old else state._replace(bases={**state.bases, base: new})


def decode(content: bytes) -> State:
    """The state of a file. Raises `ValueError` or `RecursionError`, and `FileError` for a newer version's."""
    record = _typed(json.loads(content), dict)
    if _typed(record.get("version", 0), int) > VERSION:
        raise FileError("state.json is a newer lumenbrowse's", "update this one")
    bases = _typed(record.get("bases", {}), dict).items()
    view = _view(_typed(record.get("view", {}), dict))
    return State(view, {url: _base(_typed(raw, dict)) for url, raw in bases})


def encode(state: State) -> bytes:
    """The text of the file."""
    view = {**state.view._asdict(), "collapsed": sorted(state.view.collapsed)}
    bases = {url: _record(base) for url, base in state.bases.items()}
    record = {"version": VERSION, "view": view, "bases": bases}
    return json.dumps(record, indent=1).encode("ascii") + b"\n"


def _record(base: BaseState) -> dict[str, Any]:
    record = {**base._asdict(), "recents": [recent._asdict() for recent in base.recents]}
    if base.visits:
        groups: dict[int, list[str]] = {}
        for one, at in sorted(base.visits.first_seen.items()):
            groups.setdefault(at, []).append(one)
        first_seen = [[at, pack(ids)] for at, ids in sorted(groups.items())]
        visits = {"seen": pack(base.visits.seen), "first_seen": first_seen}
        record["visits"] = {**base.visits._asdict(), **visits}
    return record


def pack(ids: Iterable[str]) -> str:
    """Ids as one text, parted by spaces; a space in an id becomes `%20` and `%` becomes `%25`."""
    return " ".join(one.replace("%", "%25").replace(" ", "%20") for one in ids)


def unpack(text: str) -> tuple[str, ...]:
    """The ids that `pack` made a text of."""
    ids = text.split(" ") if text else []
    return tuple(one.replace("%20", " ").replace("%25", "%") for one in ids)


def _typed(value: Any, kind: type[_Value]) -> _Value:
    # A bool is an int to isinstance; with what no float can be, nothing can be reckoned.
    if type(value) is not kind or (isinstance(value, int) and value.bit_length() > 1_000):
        raise ValueError(f"no {kind.__name__}")
    return value


def _base(record: dict[str, Any]) -> BaseState:
    favourites = [_typed(one, str) for one in _typed(record.get("favourites", []), list)]
    recents = [_recent(_typed(one, dict)) for one in _typed(record.get("recents", []), list)]
    visits = record.get("visits")
    left = None if visits is None else _visits(_typed(visits, dict))
    return BaseState(tuple(dict.fromkeys(favourites)), tuple(recents), left)


def _recent(record: dict[str, Any]) -> Recent:
    how: How = "picked" if record.get("how") == "picked" else "copied"
    return Recent(_typed(record.get("id"), str), _typed(record.get("at"), int), how)


def _visits(record: dict[str, Any]) -> Visits:
    at = _typed(record.get("at"), int)
    began, listed = (_typed(record.get(name, at), int) for name in ("began", "listed"))
    groups = [_typed(group, list) for group in _typed(record.get("first_seen", []), list)]
    times = {one: _typed(moment, int) for moment, ids in groups for one in unpack(_typed(ids, str))}
    return Visits(began, at, listed, unpack(_typed(record.get("seen"), str)), times)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and {str}.issuperset(map(type, value))


_SENSIBLE: Final[Mapping[str, Callable[[Any], bool]]] = {
    "sort": lambda value: value in get_args(Sort),
    "reverse": lambda value: isinstance(value, bool),
    "grouping": lambda value: value in get_args(Grouping),
    "collapsed": _is_texts,
    "columns": lambda value: value is None or _is_texts(value),
    "pane_width": lambda value: value is None or (type(value) is int and 0 < value < 10_000),
    "pane_shown": lambda value: isinstance(value, bool),
    "theme": lambda value: value is None or isinstance(value, str),
}


def _view(record: dict[str, Any]) -> RememberedView:
    known = {name: record[name] for name in _SENSIBLE.keys() & record.keys()}
    sensible = {name: value for name, value in known.items() if _SENSIBLE[name](value)}
    sensible |= {"collapsed": frozenset(sensible.get("collapsed", ()))}
    if sensible.get("columns") is not None:
        sensible["columns"] = tuple(sensible["columns"])
    return RememberedView(**sensible)
