"""All SQL of payments."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows, run
from lonja.kernel.money import Money
from lonja.payments._moving import LIVE, AttemptStatus, MoveKind
from lonja.payments._port import Instructions, Redirect, Reference, Step, VendorIds


@dataclass(frozen=True, slots=True)
class Attempt:
    """`token` is encrypted; None once settled, and in lists."""

    order_id: UUID
    id: UUID
    method: str
    account_id: UUID | None
    status: AttemptStatus
    reason: str | None
    next_step: Mapping[str, str] | None
    amount_minor: int
    currency: str
    language: str
    return_url: str
    vendor: VendorIds
    late: bool
    promised: bool
    created_at: datetime
    asked_at: datetime | None
    expires_at: datetime | None
    closing_since: datetime | None
    look_at: datetime | None
    settled_at: datetime | None
    captured_at: datetime | None
    token: bytes | None = None
    origin_order_id: UUID | None = None
    """The order whose returned goods pay this one, by its payment `account_id`."""
    capture_by: datetime | None = None
    """Until when it stays reserved while no goods leave; None where it is taken at once."""
    edit_id: UUID | None = None
    """The edit of the order whose difference it pays; None where it pays the order itself."""
    in_parts: bool = False
    taken_minor: int = 0
    """What was taken of it in parts, while the rest is reserved."""
    part_minor: int = 0
    """How much is asked for in all: more than was taken while a part is on its way."""

    @property
    def amount(self) -> Money:
        return Money(self.currency, self.amount_minor)

    @property
    def step(self) -> Step:
        """What the buyer does next."""
        match self.next_step:
            case {"kind": "redirect", "url": url}:
                return Redirect(url)
            case {"kind": "instructions", "text": text}:
                return Instructions(text)
            case _:
                return None

    @property
    def is_exchange(self) -> bool:
        return self.origin_order_id is not None

    @property
    def reference(self) -> Reference:
        return Reference(self.id, self.vendor, self.asked_at)

    @property
    def is_live(self) -> bool:
        return self.status in LIVE


@dataclass(frozen=True, slots=True)
class Move:
    attempt_id: UUID | None
    kind: MoveKind
    amount_minor: int
    currency: str
    vendor_id: str
    at: datetime

    @property
    def amount(self) -> Money:
        return Money(self.currency, self.amount_minor)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a vendor's id belongs."""

    order_id: UUID
    attempt_id: UUID


_LISTED = (
    "order_id, id, method, account_id, status, reason, next_step, amount_minor, currency, language, return_url,"
    " vendor, late, promised, created_at, asked_at, expires_at, closing_since, look_at, settled_at,"
    " captured_at, edit_id, origin_order_id, capture_by, in_parts, taken_minor, part_minor"
)
ATTEMPT_COLUMNS = f"{_LISTED}, token"


async def insert_attempt(db: AsyncConnection, attempt: Mapping[str, Any]) -> None:
    await run(
        db,
        "INSERT INTO payment_attempts (order_id, id, method, token, amount_minor, currency,"
        " language, return_url, created_at, look_at, edit_id) VALUES (%(order)s, %(id)s,"
        " %(method)s, %(token)s, %(amount)s, %(currency)s, %(language)s, %(return_url)s, %(now)s,"
        " %(look_at)s, %(edit)s)",
        **attempt,
    )


async def live_attempt(db: AsyncConnection, order_id: UUID, edit_id: UUID | None) -> Attempt | None:
    """The attempt that may still bring money, or that has; settled ones are history."""
    return await first(
        db,
        Attempt,
        f"SELECT {ATTEMPT_COLUMNS} FROM payment_attempts WHERE order_id = %(order)s"
        " AND account_id IS NULL AND NOT late AND status IN"
        " ('open', 'needs_action', 'pending', 'authorised', 'captured')"
        " AND edit_id IS NOT DISTINCT FROM %(edit)s::uuid"
        " ORDER BY created_at DESC, id DESC LIMIT 1",
        order=order_id,
        edit=edit_id,
    )


async def insert_balance(db: AsyncConnection, attempt: Mapping[str, Any]) -> None:
    """Reserved on a balance of ours as it is written, with its row of the ledger."""
    await run(
        db,
        "WITH made AS (INSERT INTO payment_attempts (order_id, id, method, account_id,"
        " origin_order_id, amount_minor, currency, language, status, created_at, asked_at, settled_at) VALUES"
        " (%(order)s, %(id)s, %(method)s, %(account)s, %(origin)s, %(amount)s, %(currency)s, %(language)s,"
        " 'authorised', %(now)s, %(now)s, %(now)s) RETURNING id)"
        " INSERT INTO payment_moves (order_id, id, attempt_id, kind, amount_minor, currency,"
        " vendor_id, at) SELECT %(order)s, %(move)s, id, 'authorised', %(amount)s, %(currency)s,"
        " id::text, %(now)s FROM made",
        **attempt,
    )


