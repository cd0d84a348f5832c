"""A buyer withdraws from the contract: recorded word for word, receipted by mail, and acted upon.

The law asks for no reason, no account and no approval. What comes too late is recorded as well, and
waits for a person. Whoever types number and address learns nothing of what orders there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import cancel_order, return_goods
from lonja.kernel import outbox
from lonja.kernel.ids import uuid7
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders
from lonja.orders.api import OrderStatus
from lonja.returns import api as returns
from lonja.returns.api import ReturnKind, ReturnSource
from lonja.shop import api as shop

MOST_OF_AN_ORDER: Final = 20
"""Statements about one order that are recorded: each sends a mail to its buyer."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """As the buyer states it; `id` is the form's, so that sending it twice says it once.

    An empty `scope` is the whole order. `units` are known where the order's own page was used.
    """

    id: UUID
    number: str
    email: str
    name: str
    scope: str
    language: str
    units: Mapping[int, int] | None = None


async def withdraw(db: AsyncConnection, said: Withdrawal, *, now: datetime) -> None:
    """Record the statement; there is no outcome to see, for the answer is the same for every order.

    Nothing sent and the whole order: it is cancelled at once. Sent, and in time: its return is
    approved at once. Else its return waits for staff.
    """
    order = await _order_of(db, said)
    if order is None:
        await returns.record_statement(db, _statement(said, None, None, is_late=False, now=now))
        return
    if await returns.statement(db, said.id) is not None:
        return
    if len(await returns.statements_of(db, order.id)) >= MOST_OF_AN_ORDER:
        return
    time_zone = (await shop.current(db)).time_zone
    is_late = not returns.is_in_time(now, order.delivered_at, time_zone)
    case_id = await _act(db, order, said, is_late=is_late, now=now)
    await returns.record_statement(
        db, _statement(said, order.id, case_id, is_late=is_late, now=now)
    )
    await orders.add_event(
        db, order_id=order.id, kind="withdrawal_stated", at=now, actor=return_goods.BUYER
    )
    await outbox.put(db, OrderMail(order.id, "withdrawal_received", said.id))
    orders.touched(db, order)


async def _order_of(db: AsyncConnection, said: Withdrawal) -> orders.Order | None:
    """The order, locked, if the address is its own."""
    try:
        order_id = await orders.find(db, said.number.strip())
    except orders.UnknownOrder:
        return None
    locked = await orders.lock(db, order_id)
    if not locked.email or locked.email.casefold() != said.email.strip().casefold():
        return None
    return await orders.get(db, order_id)


async def _act(
    db: AsyncConnection,
    order: orders.Order,
    said: Withdrawal,
    *,
    is_late: bool,
    now: datetime,
) -> UUID | None:
    """Cancel what has not left, or open the return of what has; None where no return is needed."""
    sold = {line.line: line.quantity for line in order.lines if line.quantity > 0}
    asked = sold if said.units is None else said.units
    is_whole = not said.scope and all(asked.get(line, 0) >= sold[line] for line in sold)
    if is_whole and orders.may_move(order.status, OrderStatus.CANCELLED):
        await cancel_order.cancel(
            db,
            order_id=order.id,
            reason=cancel_order.CancelReason.BUYER_REQUEST,
            actor=cancel_order.BUYER,
            now=now,
        )
        return None
    if order.status not in orders.SOLD:
        return None
    left = await return_goods.units_left(db, order, sold)
    units = {line: count for line, count in (said.units or left).items() if count}
    units = {line: min(count, left.get(line, 0)) for line, count in units.items()}
    units = {line: count for line, count in units.items() if count > 0}
    if not units:
        return None
    excluded = await returns.exclusions(
        db, [line.product_id for line in order.lines if line.product_id and line.line in units]
    )
    is_clear = not said.scope and not (set(excluded.values()) & returns.NO_WITHDRAWAL)
    made = await returns.open_case(
        db,
        order=order,
        case_id=uuid7(),
        asked=returns.Asked(
            ReturnKind.WITHDRAWAL,
            ReturnSource.WITHDRAWAL,
            units,
            {},
            said.scope,
            is_late=is_late,
        ),
        is_approved=is_clear and not is_late and order.status is not OrderStatus.CONFIRMED,
        refund_due_at=returns.refund_due(now),
        now=now,
    )
    return made.id


def _statement(
    said: Withdrawal,
    order_id: UUID | None,
    case_id: UUID | None,
    *,
    is_late: bool,
    now: datetime,
) -> returns.Statement:
    return returns.Statement(
        id=said.id,
        number=said.number.strip(),
        email=said.email.strip(),
        name=said.name,
        scope=said.scope,
        language=said.language,
        stated_at=now,
        order_id=order_id,
        case_id=case_id,
        is_late=is_late,
    )
