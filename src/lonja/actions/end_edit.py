"""A difference that nobody pays is awaited no longer: its edit is undone, or the shop bears it."""

from datetime import datetime
from uuid import UUID, uuid5

from psycopg import AsyncConnection

from lonja.actions import edit_goods, want_document
from lonja.actions.settle_difference import check_discount
from lonja.fulfilment import api as fulfilment
from lonja.inventory import api as inventory
from lonja.kernel import audit, outbox
from lonja.kernel.transaction import savepoint
from lonja.manual_payments import api as manual_payments
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders
from lonja.orders.api import EditStatus, OnExpiry
from lonja.payments import api as payments
from lonja.payments.api import AttemptStatus
from lonja.taxes import api as taxes


async def end(
    db: AsyncConnection,
    *,
    order_id: UUID,
    edit_id: UUID | None = None,
    how: OnExpiry | None = None,
    discount_limit: int | None = None,
    actor: str,
    now: datetime,
) -> bool:
    """Await the difference no longer: undo the edit, or bear it; False where nothing was awaited.

    Without `how` it is what was chosen with the edit, once its time is over. What was undone in vain,
    because its goods are packed or others are sold out, is borne. Money that is on its way is waited
    for.
    """
    await orders.lock(db, order_id)
    order = await orders.get(db, order_id)
    found = await orders.edits(db, order_id)
    edit = orders.awaited_edit(found)
    if edit is None or edit.awaited is None or edit_id not in {None, edit.id}:
        return False
    if how is None and edit.awaited.pay_by > now:
        return False
    if how is OnExpiry.CARRY:
        check_discount(order, edit.difference_minor, limit_minor=discount_limit)
    attempt = await payments.live_attempt(db, order_id, edit_id=edit.id)
    if attempt is not None and (_is_on_its_way(attempt) or await _is_here(db, attempt)):
        if how is not None:
            raise orders.WrongStatus(
                "its money is on its way, or here",
                status=order.status,
                reason="payment_in_progress",
            )
        return False
    if attempt is not None and attempt.asked_at is None:
        # No gateway has seen it, so none could confirm that it is closed.
        closed = payments.Closed()
        await payments.close(db, attempt, closed, reason="payment_closed", now=now)
    elif attempt is not None:
        await payments.mark_closing(db, attempt, since=now)
        await outbox.put(db, orders.ConfirmOrder(order_id, attempt.id))
    wanted = how or edit.awaited.on_expiry
    is_undone = wanted is OnExpiry.UNDO and await _undo(
        db, order, edit, found, actor=actor, now=now
    )
    if not is_undone:
        await _bear(db, order, edit, found, actor=actor, now=now)
    await orders.settle_edit(
        db, edit, EditStatus.UNDONE if is_undone else EditStatus.CARRIED, now=now
    )
    await orders.add_event(
        db, order_id=order_id, kind="edit_undone" if is_undone else "difference_carried", at=now,
        actor=actor, amount_minor=edit.difference_minor, currency=order.currency,
    )  # fmt: skip
    await audit.record(
        db, at=now, actor=actor,
        action="order_edit_undone" if is_undone else "order_difference_carried", subject=f"order:{order.number}",
        edit_id=edit.id, difference_minor=edit.difference_minor, currency=order.currency,
    )  # fmt: skip
    await outbox.put(db, OrderMail(order_id, "order_edited", _ending(edit)))
    orders.touched(db, order)
    return True


async def call_off(db: AsyncConnection, order_id: UUID, *, now: datetime) -> None:
    """The order is cancelled, so nothing is awaited for it any more."""
    edit = orders.awaited_edit(await orders.edits(db, order_id))
    if edit is None:
        return
    await orders.settle_edit(db, edit, EditStatus.UNDONE, now=now)
    attempt = await payments.live_attempt(db, order_id, edit_id=edit.id)
    if attempt is not None:
        await outbox.put(db, orders.ConfirmOrder(order_id, attempt.id))


def _is_on_its_way(attempt: payments.Attempt) -> bool:
    return attempt.status is AttemptStatus.AUTHORISED or (
        attempt.status is AttemptStatus.PENDING and attempt.step is None
    )


async def _is_here(db: AsyncConnection, attempt: payments.Attempt) -> bool:
    """A person said that the money came, and nobody has asked the books since."""
    by_hand = await manual_payments.of_attempt(db, attempt.id)
    return by_hand is not None and by_hand.standing == "paid"


def _ending(edit: orders.OrderEdit) -> UUID:
    """The edit that ends another one."""
    return uuid5(edit.id, "ended")


async def _undo(
    db: AsyncConnection,
    order: orders.Order,
    edit: orders.OrderEdit,
    found: list[orders.OrderEdit],
    *,
    actor: str,
    now: datetime,
) -> bool:
    """False where the goods cannot be what they were."""
    units = {one.line: one for one in await fulfilment.units_of(db, order.id)}
    then = {one.line: one.quantity for one in edit.before.lines}
    for line in order.lines:
        here = units.get(line.line)
        free = here.allocated + here.waiting if here else 0
        if line.quantity - then.get(line.line, 0) > free:
            return False
    try:
        async with savepoint(db):
            await _become(db, order, edit, edit.before, found, actor=actor, now=now)
            await edit_goods.follow(db, order, edit.after, edit.before, actor=actor, now=now)
    except inventory.SoldOut:
        return False
    return True


async def _bear(
    db: AsyncConnection,
    order: orders.Order,
    edit: orders.OrderEdit,
    found: list[orders.OrderEdit],
    *,
    actor: str,
    now: datetime,
) -> None:
    address = order.address
    taxation = await taxes.taxation(
        db,
        taxes.Destination(
            order.country,
            address.postal_code if address else "",
            address.vat_id if address else "",
        ),
        currency=order.currency,
        now=now,
    )
    made = orders.carried(order, edit.difference_minor, taxation)
    await _become(db, order, edit, made, found, actor=actor, now=now)


async def _become(
    db: AsyncConnection,
    order: orders.Order,
    edit: orders.OrderEdit,
    made: orders.Content,
    found: list[orders.OrderEdit],
    *,
    actor: str,
    now: datetime,
) -> None:
    await want_document.of_edit(db, order.id, _ending(edit), now=now)
    await orders.save_edit(
        db, order, made, edit_id=_ending(edit), version=len(found) + 1, reason="",
        awaited=None, actor=actor, now=now,
    )  # fmt: skip
