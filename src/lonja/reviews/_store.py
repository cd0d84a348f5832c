"""All SQL of reviews."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows, run
from lonja.reviews._review import Review
from lonja.reviews._writing import Words

_ALL = (
    "SELECT id, product_id, order_id, order_number, jsonb_build_object('rating', rating, 'title',"
    " title, 'body', body, 'name', name, 'language', language) AS words, status, reason, reply,"
    " replied_at, version, written_at, decided_at, decided_by FROM reviews"
)
_ORDERS = {
    "newest": (
        "written_at DESC, id DESC",
        "(written_at, id) < (%(at)s, %(id)s)",
    ),
    "highest": (
        "rating DESC, written_at DESC, id DESC",
        "(rating, written_at, id) < (%(rating)s, %(at)s, %(id)s)",
    ),
    "lowest": (
        "rating, written_at DESC, id DESC",
        "rating >= %(rating)s AND (rating > %(rating)s OR (written_at, id) < (%(at)s, %(id)s))",
    ),
}
SORTS = tuple(_ORDERS)
MOST_OF_AN_ORDER = 200


async def insert(
    db: AsyncConnection,
    *,
    review_id: UUID,
    order_id: UUID,
    order_number: str,
    product_id: UUID,
    words: Words,
    now: datetime,
) -> bool:
    """False when this order has a review of the product already."""
    return bool(
        await run(
            db,
            "INSERT INTO reviews (id, product_id, order_id, order_number, rating, title, body,"
            " name, language, status, written_at) VALUES (%(id)s, %(product)s, %(order)s,"
            " %(number)s, %(rating)s, %(title)s, %(body)s, %(name)s, %(language)s, 'waiting',"
            " %(now)s) ON CONFLICT (order_id, product_id) DO NOTHING",
            id=review_id,
            product=product_id,
            order=order_id,
            number=order_number,
            rating=words.rating,
            title=words.title,
            body=words.body,
            name=words.name,
            language=words.language,
            now=now,
        )
    )


async def lock_of_order(db: AsyncConnection, order_id: UUID, product_id: UUID) -> Review | None:
    return await first(
        db,
        Review,
        _ALL + " WHERE order_id = %(order)s AND product_id = %(product)s FOR UPDATE",
        order=order_id,
        product=product_id,
    )


async def lock(db: AsyncConnection, review_id: UUID) -> Review | None:
    return await first(db, Review, _ALL + " WHERE id = %(id)s FOR UPDATE", id=review_id)


async def rewrite(db: AsyncConnection, review_id: UUID, words: Words, now: datetime) -> None:
    await run(
        db,
        "UPDATE reviews SET rating = %(rating)s, title = %(title)s, body = %(body)s,"
        " name = %(name)s, language = %(language)s, status = 'waiting', reason = NULL,"
        " decided_at = NULL, decided_by = NULL, written_at = %(now)s, version = version + 1"
        " WHERE id = %(id)s",
        id=review_id,
        rating=words.rating,
        title=words.title,
        body=words.body,
        name=words.name,
        language=words.language,
        now=now,
    )


async def decide(
    db: AsyncConnection,
    review_id: UUID,
    *,
    status: str,
    reason: str | None,
    actor: str,
    now: datetime,
) -> None:
    await run(
        db,
        "UPDATE reviews SET status = %(status)s, reason = %(reason)s, decided_at = %(now)s,"
        " decided_by = %(actor)s, version = version + 1 WHERE id = %(id)s",
        id=review_id,
        status=status,
        reason=reason,
        actor=actor,
        now=now,
    )


async def answer(db: AsyncConnection, review_id: UUID, *, reply: str | None, now: datetime) -> None:
    await run(
        db,
        "UPDATE reviews SET reply = %(reply)s,"
        " replied_at = CASE WHEN %(reply)s::text IS NULL THEN NULL ELSE %(now)s::timestamptz END"
        " WHERE id = %(id)s",
        id=review_id,
        reply=reply,
        now=now,
    )


async def of_order(db: AsyncConnection, order_id: UUID) -> list[Review]:
    return await rows(
        db,
        Review,
        _ALL + " WHERE order_id = %(order)s ORDER BY product_id LIMIT %(limit)s",
        order=order_id,
        limit=MOST_OF_AN_ORDER,
    )


async def shown(
    db: AsyncConnection,
    product_id: UUID,
    *,
    sort: str,
    after: tuple[int, datetime, UUID] | None,
    limit: int,
) -> list[Review]:
    order, beyond = _ORDERS[sort]
    rating, at, review_id = after or (None, None, None)
    return await rows(
        db,
        Review,
        _ALL
        + " WHERE product_id = %(product)s AND status = 'published'"
        + (f" AND {beyond}" if after else "")
        + f" ORDER BY {order} LIMIT %(limit)s",
        product=product_id,
        rating=rating,
        at=at,
        id=review_id,
        limit=limit,
    )


async def list_by_status(
    db: AsyncConnection,
    status: str,
    *,
    oldest_first: bool,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Review]:
    at, review_id = after or (None, None)
    beyond, direction = (">", "") if oldest_first else ("<", " DESC")
    return await rows(
        db,
        Review,
        _ALL
        + " WHERE status = %(status)s"
        + (f" AND (written_at, id) {beyond} (%(at)s, %(id)s)" if after else "")
        + f" ORDER BY written_at{direction}, id{direction} LIMIT %(limit)s",
        status=status,
        at=at,
        id=review_id,
        limit=limit,
    )


async def count_waiting(db: AsyncConnection) -> int:
    return await one(db, int, "SELECT count(*) FROM reviews WHERE status = 'waiting'")


async def of_orders(db: AsyncConnection, order_ids: Sequence[UUID], *, limit: int) -> list[Review]:
    return await rows(
        db,
        Review,
        f"{_ALL} WHERE order_id = ANY(%(orders)s) ORDER BY written_at DESC, id DESC"
        " LIMIT %(limit)s",
        orders=list(order_ids),
        limit=limit,
    )


async def forget_writer(db: AsyncConnection, order_ids: Sequence[UUID]) -> int:
    return await run(
        db,
        "UPDATE reviews SET name = '', version = version + 1"
        " WHERE order_id = ANY(%(orders)s) AND name <> ''",
        orders=list(order_ids),
    )
