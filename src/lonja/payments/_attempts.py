"""Attempts to pay on an open transaction: opened, requested, moved; the callers hold the order's lock."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import limits
from lonja.kernel.errors import Invalid
from lonja.kernel.ids import uuid7
from lonja.kernel.money import Money
from lonja.payments import _refund_store, _store
from lonja.payments._moving import (
    LIVE,
    AttemptStatus,
    MoveKind,
    check_move,
    may_move,
    next_look,
    next_retry,
)
from lonja.payments._port import (
    Authorised,
    Captured,
    Closed,
    Declined,
    Method,
    NeedsAction,
    Pending,
    step_columns,
)
from lonja.payments._refund_store import MoneyOf
from lonja.payments._store import Attempt, Found, Move

_EARLY = timedelta(seconds=1)
"""Queues count whole seconds: a message may come so much before its time."""


class UnknownMethod(Invalid):
    code: ClassVar[str] = "unknown_payment_method"


class TokenRequired(Invalid):
    code: ClassVar[str] = "payment_token_required"


async def open_attempt(
    db: AsyncConnection,
    *,
    order_id: UUID,
    method: str,
    sealed_token: bytes | None,
    amount: Money,
    language: str,
    return_url: str,
    edit_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """A new attempt for an order without a live one (the database refuses a second).

    With `edit_id` it pays the difference that this edit of the order made.
    """
    attempt_id = uuid7()
    await _store.insert_attempt(
        db,
        {
            "order": order_id, "id": attempt_id, "method": method, "token": sealed_token,
            "amount": amount.minor, "currency": amount.currency, "language": language,
            "return_url": return_url, "edit": edit_id, "now": now,
            "look_at": next_look(AttemptStatus.OPEN, closing_since=None, now=now),
        },
    )  # fmt: skip
    return attempt_id


async def live_attempt(
    db: AsyncConnection, order_id: UUID, *, edit_id: UUID | None = None
) -> Attempt | None:
    """The attempt that may still bring the order's money, or that has brought it.

    With `edit_id` the one for the difference of that edit.
    """
    return await _store.live_attempt(db, order_id, edit_id)


async def attempt(db: AsyncConnection, *, order_id: UUID, attempt_id: UUID) -> Attempt | None:
    return await _store.attempt(db, order_id, attempt_id)


async def attempts(db: AsyncConnection, order_id: UUID) -> list[Attempt]:
    """All of an order, oldest first, without their tokens."""
    return await _store.attempts(db, order_id)


async def mark_asked(
    db: AsyncConnection, attempt: Attempt, *, expires_at: datetime, now: datetime
) -> Attempt:
    """Store the request before it is sent; a repeat gets the one that was stored first."""
    asked = await _store.mark_asked(
        db,
        order_id=attempt.order_id,
        attempt_id=attempt.id,
        expires_at=expires_at,
        look_at=next_look(attempt.status, closing_since=attempt.closing_since, now=now),
        now=now,
    )
    assert asked is not None, "an attempt that was read is there"
    # Our own id leads here too: gateways carry it as their client's reference.
    await _store.insert_references(
        db,
        gateway=attempt.method,
        vendor_ids=[str(attempt.id)],
        order_id=attempt.order_id,
        attempt_id=attempt.id,
    )
    return asked


async def mark_closing(db: AsyncConnection, attempt: Attempt, *, since: datetime | None) -> None:
    """Given up since then (the first mark stays), or with None wanted again."""
    await _store.mark_closing(db, order_id=attempt.order_id, attempt_id=attempt.id, since=since)


async def look_again(db: AsyncConnection, attempt: Attempt, *, now: datetime) -> None:
    """Set a live attempt's clock."""
    at = next_look(
        attempt.status,
        closing_since=attempt.closing_since,
        reserved_since=attempt.settled_at,
        now=now,
    )
    await _store.set_look(db, order_id=attempt.order_id, attempt_id=attempt.id, at=at)


async def claim_retry(db: AsyncConnection, attempt: Attempt, *, now: datetime) -> datetime | None:
    """When the caller's message retries; None while another message is already due to.

    The attempt's own clock waits for that message, and retries if it was lost.
    """
    at = next_retry(asked_at=attempt.asked_at or now, now=now)
    claimed = await _store.claim_retry(
        db,
        order_id=attempt.order_id,
        attempt_id=attempt.id,
        at=at,
        look_at=at + timedelta(seconds=limits.PAYMENT_LOOK_SECONDS),
        now=now + _EARLY,
    )
    return at if claimed else None


def check_method(methods: Mapping[str, Method], code: str, *, token: str, currency: str) -> None:
    """Refuse a way to pay that is not offered here, or that misses its token."""
    method = methods.get(code)
    if method is None or not method.takes(currency):
        raise UnknownMethod("there is no such way to pay here", field="payment.method")
    if method.kind == "token" and not token:
        raise TokenRequired("this way to pay needs a token", field="payment.token")


