"""What the shop of the proof sells and how it may be paid, with prices that do not divide evenly."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.bootstrap import Shop
from lonja.catalog import api as catalog
from lonja.inventory import api as inventory
from lonja.kernel import clock
from lonja.payment_methods import api as payment_methods
from lonja.pricing import api as pricing
from lonja.promotions import api as promotions
from lonja.shipping import api as shipping
from lonja_tools.proofs.observed import one
from lonja_tools.proofs.small_shop import ACTOR, NOW, open_small_shop

STORE: Final = "MAD"
IBAN: Final = "ES9121000418450200051332"
SHIRTS: Final = {"SHIRT-S": 12_37, "SHIRT-M": 12_37}
SOCKS: Final = "SOCKS"
TEN, ALL_OF_IT = "TEN-OFF", "ALL-OFF"
_BY_HAND: Final = ("transfer", "cash_on_delivery", "pay_in_store")


async def open_for_sale(shop: Shop) -> None:
    """In an empty shop, or beside what another proof sells."""
    if not one(shop.settings.database_url, "SELECT count(*) FROM locations"):
        await open_small_shop(shop.database, {})
    async with shop.database.transaction() as db:
        await _store(db)
        await _products(db)
        await _codes(db)
        for code in _BY_HAND:
            terms = payment_methods.Terms(holder="Azulejo S.L.", iban=IBAN, due_days=5)
            setting = payment_methods.Setting(code, is_on=True, terms=terms)
            await payment_methods.change(
                db, shop.payment_methods, setting, actor=ACTOR, now=clock.now()
            )


async def _store(db: AsyncConnection) -> None:
    site = inventory.Site(
        kind=inventory.LocationKind.STORE,
        line1="Gran Vía 1",
        postal_code="28013",
        city="Madrid",
        hours=(inventory.OpenHours(0, "10:00", "20:00"),),
        can_pick_up=True,
    )
    place = inventory.LocationDraft(STORE, "Gran Vía", "ES", position=99, site=site)
    await inventory.add_location(db, place, actor=ACTOR, now=NOW)
    method = shipping.MethodDraft(
        "pickup", {"en": "Pick-up", "es": "Recogida"}, 1, 2, kind=shipping.MethodKind.PICKUP
    )
    await shipping.add_method(db, method, actor=ACTOR, now=NOW)


async def _products(db: AsyncConnection) -> None:
    shirts = await _put(db, "shirt", SHIRTS)
    socks = await _put(db, "socks", {SOCKS: 7_77})
    changes = [
        inventory.Change(variant, place, 50_000)
        for variant in (*shirts.values(), *socks.values())
        for place in ("VLC", STORE)
    ]
    await inventory.adjust(db, changes, kind="receipt", actor=ACTOR, now=NOW, audited=False)


async def _put(db: AsyncConnection, slug: str, prices: Mapping[str, int]) -> Mapping[str, UUID]:
    put = await catalog.put_product(
        db,
        catalog.ProductDraft(
            slug=slug,
            status=catalog.ProductStatus.ACTIVE,
            texts={"es": {"name": slug.title()}, "en": {"name": slug.title()}},
            attributes={},
            category="hidraulicos",
            variants=[
                catalog.VariantDraft(sku, {"size": sku}, place, None)
                for place, sku in enumerate(prices)
            ],
        ),
        actor=ACTOR,
        now=NOW,
    )
    for sku, minor in prices.items():
        await pricing.set_price(
            db, variant_id=put.variants[sku], currency="EUR", amount_minor=minor, actor=ACTOR,
            now=NOW,
        )  # fmt: skip
    return put.variants


async def _codes(db: AsyncConnection) -> None:
    for code, percent in ((TEN, 10), (ALL_OF_IT, 100)):
        reward = promotions.Reward(promotions.RewardKind.ORDER_PERCENT, percent=percent)
        draft = promotions.Draft(
            names={"es": code, "en": code},
            rule=promotions.Rule(reward),
            status=promotions.PromotionStatus.ACTIVE,
            needs_code=True,
        )
        await promotions.put_promotion(db, code, draft, actor=ACTOR, now=NOW)
