"""Sums as Stripe counts them, both ways from one table. Pure.

A currency that is not here is refused: Stripe counts some in other units than ISO 4217 does, and a
table that is wrong in both directions hides itself.
"""

from collections.abc import Mapping
from typing import Final

from lonja.kernel.money import Money

LEAST: Final[Mapping[str, int]] = {
    "EUR": 50,
    "USD": 50,
    "GBP": 30,
    "CHF": 50,
    "CAD": 50,
    "AUD": 50,
    "NZD": 50,
    "DKK": 2_50,
    "NOK": 3_00,
    "SEK": 3_00,
    "PLN": 2_00,
    "CZK": 15_00,
    "RON": 2_00,
    "MXN": 10_00,
    "BRL": 50,
    "JPY": 50,
    "ARS": 1,
    "CLP": 1,
    "COP": 1,
    "PEN": 1,
    "UYU": 1,
}
"""The least that may be charged, in minor units, which are Stripe's and ISO 4217's alike here."""


class UnknownCurrency(ValueError):
    """Stripe speaks of money in a currency that we would have to guess the decimals of."""


def to_wire(money: Money) -> tuple[int, str]:
    assert money.currency in LEAST, "the method takes its own currencies only"
    return money.minor, money.currency.lower()


def from_wire(amount: int, currency: str) -> Money:
    code = currency.upper()
    if code not in LEAST:
        raise UnknownCurrency(code)
    return Money(code, amount)


def is_too_small(money: Money) -> bool:
    return money.minor < LEAST[money.currency]
