"""An amount in another currency: by a rate that staff typed, a surcharge, and rounding. Pure.

What it answers lies on the steps of its rounding, grows with the amount, and is 0 for 0 alone.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import ceil, floor
from typing import Final, Literal, assert_never

from lonja.kernel.money import EXPONENTS

type RoundTo = Literal["nearest", "up", "down"]

MAX_STEP_MINOR: Final = 1_000_000
MAX_SURCHARGE_BASIS_POINTS: Final = 10_000
MAX_SOURCE: Final = 200
_MOST_DIGITS: Final = 12
_LEAST_RATE: Final = Decimal("0.000000001")
_GREATEST_RATE: Final = Decimal(1000000000)


@dataclass(frozen=True, slots=True)
class Rounding:
    """Amounts that end alike: `ending_minor` more than a multiple of `step_minor`.

    (1, 0) rounds to the minor unit, (5, 0) to five cents, (100, 95) to whole euros and 95 cents.
    """

    step_minor: int = 1
    ending_minor: int = 0
    to: RoundTo = "nearest"


@dataclass(frozen=True, slots=True)
class Conversion:
    """How amounts of the first currency become amounts of this one.

    `rate` is how many of this currency one of the first is worth, as it was typed; `rate_date` and
    `source` say of which day and where it is from.
    """

    rate: str
    rate_date: str
    source: str = ""
    rounding: Rounding = Rounding()
    surcharge_basis_points: int = 0


def converted(amount_minor: int, conversion: Conversion, *, base: str, currency: str) -> int:
    """`amount_minor` of `base` in `currency`; never 0 or less unless the amount is."""
    if amount_minor == 0:
        return 0
    exact = (
        Fraction(amount_minor)
        * Fraction(Decimal(conversion.rate))
        * Fraction(10_000 + conversion.surcharge_basis_points, 10_000)
        * Fraction(10) ** (EXPONENTS[currency] - EXPONENTS[base])
    )
    return rounded(exact, conversion.rounding)


def rounded(exact: Fraction, rounding: Rounding) -> int:
    """The amount of the rule's steps for `exact` > 0; below the first of them it is the first."""
    step, ending = rounding.step_minor, rounding.ending_minor
    steps = (exact - ending) / step
    match rounding.to:
        case "up":
            count = ceil(steps)
        case "down":
            count = floor(steps)
        case "nearest":
            count = floor(steps + Fraction(1, 2))
        case _:
            assert_never(rounding.to)
    return max(count * step + ending, ending or step)


def problems(conversion: Conversion, *, multiple_of: int) -> list[tuple[str, str]]:
    """What is wrong with it: the field and the reason. Amounts must be multiples of `multiple_of`."""
    found: list[tuple[str, str]] = []
    if not _is_rate(conversion.rate):
        found.append(("rate", "a rate is a number above 0 with at most 12 digits, like 1.0837"))
    if not _is_date(conversion.rate_date):
        found.append(("rate_date", "a rate has a date, like 2026-03-31"))
    if len(conversion.source) > MAX_SOURCE or not conversion.source.isprintable():
        found.append(("source", f"a source is one line of at most {MAX_SOURCE} characters"))
    if not 0 <= conversion.surcharge_basis_points <= MAX_SURCHARGE_BASIS_POINTS:
        found.append(("surcharge_basis_points", "a surcharge is between 0 and 100 percent"))
    rounding = conversion.rounding
    if not 1 <= rounding.step_minor <= MAX_STEP_MINOR:
        found.append(
            ("rounding.step_minor", f"prices are rounded to 1 to {MAX_STEP_MINOR} minor units")
        )
    elif not 0 <= rounding.ending_minor < rounding.step_minor:
        found.append(("rounding.ending_minor", "an ending is smaller than the step"))
    elif rounding.step_minor % multiple_of or rounding.ending_minor % multiple_of:
        found.append(
            ("rounding.step_minor", f"prices of this currency are multiples of {multiple_of}")
        )
    return found


def _is_rate(text: str) -> bool:
    try:
        rate = Decimal(text)
    except InvalidOperation:
        return False
    return (
        rate.is_finite()
        and len(text) <= _MOST_DIGITS + 1
        and _LEAST_RATE <= rate <= _GREATEST_RATE
        and "e" not in text.lower()
    )


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
