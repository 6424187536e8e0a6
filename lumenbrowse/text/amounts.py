"""Contexts and prices as short texts, exact; what a server wrote (`Price.text`, a unit) is as it came."""

from collections.abc import Iterable
from decimal import Decimal

from lumenbrowse.catalog.model import Facts, Price

PER_MILLION = "per million tokens"
_SMALLEST_EXPONENT = -20  # what is smaller is written with one


def context_text(tokens: int) -> str:
    """`33k`, `8.2k`, `131k`, `1.05M`: k is 1,000; three significant digits at most."""
    sizes = {"": 1, "k": 10**3, "M": 10**6}
    unit = next((unit for unit, size in sizes.items() if tokens < 999.5 * size), "M")
    amount = Decimal(tokens) / sizes[unit]
    places = (2 if unit == "k" else 3) - len(f"{amount:.0f}")
    return f"{_without_zeros(f'{amount:.{max(0, places)}f}')}{unit}"


def price_text(price: Price) -> str:
    """`$3`, `$0.075`, `$0.04/image`; without an amount as it came, such as `varies`."""
    if price.amount is None:
        return price.text
    return f"${amount_text(price.amount)}{'/' if price.unit else ''}{price.unit}"


def amount_text(amount: Decimal) -> str:
    """A decimal in full, without zeros at its end."""
    if not amount.is_finite() or (amount and amount.adjusted() < _SMALLEST_EXPONENT):
        return str(amount)
    return _without_zeros(f"{amount:f}") if amount else "0"


def _without_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def prices_text(facts: Facts) -> str:
    """The column's price: `$3 / $15` a million tokens where stated, else another with its unit; or `free`."""
    takes, gives = facts.price_in, facts.price_out
    if not (takes or gives or facts.other_prices):
        return ""
    if facts.is_free:
        return "free"
    if takes and gives:
        both = [price_text(takes), price_text(gives)]
        return " / ".join(dict.fromkeys(both) if takes.amount is None else both)
    if takes:
        return f"{price_text(takes)} in"
    if gives:
        return f"{price_text(gives)} out"
    return price_text(facts.other_prices[0])


def price_words(facts: Facts) -> str:
    """The pane's price: `$3 in, $15 out per million tokens, $0.04/image`; `free`; empty for none."""
    if facts.is_free:
        return "free"
    sides = {"in": facts.price_in, "out": facts.price_out}
    stated = {side: price for side, price in sides.items() if price}
    tokens = ", ".join(f"{price_text(price)} {side}" for side, price in stated.items())
    if any(price.amount is not None for price in stated.values()):
        tokens += f" {PER_MILLION}"
    elif stated:
        tokens = ", ".join(dict.fromkeys(map(price_text, stated.values())))
    return ", ".join(filter(None, (tokens, *map(price_text, facts.other_prices))))


def span_words(every: Iterable[Facts]) -> str:
    """From the lowest to the highest price: `$0.4 to $3 in per million tokens, $0.02/image to $0.04/image`."""
    prices = [facts.price for facts in every if facts.price and facts.price.amount is not None]
    spans = []
    for unit in dict.fromkeys(price.unit for price in prices):
        ordered = sorted(price.amount or Decimal() for price in prices if price.unit == unit)
        ends = dict.fromkeys(price_text(Price(one, unit)) for one in (ordered[0], ordered[-1]))
        spans.append(" to ".join(ends) + ("" if unit else f" in {PER_MILLION}"))
    return ", ".join(spans)
