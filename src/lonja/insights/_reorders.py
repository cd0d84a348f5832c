"""The proposal of what to order again: demand of the warehouse, stock of this moment, terms of supply."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from psycopg import AsyncConnection

from lonja.forecasts import api as forecasts
from lonja.forecasts.api import Rate
from lonja.insights import _run_store, _star_store, _supplies
from lonja.insights._reordering import Demand, propose
from lonja.insights._run_store import ModelRun
from lonja.insights._star_store import Cover
from lonja.insights._store import Terms
from lonja.inventory import api as inventory

LOOKED_AT: Final = 5_000
"""Variants that are looked at, what sells most first."""


@dataclass(frozen=True, slots=True)
class Reorder:
    """A variant; `quantity` 0 means that there is enough, with what is on order. `value_minor` is at cost, base currency."""

    of: Cover
    free: int
    on_order: int
    terms: Terms
    lead_days: int
    service_percent: int
    point: int
    quantity: int
    cover_days: float | None
    value_minor: int | None
    demand: Demand
    method: str
    """Of the forecast that the demand comes from; empty: from what was sold in 90 days."""


@dataclass(frozen=True, slots=True)
class Reorders:
    """`looked_at` of the shop's variants; where it is the bound, slower ones were left out."""

    lines: list[Reorder]
    looked_at: int
    made_to: date | None
    forecast: int = 0
    """Variants whose demand is forecast."""


async def reorders(
    warehouse: AsyncConnection,
    db: AsyncConnection,
    *,
    only_due: bool = True,
    state: str | None = None,
    supplier: str = "",
    words: str = "",
) -> Reorders:
    """What costs most first; with `only_due` those that are at their point or below."""
    if not await _run_store.has_schema(warehouse):
        return Reorders([], 0, None)
    found = await _star_store.covers(warehouse, state=state, words=words.strip(), limit=LOOKED_AT)
    run = await _run_store.newest(warehouse, "stock_cover")
    ids = [one.variant_id for one in found]
    shop = await _supplies.automatic(db)
    terms = await _supplies.terms_of(db, ids)
    stock = await inventory.stock_of(db, ids)
    coming = await inventory.on_order(db, ids)
    expected = await _expected(warehouse, run, is_on=shop.forecasts_on)
    lines = []
    for one in found:
        own = terms.get(one.variant_id, Terms(one.variant_id))
        supply = _supplies.supply_of(own, shop)
        free = stock[one.variant_id].free if one.variant_id in stock else 0
        demand, method = _demand(one, expected)
        on_order = coming.get(one.variant_id, 0)
        offer = propose(demand, supply, free=free, on_order=on_order)
        if only_due and not offer.quantity:
            continue
        if supplier and supplier.strip().lower() not in own.supplier.lower():
            continue
        value = None if one.cost_minor is None else one.cost_minor * offer.quantity
        lines.append(
            Reorder(
                one, free, on_order, own, supply.lead_days, supply.service_percent, offer.point,
                offer.quantity, offer.cover, value, demand, method,
            )
        )  # fmt: skip
    lines.sort(key=lambda one: (-(one.value_minor or 0), -one.quantity, one.of.sku))
    forecast = sum(str(one.variant_id) in expected for one in found)
    return Reorders(lines, len(found), run.trained_to if run else None, forecast)


async def _expected(
    warehouse: AsyncConnection, run: ModelRun | None, *, is_on: bool
) -> dict[str, Rate]:
    if not is_on or run is None or run.trained_to is None:
        return {}
    return await forecasts.rates(warehouse, today=run.trained_to)


def _demand(one: Cover, expected: Mapping[str, Rate]) -> tuple[Demand, str]:
    """What is expected where a forecast says so, else what was sold, and by which method."""
    rate = expected.get(str(one.variant_id))
    if rate is None:
        return Demand(one.daily_mean, one.daily_sd), ""
    return Demand(rate.mean, rate.deviation), rate.method
