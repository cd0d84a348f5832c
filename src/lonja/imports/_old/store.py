"""All SQL of imports that are long over: what they said of each row, counted and taken out."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import one, rows, run


async def count_ended(db: AsyncConnection, *, before: datetime, most: int) -> int:
    """Imports that ended before then; `most` at the most."""
    return await one(
        db,
        int,
        "SELECT count(*) FROM (SELECT FROM imports WHERE ended_at < %(before)s"
        " AND status IN ('done', 'failed', 'undone') LIMIT %(most)s) AS old",
        before=before,
        most=most,
    )


async def forget_ended(db: AsyncConnection, *, before: datetime, limit: int) -> int:
    """With their rows: they can be undone no more. Their files are the caller's to delete."""
    found = await rows(
        db,
        UUID,
        "SELECT id FROM imports WHERE ended_at < %(before)s"
        " AND status IN ('done', 'failed', 'undone') ORDER BY ended_at, id LIMIT %(limit)s"
        " FOR UPDATE SKIP LOCKED",
        before=before,
        limit=limit,
    )
    await run(db, "DELETE FROM import_errors WHERE import_id = ANY(%(ids)s)", ids=found)
    await run(db, "DELETE FROM import_changes WHERE import_id = ANY(%(ids)s)", ids=found)
    await run(db, "DELETE FROM import_chunks WHERE import_id = ANY(%(ids)s)", ids=found)
    return await run(db, "DELETE FROM imports WHERE id = ANY(%(ids)s)", ids=found)
