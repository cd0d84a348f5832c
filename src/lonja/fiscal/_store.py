"""All SQL of the tax record."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.fiscal._record import Record, RecordRow, RecordStatus
from lonja.kernel.db import first, one, rows, run

_COLUMNS = (
    "id, issuer, position, kind, document_id, invoice, recorded_at, previous_code, previous_day,"
    " previous_hash, hash"
)


@dataclass(frozen=True, slots=True)
class Chain:
    position: int
    last_code: str
    last_day: str
    last_hash: str


@dataclass(frozen=True, slots=True)
class LastEvent:
    position: int
    hash: str


async def lock_chain(db: AsyncConnection, issuer: str) -> Chain:
    await run(
        db,
        "INSERT INTO fiscal_chains (issuer, position) VALUES (%(issuer)s, 0)"
        " ON CONFLICT DO NOTHING",
        issuer=issuer,
    )
    return await one(
        db,
        Chain,
        "SELECT position, last_code, last_day, last_hash FROM fiscal_chains"
        " WHERE issuer = %(issuer)s FOR UPDATE",
        issuer=issuer,
    )


async def insert(db: AsyncConnection, record: Record, *, now: datetime) -> None:
    await run(
        db,
        f"WITH added AS (INSERT INTO fiscal_records ({_COLUMNS}) VALUES (%(id)s, %(issuer)s,"
        " %(position)s, %(kind)s, %(document)s, %(invoice)s::jsonb, %(recorded_at)s,"
        " %(previous_code)s, %(previous_day)s, %(previous_hash)s, %(hash)s)), chain AS ("
        " UPDATE fiscal_chains SET position = %(position)s, last_code = %(code)s,"
        " last_day = %(day)s, last_hash = %(hash)s WHERE issuer = %(issuer)s)"
        " INSERT INTO fiscal_submissions (issuer, position, looked_at, created_at)"
        " VALUES (%(issuer)s, %(position)s, %(now)s, %(now)s)",
        id=record.id,
        issuer=record.issuer,
        position=record.position,
        kind=record.kind,
        document=record.document_id,
        invoice=json.dumps(record.invoice.to_json()),
        recorded_at=record.recorded_at,
        previous_code=record.previous_code,
        previous_day=record.previous_day,
        previous_hash=record.previous_hash,
        hash=record.hash,
        code=record.invoice.code,
        day=record.invoice.day,
        now=now,
    )


async def of_document(db: AsyncConnection, document_id: UUID) -> Record | None:
    return await first(
        db,
        Record,
        f"SELECT {_COLUMNS} FROM fiscal_records WHERE document_id = %(id)s AND kind = 'register'",
        id=document_id,
    )


async def of_chain(db: AsyncConnection, issuer: str, *, after: int, limit: int) -> list[Record]:
    return await rows(
        db,
        Record,
        f"SELECT {_COLUMNS} FROM fiscal_records WHERE issuer = %(issuer)s"
        " AND position > %(after)s ORDER BY position LIMIT %(limit)s",
        issuer=issuer,
        after=after,
        limit=limit,
    )


async def end_of(db: AsyncConnection, issuer: str) -> Chain:
    return await one(
        db,
        Chain,
        "SELECT position, last_code, last_day, last_hash FROM fiscal_chains"
        " WHERE issuer = %(issuer)s",
        issuer=issuer,
    )


async def issuers(db: AsyncConnection, *, unchecked_since: datetime | None = None) -> list[str]:
    """Of chains with a record; the chain without an issuer is the lock of the event log."""
    return await rows(
        db,
        str,
        "SELECT issuer FROM fiscal_chains AS c WHERE position > 0 AND (%(since)s::timestamptz IS NULL"
        " OR NOT EXISTS (SELECT 1 FROM fiscal_events WHERE at > %(since)s"
        "  AND kind IN ('chain_checked', 'chain_broken') AND facts ->> 'issuer' = c.issuer))"
        " ORDER BY issuer LIMIT 100",
        since=unchecked_since,
    )


async def count_broken(db: AsyncConnection) -> int:
    return await one(
        db,
        int,
        "SELECT count(*) FILTER (WHERE kind = 'chain_broken') FROM (SELECT DISTINCT ON"
        " (facts ->> 'issuer') kind FROM fiscal_events WHERE kind IN ('chain_checked',"
        " 'chain_broken') ORDER BY facts ->> 'issuer', position DESC) AS last",
    )


async def claim(
    db: AsyncConnection, issuer: str, *, stale: datetime, now: datetime, limit: int
) -> list[int]:
    """The oldest that wait, in their order; none while others are on their way, or it must be quiet."""
    await lock_chain(db, issuer)
    return await rows(
        db,
        int,
        "UPDATE fiscal_submissions SET status = 'sending', tries = tries + 1, looked_at = %(now)s"
        " WHERE issuer = %(issuer)s AND position IN (SELECT position FROM fiscal_submissions"
        "  WHERE issuer = %(issuer)s AND status IN ('waiting', 'sending')"
        "  ORDER BY position LIMIT %(limit)s)"
        " AND NOT EXISTS (SELECT 1 FROM fiscal_submissions WHERE issuer = %(issuer)s"
        "  AND status = 'sending' AND looked_at > %(stale)s)"
        " AND NOT EXISTS (SELECT 1 FROM fiscal_chains WHERE issuer = %(issuer)s"
        "  AND quiet_until > %(now)s)"
        " RETURNING position::bigint",
        issuer=issuer,
        stale=stale,
        now=now,
        limit=limit,
    )


async def at(db: AsyncConnection, issuer: str, positions: Sequence[int]) -> list[Record]:
    return await rows(
        db,
        Record,
        f"SELECT {_COLUMNS} FROM fiscal_records WHERE issuer = %(issuer)s"
        " AND position = ANY(%(positions)s::bigint[]) ORDER BY position LIMIT 1000",
        issuer=issuer,
        positions=list(positions),
    )


async def settle(
    db: AsyncConnection,
    record_id: UUID,
    *,
    status: RecordStatus,
    answer: str,
    receipt: str,
    now: datetime,
) -> None:
    await run(
        db,
        "UPDATE fiscal_submissions AS s SET status = %(status)s, answer = %(answer)s,"
        " receipt = %(receipt)s, answered_at = %(now)s, looked_at = %(now)s FROM fiscal_records AS r"
        " WHERE r.id = %(id)s AND (s.issuer, s.position) = (r.issuer, r.position)"
        " AND s.status = 'sending'",
        id=record_id,
        status=status,
        answer=answer,
        receipt=receipt,
        now=now,
    )


async def give_back(db: AsyncConnection, issuer: str, *, now: datetime) -> None:
    await run(
        db,
        "UPDATE fiscal_submissions SET status = 'waiting', looked_at = %(now)s"
        " WHERE issuer = %(issuer)s AND status = 'sending'",
        issuer=issuer,
        now=now,
    )


async def be_quiet(db: AsyncConnection, issuer: str, *, until: datetime) -> None:
    await run(
        db,
        "UPDATE fiscal_chains SET quiet_until = %(until)s WHERE issuer = %(issuer)s",
        issuer=issuer,
        until=until,
    )


async def issuers_waiting(db: AsyncConnection, *, limit: int) -> list[str]:
    return await rows(
        db,
        str,
        "SELECT DISTINCT issuer FROM fiscal_submissions WHERE status IN ('waiting', 'sending')"
        " ORDER BY issuer LIMIT %(limit)s",
        limit=limit,
    )


async def listed(
    db: AsyncConnection, *, before: int | None, status: str, limit: int
) -> list[RecordRow]:
    return await rows(
        db,
        RecordRow,
        "SELECT r.id, r.invoice ->> 'code' AS code, r.kind, s.status, s.tries, s.answer,"
        " s.created_at, r.hash FROM fiscal_records AS r JOIN fiscal_submissions AS s"
        " USING (issuer, position) WHERE (%(status)s = '' OR s.status = %(status)s)"
        " AND (%(before)s::bigint IS NULL OR r.position < %(before)s)"
        " ORDER BY r.position DESC, r.issuer LIMIT %(limit)s",
        status=status,
        before=before,
        limit=limit,
    )


async def last_event(db: AsyncConnection) -> LastEvent | None:
    return await first(
        db, LastEvent, "SELECT position, hash FROM fiscal_events ORDER BY position DESC LIMIT 1"
    )


async def add_event(
    db: AsyncConnection,
    *,
    position: int,
    kind: str,
    at: datetime,
    actor: str,
    facts: dict[str, Any],
    previous_hash: str,
    hash: str,  # noqa: A002  (the column's name)
) -> None:
    await run(
        db,
        "INSERT INTO fiscal_events (position, kind, at, actor, facts, previous_hash, hash) VALUES"
        " (%(position)s, %(kind)s, %(at)s, %(actor)s, %(facts)s::jsonb, %(previous)s, %(hash)s)",
        position=position,
        kind=kind,
        at=at,
        actor=actor,
        facts=json.dumps(facts),
        previous=previous_hash,
        hash=hash,
    )
