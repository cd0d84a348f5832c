"""Returns on an open transaction; whoever calls these holds the order's lock."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import ids
from lonja.kernel.errors import Invalid
from lonja.kernel.outbox import Message
from lonja.orders.api import Order
from lonja.returns import _case_store as _store
from lonja.returns._case import (
    Approver,
    CaseLine,
    CaseRow,
    Received,
    ReceivedMoreThanApproved,
    Replacement,
    ReturnCase,
    ReturnIdTaken,
    ReturnSource,
    UnknownReturn,
)
from lonja.returns._moving import (
    MAY_RECEIVE,
    ReturnKind,
    ReturnStatus,
    WrongReturnStatus,
    check_return_move,
    require_return_move,
)
from lonja.returns._photos import store as _photo_store


@dataclass(frozen=True, slots=True)
class MakeExchange(Message):
    """Make the order in place of what comes back, once it may be made."""

    queue: ClassVar[str] = "orders"
    type: ClassVar[str] = "return.exchange"
    subject_field: ClassVar[str] = "order_id"
    order_id: UUID
    case_id: UUID


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to give back: units of each line, and why."""

    kind: ReturnKind
    source: ReturnSource
    units: Mapping[int, int]
    reasons: Mapping[int, str]
    note: str = ""
    is_late: bool = False
    wants_credit: bool = False
    """The buyer would rather have store credit than the money back."""
    replacements: Mapping[int, Replacement] = field(default_factory=dict)
    """What they want for each unit of a line, in place of its money."""


async def case(db: AsyncConnection, *, order_id: UUID, case_id: UUID) -> ReturnCase:
    found = await _store.get(db, order_id, case_id)
    if found is None:
        raise UnknownReturn("there is no such return")
    return found


async def find_case(db: AsyncConnection, number: str) -> ReturnCase:
    """By its number, as people read it."""
    found = await _store.find(db, number.upper()[:40])
    if found is None:
        raise UnknownReturn("there is no such return")
    return found


async def cases(db: AsyncConnection, order_id: UUID) -> list[ReturnCase]:
    """Oldest first."""
    return await _store.of_order(db, order_id)


async def list_cases(
    db: AsyncConnection,
    *,
    statuses: Sequence[ReturnStatus] | None = None,
    kinds: Sequence[ReturnKind] | None = None,
    query: str = "",
    due_before: datetime | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int,
) -> list[CaseRow]:
    """Newest first; `due_before`: whose money must have gone back by then, and has not."""
    return await _store.list_cases(
        db,
        statuses=statuses,
        kinds=kinds,
        query=query.replace("\0", "").strip(),
        due_before=due_before,
        after=after,
        limit=limit,
    )


async def is_case_repeat(
    db: AsyncConnection, *, order_id: UUID, case_id: UUID, asked: Asked
) -> bool:
    """Whether this very return was opened before; the same id for another is refused."""
    before = await _store.get(db, order_id, case_id)
    if before is None:
        return False
    if {one.line: one.requested for one in before.lines} != dict(asked.units):
        raise ReturnIdTaken("this id belongs to another return")
    return True


async def open_case(
    db: AsyncConnection,
    *,
    order: Order,
    case_id: UUID,
    asked: Asked,
    is_approved: bool,
    refund_due_at: datetime | None,
    now: datetime,
    approver: Approver | None = None,
) -> ReturnCase:
    """Write it down; that so many units may come back was asked before (`check_units`)."""
    made = ReturnCase(
        order_id=order.id,
        id=case_id,
        number=f"RT-{ids.order_number()}",
        order_number=order.number,
        email=order.email,
        kind=asked.kind,
        status=ReturnStatus.APPROVED if is_approved else ReturnStatus.REQUESTED,
        source=asked.source,
        currency=order.currency,
        note=asked.note,
        wants_credit=asked.wants_credit,
        answer="",
        tracking="",
        is_late=asked.is_late,
        refund_id=None,
        shipping_minor=0,
        fee_minor=0,
        requested_at=now,
        decided_at=now if is_approved else None,
        received_at=None,
        settled_at=None,
        refund_due_at=refund_due_at,
        approved_by=approver.email if approver else "",
        approver_limit_minor=approver.limit_minor if approver else 0,
        lines=[
            CaseLine(
                line=line,
                requested=units,
                approved=units if is_approved else None,
                received=0,
                resellable=0,
                refunded=0,
                reason=asked.reasons.get(line, ""),
                answer="",
                replacement=asked.replacements.get(line),
            )
            for line, units in sorted(asked.units.items())
        ],
    )
    await _store.insert(db, made)
    return made


async def move_case(
    db: AsyncConnection, one: ReturnCase, to: ReturnStatus, *, now: datetime
) -> None:
    check_return_move(one.status, to)
    await _store.move(db, order_id=one.order_id, case_id=one.id, status=to, now=now)


