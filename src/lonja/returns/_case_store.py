"""All SQL of returns under way: cases, their lines, and what came of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, rows, run
from lonja.returns._case import Approver, CaseRow, ReturnCase

MOST_CASES = 200

_CASES = (
    "SELECT c.order_id, c.id, c.number, c.order_number, c.email, c.kind, c.status, c.source,"
    " c.currency, c.note, c.answer, c.tracking, c.is_late, c.wants_credit, c.refund_id,"
    " c.exchange_order_id, c.exchange_number, c.exchange_failure, c.approved_by,"
    " c.approver_limit_minor, c.shipping_minor, c.fee_minor, c.requested_at,"
    " c.decided_at, c.received_at, c.settled_at, c.refund_due_at,"
    " coalesce((SELECT jsonb_agg(jsonb_build_object('line', l.line, 'requested', l.requested,"
    "  'approved', l.approved, 'received', l.received, 'resellable', l.resellable,"
    "  'refunded', l.refunded, 'reason', l.reason, 'answer', l.answer,"
    "  'replacement', CASE WHEN l.exchange_variant_id IS NOT NULL THEN jsonb_build_object("
    "   'variant_id', l.exchange_variant_id, 'sku', l.exchange_sku, 'name', l.exchange_name,"
    "   'options', l.exchange_options) END)"
    "  ORDER BY l.line)"
    "  FROM return_case_lines l WHERE l.order_id = c.order_id AND l.case_id = c.id), '[]') AS lines"
    " FROM return_cases c"
)


@dataclass(frozen=True, slots=True)
class Key:
    order_id: UUID
    id: UUID


@dataclass(frozen=True, slots=True)
class Receipt:
    id: UUID
    case_id: UUID
    location: str | None
    lines: list[dict[str, int]]
    at: datetime
    actor: str


async def insert(db: AsyncConnection, case: ReturnCase) -> None:
    replacements = [line.replacement for line in case.lines]
    await run(
        db,
        "WITH made AS (INSERT INTO return_cases (order_id, id, number, order_number, email, kind,"
        " status, source, currency, note, is_late, wants_credit, requested_at, decided_at,"
        " refund_due_at, approved_by, approver_limit_minor)"
        " VALUES (%(order_id)s, %(id)s, %(number)s, %(order_number)s, %(email)s, %(kind)s, %(status)s, %(source)s, %(currency)s, %(note)s, %(is_late)s, %(wants_credit)s,"
        " %(requested_at)s, %(decided_at)s, %(refund_due_at)s, %(approved_by)s,"
        " %(approver_limit)s))"
        " INSERT INTO return_case_lines (order_id, case_id, line, requested, approved, reason,"
        " exchange_variant_id, exchange_sku, exchange_name, exchange_options)"
        " SELECT %(order_id)s, %(id)s, l.line, l.requested, l.approved, l.reason, l.variant_id,"
        " l.sku, l.name, l.options"
        " FROM unnest(%(lines)s::int[], %(requested)s::int[], %(approved)s::int[],"
        " %(reasons)s::text[], %(variant_ids)s::uuid[], %(skus)s::text[], %(names)s::text[],"
        " %(options)s::jsonb[])"
        " AS l(line, requested, approved, reason, variant_id, sku, name, options)",
        order_id=case.order_id,
        id=case.id,
        number=case.number,
        order_number=case.order_number,
        email=case.email,
        kind=case.kind,
        status=case.status,
        source=case.source,
        currency=case.currency,
        note=case.note,
        wants_credit=case.wants_credit,
        is_late=case.is_late,
        requested_at=case.requested_at,
        decided_at=case.decided_at,
        refund_due_at=case.refund_due_at,
        approved_by=case.approved_by,
        approver_limit=case.approver_limit_minor,
        lines=[line.line for line in case.lines],
        requested=[line.requested for line in case.lines],
        approved=[line.approved for line in case.lines],
        reasons=[line.reason for line in case.lines],
        variant_ids=[one and one.variant_id for one in replacements],
        skus=[one.sku if one else "" for one in replacements],
        names=[one.name if one else "" for one in replacements],
        options=[json.dumps(dict(one.options) if one else {}) for one in replacements],
    )


async def get(db: AsyncConnection, order_id: UUID, case_id: UUID) -> ReturnCase | None:
    return await first(
        db,
        ReturnCase,
        f"{_CASES} WHERE c.order_id = %(order)s AND c.id = %(id)s",
        order=order_id,
        id=case_id,
    )


async def find(db: AsyncConnection, number: str) -> ReturnCase | None:
    return await first(
        db,
        ReturnCase,
        f"{_CASES} WHERE c.number = %(number)s ORDER BY c.order_id, c.id LIMIT 1",
        number=number,
    )


async def of_order(db: AsyncConnection, order_id: UUID) -> list[ReturnCase]:
    return await rows(
        db,
        ReturnCase,
        f"{_CASES} WHERE c.order_id = %(order)s ORDER BY c.requested_at, c.id LIMIT %(limit)s",
        order=order_id,
        limit=MOST_CASES,
    )


async def list_cases(
    db: AsyncConnection,
    *,
    statuses: Sequence[str] | None,
    kinds: Sequence[str] | None,
    query: str,
    due_before: datetime | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[CaseRow]:
    """The newest first; with `due_before` those whose money must have gone back by then."""
    return await rows(
        db,
        CaseRow,
        "SELECT c.order_id, c.id, c.number, c.order_number, c.email, c.kind, c.status,"
        " c.is_late, coalesce((SELECT sum(l.requested) FROM return_case_lines l"
        "  WHERE l.order_id = c.order_id AND l.case_id = c.id), 0)::int AS units,"
        " c.requested_at, c.refund_due_at"
        " FROM return_cases c"
        " WHERE (%(statuses)s::text[] IS NULL OR c.status = ANY(%(statuses)s::text[]))"
        " AND (%(kinds)s::text[] IS NULL OR c.kind = ANY(%(kinds)s::text[]))"
        " AND (%(query)s = '' OR position(folded(%(query)s) IN"
        "  folded(c.number || ' ' || c.order_number || ' ' || c.email)) > 0)"
        " AND (%(due)s::timestamptz IS NULL OR (c.refund_due_at <= %(due)s::timestamptz"
        "  AND c.settled_at IS NULL AND c.status NOT IN ('declined', 'cancelled')))"
        " AND (%(at)s::timestamptz IS NULL OR (c.requested_at, c.id) < (%(at)s, %(after)s::uuid))"
        " ORDER BY c.requested_at DESC, c.id DESC LIMIT %(limit)s",
        statuses=None if statuses is None else list(statuses),
        kinds=None if kinds is None else list(kinds),
        query=query,
        due=due_before,
        at=after[0] if after else None,
        after=after[1] if after else None,
        limit=limit,
    )


async def move(
    db: AsyncConnection, *, order_id: UUID, case_id: UUID, status: str, now: datetime
) -> None:
    await run(
        db,
        "UPDATE return_cases SET status = %(status)s,"
        " decided_at = CASE WHEN %(status)s IN ('approved', 'declined')"
        "  THEN coalesce(decided_at, %(now)s) ELSE decided_at END,"
        " received_at = CASE WHEN %(status)s = 'received' THEN %(now)s ELSE received_at END,"
        " settled_at = CASE WHEN %(status)s = 'settled' THEN %(now)s ELSE settled_at END"
        " WHERE order_id = %(order)s AND id = %(id)s",
        order=order_id,
        id=case_id,
        status=status,
        now=now,
    )


async def decide(
    db: AsyncConnection,
    *,
    order_id: UUID,
    case_id: UUID,
    answer: str,
    approved: Mapping[int, int],
    answers: Mapping[int, str],
    by: Approver | None,
) -> None:
    await run(
        db,
        "WITH said AS (UPDATE return_cases SET answer = %(answer)s, approved_by = %(by)s,"
        " approver_limit_minor = %(limit)s"
        " WHERE order_id = %(order)s AND id = %(id)s)"
        " UPDATE return_case_lines l SET approved = d.approved, answer = d.answer"
        " FROM unnest(%(lines)s::int[], %(approved)s::int[], %(answers)s::text[])"
        " AS d(line, approved, answer)"
        " WHERE l.order_id = %(order)s AND l.case_id = %(id)s AND l.line = d.line",
        order=order_id,
        id=case_id,
        answer=answer,
        by=by.email if by else "",
        limit=by.limit_minor if by else 0,
        lines=list(approved),
        approved=list(approved.values()),
        answers=[answers.get(line, "") for line in approved],
    )


async def set_tracking(
    db: AsyncConnection, *, order_id: UUID, case_id: UUID, tracking: str
) -> None:
    await run(
        db,
        "UPDATE return_cases SET tracking = %(tracking)s WHERE order_id = %(order)s AND id = %(id)s",
        order=order_id,
        id=case_id,
        tracking=tracking,
    )


async def receipt(db: AsyncConnection, order_id: UUID, receipt_id: UUID) -> Receipt | None:
    return await first(
        db,
        Receipt,
        "SELECT id, case_id, location, lines, at, actor FROM return_receipts"
        " WHERE order_id = %(order)s AND id = %(id)s",
        order=order_id,
        id=receipt_id,
    )


async def receive(
    db: AsyncConnection,
    *,
    order_id: UUID,
    case_id: UUID,
    receipt_id: UUID,
    location: str | None,
    lines: Sequence[Mapping[str, Any]],
    actor: str,
    now: datetime,
) -> None:
    """One parcel's goods, each with its condition; the counters of the lines follow."""
    await run(
        db,
        "WITH made AS (INSERT INTO return_receipts (order_id, id, case_id, location, lines, at,"
        " actor) VALUES (%(order)s, %(id)s, %(case)s, %(location)s, %(lines)s::jsonb, %(now)s,"
        " %(actor)s))"
        " UPDATE return_case_lines l SET received = l.received + r.resellable + r.damaged,"
        " resellable = l.resellable + r.resellable"
        " FROM jsonb_to_recordset(%(lines)s::jsonb) AS r(line int, resellable int, damaged int)"
        " WHERE l.order_id = %(order)s AND l.case_id = %(case)s AND l.line = r.line",
        order=order_id,
        id=receipt_id,
        case=case_id,
        location=location,
        lines=json.dumps([dict(line) for line in lines]),
        actor=actor,
        now=now,
    )


