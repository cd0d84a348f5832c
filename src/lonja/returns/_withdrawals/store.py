"""All SQL of withdrawal statements."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows, run

_ALL = (
    "SELECT id, number, email, name, scope, language, stated_at, order_id, case_id, is_late"
    " FROM withdrawal_statements"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """As the buyer said it; `order_id` is None where number and address fit no order.

    An empty `scope` is the whole order.
    """

    id: UUID
    number: str
    email: str
    name: str
    scope: str
    language: str
    stated_at: datetime
    order_id: UUID | None
    case_id: UUID | None
    is_late: bool


async def insert(db: AsyncConnection, statement: Statement) -> bool:
    """False when this statement was recorded before."""
    return bool(
        await run(
            db,
            "INSERT INTO withdrawal_statements (id, number, email, name, scope, language, stated_at,"
            " order_id, case_id, is_late) VALUES (%(id)s, %(number)s, %(email)s, %(name)s,"
            " %(scope)s, %(language)s, %(stated_at)s, %(order_id)s, %(case_id)s, %(is_late)s)"
            " ON CONFLICT DO NOTHING",
            id=statement.id,
            number=statement.number,
            email=statement.email,
            name=statement.name,
            scope=statement.scope,
            language=statement.language,
            stated_at=statement.stated_at,
            order_id=statement.order_id,
            case_id=statement.case_id,
            is_late=statement.is_late,
        )
    )


async def get(db: AsyncConnection, statement_id: UUID) -> Statement | None:
    return await first(db, Statement, f"{_ALL} WHERE id = %(id)s", id=statement_id)


async def of_order(db: AsyncConnection, order_id: UUID, *, limit: int) -> list[Statement]:
    return await rows(
        db,
        Statement,
        f"{_ALL} WHERE order_id = %(order)s ORDER BY stated_at, id LIMIT %(limit)s",
        order=order_id,
        limit=limit,
    )


async def unmatched(db: AsyncConnection, *, limit: int) -> list[Statement]:
    return await rows(
        db,
        Statement,
        f"{_ALL} WHERE order_id IS NULL ORDER BY stated_at DESC, id DESC LIMIT %(limit)s",
        limit=limit,
    )


async def count_unmatched(db: AsyncConnection, *, since: datetime) -> int:
    return await one(
        db,
        int,
        "SELECT count(*) FROM withdrawal_statements"
        " WHERE order_id IS NULL AND stated_at >= %(since)s",
        since=since,
    )


async def remove_unmatched(db: AsyncConnection, *, before: datetime, limit: int) -> int:
    return await run(
        db,
        "DELETE FROM withdrawal_statements WHERE id IN (SELECT id FROM withdrawal_statements"
        " WHERE order_id IS NULL AND stated_at < %(before)s ORDER BY stated_at, id"
        " LIMIT %(limit)s)",
        before=before,
        limit=limit,
    )


async def forget(db: AsyncConnection, order_ids: list[UUID]) -> int:
    """Take name and address out of what was said about these orders."""
    return await run(
        db,
        "UPDATE withdrawal_statements SET name = '', email = '', scope = ''"
        " WHERE order_id = ANY(%(orders)s) AND (name <> '' OR email <> '')",
        orders=order_ids,
    )
