"""All SQL of the shop's opening, of attempts at its password, and of skipped steps of the guide."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows, run
from lonja.shop._opening import Opening


@dataclass(frozen=True, slots=True)
class AttemptCount:
    attempts: int
    window_started_at: datetime


async def get(db: AsyncConnection, *, lock: bool = False) -> Opening | None:
    return await first(
        db,
        Opening,
        "SELECT is_open, password_hash, pass_key, changed_at, changed_by FROM shop_opening"
        + (" FOR UPDATE" if lock else ""),
    )


async def put(
    db: AsyncConnection,
    *,
    is_open: bool,
    password_hash: str | None,
    pass_key: str,
    actor: str,
    now: datetime,
) -> None:
    await run(
        db,
        "INSERT INTO shop_opening (id, is_open, password_hash, pass_key, changed_at, changed_by)"
        " VALUES (1, %(is_open)s, %(hash)s, %(pass_key)s, %(now)s, %(actor)s)"
        " ON CONFLICT (id) DO UPDATE SET is_open = excluded.is_open,"
        " password_hash = excluded.password_hash, pass_key = excluded.pass_key,"
        " changed_at = excluded.changed_at, changed_by = excluded.changed_by",
        is_open=is_open,
        hash=password_hash,
        pass_key=pass_key,
        now=now,
        actor=actor,
    )


async def count_attempt(
    db: AsyncConnection, key: bytes, *, now: datetime, window: timedelta
) -> AttemptCount:
    return await one(
        db,
        AttemptCount,
        "INSERT INTO shop_password_attempts AS t (key, window_started_at, attempts)"
        " VALUES (%(key)s, %(now)s, 1) ON CONFLICT (key) DO UPDATE SET"
        " attempts = CASE WHEN t.window_started_at <= %(old)s THEN 1 ELSE t.attempts + 1 END,"
        " window_started_at = CASE WHEN t.window_started_at <= %(old)s THEN %(now)s"
        " ELSE t.window_started_at END RETURNING attempts, window_started_at",
        key=key,
        now=now,
        old=now - window,
    )


async def forget_attempts(db: AsyncConnection, *, before: datetime) -> int:
    return await run(
        db, "DELETE FROM shop_password_attempts WHERE window_started_at < %(before)s", before=before
    )


async def skipped(db: AsyncConnection) -> list[str]:
    return await rows(db, str, "SELECT step FROM skipped_steps ORDER BY step")


async def skip(db: AsyncConnection, step: str, *, actor: str, now: datetime) -> bool:
    """False where it is skipped already."""
    return bool(
        await run(
            db,
            "INSERT INTO skipped_steps (step, at, actor) VALUES (%(step)s, %(now)s, %(actor)s)"
            " ON CONFLICT DO NOTHING",
            step=step,
            now=now,
            actor=actor,
        )
    )


async def resume(db: AsyncConnection, step: str) -> bool:
    return bool(await run(db, "DELETE FROM skipped_steps WHERE step = %(step)s", step=step))