async def settle(
    db: AsyncConnection,
    *,
    order_id: UUID,
    case_id: UUID,
    refund_id: UUID,
    shipping_minor: int,
    fee_minor: int,
    units: Mapping[int, int],
) -> None:
    await run(
        db,
        "WITH paid AS (UPDATE return_cases SET refund_id = %(refund)s,"
        " shipping_minor = %(shipping)s, fee_minor = %(fee)s"
        " WHERE order_id = %(order)s AND id = %(id)s)"
        " UPDATE return_case_lines l SET refunded = u.units"
        " FROM unnest(%(lines)s::int[], %(units)s::int[]) AS u(line, units)"
        " WHERE l.order_id = %(order)s AND l.case_id = %(id)s AND l.line = u.line",
        order=order_id,
        id=case_id,
        refund=refund_id,
        shipping=shipping_minor,
        fee=fee_minor,
        lines=list(units),
        units=list(units.values()),
    )


async def keep_money(db: AsyncConnection, *, order_id: UUID, case_id: UUID) -> None:
    """Nothing of it is exchanged after all."""
    await run(
        db,
        "UPDATE return_case_lines SET exchange_variant_id = NULL, exchange_sku = '',"
        " exchange_name = '' WHERE order_id = %(order)s AND case_id = %(id)s",
        order=order_id,
        id=case_id,
    )


