"""The door to prices."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.pricing import _store
from lonja.pricing._confirming import PriceIsZero, PriceMovesFar, require_confirmed
from lonja.pricing._converting.conversions import convert_next, convert_prices
from lonja.pricing._lists.choosing import OfferedPrice, best, tiers
from lonja.pricing._lists.lists import (
    MAX_AT_ONCE,
    NAME_CHARACTERS,
    NewListPrice,
    add_price_list,
    change_price_list,
    groups_with_lists,
    has_group_lists,
    listed_prices,
    lock_price_lists,
    offered_prices,
    price_list,
    price_lists,
    prices_in_lists,
    remove_price_list,
    set_list_prices,
)
from lonja.pricing._lists.refusals import PriceListChanged, PriceListTaken, UnknownPriceList
from lonja.pricing._lists.store import (
    ListedOffer,
    ListedPrice,
    PriceList,
    names_for_group,
)
from lonja.pricing._price import Price
from lonja.pricing._prices import (
    MAX_PRICE_MINOR,
    NewPrice,
    PricesSet,
    forget_prices,
    odd_prices,
    problem_of_price,
    set_price,
    set_prices,
)
from lonja.pricing._scheduled import schedules
from lonja.pricing._scheduled.plans import (
    cancel_prices,
    move_end,
    planned_after,
    planned_prices,
)
from lonja.pricing._scheduled.price import ScheduledPrice
from lonja.pricing._scheduled.reducing import PRIOR_PRICE_COUNTRIES, Reduction, announced
from lonja.pricing._scheduled.refusals import (
    RefusedPrice,
    ScheduleRefused,
    ScheduleReused,
    UnknownSchedule,
)
from lonja.pricing._scheduled.schedules import (
    MAX_PLANNED,
    PlannedPrice,
    end_schedule,
    expected_prior_prices,
    next_start,
    scheduled_prices,
    start_due_prices,
)
from lonja.pricing._store import PriceChange

__all__ = [
    "MAX_AT_ONCE",
    "MAX_PLANNED",
    "MAX_PRICE_MINOR",
    "NAME_CHARACTERS",
    "PRIOR_PRICE_COUNTRIES",
    "ListedOffer",
    "ListedPrice",
    "NewListPrice",
    "NewPrice",
    "OfferedPrice",
    "PlannedPrice",
    "Price",
    "PriceChange",
    "PriceIsZero",
    "PriceList",
    "PriceListChanged",
    "PriceListTaken",
    "PriceMovesFar",
    "PricesSet",
    "Reduction",
    "RefusedPrice",
    "ScheduleRefused",
    "ScheduleReused",
    "ScheduledPrice",
    "UnknownPriceList",
    "UnknownSchedule",
    "add_price_list",
    "all_prices",
    "announced",
    "best",
    "cancel_prices",
    "change_price_list",
    "confirm_price",
    "convert_next",
    "convert_prices",
    "end_schedule",
    "expected_prior_prices",
    "forget_prices",
    "groups_with_lists",
    "has_group_lists",
    "listed_prices",
    "lock_price_lists",
    "move_end",
    "names_for_group",
    "next_start",
    "odd_prices",
    "offered_prices",
    "planned_after",
    "planned_prices",
    "price_history",
    "price_list",
    "price_lists",
    "prices",
    "prices_in_lists",
    "problem_of_price",
    "regular_prices",
    "remove_price_list",
    "schedule_prices",
    "scheduled_prices",
    "set_list_prices",
    "set_price",
    "set_prices",
    "start_due_prices",
    "started_prices",
    "tiers",
]


async def prices(
    db: AsyncConnection, variant_ids: Sequence[UUID], currency: str, *, now: datetime
) -> dict[UUID, Price]:
    """What buyers pay now, sales included, to the second and without help of the clock.

    Variants without a price in `currency` are missing: they are not for sale in it.
    """
    if not variant_ids:
        return {}
    found = await _store.prices_at(db, variant_ids, currency, now=now)
    return {price.variant_id: price for price in found}


async def started_prices(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[Price]:
    """In every currency, as lists show them: sales count from when `start_due_prices` started them."""
    return await _store.started_prices(db, variant_ids)


async def regular_prices(
    db: AsyncConnection, variant_ids: Sequence[UUID], currency: str
) -> dict[UUID, Price]:
    """As staff set them, whatever sale is on."""
    found = await _store.prices(db, variant_ids, currency) if variant_ids else []
    return {price.variant_id: price for price in found}


async def all_prices(
    db: AsyncConnection, variant_ids: Sequence[UUID], *, with_converted: bool = False
) -> list[Price]:
    """Regular prices in every currency, as staff set them; and those that are converted."""
    found = await _store.prices(db, variant_ids, None)
    return [one for one in found if with_converted or not one.is_converted]


async def schedule_prices(
    db: AsyncConnection,
    schedule_id: UUID,
    asked: Sequence[PlannedPrice],
    *,
    starts_at: datetime,
    ends_at: datetime | None,
    actor: str,
    now: datetime,
) -> bool:
    """Plan a sale, or with no end new regular prices; one that is due already begins at once.

    `schedule_id` is the caller's: the same one again plans nothing more, and the answer is False.
    Currencies that are converted follow. The caller records it.
    """
    is_new = await schedules.plan_prices(
        db, schedule_id, asked, starts_at=starts_at, ends_at=ends_at, actor=actor, now=now
    )
    if is_new:
        await convert_prices(db, list({one.variant_id for one in asked}), now=now)
    return is_new


async def price_history(
    db: AsyncConnection, variant_id: UUID, *, limit: int = 50
) -> list[PriceChange]:
    return await _store.history(db, variant_id, limit)


async def confirm_price(
    db: AsyncConnection,
    *,
    variant_id: UUID,
    currency: str,
    amount_minor: int,
    confirmed: Sequence[str],
) -> None:
    """Raise what a person has to say yes to before this price is set; `confirmed` are the codes."""
    now = (await regular_prices(db, [variant_id], currency)).get(variant_id)
    require_confirmed(now.amount_minor if now else None, amount_minor, confirmed)
