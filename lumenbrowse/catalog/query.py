"""What the user typed, taken apart into terms: words, `!not`, and filters such as `owner:goo`, `price:<1`."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from functools import partial
from math import inf
from operator import attrgetter, eq, ge, gt, le, lt
from typing import Any, NamedTuple

from lumenbrowse.catalog.model import EMPTY, Catalog, Facts, Model, field_at, spaced, squash

Test = Callable[[Model], bool]
Compare = Callable[[Any, Any], bool]

FILTERS = ("owner:", "in:", "out:", "can:", "ctx:", "price:", "added:", "is:")
"""The filters that every list knows; any other name is that of a field."""
STATES = ("free", "new", "favourite", "ending")
FILTER = re.compile(r"([a-z_][\w.-]*):(.*)", re.DOTALL)
_COMPARES: Mapping[str, Compare | None] = {"<=": le, ">=": ge, "<": lt, ">": gt, "": None}
_AMOUNT = re.compile(r"(\d+\.?\d*|\.\d+)([km]?)")
_DATE = re.compile(r"(\d{4})(?:-(?!00)(\d{2})(?:-(?!00)(\d{2}))?)?")
_UNFINISHED_DATE = re.compile(r"\d{0,3}|\d{4}-\d?|\d{4}-\d{2}-\d?")
_UNFINISHED_AMOUNT = re.compile(r"\.?|\d*\.?\d*/")


class Term(NamedTuple):
    """One word of a query, case folded."""

    text: str
    excluded: bool = False  # `!word`
    test: Test | None = None  # of a filter
    owner: str = ""  # what `owner:` looks for, which is highlighted too

    @property
    def squashed(self) -> str:
        """The word without separators; empty where it has nothing else."""
        return squash(self.text)


class Query(NamedTuple):
    """What the user typed, taken apart. An empty one matches everything."""

    terms: tuple[Term, ...] = ()
    unread: tuple[str, ...] = ()  # the filters whose value can't be read
    unfinished: tuple[str, ...] = ()  # those that say nothing yet

    @property
    def words(self) -> tuple[Term, ...]:
        """The terms that are looked for in the whole text of a model."""
        return tuple(term for term in self.terms if not term.test and not term.excluded)


NO_QUERY = Query()


class Known(NamedTuple):
    """What a query is read beside: the list, whose fields are filters, the dates' zone, and ids that are so."""

    catalog: Catalog = EMPTY
    zone: tzinfo | None = None
    new: Mapping[str, int] = {}  # and when each was first seen
    favourites: Collection[str] = ()


NOTHING_KNOWN = Known()


class _UnfinishedError(Exception):
    """A filter's value may still become one."""


def parse(text: str, known: Known = NOTHING_KNOWN) -> Query:
    """The query that `text` means."""
    terms, unread, unfinished = [], [], []
    for word in text.casefold().split():
        try:
            term = _term(word, known)
        except _UnfinishedError:
            unfinished.append(word)
        except (ValueError, OverflowError):  # of the last day of all
            unread.append(word)
        else:
            terms += [term] if term.text else []
            unfinished += [] if term.text else [word]
    return Query(tuple(terms), tuple(unread), tuple(unfinished))


def _term(word: str, known: Known) -> Term:
    """Raises `_UnfinishedError`, and `ValueError` for a value that can't be read."""
    excluded, text = word.startswith("!"), word.removeprefix("!")
    match = FILTER.fullmatch(text)
    name, value = (match[1], match[2]) if match else ("", "")
    read = _READERS.get(name)
    if read is None and (not name or name not in known.catalog.field_names):
        return Term(text, excluded)
    if not value:
        raise _UnfinishedError
    test = read(value, known) if read else partial(_field_holds, name, value)
    return Term(text, excluded, test, value if name == "owner" else "")


def _owner(value: str, _known: Known) -> Test:
    squashed = squash(value)
    if not squashed:
        return lambda model: value in model.owner.casefold()
    return lambda model: squashed in squash(spaced(model.owner.casefold()))


def _beginning(fact: Callable[[Facts], Collection[str]], value: str, _known: Known) -> Test:
    """Whether one of a fact's texts begins so: a value that is being typed matches already."""
    begins = squash(value) or value
    return lambda it: any(squash(one.casefold()).startswith(begins) for one in fact(it.facts))


def _context(value: str, _known: Known) -> Test:
    compare, text = _compared(value)
    least, holds = _amount(text), compare or ge
    return lambda model: model.facts.context is not None and holds(model.facts.context, least)


def _price(value: str, _known: Known) -> Test:
    compare, text = _compared(value)
    text, slash, unit = text.partition("/")
    if slash and not unit:
        raise _UnfinishedError
    amount, holds = _amount(text), compare or eq

    def test(model: Model) -> bool:
        prices = model.facts.other_prices if unit else (model.facts.price_in,)
        known = (price.amount for price in prices if price and price.unit.casefold() == unit)
        return any(one is not None and holds(one, amount) for one in known)

    return test


def _added(value: str, known: Known) -> Test:
    compare, text = _compared(value)
    first, after = _span(text, known.zone)
    start = {ge: first, gt: after, None: first}.get(compare, -inf)
    end = {lt: first, le: after, None: after}.get(compare, inf)
    return lambda model: model.added is not None and start <= model.added < end


def _state(value: str, known: Known) -> Test:
    tests: dict[str, Test] = {
        "free": lambda model: model.facts.is_free,
        "ending": lambda model: model.facts.ends is not None,
        "new": lambda model: model.id in known.new,
        "favourite": lambda model: model.id in known.favourites,
    }
    if value not in tests:
        is_begun = any(state.startswith(value) for state in STATES)
        raise _UnfinishedError if is_begun else ValueError(value)
    return tests[value]


_READERS: Mapping[str, Callable[[str, Known], Test]] = {
    "owner": _owner,
    "in": partial(_beginning, attrgetter("input")),
    "out": partial(_beginning, attrgetter("output")),
    "can": partial(_beginning, attrgetter("can")),
    "ctx": _context,
    "price": _price,
    "added": _added,
    "is": _state,
}


def _compared(value: str) -> tuple[Compare | None, str]:
    sign = next(filter(value.startswith, _COMPARES))
    if value == sign:
        raise _UnfinishedError
    return _COMPARES[sign], value.removeprefix(sign)


def _amount(text: str) -> Decimal:
    match = _AMOUNT.fullmatch(text)
    if not match:
        raise _UnfinishedError if _UNFINISHED_AMOUNT.fullmatch(text) else ValueError(text)
    return Decimal(match[1]) * {"": 1, "k": 1_000, "m": 1_000_000}[match[2]]


def _span(text: str, zone: tzinfo | None) -> tuple[int, int]:
    """When a year, a month or a day begins in `zone`, and when the next one does, in Unix seconds."""
    match = _DATE.fullmatch(text)
    if not match:
        raise _UnfinishedError if _UNFINISHED_DATE.fullmatch(text) else ValueError(text)
    year, month, day = (int(part) if part else 0 for part in match.groups())
    first = datetime(year, month or 1, day or 1, tzinfo=zone)
    if day:
        after = first + timedelta(days=1)
    else:
        after = datetime(year + (month in (0, 12)), month % 12 + 1 if month else 1, 1, tzinfo=zone)
    return int(first.timestamp()), int(after.timestamp())


def _field_holds(name: str, value: str, model: Model) -> bool:
    found = field_at(model.fields, name)
    texts = found if isinstance(found, list) else [found]
    return any(value in str(one).casefold() for one in texts if one is not None)
