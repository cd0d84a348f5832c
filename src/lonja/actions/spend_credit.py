"""Gift cards and store credit pay a part of an order, or all of it.

Their money is reserved with the placing, taken with the confirmation, and given back when the
order comes to nothing. Each part is a payment of the order; the balance's own ledger moves with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from psycopg import AsyncConnection

from lonja.credit import api as credit
from lonja.kernel.errors import Conflict
from lonja.kernel.money import Money
from lonja.orders import api as orders
from lonja.payments import api as payments


class GiftCardsChanged(Conflict):
    """What the gift cards pay is not what the buyer saw; `facts["paid_minor"]` is what it is now."""

    code: ClassVar[str] = "gift_cards_changed"


async def hold(
    db: AsyncConnection,
    accounts: Sequence[credit.Account],
    parts: Sequence[credit.Part],
    *,
    order: orders.NewOrder,
    number: str,
    now: datetime,
) -> None:
    """Reserve these parts for an order that is being placed; the balances lock here."""
    if not parts:
        return
    kinds = {one.id: one.kind for one in accounts}
    for part in parts:
        await payments.hold_balance(
            db,
            order_id=order.id,
            account_id=part.account_id,
            method=kinds[part.account_id],
            amount=Money(order.currency, part.amount_minor),
            language=order.language,
            now=now,
        )
    await credit.spend(
        db,
        parts,
        order_id=order.id,
        order_number=number,
        currency=order.currency,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class PaidPart:
    """What one gift card, a customer's credit, or goods that came back pay of an order.

    Only a gift card has `last_four`.
    """

    kind: credit.CreditKind | Literal["exchange"]
    last_four: str
    amount: Money


async def paid_parts(db: AsyncConnection, order_id: UUID) -> list[PaidPart]:
    """What was there before it was paid pays of an order, or has paid; nothing of one that came to nothing."""
    live = [
        one
        for one in await payments.balances(db, order_id)
        if one.account_id is not None and one.status is not payments.AttemptStatus.CLOSED
    ]
    returned = [PaidPart("exchange", "", one.amount) for one in live if one.origin_order_id]
    paid = {one.account_id: one.amount for one in live if not one.origin_order_id}
    known = await credit.accounts(db, [one for one in paid if one])
    return returned + [PaidPart(one.kind, one.last_four, paid[one.id]) for one in known]


async def left_to_pay(db: AsyncConnection, order: orders.Order) -> Money:
    """What a gateway has to bring."""
    return Money(order.currency, order.total_minor - await payments.minor_of_balances(db, order.id))


async def release(db: AsyncConnection, order: orders.Order, *, reason: str, now: datetime) -> None:
    """Give back what was reserved for an order that came to nothing; twice is harmless."""
    ended = await payments.close_balances(db, order.id, reason=reason, now=now)
    parts = [
        credit.Part(one.account_id, one.amount_minor) for one in ended if one.account_id is not None
    ]
    if parts:
        await credit.release(db, parts, order_id=order.id, order_number=order.number, now=now)
