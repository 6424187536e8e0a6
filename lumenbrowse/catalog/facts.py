"""What a server says of a model: nothing else in the program knows a server's spelling of a fact."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache, partial
from itertools import accumulate
from typing import Any

from lumenbrowse.catalog.model import NO_FACTS, UNKNOWN_OWNER, Ends, Facts, Model, Price

_SETTINGS = frozenset({
    "frequency_penalty", "logit_bias", "logprobs", "max_completion_tokens", "max_tokens", "min_p", "n",
    "presence_penalty", "repetition_penalty", "seed", "stop", "temperature", "top_a", "top_k", "top_logprobs",
    "top_p", "user",
})  # fmt: skip
"""Parameters of sampling and length: every model has them, and none can do more by it."""
_FEW = frozenset({"id", "owner", "added", "name", "aliases", "searched"})
_LATEST = 253_402_214_400  # 9999-12-31T00:00:00Z: with any zone's offset still a date
_MILLISECONDS = 10**11
_DEEPEST = 100
_BRACKETS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[]\[{}]', re.DOTALL)
_NUMBER = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?")
_PAIR = re.compile(r"([a-z0-9+]+)(?:->|-to-)([a-z0-9+]+)", re.IGNORECASE)
_MILLION = 1_000_000
_MOST = 10_000  # dollars a million tokens: what says more is meant in another unit

Read = Callable[[Any], Any]
Spellings = list[tuple[str, Read, list[tuple[str, ...]]]]  # a fact, how it is read, the ways to it


@lru_cache(maxsize=64)
def spellings_in(keys: frozenset[str]) -> Spellings:
    """The spellings that entries with these keys can have: those of one server have few sets of keys."""
    found: Spellings = []
    for fact, read, spellings in SPELLINGS:
        ways = [tuple(spelling.split(".")) for spelling in spellings]
        if ways := [way for way in ways if way[0] in keys]:
            found.append((fact, read, ways))
    return found


def read_model(entry: object, json_text: str) -> Model | None:
    """One entry of the list as a model; None where it can't be read as one. `json_text` is how it came."""
    if not isinstance(entry, dict) or _is_deep(json_text):
        return None
    found, _ = _found(entry)
    if "id" not in found:
        return None
    model_id, aliases = found["id"], found.get("aliases", ())
    return Model(
        model_id,
        found.get("owner") or _owner_in(model_id),
        found.get("added"),
        found.get("name", ""),
        json_text,
        tuple(dict.fromkeys(one for one in aliases if one != model_id)) if aliases else (),
        tuple(found.get("searched", ())),
        NO_FACTS if _FEW.issuperset(found) else _facts(found),
    )


def _is_deep(json_text: str) -> bool:
    """Whether a value is nested so deeply that what works on it would not get to its end."""
    if json_text.count("[") + json_text.count("{") <= _DEEPEST:
        return False
    steps = ((sign in "[{") - (sign in "]}") for sign in _BRACKETS.findall(json_text))
    return max(accumulate(steps)) > _DEEPEST


def told(entry: Mapping[str, Any]) -> frozenset[str]:
    """The dotted names of the fields that a model's facts were read from."""
    ways = _found(entry)[1]
    untold = {"searched"} if "ends" in ways else {"searched", "replacement"}
    return frozenset(".".join(way) for fact, way in ways.items() if fact not in untold)


def _found(entry: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, tuple[str, ...]]]:
    """The facts of an entry by their names, each by the first way that can be read, and these ways."""
    found: dict[str, Any] = {}
    ways_of: dict[str, tuple[str, ...]] = {}
    for fact, read, ways in spellings_in(frozenset(entry)):
        for way in ways if fact not in found else ():
            value: Any = entry
            for step in way:
                value = value.get(step) if isinstance(value, dict) else None
            value = None if value is None else read(value)
            # A name that the id says already is none.
            if value is not None and not (fact == "name" and value in found.get("id", "")):
                found[fact] = value
                ways_of[fact] = way
                break
    return found, ways_of


def _facts(found: Mapping[str, Any]) -> Facts:
    known = found.get
    can = known("can", ())
    pairs = [pair for one in can if (pair := _PAIR.fullmatch(one))]
    takes, gives = known("modality", ((), ()))
    tokens, others = known("price in"), (known("image price"), known("starting price"))
    ends = known("ends")
    return Facts(
        input=known("input") or takes or _unique(tuple(pair[1] for pair in pairs)),
        output=known("output") or gives or _unique(tuple(pair[2] for pair in pairs)),
        can=can,
        context=known("context"),
        price_in=tokens,
        price_out=known("price out"),
        # OpenRouter says of each model of texts that an image costs 0: it makes none.
        other_prices=tuple(one for one in others if one and not (tokens and one.amount == 0)),
        ends=ends and ends._replace(replacement=known("replacement", "")),
        released=known("released"),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _texts(value: object) -> list[str] | None:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str) and one.strip()] or None


def _owner(value: object) -> str | None:
    if isinstance(value, dict):
        return _text(value.get("name")) or _text(value.get("id"))
    return _text(value)


def _owner_in(model_id: str) -> str:
    prefix, slash, _ = model_id.partition("/")
    return prefix if slash and prefix.strip() else UNKNOWN_OWNER


