"""Reviews: read before everybody can, published or turned down, answered as the shop."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field, StringConstraints

from lonja.backoffice.deps import Language, Now
from lonja.backoffice.rules import Me
from lonja.catalog import api as catalog
from lonja.hosting.deps import Cursor, Db, In, ListOut, Out, PageLimit, Reading, Storable, TheShop
from lonja.kernel import limits
from lonja.reviews import api as reviews
from lonja.reviews.api import ReviewStatus

router = APIRouter(prefix="/reviews", tags=["reviews"])

Reason = Literal["off_topic", "offensive", "personal_data", "advertising", "other"]


class Review(Out):
    """`reason` says why it was rejected; `version` goes back with a decision about these words."""

    id: UUID
    product_slug: str
    product_name: str
    picture_url: str | None
    order_number: str
    rating: int
    title: str
    text: str
    name: str
    language: str
    status: ReviewStatus
    reason: Reason | None
    reply: str | None
    replied_at: datetime | None
    version: int
    written_at: datetime
    decided_at: datetime | None
    decided_by: str | None


class ReviewDecision(In):
    """A rejection says why; a publication does not."""

    version: Annotated[int, Field(ge=1, le=2**31 - 2)]
    to: Literal[ReviewStatus.PUBLISHED, ReviewStatus.REJECTED]
    reason: Reason | None = None


class ReviewReplyAsked(In):
    """Nothing in `text` takes the answer away."""

    text: Annotated[str, StringConstraints(max_length=limits.REVIEW_REPLY_CHARACTERS), Storable]


def _row(
    review: reviews.Review,
    product: catalog.Product | None,
    language: str,
    url: Callable[[str], str],
) -> Review:
    words = review.words
    picture = (
        next((p for p in product.pictures if p.status == catalog.PictureStatus.READY), None)
        if product
        else None
    )
    return Review.model_validate(
        {
            "id": review.id,
            "product_slug": product.slug if product else "",
            "product_name": product.text(language, "name") if product else "",
            "picture_url": _thumbnail(picture, url) if picture else None,
            "order_number": review.order_number,
            "rating": words.rating,
            "title": words.title,
            "text": words.body,
            "name": words.name,
            "language": words.language,
            "status": review.status,
            "reason": review.reason,
            "reply": review.reply,
            "replied_at": review.replied_at,
            "version": review.version,
            "written_at": review.written_at,
            "decided_at": review.decided_at,
            "decided_by": review.decided_by,
        }
    )


def _thumbnail(picture: catalog.Picture, url: Callable[[str], str]) -> str:
    narrow = sorted((made.width, made.blob) for made in picture.renditions if made.format == "webp")
    return url(narrow[0][1] if narrow else picture.blob)


@router.get("", operation_id="listReviews")
async def list_reviews(
    language: Language,
    db: Reading,
    shop: TheShop,
    status: Annotated[ReviewStatus, Query()] = ReviewStatus.WAITING,
    cursor: Cursor = None,
    limit: PageLimit = 25,
) -> ListOut[Review]:
    """Waiting ones with the oldest first, the others with the newest."""
    page = await reviews.list_by_status(db, status, cursor=cursor, limit=limit)
    ids = list({review.product_id for review in page.items})
    products = {product.id: product for product in await catalog.products_by_ids(db, ids)}
    return ListOut(
        items=[
            _row(review, products.get(review.product_id), language, shop.blobs.public_url)
            for review in page.items
        ],
        next_cursor=page.next_cursor,
    )


@router.put("/{review_id}/status", status_code=204, operation_id="decideReview")
async def decide_review(review_id: UUID, asked: ReviewDecision, db: Db, me: Me, now: Now) -> None:
    """Publish or reject; 409 when its words are not those of `version` any more."""
    await reviews.decide(
        db,
        review_id=review_id,
        version=asked.version,
        to=asked.to,
        reason=asked.reason,
        actor=me.email,
        now=now,
    )


@router.put("/{review_id}/reply", status_code=204, operation_id="answerReview")
async def answer_review(review_id: UUID, asked: ReviewReplyAsked, db: Db, me: Me, now: Now) -> None:
    """Answer what is published, as the shop; the answer stands under it at once."""
    await reviews.reply(db, review_id=review_id, text=asked.text, actor=me.email, now=now)
