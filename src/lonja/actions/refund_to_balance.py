"""Money of a refund that becomes a balance: a new gift card, or the buyer's store credit."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.credit import api as credit
from lonja.kernel.errors import Invalid
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.payments.api import RefundTo
from lonja.shop import api as shop


async def check_receiver(
    db: AsyncConnection, order_id: UUID, asked: payments.RefundRequested
) -> None:
    """Refused where somebody wants a balance and nobody is there to own it."""
    if asked.to is RefundTo.EXCHANGE:
        raise Invalid("only an exchange pays another order", field="to")
    if asked.to is RefundTo.PAYMENT:
        return
    order = await orders.get(db, order_id)
    is_credit = asked.to is RefundTo.STORE_CREDIT
    if not order.email or (is_credit and order.customer_id is None):
        raise Invalid("nobody is there to get it", field="to")
    if is_credit and order.currency not in (await shop.current(db)).currency_codes:
        raise Invalid("store credit is in a currency of this shop", field="to")


async def new_balance(
    db: AsyncConnection, one: payments.Refund, *, secret: str, now: datetime
) -> UUID | None:
    """Where the money goes that no balance paid; None for the way it was paid."""
    order = await orders.get(db, one.order_id)
    if one.to is RefundTo.STORE_CREDIT and order.customer_id is not None:
        return await credit.open_store_credit(
            db, order.customer_id, order.currency, actor=one.actor, now=now
        )
    if one.to is RefundTo.PAYMENT:
        return None
    return await credit.card_of_refund(
        db,
        order.id,
        refund_id=one.id,
        amount=one.amount,
        email=order.email,
        name=order.address.name if order.address else "",
        language=order.language,
        secret=secret,
        now=now,
    )
