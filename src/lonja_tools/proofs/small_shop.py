"""A shop of a few tiles, set up and filled through the doors that any shop has."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions.set_up_shop import set_up_shop
from lonja.actions.setup_document import SetupDocument
from lonja.catalog import api as catalog
from lonja.inventory import api as inventory
from lonja.kernel.db import Database
from lonja.pricing import api as pricing
from lonja.promotions import api as promotions
from lonja.shop import api as shop

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ACTOR: Final = "test"

DOCUMENT: Final[Mapping[str, Any]] = {
    "shop": {
        "name": "Azulejo",
        "legal_name": "Azulejo de Ejemplo S.L.",
        "address": {
            "line1": "Calle del Horno 1",
            "postal_code": "46001",
            "city": "Valencia",
            "country": "ES",
        },
        "email": "hola@azulejo.example",
        "mail_name": "Azulejo",
        "mail_address": "hola@azulejo.example",
        "home_country": "ES",
        "time_zone": "Europe/Madrid",
        "languages": ["es", "en"],
        "currencies": [{"code": "EUR"}, {"code": "USD", "country": "US"}],
        "sells_to": ["ES", "PT", "FR", "DE", "IT", "GB", "US"],
    },
    "tax_rates": [
        {"countries": ["ES"], "percent": "21"},
        {"countries": ["FR"], "percent": "20"},
    ],
    "locations": [
        {"code": "VLC", "name": "Valencia", "country": "ES", "position": 1},
        {"code": "SVQ", "name": "Sevilla", "country": "ES", "position": 2},
    ],
    "shipping_methods": [
        {
            "code": "standard",
            "names": {"es": "Estándar", "en": "Standard"},
            "days_min": 2,
            "days_max": 4,
            "rates": [
                {"countries": ["ES"], "currency": "EUR", "price": "5.00"},
                {"countries": ["*"], "currency": "EUR", "price": "9.00"},
                {"countries": ["*"], "currency": "USD", "price": "10.00"},
            ],
        }
    ],
    "categories": [
        {
            "slug": "hidraulicos",
            "texts": {"es": {"name": "Hidráulicos"}, "en": {"name": "Cement tiles"}},
        }
    ],
}


async def open_small_shop(database: Database, stock: Mapping[str, int]) -> dict[str, UUID]:
    """SKU → variant, one product each at 10.00 EUR with `stock` units; shipping costs 5.00."""
    async with database.transaction() as db:
        document = SetupDocument.model_validate(DOCUMENT)
        await set_up_shop(db, document, methods={}, actor=ACTOR, now=NOW)
        await shop.set_open(db, is_open=True, actor=ACTOR, now=NOW)
        variants = {sku: await add_product(db, sku) for sku in stock}
        await inventory.adjust(
            db,
            [
                inventory.Change(variants[sku], "VLC", units)
                for sku, units in sorted(stock.items())
                if units
            ],
            kind="receipt",
            actor=ACTOR,
            now=NOW,
            audited=False,
        )
    return variants


async def add_product(db: AsyncConnection, sku: str, *, minor: int = 10_00) -> UUID:
    put = await catalog.put_product(
        db,
        catalog.ProductDraft(
            slug=f"tile-{sku.lower()}",
            status=catalog.ProductStatus.ACTIVE,
            texts={
                "es": {"name": f"Azulejo {sku}", "description": "Barro cocido y esmaltado."},
                "en": {"name": f"Tile {sku}", "description": "Fired and glazed clay."},
            },
            attributes={},
            category="hidraulicos",
            variants=[catalog.VariantDraft(sku, {"size": "20x20"}, 0, None)],
        ),
        actor=ACTOR,
        now=NOW,
    )
    variant_id = put.variants[sku]
    for currency in ("EUR", "USD"):
        await pricing.set_price(
            db,
            variant_id=variant_id,
            currency=currency,
            amount_minor=minor,
            actor=ACTOR,
            now=NOW,
        )
    return variant_id


async def add_code(
    database: Database, code: str, *, percent: int = 10, max_uses: int | None = None
) -> None:
    """A promotion of so many percent off the order, for whoever types the code."""
    draft = promotions.Draft(
        names={"es": code, "en": code},
        rule=promotions.Rule(
            promotions.Reward(promotions.RewardKind.ORDER_PERCENT, percent=percent)
        ),
        status=promotions.PromotionStatus.ACTIVE,
        needs_code=True,
        max_uses=max_uses,
    )
    async with database.transaction() as db:
        await promotions.put_promotion(db, code, draft, actor=ACTOR, now=NOW)
