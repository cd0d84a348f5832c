"""What prices in other currencies should be, by the prices of the first one. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from lonja.kernel.conversion import Conversion, converted
from lonja.pricing._price import Price
from lonja.pricing._scheduled.price import ScheduledPrice
from lonja.shop.api import Shop

MAX_MINOR = 10**10

type Key = tuple[UUID, str]


@dataclass(frozen=True, slots=True)
class Changes:
    """`kept` are of a currency that is no longer converted: they are now its own prices."""

    written: Sequence[Price]
    gone: Sequence[Key]
    kept: Sequence[Key]


def rates(facts: Shop) -> dict[str, Conversion]:
    return {one.code: one.conversion for one in facts.currencies[1:] if one.conversion is not None}


def regular(there: Sequence[Price], facts: Shop) -> Changes:
    """A price that staff set in a currency stays, whatever the rate."""
    by_key = {(one.variant_id, one.currency): one for one in there}
    conversions = rates(facts)
    written: list[Price] = []
    gone: list[Key] = []
    for variant_id in sorted({one.variant_id for one in there}):
        base = by_key.get((variant_id, facts.currency))
        for currency, conversion in conversions.items():
            now = by_key.get((variant_id, currency))
            if now is not None and not now.is_converted:
                continue
            becomes = _price(base, conversion, facts.currency, currency) if base else None
            if becomes is None and now is not None:
                gone.append((variant_id, currency))
            elif becomes is not None and _said(becomes) != _said(now):
                written.append(becomes)
    kept = [
        (one.variant_id, one.currency)
        for one in there
        if one.is_converted
        and one.currency not in conversions
        and one.currency in facts.currency_codes
    ]
    return Changes(written, gone, kept)


def planned(
    unfinished: Iterable[ScheduledPrice], prices: Mapping[Key, Price], facts: Shop
) -> dict[tuple[UUID, Key], tuple[ScheduledPrice, int]]:
    """By schedule and price: the sale of the first currency and what it comes to in another one."""
    conversions = rates(facts)
    found: dict[tuple[UUID, Key], tuple[ScheduledPrice, int]] = {}
    for one in unfinished:
        if one.is_converted or one.currency != facts.currency:
            continue
        for currency, conversion in conversions.items():
            key = (one.variant_id, currency)
            there = prices.get(key)
            amount = converted(one.amount_minor, conversion, base=facts.currency, currency=currency)
            if there is not None and there.is_converted and amount <= MAX_MINOR:
                found[one.schedule_id, key] = (one, amount)
    return found


def _price(base: Price, conversion: Conversion, first: str, currency: str) -> Price | None:
    amount = converted(base.amount_minor, conversion, base=first, currency=currency)
    if amount > MAX_MINOR:
        return None
    before = base.compare_at_minor
    if before is not None:
        before = converted(before, conversion, base=first, currency=currency)
        before = before if amount < before <= MAX_MINOR else None
    return Price(base.variant_id, currency, amount, before, is_converted=True)


def _said(price: Price | None) -> tuple[int, int | None] | None:
    return None if price is None else (price.amount_minor, price.compare_at_minor)
