"""All SQL of API keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows, run


@dataclass(frozen=True, slots=True)
class KeyRow:
    id: UUID
    name: str
    scopes: Sequence[str]
    user_id: UUID
    hint: str
    old_until: datetime | None
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None


_COLUMNS = "id, name, scopes, user_id, hint, old_until, created_at, expires_at, used_at, revoked_at"


async def insert(
    db: AsyncConnection,
    key_id: UUID,
    *,
    name: str,
    scopes: Sequence[str],
    user_id: UUID,
    hint: str,
    secret_hash: bytes,
    expires_at: datetime | None,
    now: datetime,
) -> None:
    await run(
        db,
        "INSERT INTO api_keys (id, name, scopes, user_id, hint, secret_hash, created_at,"
        " expires_at) VALUES (%(id)s, %(name)s, %(scopes)s, %(user_id)s, %(hint)s,"
        " %(secret_hash)s, %(now)s, %(expires_at)s)",
        id=key_id,
        name=name,
        scopes=list(scopes),
        user_id=user_id,
        hint=hint,
        secret_hash=secret_hash,
        now=now,
        expires_at=expires_at,
    )


async def newest(db: AsyncConnection, limit: int) -> list[KeyRow]:
    return await rows(
        db,
        KeyRow,
        f"SELECT {_COLUMNS} FROM api_keys"
        " ORDER BY (revoked_at IS NOT NULL), created_at DESC, id LIMIT %(limit)s",
        limit=limit,
    )


async def locked(db: AsyncConnection, key_id: UUID) -> KeyRow | None:
    return await first(
        db, KeyRow, f"SELECT {_COLUMNS} FROM api_keys WHERE id = %(id)s FOR UPDATE", id=key_id
    )


async def live(db: AsyncConnection, secret_hash: bytes, *, now: datetime) -> KeyRow | None:
    return await first(
        db,
        KeyRow,
        f"SELECT {_COLUMNS} FROM api_keys WHERE (secret_hash = %(hash)s"
        " OR (old_hash = %(hash)s AND old_until > %(now)s))"
        " AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > %(now)s)",
        hash=secret_hash,
        now=now,
    )


async def count_live(db: AsyncConnection, *, now: datetime) -> int:
    return await one(
        db,
        int,
        "SELECT count(*) FROM api_keys WHERE revoked_at IS NULL"
        " AND (expires_at IS NULL OR expires_at > %(now)s)",
        now=now,
    )


async def is_taken(db: AsyncConnection, name: str) -> bool:
    return await one(
        db,
        bool,
        "SELECT EXISTS (SELECT FROM api_keys WHERE lower(name) = lower(%(name)s)"
        " AND revoked_at IS NULL)",
        name=name,
    )


async def rotate(
    db: AsyncConnection, key_id: UUID, *, hint: str, secret_hash: bytes, old_until: datetime
) -> None:
    """The secret of before opens until `old_until`; one from before that no longer."""
    await run(
        db,
        "UPDATE api_keys SET old_hash = secret_hash, old_until = %(old_until)s,"
        " secret_hash = %(secret_hash)s, hint = %(hint)s WHERE id = %(id)s",
        id=key_id,
        old_until=old_until,
        secret_hash=secret_hash,
        hint=hint,
    )


async def touch(db: AsyncConnection, key_id: UUID, *, now: datetime) -> None:
    await run(
        db,
        "UPDATE api_keys SET used_at = %(now)s"
        " WHERE id = %(id)s AND (used_at IS NULL OR used_at < %(now)s)",
        id=key_id,
        now=now,
    )


async def revoke(db: AsyncConnection, key_id: UUID, *, now: datetime) -> None:
    await run(
        db,
        "UPDATE api_keys SET revoked_at = coalesce(revoked_at, %(now)s) WHERE id = %(id)s",
        id=key_id,
        now=now,
    )
