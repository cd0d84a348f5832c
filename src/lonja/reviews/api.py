"""The door to reviews: buyers write, staff decide and answer, everybody reads what is published."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.kernel import audit, limits
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.ids import uuid7
from lonja.kernel.paging import BY_TIME, MAX_PAGE, Page, SortKey
from lonja.orders import api as orders
from lonja.reviews import _store
from lonja.reviews._moderating import (
    REASONS,
    ReviewStatus,
    UnknownReason,
    WrongReviewStatus,
    check_move,
    check_reason,
)
from lonja.reviews._review import Review
from lonja.reviews._writing import (
    ReviewRefused,
    Words,
    check_words,
    cleaned,
    shown_name,
    wrong_parts,
)

__all__ = [
    "MAY_REVIEW",
    "REASONS",
    "SORTS",
    "NotInOrder",
    "Review",
    "ReviewRefused",
    "ReviewStatus",
    "UnknownReason",
    "UnknownReview",
    "Words",
    "WrongReviewStatus",
    "cleaned",
    "count_waiting",
    "decide",
    "forget_writer",
    "list_by_status",
    "of_order",
    "reply",
    "reviews_of",
    "shown",
    "shown_name",
    "write",
    "wrong_parts",
]

SORTS: Final = _store.SORTS
MAY_REVIEW: Final = frozenset({"partly_shipped", "shipped", "delivered"})
"""Where an order has to stand: who has nothing in hand yet has nothing to say of it."""

_BY_RATING: Final = SortKey(int, datetime, UUID)


class UnknownReview(NotFound):
    code: ClassVar[str] = "unknown_review"


class NotInOrder(NotFound):
    """Nobody reviews what they did not buy."""

    code: ClassVar[str] = "not_in_order"


async def write(
    db: AsyncConnection, *, order_id: UUID, sku: str, words: Words, now: datetime
) -> tuple[Review, bool]:
    """The order's review of the product, and whether it is its first; it waits for the staff.

    Other words than before take it off the page until they are read; the same words again change
    nothing. Who may speak for the order is for the caller to know.
    """
    order = await orders.get(db, order_id)
    if order.status not in MAY_REVIEW:
        raise orders.WrongStatus(
            f"an order that is {order.status} cannot be reviewed", status=order.status
        )
    product_id = next((line.product_id for line in order.lines if line.sku == sku), None)
    if product_id is None:
        raise NotInOrder("this order has no such product", sku=sku)
    words = cleaned(words)
    check_words(words)
    is_first = await _store.insert(
        db,
        review_id=uuid7(),
        order_id=order_id,
        order_number=order.number,
        product_id=product_id,
        words=words,
        now=now,
    )
    before = await _of_product(db, order_id, product_id)
    if is_first or before.words == words:
        return before, is_first
    if before.status is ReviewStatus.PUBLISHED:
        await catalog.count_rating(db, product_id=product_id, rating=before.words.rating, by=-1)
    await _store.rewrite(db, before.id, words, now)
    return await _of_product(db, order_id, product_id), False


async def decide(
    db: AsyncConnection,
    *,
    review_id: UUID,
    version: int,
    to: ReviewStatus,
    reason: str | None,
    actor: str,
    now: datetime,
) -> None:
    """Publish a review or reject it; the product's stars follow in the same transaction.

    Refused when it is not as it was read in `version`. The same decision twice is one.
    """
    check_reason(to, reason)
    review = await _locked(db, review_id)
    if (review.status, review.reason) == (to, reason):
        return
    if review.version != version:
        raise Conflict("this review changed meanwhile; read it again")
    if review.status != to:
        check_move(review.status, to)
    await _store.decide(db, review_id, status=to, reason=reason, actor=actor, now=now)
    change = (to is ReviewStatus.PUBLISHED) - (review.status is ReviewStatus.PUBLISHED)
    if change:
        await catalog.count_rating(
            db, product_id=review.product_id, rating=review.words.rating, by=change
        )
    await audit.record(
        db,
        at=now,
        actor=actor,
        action=f"review_{to}",
        subject=f"review:{review_id}",
        order=review.order_number,
        rating=review.words.rating,
        title=review.words.title,
        reason=reason,
    )


async def reply(
    db: AsyncConnection, *, review_id: UUID, text: str, actor: str, now: datetime
) -> None:
    """Answer as the shop, under what is published; nothing said takes the answer away."""
    said = cleaned(Words(0, "", text, "", "")).body or None
    if said is not None and len(said) > limits.REVIEW_REPLY_CHARACTERS:
        raise Invalid("this answer is too long", field="text")
    review = await _locked(db, review_id)
    if review.reply == said:
        return
    if review.status is not ReviewStatus.PUBLISHED:
        raise WrongReviewStatus("only what is published is answered", status=review.status)
    await _store.answer(db, review_id, reply=said, now=now)
    catalog.changed(db, review.product_id)
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="review_answered",
        subject=f"review:{review_id}",
        order=review.order_number,
        reply=said,
    )


async def of_order(db: AsyncConnection, order_id: UUID) -> dict[UUID, Review]:
    """Product → what the buyer of this order wrote of it."""
    return {review.product_id: review for review in await _store.of_order(db, order_id)}


async def shown(
    db: AsyncConnection,
    product_id: UUID,
    *,
    sort: str = "newest",
    cursor: str | None = None,
    limit: int,
) -> Page[Review]:
    """What is published of a product; the newest first among those with as many stars."""
    if sort not in SORTS:
        raise Invalid(f"sort by one of {', '.join(SORTS)}", field="sort")
    limit = max(1, min(limit, MAX_PAGE))
    found = await _store.shown(
        db, product_id, sort=sort, after=_BY_RATING.after(cursor), limit=limit + 1
    )
    return _BY_RATING.page(
        found,
        limit,
        lambda review: (review.words.rating, review.written_at, review.id),
    )


async def list_by_status(
    db: AsyncConnection, status: ReviewStatus, *, cursor: str | None = None, limit: int
) -> Page[Review]:
    """Who waits longest stands first; of the rest, the newest."""
    found = await _store.list_by_status(
        db,
        status,
        oldest_first=status is ReviewStatus.WAITING,
        after=BY_TIME.after(cursor),
        limit=limit + 1,
    )
    return BY_TIME.page(found, limit, lambda review: (review.written_at, review.id))


async def count_waiting(db: AsyncConnection) -> int:
    return await _store.count_waiting(db)


async def _locked(db: AsyncConnection, review_id: UUID) -> Review:
    review = await _store.lock(db, review_id)
    if review is None:
        raise UnknownReview("there is no such review")
    return review


async def _of_product(db: AsyncConnection, order_id: UUID, product_id: UUID) -> Review:
    review = await _store.lock_of_order(db, order_id, product_id)
    assert review is not None, "it was written in this transaction, or before"
    return review


async def reviews_of(db: AsyncConnection, order_ids: Sequence[UUID], *, limit: int) -> list[Review]:
    """What was written about these orders, the newest first."""
    return await _store.of_orders(db, order_ids, limit=limit)


async def forget_writer(db: AsyncConnection, order_ids: Sequence[UUID]) -> int:
    """Take the name off what was written about these orders; the words stay."""
    written = await reviews_of(db, order_ids, limit=_store.MOST_OF_AN_ORDER)
    for product_id in sorted({review.product_id for review in written}):
        catalog.changed(db, product_id)
    return await _store.forget_writer(db, order_ids)
