"""Why a line of an order costs less than its price, as staff see it."""

from uuid import UUID

from lonja.hosting.deps import MoneyOut, Out
from lonja.orders import api as orders
from lonja.promotions.api import Level


class OrderDiscount(Out):
    """Why it costs less: the promotion as it was called that day, and what it took off here."""

    promotion_id: UUID
    name: str
    code: str | None
    level: Level
    amount: MoneyOut


def discounts_of(order: orders.Order, line: int) -> list[OrderDiscount]:
    """Of a line, in the order in which they were applied; of the shipping for 0."""
    return [
        OrderDiscount(
            promotion_id=one.promotion_id,
            name=one.name,
            code=one.code,
            level=Level(one.level),
            amount=MoneyOut.of(one.amount_minor, order.currency),
        )
        for one in order.discounts
        if one.line == line
    ]
