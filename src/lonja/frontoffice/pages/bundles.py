"""Bundles: on the pages of their products, on a page of their own, and all pieces into the cart at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg import AsyncConnection
from starlette.responses import Response

from lonja.catalog import api as catalog
from lonja.customers import api as customers
from lonja.frontoffice.pages.remembering import Made, remembered
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.frontoffice.views import bundles as views
from lonja.frontoffice.views.frame import Frame
from lonja.frontoffice.views.product import Offer
from lonja.inventory import api as inventory
from lonja.kernel import clock
from lonja.kernel.at_once import at_once
from lonja.pricing import api as pricing
from lonja.promotions import api as promotions


@page
async def show(visit: Visit) -> Response:
    return await remembered(visit, _all)


async def _all(visit: Visit, db: AsyncConnection, frame: Frame) -> Made:
    running = await running_bundles(visit, db, frame.currency)
    goods = await goods_of(visit, db, running.running, frame.currency)
    shown = bundles_said(visit, running.running, goods, frame.currency)
    view = views.BundlesPage(frame, shown)
    return Made("bundles.html", view, frozenset({"shelf"}), until=running.until)


async def running_bundles(
    visit: Visit, db: AsyncConnection, currency: str, product_id: UUID | None = None
) -> promotions.Bundles:
    return await promotions.bundles(
        db,
        product_id,
        country=visit.facts.country_of(currency),
        currency=currency,
        now=clock.now(),
    )


def bundles_said(
    visit: Visit,
    running: Sequence[promotions.Promotion],
    goods: views.Goods,
    currency: str,
    *,
    here: Offer | None = None,
) -> tuple[views.Bundle, ...]:
    return views.bundles(
        running,
        goods,
        visit.speech,
        currency=currency,
        url=visit.shop.blobs.public_url,
        here=here.sku if here else "",
        shop_language=visit.facts.language,
    )


async def goods_of(
    visit: Visit, db: AsyncConnection, running: Sequence[promotions.Promotion], currency: str
) -> views.Goods:
    """Two round trips, none without a bundle."""
    ids = {part.product_id for one in running for part in one.rule.reward.parts}
    products = await catalog.products_by_ids(db, sorted(ids)) if ids else []
    variants = [one.id for product in products for one in product.variants if one.active]
    prices, levels, listed = await at_once(
        db,
        pricing.prices(db, variants, currency, now=clock.now()),
        inventory.levels(db, variants),
        _listed(visit, db, variants, currency),
    )
    return views.Goods({one.id: one for one in products}, prices, levels, listed)


async def _listed(
    visit: Visit, db: AsyncConnection, variants: Sequence[UUID], currency: str
) -> Mapping[UUID, Sequence[pricing.OfferedPrice]]:
    if not variants:
        return {}
    email = visit.known_email
    groups = await customers.groups_of_email(db, email) if email else frozenset[UUID]()
    return await pricing.offered_prices(db, variants, currency, groups)


@dataclass(frozen=True, slots=True)
class Piece:
    sku: str
    quantity: int


def pieces_of(form: Mapping[str, str]) -> list[Piece]:
    """As they were sent, `sku-1` with `quantity-1` and so on; the cart refuses what is none."""
    found = []
    for place in range(1, 11):
        sku, count = form.get(f"sku-{place}", ""), form.get(f"quantity-{place}", "1")
        if sku:
            found.append(Piece(sku, int(count) if count.isascii() and count.isdigit() else 0))
    return found
