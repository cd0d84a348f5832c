"""All SQL of retention."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from psycopg import AsyncConnection

from lonja.kernel.db import first, rows, run


@dataclass(frozen=True, slots=True)
class StoredRule:
    kind: str
    keep_days: int | None
    version: int


@dataclass(frozen=True, slots=True)
class RetentionRun:
    """`counts` are how many of each kind went; without an end it is not over."""

    day: date
    counts: Mapping[str, int]
    started_at: datetime
    ended_at: datetime | None


_RUN = "day, counts, started_at, ended_at"


async def rules(db: AsyncConnection) -> list[StoredRule]:
    return await rows(db, StoredRule, "SELECT kind, keep_days, version FROM retention_rules")


async def insert_rule(
    db: AsyncConnection, kind: str, keep_days: int | None, *, actor: str, now: datetime
) -> bool:
    """False where somebody was quicker."""
    return bool(
        await run(
            db,
            "INSERT INTO retention_rules (kind, keep_days, changed_at, changed_by)"
            " VALUES (%(kind)s, %(days)s, %(now)s, %(actor)s) ON CONFLICT DO NOTHING",
            kind=kind,
            days=keep_days,
            now=now,
            actor=actor,
        )
    )


async def update_rule(
    db: AsyncConnection,
    kind: str,
    keep_days: int | None,
    *,
    version: int,
    actor: str,
    now: datetime,
) -> bool:
    """False where the version is another by now."""
    return bool(
        await run(
            db,
            "UPDATE retention_rules SET keep_days = %(days)s, version = version + 1,"
            " changed_at = %(now)s, changed_by = %(actor)s"
            " WHERE kind = %(kind)s AND version = %(version)s",
            kind=kind,
            days=keep_days,
            version=version,
            now=now,
            actor=actor,
        )
    )


async def start(db: AsyncConnection, day: date, *, now: datetime) -> None:
    await run(
        db,
        "INSERT INTO retention_runs (day, started_at) VALUES (%(day)s, %(now)s)"
        " ON CONFLICT DO NOTHING",
        day=day,
        now=now,
    )


async def unfinished(db: AsyncConnection) -> RetentionRun | None:
    return await first(
        db,
        RetentionRun,
        f"SELECT {_RUN} FROM retention_runs WHERE ended_at IS NULL ORDER BY day LIMIT 1",
    )


async def lock(db: AsyncConnection, day: date) -> RetentionRun | None:
    return await first(
        db,
        RetentionRun,
        f"SELECT {_RUN} FROM retention_runs WHERE day = %(day)s AND ended_at IS NULL FOR UPDATE",
        day=day,
    )


async def count(db: AsyncConnection, day: date, kind: str, gone: int) -> None:
    await run(
        db,
        "UPDATE retention_runs SET counts = counts || jsonb_build_object(%(kind)s::text,"
        " coalesce((counts ->> %(kind)s)::int, 0) + %(gone)s::int) WHERE day = %(day)s",
        day=day,
        kind=kind,
        gone=gone,
    )


async def end(db: AsyncConnection, day: date, *, now: datetime) -> None:
    await run(
        db, "UPDATE retention_runs SET ended_at = %(now)s WHERE day = %(day)s", day=day, now=now
    )


async def runs(db: AsyncConnection, limit: int) -> list[RetentionRun]:
    """Newest first."""
    return await rows(
        db,
        RetentionRun,
        f"SELECT {_RUN} FROM retention_runs ORDER BY day DESC LIMIT %(limit)s",
        limit=limit,
    )
