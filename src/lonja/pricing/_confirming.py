"""Which new prices must be confirmed by a person before they are live."""

from collections.abc import Sequence
from typing import ClassVar

from lonja.kernel.errors import Conflict


class PriceIsZero(Conflict):
    code: ClassVar[str] = "price_is_zero"


class PriceMovesFar(Conflict):
    code: ClassVar[str] = "price_moves_far"


def question(before_minor: int | None, amount_minor: int) -> PriceIsZero | PriceMovesFar | None:
    """None where nothing is odd: a first price above 0, or one within half of the last."""
    if amount_minor == 0:
        if before_minor == 0:
            return None
        return PriceIsZero("at a price of 0 it is given away", confirm=PriceIsZero.code)
    if before_minor and 2 * abs(amount_minor - before_minor) > before_minor:
        return PriceMovesFar(
            "the price moves by more than half",
            confirm=PriceMovesFar.code,
            before_minor=before_minor,
        )
    return None


def require_confirmed(
    before_minor: int | None, amount_minor: int, confirmed: Sequence[str]
) -> None:
    """Raise the question that a person has not confirmed yet."""
    refusal = question(before_minor, amount_minor)
    if refusal is not None and refusal.code not in confirmed:
        raise refusal