async def note_exchange(
    db: AsyncConnection,
    *,
    order_id: UUID,
    case_id: UUID,
    exchange_order_id: UUID | None,
    number: str,
    failure: str,
) -> None:
    await run(
        db,
        "UPDATE return_cases SET exchange_order_id = %(exchange)s, exchange_number = %(number)s,"
        " exchange_failure = %(failure)s WHERE order_id = %(order)s AND id = %(id)s",
        order=order_id,
        id=case_id,
        exchange=exchange_order_id,
        number=number,
        failure=failure,
    )


async def waiting(db: AsyncConnection, *, status: str, before: datetime, limit: int) -> list[Key]:
    """Those that have stood there since `before`, by when they were last decided or settled."""
    return await rows(
        db,
        Key,
        "SELECT order_id, id FROM return_cases WHERE status = %(status)s"
        " AND coalesce(settled_at, decided_at, requested_at) <= %(before)s"
        " ORDER BY requested_at, id LIMIT %(limit)s",
        status=status,
        before=before,
        limit=limit,
    )


async def forget(db: AsyncConnection, order_ids: Sequence[UUID]) -> int:
    """Take the buyer's words out of the returns of these orders."""
    return await run(
        db,
        "UPDATE return_cases SET note = '', tracking = '', email = ''"
        " WHERE order_id = ANY(%(orders)s) AND (note <> '' OR tracking <> '' OR email <> '')",
        orders=list(order_ids),
    )
