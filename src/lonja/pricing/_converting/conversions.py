"""Converted prices follow what they are converted from: after each change of a price, and of a rate."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.ids import uuid7
from lonja.pricing import _store
from lonja.pricing._converting import store, wanting
from lonja.pricing._regular_prices import write_prices
from lonja.pricing._scheduled import schedules
from lonja.pricing._scheduled import store as scheduled_store
from lonja.pricing._scheduled.price import ScheduledPrice
from lonja.shop import api as shop

ACTOR: Final = "conversion"
"""Who set a converted price, in its history."""


async def convert_prices(
    db: AsyncConnection, variant_ids: Sequence[UUID], *, now: datetime
) -> set[UUID]:
    """Bring the converted prices of these variants up to date; those whose prices changed.

    The pages of the changed ones are the caller's to name.
    """
    facts = await shop.current(db)
    if not variant_ids or not (wanting.rates(facts) or await store.has_converted(db)):
        return set()
    await scheduled_store.lock_prices(db, variant_ids)
    changes = wanting.regular(await _store.prices(db, variant_ids, None), facts)
    if changes.kept:
        await store.keep_as_own(db, changes.kept)
    if changes.written:
        await write_prices(db, changes.written, actor=ACTOR, now=now)
    if changes.gone:
        ids, currencies = [key[0] for key in changes.gone], [key[1] for key in changes.gone]
        await _store.remove_prices(db, ids, currencies, actor=ACTOR, now=now)
    moved = await _convert_sales(db, variant_ids, facts, now=now)
    return moved | {one.variant_id for one in changes.written} | {key[0] for key in changes.gone}


async def convert_next(
    db: AsyncConnection, after: UUID | None, *, limit: int, now: datetime
) -> tuple[set[UUID], UUID | None]:
    """The same of the next variants that have prices, and the last of them; None after the end."""
    ids = await store.priced_after(db, after, limit)
    await schedules.start_prices_of(db, ids, now=now)
    changed = await convert_prices(db, ids, now=now)
    return changed, ids[-1] if len(ids) == limit else None


async def _convert_sales(
    db: AsyncConnection, variant_ids: Sequence[UUID], facts: shop.Shop, *, now: datetime
) -> set[UUID]:
    """A sale that runs at another rate ends and begins anew, so that its history stays true."""
    unfinished = await scheduled_store.unfinished(db, variant_ids)
    prices = {
        (one.variant_id, one.currency): one for one in await _store.prices(db, variant_ids, None)
    }
    wanted = wanting.planned(unfinished, prices, facts)
    ended: list[UUID] = []
    for there in unfinished:
        if not there.is_converted:
            continue
        key = (there.schedule_id, (there.variant_id, there.currency))
        if key in wanted and wanted[key][1] == there.amount_minor:
            del wanted[key]
        else:
            ended.append(there.id)
    await store.end_sales(db, ended, now=now)
    made = [
        _sale(one, currency, amount, now=now)
        for (_, (_, currency)), (one, amount) in wanted.items()
        if one.ends_at is None or one.ends_at > now
    ]
    if made:
        await scheduled_store.insert(db, made, now=now)
        await schedules.start_prices_of(db, variant_ids, now=now)
    return {one.variant_id for one in [*made, *(s for s in unfinished if s.id in set(ended))]}


def _sale(one: ScheduledPrice, currency: str, amount: int, *, now: datetime) -> ScheduledPrice:
    return replace(
        one,
        id=uuid7(),
        currency=currency,
        amount_minor=amount,
        starts_at=max(one.starts_at, now) if one.started_at is not None else one.starts_at,
        started_at=None,
        ended_at=None,
        lowest_minor=None,
        is_converted=True,
    )
