"""What goods that come back may be exchanged for, and what that costs. Nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final, Protocol
from uuid import UUID

from psycopg import AsyncConnection

from lonja.carts import api as carts
from lonja.catalog import api as catalog
from lonja.kernel.errors import Conflict
from lonja.orders import api as orders
from lonja.returns.api import Replacement, ReturnPolicy

MOST_OFFERS: Final = 100
"""Variants of one product that a buyer chooses from."""


class ExchangeNotPossible(Conflict):
    """`facts["reason"]`: not_sold, other_product, nothing_wanted, no_address, no_shipping, no_way_to_pay."""

    code: ClassVar[str] = "exchange_not_possible"


@dataclass(frozen=True, slots=True)
class Offer:
    """A variant that may be had in place of a line's goods; `difference_minor` is what each costs more."""

    replacement: Replacement
    options: Mapping[str, str]
    difference_minor: int
    is_same: bool


class Returnable(Protocol):
    """What of an order may come back, and by which rules (`return_goods`)."""

    @property
    def left(self) -> Mapping[int, int]: ...

    @property
    def policy(self) -> ReturnPolicy: ...


async def of_returnable(
    db: AsyncConnection, order: orders.Order, may: Returnable, *, now: datetime
) -> dict[int, list[Offer]]:
    """What its buyer may choose from; nothing where the shop offers no exchange."""
    lines = [line for line, units in may.left.items() if units]
    return await offers(db, order, lines, now=now) if may.policy.offers_exchange else {}


async def offers(
    db: AsyncConnection, order: orders.Order, lines: Sequence[int], *, now: datetime
) -> dict[int, list[Offer]]:
    """For each of these lines the variants of its own product that are in stock, its own one first."""
    bought = {one.line: one for one in order.lines if one.line in lines and one.product_id}
    product_ids = sorted({one.product_id for one in bought.values() if one.product_id})
    known: dict[UUID, list[UUID]] = {}
    for variant_id, product_id in (await catalog.active_variants(db, product_ids)).items():
        known.setdefault(product_id, []).append(variant_id)
    wanted = {v: 1 for ids in known.values() for v in ids[:MOST_OFFERS]}
    wanted |= {one.variant_id: 1 for one in bought.values() if one.variant_id}
    today = (await quote(db, order, wanted, now=now)).lines
    return {
        line: [
            Offer(
                _replacement(today[v]),
                today[v].options,
                unit_minor(one, today, v) - _paid_minor(one, 1),
                is_same=v == one.variant_id,
            )
            for v in sorted(known.get(one.product_id, ()), key=lambda v: v != one.variant_id)[
                :MOST_OFFERS
            ]
            if v in today and today[v].free > 0 and not today[v].gone
        ]
        for line, one in bought.items()
        if one.product_id and not one.is_gift_card
    }


async def chosen(
    db: AsyncConnection,
    order: orders.Order,
    skus: Mapping[int, str],
    *,
    is_any_product: bool,
    now: datetime,
) -> dict[int, Replacement]:
    """What these SKUs are; a buyer chooses among the variants of what they bought."""
    if not skus:
        return {}
    known = await catalog.variants_by_sku(db, sorted(set(skus.values())))
    today = (await quote(db, order, dict.fromkeys(known.values(), 1), now=now)).lines
    sold = {one.line: one for one in order.lines}
    found = {}
    for line, sku in skus.items():
        if sku not in known:
            raise catalog.UnknownSku(f"there is nothing with the SKU {sku!r}", sku=sku)
        there = today[known[sku]]
        if there.gone or there.is_gift_card or line not in sold:
            raise ExchangeNotPossible("this cannot be had in exchange", reason="not_sold", sku=sku)
        if not is_any_product and there.product_id != sold[line].product_id:
            raise ExchangeNotPossible("choose a variant of it", reason="other_product", sku=sku)
        found[line] = _replacement(there)
    return found


async def quote(
    db: AsyncConnection, order: orders.Order, wanted: Mapping[UUID, int], *, now: datetime
) -> carts.Quote:
    return await carts.quote(
        db, wanted, currency=order.currency, language=order.language, address=order.address,
        country=order.country, at=now,
    )  # fmt: skip


def _replacement(there: carts.CartLine) -> Replacement:
    return Replacement(there.variant_id, there.sku, there.name, there.options)


def _paid_minor(bought: orders.OrderLine, units: int) -> int:
    """Rounded down, so that no exchange costs its buyer a cent that is of rounding."""
    return (bought.total_minor - bought.discount_minor) * units // bought.quantity


def unit_minor(bought: orders.OrderLine, today: Mapping[UUID, carts.CartLine], wanted: UUID) -> int:
    """What one unit costs in exchange: another variant what was paid and what it costs more today.

    Another product costs today's price, and so does what is no longer sold beside it.
    """
    now = today[wanted]
    before = today.get(bought.variant_id) if bought.variant_id else None
    if before is None or before.gone or now.product_id != bought.product_id:
        return now.unit_minor
    return max(0, _paid_minor(bought, 1) + now.unit_minor - before.unit_minor)
