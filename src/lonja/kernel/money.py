"""Money: whole minor units with their currency. Pure."""

from dataclasses import dataclass
from typing import Final

# ISO 4217 exponents of the currencies a shop here may use. An unknown currency is refused, so
# that no amount is ever shown with the wrong number of decimals.
EXPONENTS: Final = {
    "EUR": 2, "USD": 2, "GBP": 2, "CHF": 2, "SEK": 2, "DKK": 2, "NOK": 2, "PLN": 2, "MXN": 2, "JPY": 0,
}  # fmt: skip

MILLI: Final = 1000
"""Unit prices may carry a thousandth of a minor unit (`unit_milli`)."""


class MixedCurrencies(ArithmeticError):
    """Two currencies met in one sum: a fault of ours, never of a caller."""


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` units of `currency` (1234 EUR = 12.34 euros)."""

    currency: str
    minor: int

    def __post_init__(self) -> None:
        assert self.currency in EXPONENTS, f"unknown currency {self.currency!r}"

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.currency, self.minor + other.minor)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.currency, self.minor - other.minor)

    def __mul__(self, count: int) -> "Money":
        return Money(self.currency, self.minor * count)

    def __str__(self) -> str:
        exponent = EXPONENTS[self.currency]
        sign, digits = (
            ("-" if self.minor < 0 else ""),
            str(abs(self.minor)).rjust(exponent + 1, "0"),
        )
        whole = digits[:-exponent] if exponent else digits
        cents = f".{digits[-exponent:]}" if exponent else ""
        return f"{sign}{whole}{cents} {self.currency}"

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise MixedCurrencies(f"{self.currency} and {other.currency}")


def divide_half_up(dividend: int, divisor: int) -> int:
    """`dividend / divisor` to the nearest whole, a half away from zero; `divisor` > 0."""
    sign = -1 if dividend < 0 else 1
    return sign * ((2 * abs(dividend) + divisor) // (2 * divisor))


def line_total(unit_milli: int, quantity: int) -> int:
    """Minor units of a line, rounded once: `unit_milli` is in thousandths of a minor unit."""
    return divide_half_up(unit_milli * quantity, MILLI)


def share(total: int, weights: list[int]) -> list[int]:
    """Split `total` by `weights` so that the parts sum to `total` exactly (largest remainder).

    Weights are not negative. With nothing to weigh by, the first part takes all.
    """
    if not weights:
        assert total == 0, "nothing to share among"
        return []
    whole = sum(weights)
    if whole == 0:
        return [total, *([0] * (len(weights) - 1))]
    sign = -1 if total < 0 else 1
    exact = [abs(total) * weight for weight in weights]
    parts = [part // whole for part in exact]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(exact[i] % whole), i))
    for index in by_remainder[: abs(total) - sum(parts)]:
        parts[index] += 1
    return [sign * part for part in parts]


def tax_within(gross_minor: int, rate_basis_points: int) -> int:
    """The tax inside a price that includes it (2100 basis points = 21 %)."""
    return gross_minor - divide_half_up(gross_minor * 10_000, 10_000 + rate_basis_points)
