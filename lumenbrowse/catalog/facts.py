"""What a server says of a model: nothing else in the program knows a server's spelling of a fact."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from lumenbrowse.catalog.model import NO_FACTS, UNKNOWN_OWNER, Ends, Facts, Model, Price, make_model

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "model", "name"),
    "owner": (
        "owned_by", "creator_organization", "organization", "ownedBy", "owner", "publisher", "vendor",
        "provider", "creator",
    ),
    "added": ("created", "created_at", "createdAt", "added"),
    "released": ("released", "release_date"),
    "name": ("name", "display_name", "displayName", "title"),
    "aliases": ("aliases", "alias"),
    "searched": ("canonical_slug",),
    "input": ("architecture.input_modalities", "modalities.input", "input_modalities"),
    "output": ("architecture.output_modalities", "modalities.output", "output_modalities"),
    "modality": ("architecture.modality", "modality"),
    "can": ("capabilities", "supported_parameters", "features", "tags"),
    "context": (
        "context_length", "context_window", "max_context_length", "max_model_len", "limit.context",
        "top_provider.context_length", "inputTokenLimit",
    ),
    "token in": ("pricing.prompt",),
    "token out": ("pricing.completion",),
    "price in": ("pricing.input", "cost.input"),
    "price out": ("pricing.output", "cost.output"),
    "image price": ("pricing.image",),
    "starting price": ("starting_price",),
    "ends": (
        "expiration_date", "deprecated_at", "deprecation_date", "deprecation", "sunset_at", "status",
        "lifecycle_status", "deprecated", "archived",
    ),
    "replacement": ("deprecation_replacement_model", "replacement", "replaced_by"),
}  # fmt: skip
"""The spellings of each fact, dotted where nested; the first that can be read wins (DESIGN.md section 2)."""

_SETTINGS = frozenset({
    "frequency_penalty", "logit_bias", "logprobs", "max_completion_tokens", "max_tokens", "min_p", "n",
    "presence_penalty", "repetition_penalty", "seed", "stop", "temperature", "top_a", "top_k", "top_logprobs",
    "top_p", "user",
})  # fmt: skip
"""Parameters of sampling and length: every model has them, and none can do more by it."""
_LATEST = 253_402_214_400  # 9999-12-31T00:00:00Z: with any zone's offset still a date
_MILLISECONDS = 10**11
_NUMBER = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?")
_PAIR = re.compile(r"([a-z0-9+]+)(?:->|-to-)([a-z0-9+]+)", re.IGNORECASE)
_MILLION = Decimal(1_000_000)
_MOST = Decimal(10_000)
"""Dollars a million tokens: what says more is meant in another unit."""

Spellings = Mapping[str, list[tuple[str, ...]]]
"""The ways to each fact, of which some entry of a list has the first step; no fact without any."""
_Value = TypeVar("_Value")


def spellings_in(keys: Collection[str]) -> Spellings:
    """The spellings that entries with these keys can have: most servers know few."""
    known = {fact: [tuple(way.split(".")) for way in ways] for fact, ways in SPELLINGS.items()}
    known = {fact: [way for way in ways if way[0] in keys] for fact, ways in known.items()}
    return {fact: ways for fact, ways in known.items() if ways}


def read_model(entry: object, json_text: str, spellings: Spellings | None = None) -> Model | None:
    """One entry of the list as a model; None where it can't be read as one. `json_text` is how it came."""
    if not isinstance(entry, dict):
        return None
    reader = _Reader(entry, spellings_in(entry) if spellings is None else spellings)
    model_id = reader.first("id", _text)
    if model_id is None:
        return None
    aliases = [one for one in reader.first("aliases", _texts) or () if one != model_id]
    searched = [one for one in reader.first("searched", _texts) or () if one != model_id]
    return make_model(
        model_id,
        reader.first("owner", _owner) or _owner_in(model_id),
        reader.first("added", _moment),
        reader.first("name", lambda value: _name(value, model_id)) or "",
        json_text,
        tuple(dict.fromkeys(aliases)),
        tuple(searched),
        reader.facts(),
    )


def told(entry: Mapping[str, Any]) -> frozenset[str]:
    """The dotted names of the fields that a model's facts were read from."""
    reader = _Reader(entry, spellings_in(entry))
    read_id = reader.first("id", _text) or ""
    for fact, read in (("owner", _owner), ("added", _moment), ("aliases", _texts)):
        reader.first(fact, read)
    reader.first("name", lambda value: _name(value, read_id))
    reader.facts()
    return frozenset(map(".".join, reader.used))


