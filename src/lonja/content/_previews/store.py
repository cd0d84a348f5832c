"""All SQL of drafts that are looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, run


@dataclass(frozen=True, slots=True)
class StoredPreview:
    look: Mapping[str, Any] | None
    home: Mapping[str, Any] | None
    origin: str


async def put(
    db: AsyncConnection,
    *,
    actor: str,
    preview_id: UUID,
    look: str | None,
    home: str | None,
    origin: str,
    ends_at: datetime,
) -> None:
    """The one of this person; what they looked at before is gone."""
    await run(
        db,
        "INSERT INTO content_previews (actor, id, look, home, origin, ends_at)"
        " VALUES (%(actor)s, %(id)s, %(look)s::jsonb, %(home)s::jsonb, %(origin)s, %(ends_at)s)"
        " ON CONFLICT (actor) DO UPDATE SET id = excluded.id, look = excluded.look,"
        " home = excluded.home, origin = excluded.origin, ends_at = excluded.ends_at",
        actor=actor,
        id=preview_id,
        look=look,
        home=home,
        origin=origin,
        ends_at=ends_at,
    )


async def get(db: AsyncConnection, preview_id: UUID, *, now: datetime) -> StoredPreview | None:
    return await first(
        db,
        StoredPreview,
        "SELECT look, home, origin FROM content_previews WHERE id = %(id)s AND ends_at > %(now)s",
        id=preview_id,
        now=now,
    )
