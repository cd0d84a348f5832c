"""An order that may be reviewed, and what its buyer says."""

from datetime import UTC, datetime
from uuid import UUID

from lonja.actions import ship_order
from lonja.catalog import api as catalog
from lonja.kernel.address import Address
from lonja.kernel.db import Database, run
from lonja.kernel.ids import uuid7
from lonja.orders import api as orders
from lonja.orders.api import NewOrder, OrderLine
from lonja.reviews.api import Words

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def words(rating: int = 5, **changed: str) -> Words:
    texts = {
        "title": "Bonito de verdad",
        "body": "El color es el de la foto y se corta sin astillarse.",
        "name": "Ana P.",
        "language": "es",
    }
    return Words(rating=rating, **{**texts, **changed})


async def an_order(database: Database, *skus: str, shipped: bool = True) -> UUID:
    """An order of one unit of each SKU, confirmed and, if `shipped`, on its way."""
    order_id = uuid7()
    async with database.transaction() as db:
        sold = [
            thing
            for sku in skus
            for thing in (await catalog.sellables(db, [], "es", sku=sku)).values()
        ]
        total = 10_00 * len(sold)
        await orders.create(
            db,
            NewOrder(
                id=order_id,
                channel="web",
                currency="EUR",
                language="es",
                email="ana@example.com",
                address=Address("Ana Prueba", "Calle Mayor 1", "Madrid", "28001", "ES"),
                country="ES",
                shipping_code="standard",
                codes=(),
                lines=[
                    OrderLine(
                        line=number,
                        variant_id=one.variant_id,
                        product_id=one.product_id,
                        sku=one.sku,
                        name=one.name,
                        options=one.options,
                        picture=one.picture,
                        quantity=1,
                        unit_milli=1_000_000,
                        total_minor=10_00,
                        discount_minor=0,
                        tax_minor=1_74,
                        tax_basis_points=2100,
                        price_list="",
                    )
                    for number, one in enumerate(sold, start=1)
                ],
                discounts=[],
                items_minor=total,
                discount_minor=0,
                shipping_minor=0,
                tax_minor=1_74 * len(sold),
                total_minor=total,
            ),
            now=NOW,
        )
        await run(db, "UPDATE orders SET status = 'confirmed' WHERE id = %(id)s", id=order_id)
    if shipped:
        await ship(database, order_id)
    return order_id


async def ship(database: Database, order_id: UUID) -> None:
    async with database.transaction() as db:
        await ship_order.ship(
            db,
            order_id=order_id,
            shipment_id=uuid7(),
            carrier="Correos",
            tracking="CX1",
            actor="clerk@azulejo.example",
            although_not_captured=True,  # these orders have no payment
            now=NOW,
        )
