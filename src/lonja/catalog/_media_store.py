"""All SQL that writes down pictures, and what their making needs to know."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog._product import PictureWork
from lonja.catalog._status import PictureFault, PictureStatus
from lonja.kernel.db import first, rows, run


@dataclass(frozen=True, slots=True)
class WaitingPicture:
    id: UUID
    status: PictureStatus
    created_at: datetime


async def lock_slug(db: AsyncConnection, product_id: UUID) -> str | None:
    return await first(
        db, str, "SELECT slug FROM products WHERE id = %(id)s FOR NO KEY UPDATE", id=product_id
    )


async def insert_media(
    db: AsyncConnection,
    *,
    media_id: UUID,
    product_id: UUID,
    blob: str,
    alt: dict[str, str],
    most: int,
    now: datetime,
    look_at: datetime,
) -> bool:
    """After the product's other pictures; False where it has `most` already."""
    return bool(
        await run(
            db,
            "INSERT INTO media (id, product_id, position, blob, alt, status, created_at, look_at)"
            " SELECT %(id)s, %(product_id)s, coalesce(max(position) + 1, 0), %(blob)s,"
            " %(alt)s::jsonb, 'uploading', %(now)s, %(look_at)s FROM media"
            " WHERE product_id = %(product_id)s HAVING count(*) < %(most)s",
            id=media_id,
            product_id=product_id,
            blob=blob,
            alt=json.dumps(alt),
            most=most,
            now=now,
            look_at=look_at,
        )
    )


async def picture(db: AsyncConnection, media_id: UUID) -> PictureWork | None:
    return await first(
        db,
        PictureWork,
        "SELECT m.id, m.product_id, p.slug, m.blob, m.status, m.renditions <> '[]' AS rendered"
        " FROM media m"
        " JOIN products p ON p.id = m.product_id WHERE m.id = %(id)s",
        id=media_id,
    )


async def begin_processing(db: AsyncConnection, media_id: UUID, *, look_at: datetime) -> bool:
    return bool(
        await run(
            db,
            "UPDATE media SET status = 'processing', look_at = %(look_at)s"
            " WHERE id = %(id)s AND status = 'uploading'",
            id=media_id,
            look_at=look_at,
        )
    )


async def take_waiting_media(
    db: AsyncConnection, *, now: datetime, next_at: datetime, limit: int
) -> list[WaitingPicture]:
    """Pictures whose clock is over; each comes up again at `next_at`."""
    return await rows(
        db,
        WaitingPicture,
        "UPDATE media SET look_at = %(next_at)s WHERE id IN (SELECT id FROM media"
        " WHERE look_at <= %(now)s ORDER BY look_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)"
        " RETURNING id, status, created_at",
        now=now,
        next_at=next_at,
        limit=limit,
    )


async def end_processing(
    db: AsyncConnection, media_id: UUID, *, was: Sequence[PictureStatus], error: PictureFault
) -> bool:
    return bool(
        await run(
            db,
            "UPDATE media SET status = 'failed', error = %(error)s, look_at = NULL"
            " WHERE id = %(id)s AND status = ANY(%(was)s)",
            id=media_id,
            was=[str(status) for status in was],
            error=str(error),
        )
    )


async def process_again(
    db: AsyncConnection, media_id: UUID, *, error: PictureFault, look_at: datetime
) -> None:
    """One that failed with this error."""
    await run(
        db,
        "UPDATE media SET status = 'processing', error = NULL, look_at = %(look_at)s"
        " WHERE id = %(id)s AND status = 'failed' AND error = %(error)s",
        id=media_id,
        error=str(error),
        look_at=look_at,
    )


async def finish_media(
    db: AsyncConnection,
    media_id: UUID,
    *,
    blob: str,
    width: int,
    height: int,
    renditions: list[dict[str, Any]],
) -> None:
    await run(
        db,
        "UPDATE media SET status = 'ready', error = NULL, look_at = NULL, blob = %(blob)s, width = %(width)s,"
        " height = %(height)s, renditions = %(renditions)s::jsonb WHERE id = %(id)s",
        id=media_id,
        blob=blob,
        width=width,
        height=height,
        renditions=json.dumps(renditions),
    )


async def fail_media(db: AsyncConnection, media_id: UUID, *, error: PictureFault) -> None:
    await run(
        db,
        "UPDATE media SET status = 'failed', error = %(error)s, look_at = NULL WHERE id = %(id)s",
        id=media_id,
        error=str(error),
    )


async def delete_media(db: AsyncConnection, media_id: UUID) -> list[str]:
    """What it was drawn from: the stored picture and its sizes."""
    return await rows(
        db,
        str,
        "WITH gone AS (DELETE FROM media WHERE id = %(id)s RETURNING blob, renditions)"
        " SELECT blob FROM gone UNION"
        " SELECT made ->> 'blob' FROM gone, jsonb_array_elements(renditions) AS made ORDER BY 1",
        id=media_id,
    )


async def used_blobs(db: AsyncConnection, blobs: Sequence[str]) -> set[str]:
    """Reads every picture: it is asked once for each one that is removed."""
    found = await rows(
        db,
        str,
        "SELECT blob FROM media WHERE blob = ANY(%(blobs)s) UNION SELECT made ->> 'blob' FROM media,"
        " jsonb_array_elements(renditions) AS made WHERE made ->> 'blob' = ANY(%(blobs)s)",
        blobs=list(blobs),
    )
    return set(found)


async def lock_version(db: AsyncConnection, media_id: UUID) -> int | None:
    return await first(
        db, int, "SELECT version FROM media WHERE id = %(id)s FOR UPDATE", id=media_id
    )


async def describe(db: AsyncConnection, media_id: UUID, alt: dict[str, str]) -> None:
    await run(
        db,
        "UPDATE media SET alt = %(alt)s::jsonb, version = version + 1 WHERE id = %(id)s",
        id=media_id,
        alt=json.dumps(alt),
    )


async def ids_of(db: AsyncConnection, product_id: UUID) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT id FROM media WHERE product_id = %(id)s ORDER BY position, id LIMIT 1000",
        id=product_id,
    )


async def place(db: AsyncConnection, media_ids: Sequence[UUID]) -> None:
    await run(
        db,
        "UPDATE media m SET position = o.position - 1"
        " FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY AS o(id, position) WHERE m.id = o.id",
        ids=list(media_ids),
    )


async def copy(
    db: AsyncConnection, product_id: UUID, copies: Mapping[UUID, UUID], *, now: datetime
) -> None:
    """Pictures (id → id of its copy) as another product's; the files are the same."""
    await run(
        db,
        "INSERT INTO media (id, product_id, position, blob, width, height, alt, renditions, status,"
        " created_at) SELECT c.copy, %(product_id)s, m.position, m.blob, m.width, m.height, m.alt,"
        " m.renditions, m.status, %(now)s FROM media m"
        " JOIN unnest(%(ids)s::uuid[], %(copies)s::uuid[]) AS c(id, copy) ON c.id = m.id",
        product_id=product_id,
        ids=list(copies),
        copies=list(copies.values()),
        now=now,
    )
