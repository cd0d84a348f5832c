"""All SQL of customer groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows, run


@dataclass(frozen=True, slots=True)
class GroupRow:
    id: UUID
    name: str
    description: str
    version: int
    created_at: datetime
    members: int


@dataclass(frozen=True, slots=True)
class Membership:
    id: UUID
    name: str


_SELECTED = (
    "SELECT g.id, g.name, g.description, g.version, g.created_at,"
    " (SELECT count(*) FROM customer_group_members m WHERE m.group_id = g.id) AS members"
    " FROM customer_groups g"
)


async def all_groups(db: AsyncConnection, limit: int) -> list[GroupRow]:
    return await rows(
        db, GroupRow, _SELECTED + " ORDER BY lower(g.name), g.id LIMIT %(limit)s", limit=limit
    )


async def get(db: AsyncConnection, group_id: UUID, *, lock: bool = False) -> GroupRow | None:
    return await first(
        db,
        GroupRow,
        _SELECTED + " WHERE g.id = %(id)s" + (" FOR UPDATE OF g" if lock else ""),
        id=group_id,
    )


async def count(db: AsyncConnection) -> int:
    return await one(db, int, "SELECT count(*) FROM customer_groups")


async def insert(
    db: AsyncConnection, group_id: UUID, *, name: str, description: str, now: datetime
) -> bool:
    """False where another group has the name."""
    return bool(
        await run(
            db,
            "INSERT INTO customer_groups (id, name, description, created_at)"
            " VALUES (%(id)s, %(name)s, %(description)s, %(now)s) ON CONFLICT DO NOTHING",
            id=group_id,
            name=name,
            description=description,
            now=now,
        )
    )


async def is_taken(db: AsyncConnection, name: str, *, by_other_than: UUID) -> bool:
    return await one(
        db,
        bool,
        "SELECT EXISTS (SELECT FROM customer_groups WHERE lower(name) = lower(%(name)s)"
        " AND id <> %(id)s)",
        name=name,
        id=by_other_than,
    )


async def update(db: AsyncConnection, group_id: UUID, *, name: str, description: str) -> None:
    await run(
        db,
        "UPDATE customer_groups SET name = %(name)s, description = %(description)s,"
        " version = version + 1 WHERE id = %(id)s",
        id=group_id,
        name=name,
        description=description,
    )


async def delete(db: AsyncConnection, group_id: UUID) -> None:
    await run(db, "DELETE FROM customer_group_members WHERE group_id = %(id)s", id=group_id)
    await run(db, "DELETE FROM customer_groups WHERE id = %(id)s", id=group_id)


async def known_customers(db: AsyncConnection, customer_ids: Sequence[UUID]) -> list[UUID]:
    """Those of them who are there and not erased, locked in the order of their ids."""
    return await rows(
        db,
        UUID,
        "SELECT id FROM customers WHERE id = ANY(%(ids)s) AND erased_at IS NULL"
        " ORDER BY id FOR UPDATE",
        ids=list(customer_ids),
    )


async def join(
    db: AsyncConnection, group_id: UUID, customer_ids: Sequence[UUID], now: datetime
) -> int:
    """How many were not in it before."""
    return await run(
        db,
        "INSERT INTO customer_group_members (customer_id, group_id, joined_at)"
        " SELECT id, %(group)s, %(now)s FROM unnest(%(ids)s::uuid[]) AS t(id)"
        " ON CONFLICT DO NOTHING",
        group=group_id,
        ids=list(customer_ids),
        now=now,
    )


async def leave(db: AsyncConnection, group_id: UUID, customer_ids: Sequence[UUID]) -> int:
    """How many were in it."""
    return await run(
        db,
        "DELETE FROM customer_group_members WHERE group_id = %(group)s"
        " AND customer_id = ANY(%(ids)s)",
        group=group_id,
        ids=list(customer_ids),
    )


async def memberships(db: AsyncConnection, customer_id: UUID) -> list[Membership]:
    return await rows(
        db,
        Membership,
        "SELECT g.id, g.name FROM customer_group_members m JOIN customer_groups g"
        " ON g.id = m.group_id WHERE m.customer_id = %(id)s ORDER BY lower(g.name), g.id",
        id=customer_id,
    )


async def of_customer(db: AsyncConnection, customer_id: UUID) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT group_id FROM customer_group_members WHERE customer_id = %(id)s ORDER BY group_id",
        id=customer_id,
    )


async def of_email(db: AsyncConnection, email: str) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT m.group_id FROM customer_emails e JOIN customer_group_members m"
        " ON m.customer_id = e.customer_id WHERE e.email = %(email)s ORDER BY m.group_id",
        email=email,
    )


async def set_versions(db: AsyncConnection, customer_ids: Sequence[UUID]) -> None:
    """Of customers that are locked."""
    await run(
        db,
        "UPDATE customers SET version = version + 1 WHERE id = ANY(%(ids)s)",
        ids=list(customer_ids),
    )


async def next_version(db: AsyncConnection, group_id: UUID) -> None:
    """Of a group that is locked."""
    await run(db, "UPDATE customer_groups SET version = version + 1 WHERE id = %(id)s", id=group_id)
