"""How much of the shop's money one member of staff may give away, or take from a balance. Pure."""

from datetime import timedelta
from typing import ClassVar, Final

from lonja.kernel.errors import Forbidden, Invalid
from lonja.kernel.money import Money

MAX_BALANCE_MINOR: Final = 10**9
LIMIT_WINDOW: Final = timedelta(days=1)


class CreditOverLimit(Forbidden):
    """More than this person may give, or take, in a day; `facts["limit_minor"]` says how much."""

    code: ClassVar[str] = "credit_over_limit"


def check_amount(amount: Money) -> None:
    if not 0 < amount.minor <= MAX_BALANCE_MINOR:
        raise Invalid("an amount is above zero and at most 10,000,000", field="amount_minor")


def check_given(amount: Money, *, given_minor: int, limit_minor: int | None) -> None:
    """`given_minor` is what they moved the same way since `LIMIT_WINDOW`; a limit of None is none."""
    if limit_minor is not None and given_minor + amount.minor > limit_minor:
        limit = Money(amount.currency, limit_minor)
        raise CreditOverLimit(
            f"you may give, or take, up to {limit} in a day",
            limit_minor=limit_minor,
            currency=amount.currency,
        )
