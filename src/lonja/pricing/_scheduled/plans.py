"""Planned prices one by one, as a file names them: a schedule may hold thousands of others."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.errors import Invalid
from lonja.kernel.transaction import Change, announce
from lonja.pricing._converting import store as converting_store
from lonja.pricing._converting.conversions import convert_prices
from lonja.pricing._scheduled import store
from lonja.pricing._scheduled.price import ScheduledPrice
from lonja.pricing._scheduled.refusals import RefusedPrice, ScheduleRefused
from lonja.pricing._scheduled.schedules import overlaps, start_prices_of
from lonja.shop import api as shop


async def planned_prices(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[ScheduledPrice]:
    """What is planned or runs, without what follows from a rate."""
    found = await store.unfinished(db, variant_ids) if variant_ids else []
    return [one for one in found if not one.is_converted]


async def planned_after(
    db: AsyncConnection, after: UUID | None, *, limit: int
) -> list[ScheduledPrice]:
    """The same of all variants, by id."""
    return await store.unfinished_after(db, after, limit)


async def cancel_prices(
    db: AsyncConnection, planned: Sequence[ScheduledPrice], *, now: datetime
) -> None:
    """What has not begun is forgotten, a sale that runs ends now; converted currencies follow."""
    variant_ids = list({one.variant_id for one in planned})
    await store.lock_prices(db, variant_ids)
    await start_prices_of(db, variant_ids, now=now)
    await converting_store.end_sales(db, [one.id for one in planned], now=now)
    await convert_prices(db, variant_ids, now=now)
    announce(db, Change("schedule"))


async def move_end(
    db: AsyncConnection, sale: ScheduledPrice, *, ends_at: datetime, now: datetime
) -> None:
    """A sale that runs ends at another time, in every currency that follows it."""
    await store.lock_prices(db, [sale.variant_id])
    await start_prices_of(db, [sale.variant_id], now=now)
    if ends_at <= now:
        raise Invalid("a price ends in the future", field="ends_at")
    facts = await shop.current(db)
    others = [
        one
        for one in await store.unfinished(db, [sale.variant_id])
        if one.id != sale.id and one.currency == sale.currency
    ]
    if overlaps(others, sale.starts_at, ends_at):
        raise ScheduleRefused([RefusedPrice(sale.variant_id, sale.currency, "overlaps")])
    await store.move_end(db, sale, ends_at=ends_at, with_converted=sale.currency == facts.currency)
    announce(db, Change("schedule"))
