"""What buyers say: read by everybody, written by who holds an order's token."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field, StringConstraints

from lonja.catalog import api as catalog
from lonja.frontoffice.api.orders import Token, opened
from lonja.hosting.deps import (
    Cursor,
    Db,
    In,
    ListOut,
    Out,
    PageLimit,
    PathText,
    Reading,
    Storable,
    TheShop,
)
from lonja.kernel import clock, limits
from lonja.kernel.languages import Language
from lonja.orders import api as orders
from lonja.reviews import api as reviews
from lonja.reviews.api import Review, ReviewStatus, Words

router = APIRouter(tags=["reviews"])


class ReplyOut(Out):
    text: str
    at: datetime


class ReviewOut(Out):
    """Whoever wrote it has bought the product."""

    id: UUID
    rating: int
    title: str
    text: str
    name: str
    language: str
    written_at: datetime
    reply: ReplyOut | None


class OwnReviewOut(Out):
    """`reason` says why it was rejected; other words may be sent."""

    sku: str
    rating: int
    title: str
    text: str
    name: str
    language: str
    status: ReviewStatus
    reason: str | None
    written_at: datetime


class ReviewIn(In):
    sku: Annotated[str, StringConstraints(min_length=1, max_length=200), Storable]
    rating: Annotated[int, Field(ge=1, le=5, strict=True)]
    title: Annotated[
        str,
        StringConstraints(min_length=1, max_length=limits.REVIEW_TITLE_CHARACTERS),
        Storable,
    ]
    text: Annotated[
        str,
        StringConstraints(
            min_length=limits.REVIEW_LEAST_CHARACTERS, max_length=limits.REVIEW_CHARACTERS
        ),
        Storable,
    ]
    name: Annotated[
        str, StringConstraints(min_length=1, max_length=limits.REVIEW_NAME_CHARACTERS), Storable
    ]
    language: Language


@router.get("/products/{slug}/reviews", operation_id="listReviews")
async def list_reviews(
    slug: PathText,
    db: Reading,
    sort: Annotated[Literal["newest", "highest", "lowest"], Query()] = "newest",
    cursor: Cursor = None,
    limit: PageLimit = 24,
) -> ListOut[ReviewOut]:
    """What is published of a product."""
    product = await catalog.product_by_slug(db, slug)
    page = await reviews.shown(db, product.id, sort=sort, cursor=cursor, limit=limit)
    return ListOut(items=[_shown(review) for review in page.items], next_cursor=page.next_cursor)


@router.get("/orders/{number}/reviews", operation_id="listOwnReviews")
async def list_own_reviews(
    number: PathText, db: Reading, shop: TheShop, token: Token = ""
) -> ListOut[OwnReviewOut]:
    """What was written from this order, and what became of it."""
    order = await orders.get(db, await opened(db, shop, number, token))
    written = await reviews.of_order(db, order.id)
    # A product in several sizes stands on several lines; its review is told with the first.
    first = {line.product_id: line.sku for line in reversed(order.lines)}
    own = [_own(written[of], sku) for of, sku in first.items() if of in written]
    return ListOut(items=own, next_cursor=None)


@router.post(
    "/orders/{number}/reviews",
    operation_id="writeReview",
    responses={201: {"model": OwnReviewOut, "description": "The first of this order's product."}},
)
async def write_review(
    number: PathText,
    asked: ReviewIn,
    db: Db,
    shop: TheShop,
    answer: Response,
    token: Token = "",
) -> OwnReviewOut:
    """Review what was shipped: one for each product of the order, read by us before it is shown.

    The same request again changes nothing; other words replace those before and are read anew.
    """
    review, is_first = await reviews.write(
        db,
        order_id=await opened(db, shop, number, token),
        sku=asked.sku,
        words=Words(asked.rating, asked.title, asked.text, asked.name, asked.language),
        now=clock.now(),
    )
    answer.status_code = 201 if is_first else 200
    return _own(review, asked.sku)


def _shown(review: Review) -> ReviewOut:
    words = review.words
    reply = None
    if review.reply is not None and review.replied_at is not None:
        reply = ReplyOut(text=review.reply, at=review.replied_at)
    return ReviewOut(
        id=review.id,
        rating=words.rating,
        title=words.title,
        text=words.body,
        name=words.name,
        language=words.language,
        written_at=review.written_at,
        reply=reply,
    )


def _own(review: Review, sku: str) -> OwnReviewOut:
    words = review.words
    return OwnReviewOut(
        sku=sku,
        rating=words.rating,
        title=words.title,
        text=words.body,
        name=words.name,
        language=words.language,
        status=review.status,
        reason=review.reason,
        written_at=review.written_at,
    )
