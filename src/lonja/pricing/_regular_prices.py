"""Regular prices are written in one place: own ones and converted ones, with what they are compared with."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from psycopg import AsyncConnection

from lonja.pricing import _store
from lonja.pricing._price import Price
from lonja.pricing._scheduled import schedules
from lonja.pricing._store import RegularPrice


async def write_prices(
    db: AsyncConnection, prices: Sequence[Price], *, actor: str, now: datetime
) -> None:
    """With the lowest of the 30 days before, where a price is said to be reduced."""
    await _store.set_prices(
        db,
        [
            RegularPrice(
                one.variant_id, one.currency, one.amount_minor, one.compare_at_minor, None, now,
                actor, one.is_converted,
            )
            for one in prices
        ],
    )  # fmt: skip
    reduced = [one for one in prices if one.compare_at_minor is not None]
    if not reduced:
        return
    prior = await schedules.prior_prices(db, [one.variant_id for one in reduced], now=now)
    found = [
        replace(one, lowest_minor=lowest)
        for one in reduced
        if (lowest := prior.get((one.variant_id, one.currency))) is not None
    ]
    if found:
        await _store.set_lowest(db, found)
