"""What buyers say, under a product; and the form in which they say it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.frontoffice.rendering import address
from lonja.frontoffice.views.frame import Frame
from lonja.orders import api as orders
from lonja.reviews import api as reviews

SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class Said:
    rating: int
    title: str
    paragraphs: tuple[str, ...]
    name: str
    language: str
    at: date
    reply: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    stars: int
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class Sort:
    code: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Opinions:
    """Of one product; `first_url` is there on every page but the first."""

    tenths: int
    count: int
    bars: tuple[Bar, ...]
    said: tuple[Said, ...]
    sorts: tuple[Sort, ...]
    next_url: str | None
    first_url: str | None


@dataclass(frozen=True, slots=True)
class Own:
    """What the buyer wrote of a line's product, if anything, and where to write."""

    url: str
    status: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """`typed` holds what the fields show, whether it was right or not."""

    frame: Frame
    number: str
    order_url: str
    action: str
    name: str
    options: Mapping[str, str]
    picture: str | None
    status: str | None
    reason: str | None
    typed: Mapping[str, str]
    errors: Mapping[str, str]


async def opinions(
    db: AsyncConnection,
    product: catalog.Product,
    *,
    path: str,
    sku: str,
    sort: str,
    cursor: str | None,
) -> Opinions | None:
    """None where nobody said anything: that is known from the product, without a query."""
    ratings = product.ratings
    if not ratings.count:
        return None
    sort = sort if sort in reviews.SORTS else reviews.SORTS[0]
    page = await reviews.shown(db, product.id, sort=sort, cursor=cursor, limit=SHOWN)

    def url(sort: str, after: str | None = None) -> str:
        chosen = "" if sort == reviews.SORTS[0] else sort
        return (
            address(path, [("sku", sku), ("reviews", chosen), ("after", after or "")]) + "#reviews"
        )

    return Opinions(
        tenths=ratings.tenths,
        count=ratings.count,
        bars=bars(ratings.counts),
        said=tuple(_said(review) for review in page.items),
        sorts=tuple(Sort(code, url(code), code == sort) for code in reviews.SORTS),
        next_url=url(sort, page.next_cursor) if page.next_cursor else None,
        first_url=url(sort) if cursor else None,
    )


def bars(counts: Sequence[int]) -> tuple[Bar, ...]:
    """Five stars first; percentages for the eye, which need not add up to a hundred."""
    whole = sum(counts) or 1
    numbered = list(enumerate(counts, start=1))
    return tuple(Bar(stars, n, round(100 * n / whole)) for stars, n in reversed(numbered))


def own_of(
    order: orders.Order, written: Mapping[UUID, reviews.Review], url: Callable[[str], str]
) -> dict[int, Own]:
    """Line → the buyer's own review, once for each product; nothing before it was shipped.

    `url` makes of a SKU the address of its form.
    """
    if order.status not in reviews.MAY_REVIEW:
        return {}
    found: dict[int, Own] = {}
    seen: set[UUID] = set()
    for line in order.lines:
        if line.product_id is None or line.product_id in seen:
            continue
        seen.add(line.product_id)
        review = written.get(line.product_id)
        found[line.line] = Own(
            url=url(line.sku),
            status=review.status if review else None,
            reason=review.reason if review else None,
        )
    return found


def _said(review: reviews.Review) -> Said:
    words = review.words
    return Said(
        rating=words.rating,
        title=words.title,
        paragraphs=tuple(words.body.split("\n")),
        name=words.name,
        language=words.language,
        at=review.written_at.date(),
        reply=tuple((review.reply or "").split("\n")) if review.reply else (),
    )
