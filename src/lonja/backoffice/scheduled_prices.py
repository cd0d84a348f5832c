"""Sales and prices that begin at a time: planned, running, over."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from lonja.actions import schedule_prices as acting
from lonja.backoffice.deps import Now
from lonja.backoffice.rules import Me
from lonja.catalog import api as catalog
from lonja.hosting.deps import Db, Facts, In, ListOut, Moment, MoneyOut, Out, Reading
from lonja.pricing import api as pricing
from lonja.pricing.api import MAX_PRICE_MINOR

router = APIRouter(tags=["products"])


class PlannedPriceAsked(In):
    variant_id: UUID
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    amount_minor: Annotated[int, Field(ge=0, le=MAX_PRICE_MINOR)]


class ScheduleAsked(In):
    """Without an end it is the regular price from then on; a start in the past is now."""

    starts_at: Moment
    ends_at: Moment | None = None
    prices: Annotated[list[PlannedPriceAsked], Field(min_length=1, max_length=pricing.MAX_PLANNED)]


class ScheduledPrice(Out):
    """`lowest_30_days` is the price that the reduction is compared with: none for new goods and for
    what has not begun; `percent` what pages say, if anything.
    """

    schedule_id: UUID
    variant_id: UUID
    price: MoneyOut
    starts_at: datetime
    ends_at: datetime | None
    state: Literal["planned", "running", "over"]
    lowest_30_days: MoneyOut | None
    percent: int | None
    actor: str


class PriorPrice(Out):
    """`lowest_30_days` is None where no reduction may be announced."""

    variant_id: UUID
    currency: str
    lowest_30_days: MoneyOut | None


class PriorPrices(Out):
    """`is_law`: this shop's country asks for the lowest price of 30 days beside a reduction."""

    is_law: bool
    prices: list[PriorPrice]


@router.get("/products/{product_id}/scheduled-prices", operation_id="listScheduledPrices")
async def list_scheduled_prices(
    product_id: UUID, facts: Facts, db: Reading, now: Now
) -> ListOut[ScheduledPrice]:
    """The latest 2,000 of all its variants, newest start first."""
    ids = [record.id for record in await catalog.variants(db, product_id)]
    regular = {
        (one.variant_id, one.currency): one
        for one in await pricing.all_prices(db, ids, with_converted=True)
    }
    items = []
    for one in await pricing.scheduled_prices(db, ids):
        before = regular.get((one.variant_id, one.currency))
        reduction = pricing.announced(
            one.amount_minor,
            compare_at_minor=before.amount_minor if before and one.ends_at else None,
            lowest_minor=one.lowest_minor,
            country=facts.home_country,
        )
        items.append(
            ScheduledPrice(
                schedule_id=one.schedule_id,
                variant_id=one.variant_id,
                price=MoneyOut.of(one.amount_minor, one.currency),
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                state=_state(one, now),
                lowest_30_days=_money(one.lowest_minor, one.currency),
                percent=reduction.percent if reduction else None,
                actor=one.actor,
            )
        )
    return ListOut(items=items, next_cursor=None)


@router.get("/products/{product_id}/prior-prices", operation_id="listPriorPrices")
async def list_prior_prices(
    product_id: UUID, at: Annotated[Moment, Query()], facts: Facts, db: Reading
) -> PriorPrices:
    """What a reduction that began `at` would be compared with, as far as is known today."""
    ids = [record.id for record in await catalog.variants(db, product_id)]
    found = await pricing.expected_prior_prices(db, ids, at=at) if ids else {}
    return PriorPrices(
        is_law=facts.home_country in pricing.PRIOR_PRICE_COUNTRIES,
        prices=[
            PriorPrice(
                variant_id=variant_id, currency=currency, lowest_30_days=_money(lowest, currency)
            )
            for (variant_id, currency), lowest in sorted(found.items())
        ],
    )


@router.put("/scheduled-prices/{schedule_id}", status_code=204, operation_id="schedulePrices")
async def schedule_prices(
    schedule_id: UUID, asked: ScheduleAsked, db: Db, me: Me, now: Now
) -> None:
    """All of them or none: 422 `schedule_refused` names each that is not lower than the regular price,
    has none, or has another sale at that time. The id is the caller's: a repeat plans nothing more.
    """
    await acting.schedule_prices(
        db,
        schedule_id,
        [
            pricing.PlannedPrice(one.variant_id, one.currency, one.amount_minor)
            for one in asked.prices
        ],
        starts_at=asked.starts_at,
        ends_at=asked.ends_at,
        actor=me.email,
        now=now,
    )


@router.delete("/scheduled-prices/{schedule_id}", status_code=204, operation_id="endSchedule")
async def end_schedule(schedule_id: UUID, db: Db, me: Me, now: Now) -> None:
    """What has not begun is forgotten; a sale that runs ends now."""
    await acting.end_schedule(db, schedule_id, actor=me.email, now=now)


def _state(one: pricing.ScheduledPrice, now: datetime) -> Literal["planned", "running", "over"]:
    if one.ended_at is not None or (one.ends_at is not None and one.ends_at <= now):
        return "over"
    return "running" if one.starts_at <= now else "planned"


def _money(minor: int | None, currency: str) -> MoneyOut | None:
    return None if minor is None else MoneyOut.of(minor, currency)
