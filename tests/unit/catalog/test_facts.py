"""The facts of a model, read from what servers say in their own ways."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.catalog.facts import read_model, told
from lumenbrowse.catalog.model import Ends, Facts, Price


def facts(**fields: Any) -> Facts:
    found = read_model({"id": "m", **fields}, "{}")
    assert found is not None
    return found.facts


@pytest.mark.parametrize(
    ("fields", "fact", "expected"),
    [
        ({"pricing": {"prompt": "0.000003"}}, "price_in", Price(Decimal(3))),
        ({"pricing": {"input": "0.000003"}}, "price_in", Price(Decimal(3))),
        ({"pricing": {"input": 3}}, "price_in", Price(Decimal(3))),
        ({"cost": {"output": 0.18}}, "price_out", Price(Decimal("0.18"))),
        ({"pricing": {"prompt": "-1"}}, "price_in", Price(None, text="varies")),
        ({"pricing": {"prompt": "3"}}, "price_in", Price(None, text="3")),
        ({"pricing": {"prompt": "cheap"}}, "price_in", Price(None, text="cheap")),
        ({"pricing": {"prompt": True, "input": 1}}, "price_in", Price(Decimal(1))),
        ({"pricing": {"image": "0.04"}}, "other_prices", (Price(Decimal("0.04"), "image"),)),
        ({"starting_price": {"amount": "5", "unit": "clip", "currency": "EUR"}}, "other_prices",
         (Price(None, "clip", "5 EUR/clip"),)),
        ({"context_window": "32768"}, "context", 32_768),
        ({"context_length": 0, "limit": {"context": 8_192}}, "context", 8_192),
        ({"context_length": True}, "context", None),
        ({"modality": "text+image->text"}, "input", ("text", "image")),
        ({"modality": "odd", "capabilities": ["text-to-video"]}, "output", ("video",)),
        ({"capabilities": {"vision": True, "tools": False}}, "can", ("vision",)),
        ({"supported_parameters": ["temperature", "tools", 3, "tools"]}, "can", ("tools",)),
        ({"status": "Deprecated", "replaced_by": "n"}, "ends", Ends(None, "n")),
        ({"deprecation": {"inference": 1_800_000_000, "other": 1_900_000_000}}, "ends", Ends(1_800_000_000)),
        ({"expiration_date": "2027-01-15"}, "ends", Ends(1_799_971_200)),
        ({"status": "active", "deprecated": False, "replacement": "n"}, "ends", None),
        ({"release_date": "1970-01-02"}, "released", 86_400),
    ],
)  # fmt: skip
def test_what_is_read(fields: dict[str, Any], fact: str, expected: object) -> None:
    assert getattr(facts(**fields), fact) == expected


def test_told_are_the_fields_that_facts_were_read_from() -> None:
    prices = {"prompt": "0", "input": 1}
    entry = {"id": "m", "created": "odd", "added": 5, "pricing": prices, "canonical_slug": "n"}
    assert told(entry) == {"id", "added", "pricing.prompt"}


NUMBER = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUE = NUMBER | NUMBER.map(str) | st.text(max_size=8) | st.none() | st.booleans()


@given(VALUE, st.sampled_from(["prompt", "completion", "input", "output", "image"]))
def test_any_price_is_exact_or_as_it_came(value: Any, side: str) -> None:
    value = json.loads(json.dumps(value))
    found = facts(pricing={side: value})
    prices = [one for one in (found.price_in, found.price_out, *found.other_prices) if one]
    is_told = isinstance(value, (int, float, str)) and not isinstance(value, bool)
    assert len(prices) == (is_told and str(value).strip() != "")
    by_token = ("prompt", "completion", *(("input", "output") if isinstance(value, str) else ()))
    for price in prices:
        if price.amount is None:
            assert price.text in (str(value), "varies")
        else:
            expected = Decimal(str(value).strip()) * (1_000_000 if side in by_token else 1)
            assert 0 <= price.amount == expected <= 10_000
    assert found.is_free == (bool(prices) and all(price.amount == 0 for price in prices))
