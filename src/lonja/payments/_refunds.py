"""Refunds on an open transaction: requested, sent, settled; the callers hold the order's lock."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid5

from psycopg import AsyncConnection

from lonja.kernel import limits
from lonja.kernel.errors import NotFound
from lonja.kernel.money import Money
from lonja.kernel.outbox import Message
from lonja.payments import _refund_store as _store
from lonja.payments import _store as _attempt_store
from lonja.payments._moving import MoveKind
from lonja.payments._port import Reference
from lonja.payments._refund_store import Refund
from lonja.payments._refunding import (
    Books,
    Given,
    RefundIdTaken,
    RefundPart,
    RefundPlan,
    RefundReason,
    RefundRequested,
    RefundSource,
    RefundStatus,
    RefundTo,
    SoldLine,
    check_refund_move,
)

PENDING_LOOKS: timedelta = timedelta(hours=1)
"""How often a refund in progress is looked up if no webhook reports it."""


class UnknownRefund(NotFound):
    code: ClassVar[str] = "unknown_refund"


@dataclass(frozen=True, slots=True)
class LookAtReversals(Message):
    """Ask the gateway what went back of a payment: refunds of its own pages, disputes."""

    queue: ClassVar[str] = "orders"
    type: ClassVar[str] = "payment.reversals"
    subject_field: ClassVar[str] = "order_id"
    order_id: UUID
    attempt_id: UUID


@dataclass(frozen=True, slots=True)
class SendRefund(Message):
    """Ask the gateway to give money back, or what became of it."""

    queue: ClassVar[str] = "orders"
    type: ClassVar[str] = "order.refund"
    subject_field: ClassVar[str] = "order_id"
    order_id: UUID
    refund_id: UUID


async def refund(db: AsyncConnection, *, order_id: UUID, refund_id: UUID) -> Refund:
    found = await _store.get(db, order_id, refund_id)
    if found is None:
        raise UnknownRefund("there is no such refund")
    return found


async def refunds(db: AsyncConnection, order_id: UUID) -> list[Refund]:
    """Oldest first."""
    return await _store.of_order(db, order_id)


async def refunds_by_hand(
    db: AsyncConnection, *, after: tuple[datetime, UUID] | None = None, limit: int
) -> list[Refund]:
    """What staff have to transfer, of all orders, oldest first."""
    return await _store.by_hand(db, after=after, limit=limit)


async def books(
    db: AsyncConnection,
    *,
    order_id: UUID,
    currency: str,
    sold: Sequence[SoldLine],
    in_dispute: bool,
) -> Books:
    """What came in, went back, and is left of the lines; under the order's lock where it decides."""
    captured = await _store.captured(db, order_id)
    return Books(
        currency=currency,
        captured={one.attempt_id: one.amount_minor for one in captured},
        balances=frozenset(one.attempt_id for one in captured if one.is_balance),
        disputed={one.attempt_id: one.disputed_minor for one in captured},
        in_dispute=in_dispute,
        given=[
            # Money of an exchange never leaves the shop: it is no person's refund.
            Given(
                one.attempt_id,
                one.status,
                one.amount.minor,
                "" if one.to is RefundTo.EXCHANGE else one.actor,
                one.lines,
            )
            for one in await refunds(db, order_id)
        ],
        sold=sold,
    )


async def is_refund_repeat(
    db: AsyncConnection, *, order_id: UUID, refund_id: UUID, asked: RefundRequested
) -> bool:
    """Whether this very refund was requested before; the same id for another is refused."""
    before = await _store.asked(db, order_id, refund_id)
    if before is None:
        return False
    if before != _as_json(asked):
        raise RefundIdTaken("this id belongs to a refund of another kind")
    return True


async def add_refund(
    db: AsyncConnection,
    *,
    order_id: UUID,
    refund_id: UUID,
    plan: RefundPlan,
    currency: str,
    asked: RefundRequested,
    source: RefundSource,
    actor: str,
    now: datetime,
) -> None:
    """One row for each payment that money goes back to."""
    for place, part in enumerate(plan.parts):
        await _store.insert(
            db,
            order_id=order_id,
            refund_id=part_id(refund_id, place, part),
            attempt_id=part.attempt_id,
            source=source,
            amount_minor=part.amount_minor,
            currency=currency,
            reason=asked.reason,
            restock=asked.restock and place == 0,
            is_exchanged=part.is_exchanged,
            asked=_as_json(asked),
            actor=actor,
            lines=plan.lines if place == 0 else (),
            now=now,
        )


def part_id(refund_id: UUID, place: int, part: RefundPart) -> UUID:
    """The first part has the refund's own id, and its lines."""
    which = f"{part.attempt_id}:exchange" if part.is_exchanged else str(part.attempt_id)
    return refund_id if place == 0 else uuid5(refund_id, which)


def parts_of(given: Sequence[Refund], refund_id: UUID) -> list[Refund]:
    """The rows of one refund, of which each went to a payment of its own."""
    return [
        one
        for one in given
        if one.id
        in {
            refund_id,
            uuid5(refund_id, str(one.attempt_id)),
            uuid5(refund_id, f"{one.attempt_id}:exchange"),
        }
    ]


async def paying_account(db: AsyncConnection, one: Refund) -> UUID | None:
    """The balance that the money goes back to; None where a gateway has to be asked."""
    return (await _paid_by(db, one)).account_id