async def balances(db: AsyncConnection, order_id: UUID) -> list[Attempt]:
    return await rows(
        db,
        Attempt,
        f"SELECT {_LISTED} FROM payment_attempts WHERE order_id = %(order)s"
        " AND account_id IS NOT NULL ORDER BY created_at, id LIMIT 100",
        order=order_id,
    )


async def promised_minor(db: AsyncConnection, order_id: UUID) -> int:
    return await one(
        db,
        int,
        "SELECT coalesce(sum(amount_minor), 0)::bigint FROM payment_attempts"
        " WHERE order_id = %(order)s AND promised AND status = 'pending'",
        order=order_id,
    )


async def count_cards(db: AsyncConnection, order_id: UUID) -> int:
    return await one(
        db,
        int,
        "SELECT count(*) FROM payment_attempts WHERE order_id = %(order)s AND account_id IS NULL",
        order=order_id,
    )


async def attempt(db: AsyncConnection, order_id: UUID, attempt_id: UUID) -> Attempt | None:
    return await first(
        db,
        Attempt,
        f"SELECT {ATTEMPT_COLUMNS} FROM payment_attempts WHERE order_id = %(order)s AND id = %(id)s",
        order=order_id,
        id=attempt_id,
    )


async def attempts(db: AsyncConnection, order_id: UUID) -> list[Attempt]:
    return await rows(
        db,
        Attempt,
        f"SELECT {_LISTED} FROM payment_attempts WHERE order_id = %(order)s"
        " ORDER BY created_at, id LIMIT 100",
        order=order_id,
    )


async def mark_asked(
    db: AsyncConnection,
    *,
    order_id: UUID,
    attempt_id: UUID,
    expires_at: datetime,
    look_at: datetime | None,
    now: datetime,
) -> Attempt | None:
    """Write the question down once; what was written first stays, whatever a repeat says."""
    return await first(
        db,
        Attempt,
        "UPDATE payment_attempts SET asked_at = coalesce(asked_at, %(now)s),"
        " expires_at = coalesce(expires_at, %(expires_at)s),"
        " look_at = greatest(look_at, %(look_at)s)"
        f" WHERE order_id = %(order)s AND id = %(id)s RETURNING {ATTEMPT_COLUMNS}",
        order=order_id,
        id=attempt_id,
        expires_at=expires_at,
        look_at=look_at,
        now=now,
    )


async def mark_closing(
    db: AsyncConnection, *, order_id: UUID, attempt_id: UUID, since: datetime | None
) -> None:
    await run(
        db,
        "UPDATE payment_attempts SET closing_since = CASE WHEN %(since)s::timestamptz IS NULL"
        " THEN NULL ELSE coalesce(closing_since, %(since)s) END"
        " WHERE order_id = %(order)s AND id = %(id)s",
        order=order_id,
        id=attempt_id,
        since=since,
    )


async def set_look(
    db: AsyncConnection, *, order_id: UUID, attempt_id: UUID, at: datetime | None
) -> None:
    await run(
        db,
        "UPDATE payment_attempts SET look_at = %(at)s WHERE order_id = %(order)s AND id = %(id)s",
        order=order_id,
        id=attempt_id,
        at=at,
    )


async def claim_retry(
    db: AsyncConnection,
    *,
    order_id: UUID,
    attempt_id: UUID,
    at: datetime,
    look_at: datetime,
    now: datetime,
) -> bool:
    """Whether the caller's message is the one that retries; False while another is due to."""
    return bool(
        await run(
            db,
            "UPDATE payment_attempts SET retry_at = %(at)s, look_at = %(look_at)s"
            " WHERE order_id = %(order)s AND id = %(id)s"
            " AND (retry_at IS NULL OR retry_at <= %(now)s)",
            order=order_id,
            id=attempt_id,
            at=at,
            look_at=look_at,
            now=now,
        )
    )


