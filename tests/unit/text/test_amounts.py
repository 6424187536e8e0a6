"""Contexts and prices as short texts: exact, and never more than was said."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.catalog.model import Price
from lumenbrowse.text import amounts
from tests.scenarios import case
from tests.unit.text.models import model

TABLES = case("text/amounts")


@pytest.mark.parametrize(("tokens", "text"), TABLES["contexts"])
def test_contexts(tokens: int, text: str) -> None:
    assert amounts.context_text(tokens) == text


@pytest.mark.parametrize(("fields", "short", "words"), TABLES["prices"])
def test_prices(fields: dict[str, object], short: str, words: str) -> None:
    facts = model(pricing=fields).facts
    assert (amounts.prices_text(facts), amounts.price_words(facts)) == (short, words)


def test_a_price_span_is_of_one_unit() -> None:
    pricing: tuple[dict[str, object], ...] = (
        {"input": 3},
        {"input": 0.4},
        {"image": "0.04"},
        {"input": "call"},
        {},
    )
    spans = amounts.span_words(model(pricing=one).facts for one in pricing)
    assert spans == "$0.4 to $3 in per million tokens, $0.04/image"


@given(st.decimals())
def test_any_decimal_is_told_exactly(amount: Decimal) -> None:
    text = amounts.amount_text(amount)
    assert amounts.price_text(Price(amount, "image")) == f"${text}/image"
    assert amount.is_nan() or Decimal(text) == amount
    assert "E" in text or not ("." in text and text.endswith(("0", ".")))