@lru_cache(maxsize=1_024)
def _unique(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.lower() for text in texts for part in text.split("+") if part))


def _modalities(value: object) -> tuple[str, ...] | None:
    return _unique(tuple(_texts(value) or ())) or None


def _pair(value: object) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The two sides of `text+image->text`."""
    match = _PAIR.fullmatch(value.replace(" ", "")) if isinstance(value, str) else None
    return (_unique((match[1],)), _unique((match[2],))) if match else None


def _capabilities(value: object) -> tuple[str, ...] | None:
    if isinstance(value, dict):
        value = [name for name, has in value.items() if has is True]
    found = _texts(value) if isinstance(value, list) else None
    return tuple(dict.fromkeys(one for one in found or () if one not in _SETTINGS)) or None


def _tokens(value: object) -> int | None:
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return int(value) if 1 <= value < 10**12 else None


def _a_million(value: object) -> Price | None:
    """A JSON text is dollars a token (Vercel's way), a number dollars a million (Together's, models.dev's)."""
    return _price(value, _MILLION if isinstance(value, str) else 1)


def _starting(value: object) -> Price | None:
    """Lumenfall's `{"amount": "0.05", "unit": "second", "currency": "USD"}`."""
    if not isinstance(value, dict):
        return None
    unit, currency = _text(value.get("unit")) or "", _text(value.get("currency")) or "USD"
    price = _price(value.get("amount"), unit=unit)
    if price and price.amount is not None and (currency != "USD" or not unit):
        return Price(None, unit, f"{value.get('amount')} {currency}{'/' if unit else ''}{unit}")
    return price


def _price(value: object, times: int = 1, unit: str = "") -> Price | None:
    """Exact, as `Decimal` reads it: what is negative varies, what is no sensible amount stays as it came."""
    is_told = isinstance(value, (int, float, str)) and not isinstance(value, bool)
    text = str(value) if is_told else ""
    if not text.strip():
        return None
    try:
        amount = Decimal(text.strip()) * times
        is_sensible = amount <= _MOST
    except ArithmeticError:
        is_sensible = False
    if not is_sensible:
        return Price(None, unit, text)
    return Price(None, unit, "varies") if amount < 0 else Price(amount, unit)


def _ends(value: object) -> Ends | None:
    if isinstance(value, dict):
        moments = [moment for one in value.values() if (moment := _moment(one))]
        return Ends(min(moments)) if moments else None
    word = value.strip().lower() if isinstance(value, str) else ""
    if value is True or word in ("deprecated", "archived"):
        return Ends()
    # A flag or a year alone is no date.
    return Ends(moment) if (moment := _moment(value)) and moment >= 10**8 else None


def _moment(value: object) -> int | None:
    """Unix seconds from a number or a text of seconds, milliseconds or ISO 8601 (without a zone: UTC)."""
    if isinstance(value, str):
        value = value.strip()
        value = float(value) if _NUMBER.fullmatch(value) else _iso_seconds(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    seconds = value / 1000 if _MILLISECONDS <= value < _LATEST * 1000 else value
    return int(seconds) if 1 <= seconds < _LATEST else None


def _iso_seconds(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


SPELLINGS: tuple[tuple[str, Read, tuple[str, ...]], ...] = (
    ("id", _text, ("id", "model", "name")),
    ("owner", _owner, (
        "owned_by", "creator_organization", "organization", "ownedBy", "owner", "publisher", "vendor",
        "provider", "creator",
    )),
    ("added", _moment, ("created", "created_at", "createdAt", "added")),
    ("released", _moment, ("released", "release_date")),
    ("name", _text, ("name", "display_name", "displayName", "title")),
    ("aliases", _texts, ("aliases", "alias")),
    ("searched", _texts, ("canonical_slug",)),
    ("input", _modalities, ("architecture.input_modalities", "modalities.input", "input_modalities")),
    ("output", _modalities, (
        "architecture.output_modalities", "modalities.output", "output_modalities",
    )),
    ("modality", _pair, ("architecture.modality", "modality")),
    ("can", _capabilities, ("capabilities", "supported_parameters", "features", "tags")),
    ("context", _tokens, (
        "context_length", "context_window", "max_context_length", "max_model_len", "limit.context",
        "top_provider.context_length", "inputTokenLimit",
    )),
    ("price in", partial(_price, times=_MILLION), ("pricing.prompt",)),
    ("price out", partial(_price, times=_MILLION), ("pricing.completion",)),
    ("price in", _a_million, ("pricing.input", "cost.input")),
    ("price out", _a_million, ("pricing.output", "cost.output")),
    ("image price", partial(_price, unit="image"), ("pricing.image",)),
    ("starting price", _starting, ("starting_price",)),
    ("ends", _ends, (
        "expiration_date", "deprecated_at", "deprecation_date", "deprecation", "sunset_at", "status",
        "lifecycle_status", "deprecated", "archived",
    )),
    ("replacement", _text, ("deprecation_replacement_model", "replacement", "replaced_by")),
)  # fmt: skip
"""Each fact, how it is read, and its spellings, dotted where nested; the first readable one wins."""
