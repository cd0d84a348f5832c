"""How an order is taxed: the rule of `decide`, fed from the shop, the rates and the VAT checks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg import AsyncConnection

from lonja.kernel.standing import from_memory
from lonja.shop import api as shop
from lonja.taxes import _store
from lonja.taxes._deciding import Seller, decide
from lonja.taxes._taxing import STANDARD, ExportPrice, Rounding, ShippingTax, Taxation
from lonja.taxes._territories import Place, place_of
from lonja.taxes._vat_ids import VatCheck, VatIdMalformed, read_vat_id


@dataclass(frozen=True, slots=True)
class Destination:
    """`vat_id` is as the buyer wrote it; without one the buyer is a consumer."""

    country: str
    postal_code: str = ""
    vat_id: str = ""


async def taxation(
    db: AsyncConnection, to: Destination, *, currency: str, now: datetime
) -> Taxation:
    """By the rates in force on the shop's day; a VAT id counts once the register has confirmed it."""
    facts = await shop.current(db)
    place, seller = place_of(to.country, to.postal_code), seller_of(facts)
    inside = Place(facts.country_of(currency))
    places = {code for one in (place, seller.home, inside) for code in (one.code, one.country)}
    rates = await _rates(db, sorted(places), facts, now)
    check = await _vat_check(db, to)
    confirmed = check is not None and check.confirms(now)
    decision = decide(
        seller,
        place,
        buyer_vat_country=check.vat_id[:2] if check is not None and confirmed else None,
        rated=[code for code, classes in rates.items() if STANDARD in classes],
    )
    priced = facts.currency_of(currency)
    includes_tax = priced is None or priced.includes_tax
    return Taxation(
        decision=decision,
        rates=rates.get(decision.rates_of, {}),
        inside=rates.get(inside.code, {}) if includes_tax else None,
        export_price=ExportPrice(facts.taxes.export_price),
        rounding=Rounding(facts.taxes.rounding),
        shipping_tax=ShippingTax(facts.taxes.shipping_tax),
        vat_status=check.status if check is not None else "",
    )


def seller_of(facts: shop.Shop) -> Seller:
    """Where the goods leave from is the shop's address, or its country where it has none yet."""
    country = facts.address.get("country") or facts.home_country
    return Seller(
        home=place_of(country, facts.address.get("postal_code", "")),
        registered_in=frozenset(vat_id[:2] for vat_id in facts.vat_ids),
        uses_oss=facts.taxes.uses_oss,
    )


async def _rates(
    db: AsyncConnection, places: Sequence[str], facts: shop.Shop, now: datetime
) -> Mapping[str, Mapping[str, int]]:
    found: dict[str, dict[str, int]] = {}
    day = facts.day_of(now)
    in_force = await from_memory(
        db, ("tax rates", *places, day), lambda db: _store.in_force(db, places, day)
    )
    for row in in_force:
        found.setdefault(row.place, {})[row.tax_class] = row.basis_points
    return found


async def _vat_check(db: AsyncConnection, to: Destination) -> VatCheck | None:
    if not to.vat_id.strip():
        return None
    try:
        return await _store.vat_check(db, read_vat_id(to.vat_id, to.country))
    except VatIdMalformed:
        return None