async def record(
    db: AsyncConnection,
    attempt: Attempt,
    answer: NeedsAction | Pending | Authorised | Captured | Declined | Closed,
    *,
    kind: MoveKind | None = None,
    is_late: bool = False,
    reason: str | None = None,
    now: datetime,
) -> bool:
    """Move an attempt to what the gateway answered, with its row of the ledger; False for no move.

    `kind` is the ledger's: what is booked is the answer's own amount, or the attempt's where it
    carries none. The caller holds the order's lock, and has judged the money (`judge`).
    """
    to = _STATUS_OF[type(answer)]
    look_at = next_look(
        to,
        closing_since=attempt.closing_since,
        reserved_since=attempt.settled_at if to is attempt.status else None,
        now=now,
    )
    await _store.insert_references(
        db,
        gateway=attempt.method,
        vendor_ids=sorted(set(answer.reference.values())),
        order_id=attempt.order_id,
        attempt_id=attempt.id,
    )
    step = step_columns(answer.step) if isinstance(answer, NeedsAction | Pending) else None
    if to is attempt.status or not may_move(attempt.status, to):
        await _store.keep_vendor(
            db,
            order_id=attempt.order_id,
            attempt_id=attempt.id,
            vendor=answer.reference,
            step=step,
            look_at=attempt.look_at if to is not attempt.status else look_at,
        )
        return False
    check_move(attempt.status, to)
    amount = answer.amount if isinstance(answer, Authorised | Captured) else attempt.amount
    # What was taken in parts is in the ledger.
    booked_minor = amount.minor - attempt.taken_minor
    return await _store.move_attempt(
        db,
        {
            "order": attempt.order_id,
            "id": attempt.id,
            "before": attempt.status,
            "status": to,
            "reason": answer.reason if isinstance(answer, Declined) else reason,
            "late": is_late,
            "promised": isinstance(answer, Pending) and answer.is_promise,
            "step": None if step is None else json.dumps(step),
            "vendor": json.dumps(dict(answer.reference)),
            "is_live": to in LIVE and to is not AttemptStatus.AUTHORISED,
            "is_settled": to not in {AttemptStatus.NEEDS_ACTION, AttemptStatus.PENDING},
            "look_at": look_at,
            "kind": kind if booked_minor or not attempt.taken_minor else None,
            "move": uuid7(),
            "move_vendor": str(attempt.id),
            "amount": booked_minor,
            "currency": amount.currency,
            "now": now,
        },
    )


async def close(
    db: AsyncConnection, attempt: Attempt, answer: Closed | Declined, *, reason: str, now: datetime
) -> bool:
    """The attempt brings no money any more; what was reserved is booked as voided."""
    is_reserved = attempt.status is AttemptStatus.AUTHORISED
    return await record(
        db,
        attempt,
        Closed(answer.reference) if is_reserved else answer,
        kind=MoveKind.VOIDED if is_reserved else None,
        reason=reason,
        now=now,
    )


async def promised_minor(db: AsyncConnection, order_id: UUID) -> int:
    """What is paid at the door: the goods may leave without it."""
    return await _store.promised_minor(db, order_id)


async def count_cards(db: AsyncConnection, order_id: UUID) -> int:
    """How often a gateway was tried for this order."""
    return await _store.count_cards(db, order_id)


async def money_of(db: AsyncConnection, order_ids: Sequence[UUID]) -> list[MoneyOf]:
    """What came in and went back for these orders together, for each currency."""
    return await _refund_store.money_of(db, order_ids) if order_ids else []


async def moves(db: AsyncConnection, order_id: UUID) -> list[Move]:
    """The ledger of one order, oldest first."""
    return await _store.moves(db, order_id)


async def find_reference(
    db: AsyncConnection, *, gateway: str, vendor_ids: Iterable[str]
) -> Found | None:
    """The attempt that one of these ids of a vendor's belongs to; None for a stranger's."""
    return await _store.by_reference(db, gateway=gateway, vendor_ids=sorted(set(vendor_ids)))


async def put_off(
    db: AsyncConnection, *, order_id: UUID, attempt_id: UUID | None, now: datetime
) -> None:
    """A message of it failed for good: the clock asks again, but in hours."""
    await _store.put_off(
        db,
        order_id=order_id,
        attempt_id=attempt_id,
        look_at=now + timedelta(hours=limits.PENDING_LOOK_HOURS),
    )


async def take_due(db: AsyncConnection, *, now: datetime, limit: int) -> list[Found]:
    """Attempts that are due for a look; each comes up again if its handler dies."""
    return await _store.take_due(
        db,
        now=now,
        next_at=now + timedelta(seconds=limits.PAYMENT_LOOK_SECONDS),
        limit=limit,
    )


_STATUS_OF = {
    NeedsAction: AttemptStatus.NEEDS_ACTION,
    Pending: AttemptStatus.PENDING,
    Authorised: AttemptStatus.AUTHORISED,
    Captured: AttemptStatus.CAPTURED,
    Declined: AttemptStatus.DECLINED,
    Closed: AttemptStatus.CLOSED,
}
