"""Money: whole minor units with their currency. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_TWO_DECIMALS: Final = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF"
    " CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD"
    " HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK"
    " MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD"
    " RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS"
    " UAH USD UYU UZS VES WST XCD YER ZAR ZMW"
)
_NO_DECIMALS: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DECIMALS: Final = "BHD IQD JOD KWD LYD OMR TND"

EXPONENTS: Final[Mapping[str, int]] = {
    **dict.fromkeys(_TWO_DECIMALS.split(), 2),
    **dict.fromkeys(_NO_DECIMALS.split(), 0),
    **dict.fromkeys(_THREE_DECIMALS.split(), 3),
}
"""Decimals of each currency (ISO 4217). An unknown currency is refused, so that no amount is ever
shown with the wrong number of decimals."""

_DIGITS: Final = 18
"""More than any amount of ours has, before its point."""

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


def exact_minor(amount: Decimal, currency: str) -> int | None:
    """`amount` in minor units of its currency; None where it has more decimals than that has.

    None as well for what is no amount: an infinity, or `1E+999999`, whose digits take minutes.
    """
    if not amount.is_finite() or amount.adjusted() > _DIGITS:
        return None
    minor = amount.scaleb(EXPONENTS[currency])
    return int(minor) if minor == minor.to_integral_value() else None


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
