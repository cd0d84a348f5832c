"""All SQL of a shop's own roles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from lonja.kernel.db import first, one, rows, run
from lonja.staff._permissions import Permission


@dataclass(frozen=True, slots=True)
class RoleRow:
    id: UUID
    name: str
    permissions: Sequence[str]
    limits: Mapping[str, Any]
    scope: Mapping[str, Any]
    version: int
    people: int


_SELECTED: Final = (
    "SELECT r.id, r.name, r.permissions, r.limits, r.scope, r.version,"
    " (SELECT count(*) FROM staff_users u WHERE r.id = ANY(u.own_roles))"
    " + (SELECT count(*) FROM staff_invitations i WHERE r.id = ANY(i.own_roles)) AS people"
    " FROM staff_roles r"
)


async def all_roles(db: AsyncConnection, limit: int) -> list[RoleRow]:
    return await rows(
        db, RoleRow, _SELECTED + " ORDER BY lower(r.name), r.id LIMIT %(limit)s", limit=limit
    )


async def by_ids(db: AsyncConnection, role_ids: Sequence[UUID]) -> list[RoleRow]:
    return await rows(
        db,
        RoleRow,
        "SELECT id, name, permissions, limits, scope, version, 0::bigint AS people"
        " FROM staff_roles WHERE id = ANY(%(ids)s) ORDER BY id",
        ids=list(role_ids),
    )


async def get(db: AsyncConnection, role_id: UUID, *, lock: bool = False) -> RoleRow | None:
    return await first(
        db,
        RoleRow,
        _SELECTED + " WHERE r.id = %(id)s" + (" FOR UPDATE OF r" if lock else ""),
        id=role_id,
    )


async def count(db: AsyncConnection) -> int:
    return await one(db, int, "SELECT count(*) FROM staff_roles")


async def insert(
    db: AsyncConnection,
    role_id: UUID,
    *,
    name: str,
    permissions: Sequence[str],
    limits: Mapping[Permission, Mapping[str, int]],
    scope: Mapping[str, Sequence[str]],
    now: datetime,
) -> bool:
    """False where another role has the name."""
    return bool(
        await run(
            db,
            "INSERT INTO staff_roles (id, name, permissions, limits, scope, created_at)"
            " VALUES (%(id)s, %(name)s, %(permissions)s, %(limits)s, %(scope)s, %(now)s)"
            " ON CONFLICT DO NOTHING",
            id=role_id,
            name=name,
            permissions=list(permissions),
            limits=Jsonb({str(name): dict(one) for name, one in limits.items()}),
            scope=Jsonb({name: list(values) for name, values in scope.items()}),
            now=now,
        )
    )


async def is_taken(db: AsyncConnection, name: str, *, by_other_than: UUID) -> bool:
    return await one(
        db,
        bool,
        "SELECT EXISTS (SELECT FROM staff_roles WHERE lower(name) = lower(%(name)s)"
        " AND id <> %(id)s)",
        name=name,
        id=by_other_than,
    )


async def update(
    db: AsyncConnection,
    role_id: UUID,
    *,
    name: str,
    permissions: Sequence[str],
    limits: Mapping[Permission, Mapping[str, int]],
    scope: Mapping[str, Sequence[str]],
) -> None:
    await run(
        db,
        "UPDATE staff_roles SET name = %(name)s, permissions = %(permissions)s,"
        " limits = %(limits)s, scope = %(scope)s, version = version + 1 WHERE id = %(id)s",
        id=role_id,
        name=name,
        permissions=list(permissions),
        limits=Jsonb({str(name): dict(one) for name, one in limits.items()}),
        scope=Jsonb({name: list(values) for name, values in scope.items()}),
    )


async def delete(db: AsyncConnection, role_id: UUID) -> None:
    await run(db, "DELETE FROM staff_roles WHERE id = %(id)s", id=role_id)
