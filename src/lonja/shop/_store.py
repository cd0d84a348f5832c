"""All SQL of the shop's facts. Rows are only added: what was true before stays readable."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from lonja.kernel.db import first, rows, run


@dataclass(frozen=True, slots=True)
class StoredVersion:
    version: int
    facts: Mapping[str, Any]
    changed_at: datetime
    changed_by: str


_COLUMNS = "version, facts, changed_at, changed_by"


async def newest(db: AsyncConnection) -> StoredVersion | None:
    return await first(
        db,
        StoredVersion,
        f"SELECT {_COLUMNS} FROM shop_versions ORDER BY version DESC LIMIT 1",
    )


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


async def history(db: AsyncConnection, *, before: int | None, limit: int) -> list[StoredVersion]:
    """Newest first."""
    return await rows(
        db,
        StoredVersion,
        f"SELECT {_COLUMNS} FROM shop_versions"
        " WHERE (%(before)s::int IS NULL OR version < %(before)s)"
        " ORDER BY version DESC LIMIT %(limit)s",
        before=before,
        limit=limit,
    )
