"""All SQL of saved views."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows, run

_COLUMNS = "id, list, name, search, owner_id, is_shared, updated_at"


@dataclass(frozen=True, slots=True)
class SavedView:
    id: UUID
    list: str
    name: str
    search: Mapping[str, str]
    owner_id: UUID
    is_shared: bool
    updated_at: datetime


async def put(db: AsyncConnection, view: SavedView) -> None:
    await run(
        db,
        f"INSERT INTO saved_views ({_COLUMNS}) VALUES (%(id)s, %(list)s, %(name)s,"
        " %(search)s::jsonb, %(owner)s, %(shared)s, %(at)s) ON CONFLICT (id) DO UPDATE SET"
        " name = excluded.name, search = excluded.search, is_shared = excluded.is_shared,"
        " updated_at = excluded.updated_at",
        id=view.id,
        list=view.list,
        name=view.name,
        search=json.dumps(dict(view.search)),
        owner=view.owner_id,
        shared=view.is_shared,
        at=view.updated_at,
    )


async def get(db: AsyncConnection, view_id: UUID) -> SavedView | None:
    return await first(
        db,
        SavedView,
        f"SELECT {_COLUMNS} FROM saved_views WHERE id = %(id)s FOR UPDATE",
        id=view_id,
    )


async def listed(db: AsyncConnection, name: str, owner_id: UUID, limit: int) -> list[SavedView]:
    return await rows(
        db,
        SavedView,
        f"SELECT {_COLUMNS} FROM saved_views WHERE list = %(list)s"
        " AND (is_shared OR owner_id = %(owner)s) ORDER BY lower(name), id LIMIT %(limit)s",
        list=name,
        owner=owner_id,
        limit=limit,
    )


async def count(db: AsyncConnection, name: str, owner_id: UUID) -> int:
    return await one(
        db,
        int,
        "SELECT count(*) FROM saved_views WHERE list = %(list)s AND owner_id = %(owner)s",
        list=name,
        owner=owner_id,
    )


async def delete(db: AsyncConnection, view_id: UUID) -> None:
    await run(db, "DELETE FROM saved_views WHERE id = %(id)s", id=view_id)
