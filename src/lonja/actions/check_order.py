"""A paid order that looks odd is held for a person, by the rules of the shop."""

from datetime import datetime, timedelta

from psycopg import AsyncConnection

from lonja.content import api as content
from lonja.content.api import FraudChecks, PaidOrder
from lonja.kernel.money import Money
from lonja.orders import api as orders
from lonja.orders.api import HoldReason
from lonja.payments import api as payments
from lonja.payments.api import AttemptStatus

A_DAY = timedelta(hours=24)


async def check_order(db: AsyncConnection, order: orders.Order, *, now: datetime) -> None:
    """Hold it where a rule says so; its payment, its stock and its mail go on."""
    checks = (await content.current(db, FraudChecks)).document
    if checks == FraudChecks():
        return
    before = await orders.before_this(db, order, since=now - A_DAY)
    tried = await payments.attempts(db, order.id)
    found = content.reasons_to_check(
        checks,
        PaidOrder(
            total=Money(order.currency, order.totals.total_minor),
            is_first=before.paid == 0,
            declined_cards=sum(one.status is AttemptStatus.DECLINED for one in tried),
            orders_today=before.placed,
        ),
    )
    if found:
        await orders.hold(
            db,
            order.id,
            reason=HoldReason.SUSPECTED_FRAUD,
            because=[str(one) for one in found],
            actor="shop",
            now=now,
        )
