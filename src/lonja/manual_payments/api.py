"""The door to payments without a network: opened, received in parts, reminded of, closed."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.money import Money
from lonja.manual_payments import _store
from lonja.manual_payments._answering import ReceivedBy, Standing, next_reminder
from lonja.manual_payments._store import ManualPayment, Receipt

__all__ = [
    "ManualPayment",
    "Receipt",
    "ReceivedBy",
    "Standing",
    "awaited",
    "by_numbers",
    "change_amount",
    "close_payment",
    "of_attempt",
    "of_order",
    "open_payment",
    "receipts",
    "receive",
    "set_text",
    "take_reminders",
]


async def open_payment(
    db: AsyncConnection,
    *,
    order_id: UUID,
    attempt_id: UUID,
    method: str,
    number: str,
    amount: Money,
    language: str,
    text: str,
    due_at: datetime,
    is_reminded: bool,
    now: datetime,
) -> ManualPayment:
    """Await this money; opened again it is the same, with the date and words of the first time."""
    remind_at = next_reminder(opened_at=now, due_at=due_at, reminders=0) if is_reminded else None
    await _store.insert(
        db,
        {
            "order": order_id,
            "attempt": attempt_id,
            "method": method,
            "number": number,
            "amount": amount.minor,
            "currency": amount.currency,
            "language": language,
            "text": text,
            "due_at": due_at,
            "remind_at": remind_at,
            "now": now,
        },
    )
    opened = await _store.of_attempt(db, attempt_id)
    assert opened is not None, "it was just written"
    return opened


async def of_attempt(db: AsyncConnection, attempt_id: UUID) -> ManualPayment | None:
    return await _store.of_attempt(db, attempt_id)


async def of_order(db: AsyncConnection, order_id: UUID) -> list[ManualPayment]:
    """Newest first."""
    return await _store.of_order(db, order_id)


async def by_numbers(db: AsyncConnection, numbers: Sequence[str]) -> list[ManualPayment]:
    """Of orders with these numbers, the newest of each first."""
    return await _store.by_numbers(db, numbers) if numbers else []


async def awaited(
    db: AsyncConnection, *, after: tuple[datetime, UUID] | None = None, limit: int
) -> list[ManualPayment]:
    """Money that has not come yet, what is due first before the rest."""
    return await _store.awaited(db, after=after, limit=limit)


async def close_payment(db: AsyncConnection, attempt_id: UUID, *, now: datetime) -> None:
    """Nothing is awaited any more; what was paid whole stays paid."""
    await _store.close(db, attempt_id, now)


async def change_amount(db: AsyncConnection, attempt_id: UUID, amount: Money) -> None:
    """Another sum is awaited; its words are written anew by whoever knows them (`set_text`)."""
    await _store.change_amount(db, attempt_id, amount.minor)


async def set_text(db: AsyncConnection, attempt_id: UUID, text: str) -> None:
    """What the buyer is told to do, where the sum has changed since."""
    await _store.set_text(db, attempt_id, text)


async def receive(
    db: AsyncConnection,
    payment: ManualPayment,
    *,
    receipt_id: UUID,
    amount: Money,
    received_on: date,
    received_by: ReceivedBy,
    reference: str,
    actor: str,
    now: datetime,
) -> bool:
    """Book money that arrived; False when this receipt was booked before. The order is locked."""
    return await _store.receive(
        db,
        {
            "order": payment.order_id,
            "id": receipt_id,
            "attempt": payment.attempt_id,
            "amount": amount.minor,
            "currency": amount.currency,
            "on": received_on,
            "by": received_by,
            "reference": reference,
            "actor": actor,
            "now": now,
        },
    )


async def receipts(db: AsyncConnection, order_id: UUID) -> list[Receipt]:
    """Oldest first."""
    return await _store.receipts(db, order_id)


async def take_reminders(db: AsyncConnection, *, now: datetime, limit: int) -> list[ManualPayment]:
    """Payments whose buyers are reminded now; each is taken once for each of its reminders."""
    due = await _store.lock_reminders(db, now=now, limit=limit)
    for one in due:
        following = next_reminder(
            opened_at=one.opened_at, due_at=one.due_at, reminders=one.reminders + 1
        )
        await _store.set_reminder(db, one, following)
    return due
