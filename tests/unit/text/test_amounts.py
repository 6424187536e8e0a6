"""Contexts and prices as short texts: exact, and never more than was said."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.catalog.model import Price
from lumenbrowse.text import amounts
from tests.scenarios import case
from tests.unit import model


def test_contexts_prices_and_a_span_of_prices_of_one_unit() -> None:
    for tokens, text in TABLES["contexts"]:
        assert amounts.context_text(tokens) == text
    for fields, short, words in TABLES["prices"]:
        facts = model(pricing=fields).facts
        assert (amounts.prices_text(facts), amounts.price_words(facts)) == (short, words)
    several: list[Any] = [{"input": "call"}, {"input": 3}, {"input": 0.4}, {"image": "0.04"}, {}]
    span = amounts.span_words(model(pricing=one).facts for one in several)
    assert span == "$0.4 to $3 in per million tokens, $0.04/image"


TABLES = case("text/amounts")


@given(st.decimals())
def test_any_decimal_is_told_exactly(amount: Decimal) -> None:
    text = amounts.amount_text(amount)
    assert amounts.price_text(Price(amount, "image")) == f"${text}/image"
    assert amount.is_nan() or Decimal(text) == amount
    assert "E" in text or not ("." in text and text.endswith(("0", ".")))
