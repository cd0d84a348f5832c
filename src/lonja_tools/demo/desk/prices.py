"""A list for the trade, prices by quantity for everybody, a sale that runs, one to come, and dearer ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions.schedule_prices import schedule_prices
from lonja.kernel.db import rows
from lonja.kernel.money import divide_half_up
from lonja.pricing import api as pricing
from lonja.pricing.api import NewListPrice, PlannedPrice
from lonja_tools.demo.desk._desk import Desk

_TRADE: Final = 30
_TIERED: Final = 12
_TIERS: Final = ((10, 95), (40, 90))
"""From so many boxes on, per cent of the price."""


@dataclass(frozen=True, slots=True)
class _Cost:
    variant_id: UUID
    currency: str
    amount_minor: int
    product: int
    is_reduced: bool


async def write(db: AsyncConnection, desk: Desk, *, trade_group: UUID) -> None:
    prices = await _regular(db)
    trade = [
        NewListPrice(one.variant_id, one.currency, 1, _part(one.amount_minor, 88))
        for one in prices
        if one.product <= _TRADE
    ]
    await _list(db, desk, "Profesionales", trade_group, trade)
    tiers = [
        NewListPrice(one.variant_id, one.currency, boxes, _part(one.amount_minor, percent))
        for one in prices
        if one.product <= _TIERED
        for boxes, percent in _TIERS
    ]
    await _list(db, desk, "Por cajas", None, tiers)
    steady = [one for one in prices if not one.is_reduced]
    await _plan(db, desk, steady, range(13, 32), 85, desk.opened, desk.days(12))
    await _plan(db, desk, steady, range(32, 42), 80, desk.days(20), desk.days(27))
    await _plan(db, desk, steady, range(42, 50), 104, desk.days(35), None)


async def _regular(db: AsyncConnection) -> list[_Cost]:
    return await rows(
        db,
        _Cost,
        "SELECT variant_id, currency, amount_minor, product::integer,"
        " compare_at_minor IS NOT NULL AS is_reduced FROM (SELECT p.*,"
        " dense_rank() OVER (ORDER BY g.featured DESC, g.slug) AS product FROM prices p"
        " JOIN variants v ON v.id = p.variant_id JOIN products g ON g.id = v.product_id"
        " WHERE g.kind = 'goods') found WHERE product < 50"
        " ORDER BY product, variant_id, currency LIMIT 4000",
    )


async def _list(
    db: AsyncConnection,
    desk: Desk,
    name: str,
    group_id: UUID | None,
    prices: Sequence[NewListPrice],
) -> None:
    list_id = await pricing.add_price_list(
        db, name=name, group_id=group_id, is_active=True, **desk.owner
    )
    asked = prices[: pricing.MAX_AT_ONCE]
    await pricing.set_list_prices(db, list_id, asked, version=1, **desk.owner)


async def _plan(
    db: AsyncConnection,
    desk: Desk,
    prices: Sequence[_Cost],
    products: range,
    percent: int,
    starts_at: datetime,
    ends_at: datetime | None,
) -> None:
    asked = [
        PlannedPrice(one.variant_id, one.currency, _part(one.amount_minor, percent))
        for one in prices
        if one.product in products
    ]
    await schedule_prices(db, desk.id(), asked, starts_at=starts_at, ends_at=ends_at, **desk.owner)


def _part(amount_minor: int, percent: int) -> int:
    """To the ten cents, as prices are written here."""
    return divide_half_up(amount_minor * percent, 1_000) * 10
