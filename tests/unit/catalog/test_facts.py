"""The facts of a model, read from what servers say in their own ways."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.catalog.facts import told
from tests.scenarios import case
from tests.unit import model


@pytest.mark.parametrize(("fields", "fact", "expected"), case("facts"))
def test_what_is_read(fields: dict[str, Any], fact: str, expected: object) -> None:
    """In a case a price is its amount, unit and text; what ends has a time and a replacement."""
    found = getattr(model(**fields).facts, fact)
    assert json.loads(json.dumps(found, default=float)) == expected


def test_told_are_the_fields_that_facts_were_read_from() -> None:
    prices = {"prompt": "0", "input": 1}
    entry = {"id": "m", "created": "odd", "added": 5, "pricing": prices, "canonical_slug": "n"}
    assert told(entry) == {"id", "added", "pricing.prompt"}


NUMBER = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUE = NUMBER | NUMBER.map(str) | st.text(max_size=8) | st.none() | st.booleans()


@given(VALUE, st.sampled_from(["prompt", "completion", "input", "output", "image"]))
def test_any_price_is_exact_or_as_it_came(value: Any, side: str) -> None:
    value = json.loads(json.dumps(value))
    found = model(pricing={side: value}).facts
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
