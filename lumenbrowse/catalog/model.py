"""A model, and a server's list of them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

UNKNOWN_OWNER = "(unknown)"
GONE_OWNER = "(gone)"  # of a favourite that the list no longer has
ModelKey = tuple[str, str]  # id and owner

SEPARATORS = "-_./:@+,()[]|~ \t"
_DEEPEST_NAME = 4
_CONTROLS = "".join(map(chr, range(32)))
_SPACES = str.maketrans(dict.fromkeys(SEPARATORS + _CONTROLS, " "))
_SQUASH = str.maketrans("", "", (SEPARATORS + _CONTROLS).replace("\n", ""))


class Price(NamedTuple):
    """A price: US dollars a million tokens where `unit` is empty, else dollars a `unit`."""

    amount: Decimal | None  # without one it can't be compared
    unit: str = ""
    text: str = ""  # what is shown instead of an amount, such as `varies`


class Ends(NamedTuple):
    """That a model is deprecated or ends: when, as a Unix time, and what replaces it, as far as is known."""

    at: int | None = None
    replacement: str = ""


class Facts(NamedTuple):
    """What a server says of a model besides its id, owner, date and name; empty or None where it doesn't."""

    input: tuple[str, ...] = ()  # modalities
    output: tuple[str, ...] = ()
    can: tuple[str, ...] = ()  # capabilities
    context: int | None = None  # in tokens
    price_in: Price | None = None
    price_out: Price | None = None
    other_prices: tuple[Price, ...] = ()
    ends: Ends | None = None
    released: int | None = None  # a Unix time

    @property
    def price(self) -> Price | None:
        """What is compared and sorted by: the price of tokens in, else another."""
        return self.price_in or next(iter(self.other_prices), None)

    @property
    def is_free(self) -> bool:
        """Whether prices are stated, and all are nothing."""
        prices = [one for one in (self.price_in, self.price_out, *self.other_prices) if one]
        return bool(prices) and all(price.amount == 0 for price in prices)


NO_FACTS = Facts()


class Model(NamedTuple):
    """One model of a list."""

    id: str
    owner: str
    added: int | None = None  # a Unix time in seconds
    name: str = ""
    json: str = ""  # what the server sent of it
    aliases: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()  # texts that are only searched
    facts: Facts = NO_FACTS

    @property
    def key(self) -> ModelKey:
        """What finds the same model in another list."""
        return self.id, self.owner

    @property
    def fields(self) -> dict[str, Any]:
        """All that the server sent of it, decoded; empty where nothing came."""
        value = json.loads(self.json or "{}", parse_int=long_number)
        return value if isinstance(value, dict) else {}


@dataclass(frozen=True, eq=False)
class Catalog:
    """A server's list as it was read, in the server's order."""

    models: Sequence[Model] = ()
    twice: int = 0  # entries that were left out, as those that are
    unreadable: int = 0
    partial: bool = False  # pages are missing
    total: int | None = None  # how many models the server says that there are

    @cached_property
    def owners(self) -> frozenset[str]:
        return frozenset(model.owner for model in self.models)

    @cached_property
    def field_names(self) -> frozenset[str]:
        """The names of all fields that the models have, case folded, dotted where nested."""
        return frozenset(name for model in self.models for name in _names(model.fields))

    @property
    def skipped_words(self) -> str:
        """`2 entries skipped: 1 twice, 1 unreadable`; empty where none was."""
        counts = ((self.twice, "twice"), (self.unreadable, "unreadable"))
        why = ", ".join(f"{count:,} {word}" for count, word in counts if count)
        skipped = self.twice + self.unreadable
        return f"{skipped:,} {'entry' if skipped == 1 else 'entries'} skipped: {why}" if why else ""

    @property
    def partial_words(self) -> str:
        """`first 500 of 812`; empty where the list is whole."""
        of = f" of {self.total:,}" if self.total else ""
        return f"first {len(self.models):,}{of}" if self.partial else ""


def _names(fields: dict[str, Any], before: str = "") -> Iterator[str]:
    for key, value in fields.items():
        name = f"{before}{key.casefold()}"
        yield name
        if isinstance(value, dict) and name.count(".") < _DEEPEST_NAME:
            yield from _names(value, f"{name}.")


EMPTY = Catalog()


def spaced(text: str) -> str:
    """`text` with a space for each separator or control character."""
    return text.translate(_SPACES)


def squash(text: str) -> str:
    """`text` without separators and control characters; newlines stay, which part fields."""
    return text.translate(_SQUASH)


def field_at(fields: Any, name: str) -> Any:
    """The value of the field of a case-folded name, dotted where nested; None where there is none."""
    lower = {key.casefold(): key for key in fields} if isinstance(fields, dict) else {}
    if name in lower:
        return fields[lower[name]]
    first, _, rest = name.partition(".")
    return field_at(fields[lower[first]], rest) if rest and first in lower else None


def long_number(digits: str) -> int | str:
    """A number's value, or its digits where `int` refuses so many (sys.set_int_max_str_digits)."""
    return int(digits) if len(digits) < 400 else digits