async def decide_case(
    db: AsyncConnection,
    one: ReturnCase,
    *,
    approved: Mapping[int, int],
    answers: Mapping[int, str],
    answer: str,
    approver: Approver,
    now: datetime,
) -> ReturnStatus:
    """Approve so many units of each line; of none, it is declined. Lines not named are declined."""
    units = {line.line: approved.get(line.line, 0) for line in one.lines}
    if set(approved) - set(units):
        raise Invalid("this return has no such line", field="lines")
    for line in one.lines:
        if not 0 <= units[line.line] <= line.requested:
            raise Invalid("no more than was asked for", field="lines")
    to = ReturnStatus.APPROVED if any(units.values()) else ReturnStatus.DECLINED
    require_return_move(one.status, to)
    await _store.decide(
        db,
        order_id=one.order_id,
        case_id=one.id,
        answer=answer,
        approved=units,
        answers=answers,
        by=approver if to is ReturnStatus.APPROVED else None,
    )
    await move_case(db, one, to, now=now)
    return to


async def note_tracking(db: AsyncConnection, one: ReturnCase, tracking: str) -> None:
    await _store.set_tracking(db, order_id=one.order_id, case_id=one.id, tracking=tracking)


async def receive_case(
    db: AsyncConnection,
    one: ReturnCase,
    *,
    receipt_id: UUID,
    received: Sequence[Received],
    location: str | None,
    actor: str,
    now: datetime,
) -> bool:
    """What came, with its condition; False when this very receipt was written before.

    Never more of a line than was approved, in all receipts together.
    """
    lines = [asdict(each) for each in received if each.units]
    before = await _store.receipt(db, one.order_id, receipt_id)
    if before is not None:
        if (before.case_id, before.lines, before.location) != (one.id, lines, location):
            raise ReturnIdTaken("this id belongs to goods that came before")
        return False
    if one.status not in MAY_RECEIVE:
        raise WrongReturnStatus("nothing is expected of it", status=str(one.status))
    expected = {line.line: line.to_come for line in one.lines}
    if not lines or len({each.line for each in received}) < len(received):
        raise Invalid("say what came, each line once", field="lines")
    for each in received:
        if (
            not 0 <= each.units <= expected.get(each.line, 0)
            or min(each.resellable, each.damaged) < 0
        ):
            raise ReceivedMoreThanApproved(
                f"{expected.get(each.line, 0)} units of line {each.line} are expected",
                line=each.line,
                left=expected.get(each.line, 0),
            )
    await _store.receive(
        db,
        order_id=one.order_id,
        case_id=one.id,
        receipt_id=receipt_id,
        location=location,
        lines=lines,
        actor=actor,
        now=now,
    )
    if one.status is not ReturnStatus.SETTLED:
        await move_case(db, one, ReturnStatus.RECEIVED, now=now)
    return True


async def settle_case(
    db: AsyncConnection,
    one: ReturnCase,
    *,
    refund_id: UUID,
    units: Mapping[int, int],
    shipping_minor: int,
    fee_minor: int,
    now: datetime,
) -> None:
    """What went back for it; the money itself is `payments`'."""
    await _store.settle(
        db,
        order_id=one.order_id,
        case_id=one.id,
        refund_id=refund_id,
        shipping_minor=shipping_minor,
        fee_minor=fee_minor,
        units=units,
    )
    await move_case(db, one, ReturnStatus.SETTLED, now=now)


async def keep_money(db: AsyncConnection, one: ReturnCase) -> None:
    """Its buyer gets the money of all of it, and nothing in its place."""
    await _store.keep_money(db, order_id=one.order_id, case_id=one.id)


async def note_exchange(
    db: AsyncConnection,
    one: ReturnCase,
    *,
    exchange_order_id: UUID | None = None,
    number: str = "",
    failure: str = "",
) -> None:
    """The order in its place; or why there is none yet, as a stable code."""
    await _store.note_exchange(
        db,
        order_id=one.order_id,
        case_id=one.id,
        exchange_order_id=exchange_order_id,
        number=number,
        failure=failure,
    )


async def waiting_cases(
    db: AsyncConnection, status: ReturnStatus, *, before: datetime, limit: int
) -> list[tuple[UUID, UUID]]:
    """(order, return) of those that have stood there since `before`."""
    found = await _store.waiting(db, status=status, before=before, limit=limit)
    return [(one.order_id, one.id) for one in found]


async def forget_words(db: AsyncConnection, order_ids: Sequence[UUID]) -> int:
    """Take the buyers' addresses, words and pictures out of the returns of these orders."""
    await _photo_store.forget(db, order_ids)
    return await _store.forget(db, order_ids)
