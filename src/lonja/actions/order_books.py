"""What may still go back of an order: its money, its lines, and whether a bank is deciding."""

from dataclasses import replace

from psycopg import AsyncConnection

from lonja.credit import api as credit
from lonja.disputes import api as disputes
from lonja.orders import api as orders
from lonja.payments import api as payments


async def due_minor(db: AsyncConnection, order: orders.Order) -> int:
    """What has to be ours before goods leave: not what is paid at the door, nor what is taken as they
    leave, nor the difference of
    an edit that staff send them without.
    """
    due = order.total_minor - await payments.promised_minor(db, order.id)
    due -= await payments.reserved_minor(db, order.id)
    edit = orders.awaited_edit(await orders.edits(db, order.id))
    if edit is not None and edit.awaited is not None and not edit.awaited.waits:
        due -= edit.difference_minor
    return due


async def books_of(db: AsyncConnection, order: orders.Order) -> payments.Books:
    """The money and lines of an order that was read whole; locked, where this decides."""
    left = credit.left_of_lines(await credit.sold_cards(db, order.id))
    sold = [
        payments.SoldLine(
            line.line,
            line.quantity,
            line.total_minor - line.discount_minor,
            most_minor=left.get(line.line) if line.is_gift_card else None,
        )
        for line in order.lines
        if line.quantity > 0
    ]
    books = await payments.books(
        db,
        order_id=order.id,
        currency=order.currency,
        sold=sold,
        in_dispute=await disputes.holds_order(db, order.id),
    )
    edit = orders.awaited_edit(await orders.edits(db, order.id))
    return replace(books, is_owed_more=edit is not None)
