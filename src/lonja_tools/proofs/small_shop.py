"""A shop of a few tiles, written through the doors where there is one."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.inventory import api as inventory
from lonja.kernel.db import Database, run
from lonja.kernel.ids import uuid7
from lonja.shelf import api as shelf

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


async def open_small_shop(database: Database, stock: Mapping[str, int]) -> dict[str, UUID]:
    """SKU → variant, one product each at 10.00 EUR with `stock` units; shipping costs 5.00."""
    database.refresh_products = shelf.refresh
    async with database.transaction() as db:
        await _reference(db)
        variants = {sku: await add_product(db, sku) for sku in stock}
        await inventory.adjust(
            db,
            [
                inventory.Change(variants[sku], "VLC", units)
                for sku, units in sorted(stock.items())
                if units
            ],
            kind="receipt",
            actor="test",
            now=NOW,
            audited=False,
        )
    return variants


async def add_product(db: AsyncConnection, sku: str, *, minor: int = 10_00) -> UUID:
    product_id, variant_id = uuid7(), uuid7()
    texts = {
        "es": {"name": f"Azulejo {sku}", "description": "Barro cocido y esmaltado."},
        "en": {"name": f"Tile {sku}", "description": "Fired and glazed clay."},
    }
    await run(
        db,
        "INSERT INTO products (id, slug, category_id, texts, created_at, updated_at)"
        " VALUES (%(id)s, %(slug)s, (SELECT id FROM categories LIMIT 1), %(texts)s::jsonb,"
        " %(now)s, %(now)s)",
        id=product_id,
        slug=f"tile-{sku.lower()}",
        texts=json.dumps(texts),
        now=NOW,
    )
    await run(
        db,
        "INSERT INTO variants (id, product_id, sku, options)"
        """ VALUES (%(id)s, %(product)s, %(sku)s, '{"size": "20x20"}')""",
        id=variant_id,
        product=product_id,
        sku=sku,
    )
    for currency in ("EUR", "USD"):
        await run(
            db,
            "INSERT INTO prices (variant_id, currency, amount_minor, updated_at)"
            " VALUES (%(id)s, %(currency)s, %(minor)s, %(now)s)",
            id=variant_id,
            currency=currency,
            minor=minor,
            now=NOW,
        )
    return variant_id


async def add_coupon(
    database: Database, code: str, *, percent: int = 10, max_uses: int | None = None
) -> None:
    async with database.transaction() as db:
        await run(
            db,
            "INSERT INTO coupons (code, percent, max_uses) VALUES (%(code)s, %(percent)s, %(max)s)",
            code=code,
            percent=percent,
            max=max_uses,
        )


async def _reference(db: AsyncConnection) -> None:
    await run(
        db,
        "INSERT INTO locations (code, name, country, position)"
        " VALUES ('VLC', 'Valencia', 'ES', 1), ('SVQ', 'Sevilla', 'ES', 2)",
    )
    await run(db, "INSERT INTO tax_rates VALUES ('ES', 'standard', 2100), ('FR', 'standard', 2000)")
    await run(
        db,
        "INSERT INTO shipping_methods (code, names, days_min, days_max)"
        """ VALUES ('standard', '{"es": "Estándar", "en": "Standard"}', 2, 4)""",
    )
    await run(
        db,
        "INSERT INTO shipping_rates (method_code, country, currency, amount_minor) VALUES"
        " ('standard', 'ES', 'EUR', 500), ('standard', '*', 'EUR', 900),"
        " ('standard', '*', 'USD', 1000)",
    )
    await run(
        db,
        "INSERT INTO categories (id, slug, texts) VALUES (%(id)s, 'hidraulicos',"
        """ '{"es": {"name": "Hidráulicos"}, "en": {"name": "Cement tiles"}}')""",
        id=uuid7(),
    )
