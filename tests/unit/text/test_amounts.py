"""Contexts and prices as short texts: exact, and never more than was said."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.catalog.model import Price
from lumenbrowse.text.amounts import (
    amount_text,
    context_text,
    price_text,
    price_words,
    prices_text,
    span_words,
)
from tests.unit.text.models import model


@pytest.mark.parametrize(
    ("tokens", "text"),
    [(1, "1"), (999, "999"), (1_000, "1k"), (1_536, "1.5k"), (8_192, "8.2k"), (9_999, "10k"), (32_768, "33k"),
     (131_072, "131k"), (999_499, "999k"), (999_500, "1M"), (1_048_576, "1.05M"), (2_000_000, "2M"),
     (10_485_760, "10.5M"), (200_000_000, "200M")],
)  # fmt: skip
def test_contexts(tokens: int, text: str) -> None:
    assert context_text(tokens) == text


@pytest.mark.parametrize(
    ("fields", "short", "words"),
    [
        ({"prompt": "0.000003", "completion": "0.000015"}, "$3 / $15", "$3 in, $15 out per million tokens"),
        ({"prompt": "0.000000075"}, "$0.075 in", "$0.075 in per million tokens"),
        ({"output": 0.59}, "$0.59 out", "$0.59 out per million tokens"),
        ({"prompt": "0", "completion": "0", "image": "0"}, "free", "free"),
        ({"prompt": "0", "image": "0.0400"}, "$0 in", "$0 in per million tokens, $0.04/image"),
        ({"image": "0.04"}, "$0.04/image", "$0.04/image"),
        ({"prompt": "-1", "completion": "-1"}, "varies", "varies"),
        ({"prompt": "-1", "completion": "0.000001"}, "varies / $1", "varies in, $1 out per million tokens"),
        ({"prompt": "ask us"}, "ask us in", "ask us"),
        ({}, "", ""),
    ],
)  # fmt: skip
def test_prices(fields: dict[str, object], short: str, words: str) -> None:
    facts = model(pricing=fields).facts
    assert (prices_text(facts), price_words(facts)) == (short, words)


def test_a_price_span_is_of_one_unit() -> None:
    pricing: tuple[dict[str, object], ...] = (
        {"input": 3},
        {"input": 0.4},
        {"image": "0.04"},
        {"input": "call"},
        {},
    )
    spans = span_words(model(pricing=one).facts for one in pricing)
    assert spans == "$0.4 to $3 in per million tokens, $0.04/image"


@given(st.decimals())
def test_any_decimal_is_told_exactly(amount: Decimal) -> None:
    text = amount_text(amount)
    assert price_text(Price(amount, "image")) == f"${text}/image"
    assert amount.is_nan() or Decimal(text) == amount
    assert "E" in text or not ("." in text and text.endswith(("0", ".")))
