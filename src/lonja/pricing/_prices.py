"""Prices as staff, a file or a program set them: one or many, all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.kernel import audit
from lonja.kernel.errors import Invalid
from lonja.pricing import _store
from lonja.pricing._confirming import question
from lonja.pricing._converting.conversions import convert_prices
from lonja.pricing._lists import store as list_store
from lonja.pricing._price import Price
from lonja.pricing._regular_prices import write_prices
from lonja.pricing._scheduled import schedules
from lonja.pricing._scheduled import store as scheduled_store
from lonja.shop import api as shop

MAX_PRICE_MINOR: Final = 10**10


@dataclass(frozen=True, slots=True)
class NewPrice:
    """Without an amount the variant is no longer for sale in this currency."""

    variant_id: UUID
    currency: str
    amount_minor: int | None
    compare_at_minor: int | None = None


@dataclass(frozen=True, slots=True)
class PricesSet:
    """`before` and `after` hold what differs, by variant and currency; a converted price is none."""

    before: Mapping[tuple[UUID, str], Price | None]
    after: Mapping[tuple[UUID, str], Price | None]


def problem_of_price(price: NewPrice, facts: shop.Shop) -> Invalid | None:
    """Why this price can never be set."""
    sold_in = facts.currency_of(price.currency)
    if sold_in is None:
        return Invalid(f"{price.currency!r} is not a currency of this shop", field="currency")
    amount, before = price.amount_minor, price.compare_at_minor
    if amount is None:
        if before is None:
            return None
        return Invalid("a price before needs a price now", field="compare_at_minor")
    if amount % sold_in.rounding_minor:
        return Invalid(
            f"prices in {price.currency} are multiples of {sold_in.rounding_minor} minor units",
            field="amount_minor",
        )
    if not 0 <= amount <= MAX_PRICE_MINOR:
        return Invalid("a price is not negative and below 100,000,000", field="amount_minor")
    if before is not None and not amount < before <= MAX_PRICE_MINOR:
        return Invalid("the price before must be above the price now", field="compare_at_minor")
    return None


async def odd_prices(db: AsyncConnection, asked: Sequence[NewPrice]) -> list[tuple[int, str]]:
    """Places of the prices that a person has to confirm first, each with the code of the question."""
    there = await _there(db, asked)
    found = []
    for place, price in enumerate(asked):
        now = there.get((price.variant_id, price.currency))
        if price.amount_minor is None:
            continue
        if odd := question(now.amount_minor if now else None, price.amount_minor):
            found.append((place, odd.code))
    return found


async def set_prices(
    db: AsyncConnection, asked: Sequence[NewPrice], *, actor: str, now: datetime
) -> PricesSet:
    """Change what differs, with its history; the caller records it and says which pages it is on."""
    facts = await shop.current(db)
    for price in asked:
        if problem := problem_of_price(price, facts):
            raise problem
    await schedules.start_prices_of(db, list({price.variant_id for price in asked}), now=now)
    there = await _there(db, asked)
    before: dict[tuple[UUID, str], Price | None] = {}
    after: dict[tuple[UUID, str], Price | None] = {}
    for price in asked:
        key = (price.variant_id, price.currency)
        new = (
            None
            if price.amount_minor is None
            else Price(*key, price.amount_minor, price.compare_at_minor)
        )
        if _said(there.get(key)) != _said(new):
            was = there.get(key)
            before[key], after[key] = None if was is None or was.is_converted else was, new
    written = [price for price in after.values() if price is not None]
    gone = [key for key, price in after.items() if price is None]
    if written:
        await write_prices(db, written, actor=actor, now=now)
    if gone:
        ids, currencies = [key[0] for key in gone], [key[1] for key in gone]
        await _store.remove_prices(db, ids, currencies, actor=actor, now=now)
    await convert_prices(db, list({key[0] for key in after}), now=now)
    return PricesSet(before, after)


async def set_price(
    db: AsyncConnection,
    *,
    variant_id: UUID,
    currency: str,
    amount_minor: int,
    compare_at_minor: int | None = None,
    actor: str,
    now: datetime,
) -> None:
    """Change one price: history, audit row and the pages that show it, in this transaction."""
    price = NewPrice(variant_id, currency, amount_minor, compare_at_minor)
    if problem := problem_of_price(price, await shop.current(db)):
        raise problem
    owner = (await catalog.products_of(db, [variant_id])).get(variant_id)
    if owner is None:
        raise catalog.UnknownSku("there is no such variant")
    await schedules.start_prices_of(db, [variant_id], now=now)
    written = Price(variant_id, currency, amount_minor, compare_at_minor)
    await write_prices(db, [written], actor=actor, now=now)
    await convert_prices(db, [variant_id], now=now)
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="price_set",
        subject=f"variant:{variant_id}",
        currency=currency,
        amount_minor=amount_minor,
    )
    catalog.changed(db, owner)


async def forget_prices(db: AsyncConnection, variant_ids: Sequence[UUID]) -> None:
    """Prices of variants that are removed; what they were stays in the history."""
    await _store.forget(db, variant_ids)
    await scheduled_store.forget(db, variant_ids)
    await list_store.forget(db, variant_ids)


def _said(price: Price | None) -> tuple[int, int | None] | None:
    """What staff say of a price; the rest is worked out."""
    return None if price is None else (price.amount_minor, price.compare_at_minor)


async def _there(db: AsyncConnection, asked: Sequence[NewPrice]) -> dict[tuple[UUID, str], Price]:
    ids = list({price.variant_id for price in asked})
    return {(one.variant_id, one.currency): one for one in await _store.prices(db, ids, None)}
