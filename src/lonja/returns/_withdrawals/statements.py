"""Withdrawal statements on an open transaction: recorded once, and found again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.returns._withdrawals import store
from lonja.returns._withdrawals.store import Statement

UNMATCHED_A_DAY: Final = 2_000
"""Beyond these, statements that fit no order are not kept: nobody fills the table with a script."""
UNMATCHED_KEPT: Final = timedelta(days=90)
SHOWN: Final = 100


async def record_statement(db: AsyncConnection, statement: Statement) -> bool:
    """Whether it is new; a statement that fits no order is kept for a person to look at."""
    if statement.order_id is None:
        day = statement.stated_at - timedelta(days=1)
        if await store.count_unmatched(db, since=day) >= UNMATCHED_A_DAY:
            return False
    return await store.insert(db, statement)


async def statement(db: AsyncConnection, statement_id: UUID) -> Statement | None:
    return await store.get(db, statement_id)


async def statements_of(db: AsyncConnection, order_id: UUID) -> list[Statement]:
    return await store.of_order(db, order_id, limit=SHOWN)


async def unmatched_statements(db: AsyncConnection) -> list[Statement]:
    """Those that fit no order, the newest first: somebody mistyped, or tries."""
    return await store.unmatched(db, limit=SHOWN)


async def prune_statements(db: AsyncConnection, *, now: datetime, limit: int) -> int:
    return await store.remove_unmatched(db, before=now - UNMATCHED_KEPT, limit=limit)


async def forget_statements(db: AsyncConnection, order_ids: Sequence[UUID]) -> int:
    return await store.forget(db, list(order_ids))