class _Reader:
    """Looks facts up in one entry; `used` are the ways that were read."""

    def __init__(self, entry: Mapping[str, Any], spellings: Spellings) -> None:
        self._entry = entry
        self._spellings = spellings
        self.used: list[tuple[str, ...]] = []

    def first(self, fact: str, read: Callable[[Any], _Value | None]) -> _Value | None:
        """The first spelling of a fact that can be read, read."""
        for way in self._spellings.get(fact, ()):
            value: Any = self._entry
            for step in way:
                value = value.get(step) if isinstance(value, dict) else None
            found = None if value is None else read(value)
            if found is not None:
                self.used.append(way)
                return found
        return None

    def facts(self) -> Facts:
        """All that is not the id, the owner, the date or the name."""
        if _FURTHER.isdisjoint(self._spellings):
            return NO_FACTS
        can = self.first("can", _capabilities) or ()
        pairs = [pair for one in can if (pair := _PAIR.fullmatch(one))] if can else []
        modality = self.first("modality", _pair)
        takes = self.first("input", _modalities) or (modality and modality[0])
        gives = self.first("output", _modalities) or (modality and modality[1])
        others = (self.first("image price", _image_price), self.first("starting price", _starting))
        replacement = self.first("replacement", _text) or ""
        ends = self.first("ends", _ends)
        return Facts(
            input=takes or _unique(pair[1] for pair in pairs),
            output=gives or _unique(pair[2] for pair in pairs),
            can=can,
            context=self.first("context", _tokens),
            price_in=self.first("token in", _a_token) or self.first("price in", _a_million),
            price_out=self.first("token out", _a_token) or self.first("price out", _a_million),
            other_prices=tuple(price for price in others if price),
            ends=ends._replace(replacement=replacement) if ends else None,
            released=self.first("released", _moment),
        )


_FURTHER = frozenset(SPELLINGS) - {"id", "owner", "added", "name", "aliases", "searched"}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _texts(value: object) -> list[str] | None:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str) and one.strip()] or None


def _name(value: object, model_id: str) -> str | None:
    name = _text(value)
    return name if name and name not in model_id else None


def _owner(value: object) -> str | None:
    if isinstance(value, dict):
        return _text(value.get("name")) or _text(value.get("id"))
    return _text(value)


def _owner_in(model_id: str) -> str:
    prefix, slash, _ = model_id.partition("/")
    return prefix if slash and prefix.strip() else UNKNOWN_OWNER


def _unique(texts: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.lower() for text in texts for part in text.split("+") if part))


def _modalities(value: object) -> tuple[str, ...] | None:
    return _unique(iter(_texts(value) or ())) or None


def _pair(value: object) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The two sides of `text+image->text`."""
    match = _PAIR.fullmatch(value.replace(" ", "")) if isinstance(value, str) else None
    return (_unique(iter([match[1]])), _unique(iter([match[2]]))) if match else None


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
    return int(value) if 0 < value < 10**12 else None


def _a_token(value: object) -> Price | None:
    """A price of dollars a token (OpenRouter's way)."""
    return _price(value, _MILLION)


def _a_million(value: object) -> Price | None:
    """A JSON text is dollars a token (Vercel's way), a number dollars a million (Together's, models.dev's)."""
    return _price(value, _MILLION if isinstance(value, str) else Decimal(1))


def _image_price(value: object) -> Price | None:
    price = _price(value, Decimal(1))
    return price and price._replace(unit="image")


def _starting(value: object) -> Price | None:
    """Lumenfall's `{"amount": "0.05", "unit": "second", "currency": "USD"}`."""
    if not isinstance(value, dict):
        return None
    price, unit = _price(value.get("amount"), Decimal(1)), _text(value.get("unit")) or ""
    if price is None:
        return None
    currency = _text(value.get("currency")) or "USD"
    if price.amount is None or currency != "USD" or not unit:
        told_so = f"{value.get('amount')} {currency}{'/' if unit else ''}{unit}"
        return Price(None, unit, price.text or told_so)
    return price._replace(unit=unit)


def _price(value: object, times: Decimal) -> Price | None:
    """Exact, as `Decimal` reads it: what is negative varies, what is no sensible amount stays as it came."""
    is_told = isinstance(value, (int, float, str)) and not isinstance(value, bool)
    text = str(value) if is_told else ""
    if not text.strip():
        return None
    try:
        amount = Decimal(text.strip()) * times
    except InvalidOperation:
        return Price(None, text=text)
    if amount.is_nan() or amount > _MOST:
        return Price(None, text=text)
    return Price(None, text="varies") if amount < 0 else Price(amount)


def _ends(value: object) -> Ends | None:
    if isinstance(value, dict):
        moments = [moment for one in value.values() if (moment := _moment(one))]
        return Ends(min(moments)) if moments else None
    word = value.strip().lower() if isinstance(value, str) else ""
    if value is True or word in ("deprecated", "archived"):
        return Ends()
    moment = _moment(value)
    return Ends(moment) if moment else None


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
