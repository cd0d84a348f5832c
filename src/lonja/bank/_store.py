"""All SQL of a bank's lines."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.bank._line import Credit, LineStatus
from lonja.kernel.db import first, rows, run

_COLUMNS = (
    "id, status, booked_on, amount_minor, currency, concept, payer, account, bank_reference,"
    " file_name, number, note, actor, added_at, decided_at"
)


@dataclass(frozen=True, slots=True)
class BankLine:
    id: UUID
    status: LineStatus
    booked_on: date
    amount_minor: int
    currency: str
    concept: str
    payer: str
    account: str
    bank_reference: str
    file_name: str
    number: str
    note: str
    actor: str
    added_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Remembered:
    columns: Mapping[str, str]


async def insert(
    db: AsyncConnection,
    found: Sequence[tuple[UUID, Credit]],
    *,
    file_name: str,
    actor: str,
    now: datetime,
) -> list[UUID]:
    """The ids of those that were not there before."""
    return await rows(
        db,
        UUID,
        "INSERT INTO bank_lines (id, booked_on, amount_minor, currency, concept, payer, account,"
        " bank_reference, file_name, actor, added_at) SELECT *, %(file)s, %(actor)s, %(now)s"
        " FROM unnest(%(ids)s::uuid[], %(days)s::date[], %(amounts)s::bigint[],"
        " %(currencies)s::text[], %(concepts)s::text[], %(payers)s::text[], %(accounts)s::text[],"
        " %(references)s::text[]) ON CONFLICT DO NOTHING RETURNING id",
        ids=[line_id for line_id, _ in found],
        days=[one.booked_on for _, one in found],
        amounts=[one.amount_minor for _, one in found],
        currencies=[one.currency for _, one in found],
        concepts=[one.concept for _, one in found],
        payers=[one.payer for _, one in found],
        accounts=[one.account for _, one in found],
        references=[one.bank_reference for _, one in found],
        file=file_name,
        actor=actor,
        now=now,
    )


async def lock(db: AsyncConnection, line_id: UUID) -> BankLine | None:
    return await first(
        db,
        BankLine,
        f"SELECT {_COLUMNS} FROM bank_lines WHERE id = %(id)s FOR UPDATE",
        id=line_id,
    )


async def decide(
    db: AsyncConnection,
    line_id: UUID,
    *,
    status: LineStatus,
    number: str,
    note: str,
    actor: str,
    now: datetime,
) -> None:
    await run(
        db,
        "UPDATE bank_lines SET status = %(status)s, number = %(number)s, note = %(note)s,"
        " actor = %(actor)s, decided_at = %(now)s WHERE id = %(id)s",
        id=line_id,
        status=status,
        number=number,
        note=note,
        actor=actor,
        now=now,
    )


async def open_lines(
    db: AsyncConnection, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[BankLine]:
    after_at, after_id = after or (None, None)
    return await rows(
        db,
        BankLine,
        f"SELECT {_COLUMNS} FROM bank_lines WHERE status = 'open'"
        " AND (%(after_at)s::timestamptz IS NULL"
        " OR (added_at, id) > (%(after_at)s, %(after_id)s))"
        " ORDER BY added_at, id LIMIT %(limit)s",
        after_at=after_at,
        after_id=after_id,
        limit=limit,
    )


async def columns_of(db: AsyncConnection, headers: str) -> Remembered | None:
    return await first(
        db,
        Remembered,
        "SELECT columns FROM bank_columns WHERE headers = %(headers)s",
        headers=headers,
    )


async def remember_columns(db: AsyncConnection, headers: str, columns: Mapping[str, str]) -> None:
    await run(
        db,
        "INSERT INTO bank_columns (headers, columns) VALUES (%(headers)s, %(columns)s::jsonb)"
        " ON CONFLICT (headers) DO UPDATE SET columns = excluded.columns",
        headers=headers,
        columns=json.dumps(dict(columns)),
    )
