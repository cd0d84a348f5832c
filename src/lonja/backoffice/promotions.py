"""Promotions: what is taken off, from which carts, when and how often; and what a cart would get."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query

from lonja.backoffice.deps import Now, Search
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.promotion_bodies import (
    PromotionAsked,
    PromotionEdit,
    PromotionOut,
    PromotionRecord,
    Simulated,
    Simulation,
    draft_of,
    record,
    shown,
    simulated,
)
from lonja.backoffice.rules import Me
from lonja.carts import api as carts
from lonja.hosting.deps import Cursor, Db, ListOut, PageLimit, Reading
from lonja.kernel.paging import SortKey
from lonja.promotions import api as promotions
from lonja.promotions.api import Level, PromotionStatus

router = APIRouter(prefix="/promotions", tags=["marketing"])

_NEWEST: Final = SortKey(UUID)


@router.get("", operation_id="listPromotions")
async def list_promotions(
    db: Reading,
    q: Search = "",
    status: Annotated[PromotionStatus | None, Query()] = None,
    level: Annotated[Level | None, Query()] = None,
    cursor: Cursor = None,
    limit: PageLimit = 50,
) -> ListOut[PromotionOut]:
    """Newest first; `q` is part of a name, or a whole code."""
    (after,) = _NEWEST.after(cursor) or (None,)
    found = await promotions.list_promotions(
        db, query=q.strip(), status=status, level=level, after=after, limit=limit + 1
    )
    page = _NEWEST.page(found, limit, lambda one: (one.id,))
    return ListOut(items=[shown(one) for one in page.items], next_cursor=page.next_cursor)


@router.post("", status_code=201, operation_id="addPromotion")
async def add_promotion(asked: PromotionAsked, db: Db, me: Me, now: Now) -> PromotionRecord:
    """With its first code, where it needs one."""
    promotion_id = await promotions.add_promotion(db, draft_of(asked), actor=me.email, now=now)
    if asked.code is not None:
        await promotions.add_code(db, promotion_id, asked.code, actor=me.email, now=now)
    return await _record(db, promotion_id)


@router.post("/simulations", operation_id="simulatePromotions")
async def simulate_promotions(asked: Simulation, db: Reading, now: Now) -> Simulated:
    """What such a cart would cost, which promotions it gets, and why it does not get the others."""
    cart = await carts.try_out(
        db,
        {line.sku: line.quantity for line in asked.lines},
        currency=asked.currency,
        country=asked.country,
        language=asked.language,
        codes=asked.codes,
        email=asked.email,
        shipping_minor=asked.shipping_minor,
        at=asked.at or now,
    )
    return simulated(cart)


@router.get("/{promotion_id}", operation_id="getPromotion")
async def get_promotion(promotion_id: UUID, db: Reading) -> PromotionRecord:
    return await _record(db, promotion_id)


@router.patch("/{promotion_id}", operation_id="changePromotion")
async def change_promotion(
    promotion_id: UUID, asked: PromotionEdit, version: IfMatch, db: Db, me: Me, now: Now
) -> PromotionRecord:
    """For carts from now on; orders keep what they were placed with."""
    before = (await promotions.promotion(db, promotion_id)).draft
    await promotions.change_promotion(
        db, promotion_id, draft_of(asked, before), version=version, actor=me.email, now=now
    )
    return await _record(db, promotion_id)


@router.delete("/{promotion_id}", status_code=204, operation_id="removePromotion")
async def remove_promotion(promotion_id: UUID, version: IfMatch, db: Db, me: Me, now: Now) -> None:
    """With its codes; 409 once an order has used it: pause or end it instead."""
    await promotions.remove_promotion(db, promotion_id, version=version, actor=me.email, now=now)


async def _record(db: Db, promotion_id: UUID) -> PromotionRecord:
    row = await promotions.promotion(db, promotion_id)
    return record(row, await promotions.figures(db, promotion_id))
