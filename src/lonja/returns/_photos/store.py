"""All SQL of the pictures of returns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, rows, run


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of a return, without its pixels."""

    id: UUID
    case_id: UUID
    width: int
    height: int
    added_at: datetime


async def insert(
    db: AsyncConnection, order_id: UUID, photo: Photo, *, content_type: str, data: bytes
) -> None:
    await run(
        db,
        "INSERT INTO return_photos (order_id, id, case_id, content_type, width, height, data,"
        " added_at) VALUES (%(order)s, %(id)s, %(case)s, %(type)s, %(width)s, %(height)s, %(data)s,"
        " %(at)s) ON CONFLICT DO NOTHING",
        order=order_id,
        id=photo.id,
        case=photo.case_id,
        type=content_type,
        width=photo.width,
        height=photo.height,
        data=data,
        at=photo.added_at,
    )


async def of_order(db: AsyncConnection, order_id: UUID, *, limit: int) -> list[Photo]:
    return await rows(
        db,
        Photo,
        "SELECT id, case_id, width, height, added_at FROM return_photos"
        " WHERE order_id = %(order)s ORDER BY added_at, id LIMIT %(limit)s",
        order=order_id,
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class Pixels:
    content_type: str
    data: bytes


async def pixels(
    db: AsyncConnection, order_id: UUID, case_id: UUID, photo_id: UUID
) -> Pixels | None:
    return await first(
        db,
        Pixels,
        "SELECT content_type, data FROM return_photos WHERE order_id = %(order)s"
        " AND case_id = %(case)s AND id = %(id)s",
        order=order_id,
        case=case_id,
        id=photo_id,
    )


async def forget(db: AsyncConnection, order_ids: Sequence[UUID]) -> int:
    return await run(
        db,
        "DELETE FROM return_photos WHERE order_id = ANY(%(orders)s)",
        orders=list(order_ids),
    )


async def prune(db: AsyncConnection, *, before: datetime, limit: int) -> int:
    """Delete what was added before then to a return that nobody works on any more."""
    return await run(
        db,
        "DELETE FROM return_photos WHERE (order_id, id) IN (SELECT p.order_id, p.id"
        " FROM return_photos p JOIN return_cases c ON (c.order_id, c.id) = (p.order_id, p.case_id)"
        " WHERE p.added_at < %(before)s AND c.status IN ('settled', 'closed', 'declined',"
        " 'cancelled') ORDER BY p.added_at, p.id LIMIT %(limit)s)",
        before=before,
        limit=limit,
    )