async def refund_way(db: AsyncConnection, one: Refund) -> tuple[str, Reference]:
    """The gateway's name, and enough for it to find the payment that the money goes back to.

    Where that is another order's, what the gateway says of the refund leads to this one by its id.
    """
    paid_by = await _paid_by(db, one)
    if paid_by.id != one.attempt_id:
        await _attempt_store.insert_references(
            db,
            gateway=paid_by.method,
            vendor_ids=[str(one.request.id)],
            order_id=one.order_id,
            attempt_id=one.attempt_id,
        )
    return paid_by.method, paid_by.reference


async def _paid_by(db: AsyncConnection, one: Refund) -> _attempt_store.Attempt:
    """The payment that brought the money: of the first order, where an exchange paid this one."""
    paid_by = await _attempt_store.attempt(db, one.order_id, one.attempt_id)
    assert paid_by is not None, "a refund names a payment of its order"
    if paid_by.origin_order_id is None:
        return paid_by
    assert paid_by.account_id is not None, "an exchange names a payment"
    origin = await _attempt_store.attempt(db, paid_by.origin_order_id, paid_by.account_id)
    assert origin is not None, "attempts are never deleted"
    return origin


async def move_refund(
    db: AsyncConnection,
    one: Refund,
    to: RefundStatus,
    *,
    now: datetime,
    vendor_id: str | None = None,
    failure: str | None = None,
    by_hand: bool = False,
) -> None:
    """Move a refund along its table; the ledger follows when money left, or came back after all."""
    check_refund_move(one.status, to)
    await _store.move(
        db,
        order_id=one.order_id,
        refund_id=one.id,
        status=to,
        vendor_id=vendor_id,
        failure=failure,
        by_hand=by_hand,
        now=now,
    )
    if to is RefundStatus.SUCCEEDED:
        await _book(db, one, "refunded", now)
    elif to is RefundStatus.FAILED and one.status is RefundStatus.SUCCEEDED:
        await _book(db, one, "refund_failed", now)


async def book_dispute(
    db: AsyncConnection,
    *,
    order_id: UUID,
    attempt_id: UUID,
    vendor_id: str,
    amount: Money,
    is_back: bool,
    now: datetime,
) -> bool:
    """A bank took a payment's money, or gave it back; False where the ledger has it already."""
    kind = MoveKind.DISPUTE_REINSTATED if is_back else MoveKind.DISPUTED
    return await _store.book_dispute(
        db,
        order_id=order_id,
        attempt_id=attempt_id,
        move_id=uuid5(attempt_id, f"{kind}:{vendor_id}"),
        kind=kind,
        amount=amount,
        vendor_id=vendor_id,
        now=now,
    )


async def add_vendor_refund(
    db: AsyncConnection,
    *,
    order_id: UUID,
    attempt_id: UUID,
    vendor_id: str,
    amount: Money,
    now: datetime,
) -> Refund:
    """A refund that somebody made in the gateway's own pages: there, so written down; once."""
    refund_id = vendor_refund_id(attempt_id, vendor_id)
    if await _store.get(db, order_id, refund_id) is None:
        await add_refund(
            db,
            order_id=order_id,
            refund_id=refund_id,
            plan=RefundPlan((RefundPart(attempt_id, amount.minor),), ()),
            currency=amount.currency,
            asked=RefundRequested(RefundReason.OTHER, amount.minor),
            source=RefundSource.GATEWAY,
            actor="shop",
            now=now,
        )
        made = await refund(db, order_id=order_id, refund_id=refund_id)
        await move_refund(db, made, RefundStatus.SENT, now=now, vendor_id=vendor_id)
    return await refund(db, order_id=order_id, refund_id=refund_id)


def vendor_refund_id(attempt_id: UUID, vendor_id: str) -> UUID:
    """Our id of a refund that was made in the gateway's own pages."""
    return uuid5(attempt_id, vendor_id)


async def put_off_refund(
    db: AsyncConnection, *, order_id: UUID, refund_id: UUID, now: datetime
) -> None:
    """A message of it failed for good: the clock asks again, but in hours."""
    await _store.put_off(
        db,
        order_id=order_id,
        refund_id=refund_id,
        looked_at=now + timedelta(hours=limits.PENDING_LOOK_HOURS),
    )


async def take_stale_refunds(
    db: AsyncConnection, *, before: datetime, now: datetime, limit: int
) -> list[tuple[UUID, UUID]]:
    """(order, refund) of those that wait since `before` for an answer, a pending one for longer."""
    found = await _store.stale(
        db, before=before, pending_before=now - PENDING_LOOKS, now=now, limit=limit
    )
    return [(row.order_id, row.id) for row in found]


async def _book(db: AsyncConnection, one: Refund, kind: str, now: datetime) -> None:
    move_id = one.id if kind == "refunded" else uuid5(one.id, kind)
    await _store.book(
        db, order_id=one.order_id, refund_id=one.id, move_id=move_id, kind=kind, now=now
    )


def _as_json(request: RefundRequested) -> dict[str, Any]:
    """As a JSON column gives it back: keys are text."""
    written = asdict(request)
    written["lines"] = {str(line): quantity for line, quantity in sorted(request.lines.items())}
    return written
