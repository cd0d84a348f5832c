"""An order is edited before its money was taken: what is still to be taken changes, and nothing goes back.

Reserved money may become less, never more. What is paid at the door may become either, until the
first parcel has left: from then on its carrier has the sum.
"""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import outbox
from lonja.kernel.money import Money
from lonja.manual_payments import api as manual_payments
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.payments.api import AttemptStatus


def is_at_the_door(attempt: payments.Attempt | None) -> bool:
    """Whether its money is brought when the goods are."""
    return attempt is not None and attempt.promised and attempt.status is AttemptStatus.PENDING


async def adjustable_minor(db: AsyncConnection, order: orders.Order, difference: int) -> int | None:
    """How much of a difference changes what is still to be taken; None where all of that would be gone,
    or where more would have to be reserved.

    The rest of it is refunded, or paid apart.
    """
    attempt = await payments.live_attempt(db, order.id)
    if attempt is None or not difference:
        return 0
    if is_at_the_door(attempt):
        received = sum(
            one.received_minor
            for one in await manual_payments.of_order(db, order.id)
            if one.attempt_id == attempt.id
        )
        return difference if attempt.amount_minor + difference >= max(received, 1) else None
    if attempt.status is not AttemptStatus.AUTHORISED or attempt.capture_by is None:
        return 0
    if difference > 0 or attempt.amount_minor + difference <= 0:
        return None
    return -payments.lowerable_minor(attempt, -difference)


async def adjust(
    db: AsyncConnection, order: orders.Order, minor: int, *, edit_id: UUID, now: datetime
) -> None:
    """So much more or less is still to be taken: `adjustable_minor` said so. The order is locked."""
    attempt = await payments.live_attempt(db, order.id)
    if attempt is None or not minor:
        return
    amount = Money(attempt.currency, attempt.amount_minor + minor)
    if is_at_the_door(attempt):
        await payments.change_promise(db, attempt, amount)
        await manual_payments.change_amount(db, attempt.id, amount)
        # Its gateway has the words that tell the buyer how much to have ready.
        await outbox.put(db, orders.ConfirmOrder(order.id, attempt.id))
    else:
        await payments.lower(db, attempt, -minor, reason=edit_id, now=now)
