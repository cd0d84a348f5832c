"""Which paid orders wait for a person before they leave. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from lonja.kernel.errors import Invalid
from lonja.kernel.money import EXPONENTS, Money

MAX_LIMIT_MINOR: Final = 1_000_000_000
MAX_CARDS: Final = 8
MAX_ORDERS: Final = 1_000


class CheckReason(StrEnum):
    """Why an order waits for a person."""

    LARGE_TOTAL = "large_total"
    LARGE_FIRST_ORDER = "large_first_order"
    DECLINED_CARDS = "declined_cards"
    MANY_ORDERS = "many_orders"


@dataclass(frozen=True, slots=True)
class FraudChecks:
    """From how much, or how many, on an order is held; what is 0 or left out checks nothing.

    `total_minor` and `first_order_minor` by currency; `declined_cards` are of the order itself;
    `orders_a_day` of one e-mail within 24 hours, the order among them.
    """

    total_minor: Mapping[str, int] = field(default_factory=dict)
    first_order_minor: Mapping[str, int] = field(default_factory=dict)
    declined_cards: int = 0
    orders_a_day: int = 0


@dataclass(frozen=True, slots=True)
class PaidOrder:
    """What the checks look at."""

    total: Money
    is_first: bool
    declined_cards: int
    orders_today: int


def reasons(checks: FraudChecks, order: PaidOrder) -> list[CheckReason]:
    """Every reason why a person should look first, in the order of the settings."""
    found = {
        CheckReason.LARGE_TOTAL: _reaches(checks.total_minor, order.total),
        CheckReason.LARGE_FIRST_ORDER: order.is_first
        and _reaches(checks.first_order_minor, order.total),
        CheckReason.DECLINED_CARDS: 0 < checks.declined_cards <= order.declined_cards,
        CheckReason.MANY_ORDERS: 0 < checks.orders_a_day <= order.orders_today,
    }
    return [reason for reason, is_so in found.items() if is_so]


def _reaches(limits: Mapping[str, int], total: Money) -> bool:
    return 0 < limits.get(total.currency, 0) <= total.minor


def faults(checks: FraudChecks) -> Iterator[Invalid]:
    for name in ("total_minor", "first_order_minor"):
        for currency, minor in getattr(checks, name).items():
            if currency not in EXPONENTS:
                yield Invalid(
                    f"{currency!r} is not a currency of ISO 4217", field=f"{name}.{currency}"
                )
            if not 0 <= minor <= MAX_LIMIT_MINOR:
                yield Invalid("this is too much, or too little", field=f"{name}.{currency}")
    if not 0 <= checks.declined_cards <= MAX_CARDS:
        yield Invalid(f"0 to {MAX_CARDS} cards", field="declined_cards")
    if not 0 <= checks.orders_a_day <= MAX_ORDERS:
        yield Invalid(f"0 to {MAX_ORDERS} orders", field="orders_a_day")
