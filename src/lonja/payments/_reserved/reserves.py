"""Payments that wait for their goods, on an open transaction; the callers hold the order's lock.

Where a payment is `in_parts`, one part at a time is asked for: up to `part_minor` in all, of which
`taken_minor` is in the ledger. A part that is repeated is the same to the byte.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import limits
from lonja.kernel.ids import uuid7
from lonja.kernel.money import Money
from lonja.payments import _attempts
from lonja.payments._moving import AttemptStatus, MoveKind
from lonja.payments._port import Authorised, Captured
from lonja.payments._reserved import store
from lonja.payments._store import Attempt

RESERVED_FOR: Final = timedelta(days=7)
"""How long cards reserve money where a gateway does not say."""
BEFORE_IT_LAPSES: Final = timedelta(days=1)
"""So long before it is taken, whatever has left: a gateway may be down for hours."""
SHORTEST: Final = timedelta(hours=1)


async def wait_for_goods(
    db: AsyncConnection, attempt: Attempt, answer: Authorised, *, now: datetime
) -> bool:
    """Leave the money reserved for now; False where that lapses too soon to wait."""
    lapses = answer.capture_before or now + RESERVED_FOR
    until = lapses - BEFORE_IT_LAPSES
    if until <= now + SHORTEST:
        return False
    await store.wait(
        db,
        order_id=attempt.order_id,
        attempt_id=attempt.id,
        until=until,
        in_parts=answer.in_parts,
    )
    return True


async def go_on_waiting(db: AsyncConnection, attempt: Attempt) -> None:
    """It was looked at, and is still reserved: the clock asks when it has to be taken."""
    if attempt.capture_by is not None:
        await store.wait(
            db,
            order_id=attempt.order_id,
            attempt_id=attempt.id,
            until=attempt.capture_by,
            in_parts=attempt.in_parts,
        )


async def waiting(db: AsyncConnection, order_id: UUID) -> Attempt | None:
    """The payment of an order that waits for its goods."""
    return await store.waiting(db, order_id)


async def has_room(db: AsyncConnection, attempt: Attempt) -> bool:
    """Whether it may be taken in one more part; providers bound how many there are."""
    taken = await store.count_parts(db, order_id=attempt.order_id, attempt_id=attempt.id)
    return attempt.in_parts and taken < limits.CAPTURE_PARTS


async def want_part(db: AsyncConnection, attempt: Attempt, *, upto: int, now: datetime) -> None:
    """`upto` is taken in all, and asked for again in minutes should the caller's message be lost."""
    await store.want_part(
        db,
        order_id=attempt.order_id,
        attempt_id=attempt.id,
        upto=upto,
        look_at=now + timedelta(seconds=limits.PAYMENT_LOOK_SECONDS),
    )


async def book_part(
    db: AsyncConnection, attempt: Attempt, answer: Authorised, *, now: datetime
) -> Attempt:
    """What was taken of it by now is in the ledger; the same answer again books nothing."""
    taken = min(answer.taken_minor, attempt.amount_minor)
    if taken <= attempt.taken_minor or not await store.book_part(
        db, attempt=attempt, move_id=uuid7(), taken=taken, now=now
    ):
        return attempt
    return replace(attempt, taken_minor=taken, part_minor=max(attempt.part_minor, taken))


async def end_parts(
    db: AsyncConnection, attempt: Attempt, answer: Captured, *, now: datetime
) -> bool:
    """No more is taken of it than `answer` says: the rest is released, and booked as voided."""
    assert attempt.status is AttemptStatus.AUTHORISED, "only what is reserved has a rest"
    if not await _attempts.record(db, attempt, answer, kind=MoveKind.CAPTURED, now=now):
        return False
    await store.void(
        db,
        attempt=attempt,
        move_id=uuid7(),
        minor=attempt.amount_minor - answer.amount.minor,
        vendor_id=str(attempt.id),
        now=now,
    )
    return True


def lowerable_minor(attempt: Attempt, minor: int) -> int:
    """By how much less may be taken of what waits, where its order costs `minor` less."""
    return min(minor, attempt.amount_minor - max(attempt.taken_minor, attempt.part_minor))


async def lower(
    db: AsyncConnection, attempt: Attempt, minor: int, *, reason: UUID, now: datetime
) -> None:
    """So much less of what waits is taken: `lowerable_minor` says how much may be. `reason` is an edit's id."""
    await store.lower(db, order_id=attempt.order_id, attempt_id=attempt.id, minor=minor)
    await store.void(
        db,
        attempt=attempt,
        move_id=uuid7(),
        minor=minor,
        vendor_id=f"{attempt.id}:{reason}",
        now=now,
    )


async def change_promise(db: AsyncConnection, attempt: Attempt, amount: Money) -> None:
    """Another sum is paid at the door."""
    await store.change_promise(
        db, order_id=attempt.order_id, attempt_id=attempt.id, amount_minor=amount.minor
    )


async def end_waiting(db: AsyncConnection, order_id: UUID, *, now: datetime) -> bool:
    """What an order has reserved is taken from now on; False where nothing waits."""
    return bool(await store.end(db, order_id, now))


async def reserved_minor(db: AsyncConnection, order_id: UUID) -> int:
    """What is reserved and waits for its goods: they may leave for it."""
    return await store.minor(db, order_id)