async def move_attempt(db: AsyncConnection, change: Mapping[str, Any]) -> bool:
    """Move an attempt from `before` to `status`, in one statement with the ledger's row.

    The token is deleted once no request can use it any more. A vendor's id that is already in the
    ledger with its kind is not booked again.
    """
    return bool(
        await run(
            db,
            "WITH moved AS (UPDATE payment_attempts SET status = %(status)s, reason = %(reason)s,"
            " late = %(late)s, promised = promised OR %(promised)s, next_step = %(step)s::jsonb, vendor = vendor || %(vendor)s::jsonb,"
            " token = CASE WHEN %(is_live)s THEN token END, look_at = %(look_at)s,"
            " settled_at = CASE WHEN %(is_settled)s THEN %(now)s ELSE settled_at END,"
            " captured_at = CASE WHEN %(status)s = 'captured' THEN %(now)s ELSE captured_at END"
            " WHERE order_id = %(order)s AND id = %(id)s AND status = %(before)s RETURNING id),"
            " booked AS (INSERT INTO payment_moves (order_id, id, attempt_id, kind, amount_minor,"
            " currency, vendor_id, at) SELECT %(order)s, %(move)s, id, %(kind)s, %(amount)s,"
            " %(currency)s, %(move_vendor)s, %(now)s FROM moved WHERE %(kind)s::text IS NOT NULL"
            " ON CONFLICT DO NOTHING) SELECT FROM moved",
            **change,
        )
    )


async def keep_vendor(
    db: AsyncConnection,
    *,
    order_id: UUID,
    attempt_id: UUID,
    vendor: Mapping[str, str],
    step: Mapping[str, str] | None,
    look_at: datetime | None,
) -> None:
    """What an answer says of an attempt that stays where it is."""
    await run(
        db,
        "UPDATE payment_attempts SET vendor = vendor || %(vendor)s::jsonb,"
        " next_step = coalesce(%(step)s::jsonb, next_step), look_at = %(look_at)s"
        " WHERE order_id = %(order)s AND id = %(id)s",
        order=order_id,
        id=attempt_id,
        vendor=json.dumps(dict(vendor)),
        step=None if step is None else json.dumps(dict(step)),
        look_at=look_at,
    )


async def insert_references(
    db: AsyncConnection,
    *,
    gateway: str,
    vendor_ids: Sequence[str],
    order_id: UUID,
    attempt_id: UUID,
) -> None:
    await run(
        db,
        "INSERT INTO payment_references (gateway, vendor_id, order_id, attempt_id)"
        " SELECT %(gateway)s, vendor_id, %(order)s, %(attempt)s"
        " FROM unnest(%(ids)s::text[]) AS t(vendor_id) ORDER BY vendor_id ON CONFLICT DO NOTHING",
        gateway=gateway,
        ids=list(vendor_ids),
        order=order_id,
        attempt=attempt_id,
    )


async def by_reference(
    db: AsyncConnection, *, gateway: str, vendor_ids: Sequence[str]
) -> Found | None:
    return await first(
        db,
        Found,
        "SELECT order_id, attempt_id FROM payment_references"
        " WHERE gateway = %(gateway)s AND vendor_id = ANY(%(ids)s) LIMIT 1",
        gateway=gateway,
        ids=list(vendor_ids),
    )


async def moves(db: AsyncConnection, order_id: UUID) -> list[Move]:
    return await rows(
        db,
        Move,
        "SELECT attempt_id, kind, amount_minor, currency, vendor_id, at FROM payment_moves"
        " WHERE order_id = %(order)s ORDER BY at, id LIMIT 500",
        order=order_id,
    )


async def put_off(
    db: AsyncConnection, *, order_id: UUID, attempt_id: UUID | None, look_at: datetime
) -> None:
    await run(
        db,
        "UPDATE payment_attempts SET look_at = %(look_at)s WHERE order_id = %(order_id)s"
        " AND look_at < %(look_at)s AND (%(attempt_id)s::uuid IS NULL OR id = %(attempt_id)s)",
        order_id=order_id,
        attempt_id=attempt_id,
        look_at=look_at,
    )


async def take_due(
    db: AsyncConnection, *, now: datetime, next_at: datetime, limit: int
) -> list[Found]:
    """Attempts whose clock is over; each is pushed away, so the next look is the handler's."""
    return await rows(
        db,
        Found,
        "UPDATE payment_attempts a SET look_at = %(next_at)s FROM (SELECT order_id, id"
        " FROM payment_attempts WHERE look_at <= %(now)s ORDER BY look_at, order_id"
        " LIMIT %(limit)s FOR UPDATE SKIP LOCKED) AS due"
        " WHERE a.order_id = due.order_id AND a.id = due.id RETURNING a.order_id,"
        " a.id AS attempt_id",
        now=now,
        next_at=next_at,
        limit=limit,
    )
