"""All SQL of the shop's facts. Rows are only added: what was true before stays readable."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from lonja.kernel.db import Row, first, rows, run


async def newest(db: AsyncConnection) -> Row | None:
    return await first(db, "SELECT version, facts FROM shop_versions ORDER BY version DESC LIMIT 1")


async def add(
    db: AsyncConnection, *, version: int, facts: dict[str, Any], actor: str, now: datetime
) -> bool:
    """False where somebody has written this version already."""
    return bool(
        await run(
            db,
            "INSERT INTO shop_versions (version, facts, changed_at, changed_by)"
            " VALUES (%(version)s, %(facts)s::jsonb, %(now)s, %(actor)s) ON CONFLICT DO NOTHING",
            version=version,
            facts=json.dumps(facts),
            now=now,
            actor=actor,
        )
    )


async def history(db: AsyncConnection, *, before: int | None, limit: int) -> Sequence[Row]:
    """Newest first."""
    return await rows(
        db,
        "SELECT version, facts, changed_at, changed_by FROM shop_versions"
        " WHERE (%(before)s::int IS NULL OR version < %(before)s)"
        " ORDER BY version DESC LIMIT %(limit)s",
        before=before,
        limit=limit,
    )
