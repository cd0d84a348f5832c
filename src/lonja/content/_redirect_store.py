"""All SQL of redirects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, rows, run

_LOCK = 0x52454449
_COLUMNS = "id, from_path, to_path, version, created_at"


@dataclass(frozen=True, slots=True)
class Redirect:
    id: UUID
    from_path: str
    to_path: str
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Pair:
    from_path: str
    to_path: str


async def lock(db: AsyncConnection) -> None:
    """One writer at a time: two redirects could make a loop that neither of them is."""
    await run(db, "SELECT pg_advisory_xact_lock(%(lock)s)", lock=_LOCK)


async def pairs(db: AsyncConnection, limit: int) -> dict[str, str]:
    found = await rows(
        db,
        Pair,
        "SELECT from_path, to_path FROM redirects ORDER BY from_path LIMIT %(limit)s",
        limit=limit,
    )
    return {pair.from_path: pair.to_path for pair in found}


async def target_of(db: AsyncConnection, from_path: str) -> str | None:
    return await first(
        db, str, "SELECT to_path FROM redirects WHERE from_path = %(path)s", path=from_path
    )


async def get(db: AsyncConnection, redirect_id: UUID) -> Redirect | None:
    return await first(
        db, Redirect, f"SELECT {_COLUMNS} FROM redirects WHERE id = %(id)s", id=redirect_id
    )


async def from_paths(db: AsyncConnection, paths: Sequence[str]) -> list[Redirect]:
    return await rows(
        db,
        Redirect,
        f"SELECT {_COLUMNS} FROM redirects WHERE from_path = ANY(%(paths)s) ORDER BY from_path",
        paths=list(paths),
    )


async def list_redirects(
    db: AsyncConnection, *, query: str | None, after: str | None, limit: int
) -> list[Redirect]:
    return await rows(
        db,
        Redirect,
        f"SELECT {_COLUMNS} FROM redirects WHERE (%(after)s::text IS NULL OR from_path > %(after)s)"
        " AND (%(query)s::text IS NULL OR strpos(from_path, %(query)s) > 0"
        " OR strpos(to_path, %(query)s) > 0) ORDER BY from_path LIMIT %(limit)s",
        after=after,
        query=query,
        limit=limit,
    )


async def write(
    db: AsyncConnection, made: Mapping[str, tuple[UUID, str]], *, now: datetime
) -> None:
    """Add these by their path, or let the one that is there lead elsewhere."""
    await run(
        db,
        "INSERT INTO redirects (id, from_path, to_path, created_at)"
        " SELECT id, from_path, to_path, %(now)s FROM"
        " unnest(%(ids)s::uuid[], %(paths)s::text[], %(targets)s::text[])"
        " AS made (id, from_path, to_path) ON CONFLICT (from_path) DO UPDATE"
        " SET to_path = excluded.to_path, version = redirects.version + 1",
        ids=[one for one, _ in made.values()],
        paths=list(made),
        targets=[target for _, target in made.values()],
        now=now,
    )


async def update(db: AsyncConnection, redirect_id: UUID, *, from_path: str, to_path: str) -> None:
    await run(
        db,
        "UPDATE redirects SET from_path = %(from_path)s, to_path = %(to_path)s,"
        " version = version + 1 WHERE id = %(id)s",
        id=redirect_id,
        from_path=from_path,
        to_path=to_path,
    )


async def lead_on(db: AsyncConnection, *, was: str, to_path: str) -> None:
    """Let every redirect that led to `was` lead to `to_path`; none leads away from there."""
    await run(db, "DELETE FROM redirects WHERE from_path = %(to)s", to=to_path)
    await run(
        db,
        "UPDATE redirects SET to_path = %(to)s, version = version + 1 WHERE to_path = %(was)s",
        to=to_path,
        was=was,
    )


async def delete(db: AsyncConnection, redirect_id: UUID) -> None:
    await run(db, "DELETE FROM redirects WHERE id = %(id)s", id=redirect_id)
