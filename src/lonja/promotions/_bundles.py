"""Bundles as pages show them: what goes together for less, for everybody and without a code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.standing import from_memory
from lonja.promotions import _store
from lonja.promotions._rules.basket import Promotion
from lonja.promotions._rules.rule import Conditions
from lonja.promotions._uses import promotions_in

MOST_OF_A_PRODUCT: Final = 3
MOST_SHOWN: Final = 48


@dataclass(frozen=True, slots=True)
class Bundles:
    """`until`: when one of them ends or another begins."""

    running: Sequence[Promotion]
    until: datetime | None


async def bundles(
    db: AsyncConnection,
    product_id: UUID | None = None,
    *,
    country: str,
    currency: str,
    now: datetime,
) -> Bundles:
    """Those of a product, or all, that anybody who orders to this country gets now."""
    known = [
        one
        for one in await from_memory(db, "bundles", _written)
        if product_id is None or product_id in one.rule.goods.products
        if one.ends_at is None or one.ends_at > now
        if _is_for_all(one, country, currency)
    ]
    begun = [one for one in known if one.starts_at is None or one.starts_at <= now]
    moments = [one.ends_at if one in begun else one.starts_at for one in known]
    return Bundles(
        running=begun[: MOST_SHOWN if product_id is None else MOST_OF_A_PRODUCT],
        until=min((moment for moment in moments if moment is not None), default=None),
    )


async def _written(db: AsyncConnection) -> Sequence[Promotion]:
    return await promotions_in(db, await _store.bundles(db))


def _is_for_all(one: Promotion, country: str, currency: str) -> bool:
    asked, reward = one.rule.conditions, one.rule.reward
    return (
        not one.is_spent
        and asked in (Conditions(), Conditions(countries=asked.countries))
        and (not asked.countries or country in asked.countries)
        and (not reward.amounts or currency in reward.amounts)
    )
