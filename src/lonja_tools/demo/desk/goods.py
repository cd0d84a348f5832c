"""Tags, neighbours, a product that is a gift card, and goods that are sold before they are there."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions.save_variants import RowPrice, Sheet, VariantRow
from lonja.actions.write_product import create_product, edit_product
from lonja.catalog import api as catalog
from lonja.catalog.api import Option, OptionValue, ProductFields, ProductKind, ProductStatus
from lonja.inventory import api as inventory
from lonja.inventory.api import BackorderKind, BackorderTerms, Expected
from lonja.kernel.db import rows
from lonja_tools.demo.desk._desk import Desk, Goods, products

GIFT_CARD: Final = "tarjeta-regalo"
AMOUNTS: Final = (2500, 5000, 10000, 25000)
_TAGS: Final = {"kitchen": "cocina", "bathroom": "baño", "outdoor": "exterior", "living": "salón"}
_TAGGED: Final = 40
_RELATED: Final = 12
_AHEAD: Final = 6


async def write(db: AsyncConnection, desk: Desk) -> None:
    found = await products(db)
    await _tag(db, desk, found[:_TAGGED])
    await _set_together(db, desk, found[:_RELATED])
    await _sell_gift_cards(db, desk)
    await _sell_ahead(db, desk)


async def _tag(db: AsyncConnection, desk: Desk, found: list[Goods]) -> None:
    for at, one in enumerate(found):
        tags = [_TAGS.get(one.use, "interior")]
        tags += ["obra"] if at % 5 == 0 else []
        tags += ["premio 2026"] if at in {1, 7, 12} else []
        await edit_product(db, one.id, {"tags": tuple(tags)}, version=one.version, **desk.clerk)


async def _set_together(db: AsyncConnection, desk: Desk, found: list[Goods]) -> None:
    """Each beside three others."""
    for at, one in enumerate(found):
        _, version = await catalog.product_fields(db, one.id)
        beside = [found[(at + step) % len(found)].id for step in (1, 4, 7)]
        await catalog.set_related(
            db, one.id, beside, both_ways=False, version=version, **desk.clerk
        )


async def _sell_gift_cards(db: AsyncConnection, desk: Desk) -> None:
    texts = {
        "es": {
            "name": "Tarjeta regalo Azulejo",
            "description": "Para quien todavía está eligiendo. Llega por correo, el día que usted"
            " diga y con sus palabras. No caduca, se gasta en uno o en varios pedidos, y lo que"
            " sobra se queda en ella.",
        },
        "en": {
            "name": "Azulejo gift card",
            "description": "For somebody who is still choosing. It comes by mail, on the day and"
            " with the words that you choose. It never expires, pays for one order or several, and"
            " what is left over stays on it.",
        },
    }
    values = [
        OptionValue(
            f"{amount // 100}",
            {"es": f"{amount // 100}", "en": f"{amount // 100}"},
        )
        for amount in AMOUNTS
    ]
    option = Option("amount", {"es": "Importe", "en": "Amount"}, values)
    rows_ = [
        VariantRow(
            None,
            {"sku": f"GIFT-{amount // 100}", "options": {"amount": f"{amount // 100}"}},
            [RowPrice(currency, amount) for currency in ("EUR", "USD")],
        )
        for amount in AMOUNTS
    ]
    await create_product(
        db,
        ProductFields(
            slug=GIFT_CARD,
            status=ProductStatus.ACTIVE,
            texts=texts,
            kind=ProductKind.GIFT_CARD,
        ),
        Sheet(rows_, options=[option]),
        may_price=True,
        **desk.founder,
    )


async def _sell_ahead(db: AsyncConnection, desk: Desk) -> None:
    """Of what is sold out some is ordered again and sold meanwhile, one is a pre-order; the rest waits."""
    gone = await rows(
        db,
        UUID,
        "SELECT l.variant_id FROM stock_levels l JOIN variants v ON v.id = l.variant_id"
        " WHERE l.on_hand - l.held <= 0 ORDER BY v.sku LIMIT %(limit)s",
        limit=_AHEAD,
    )
    for at, variant_id in enumerate(gone):
        day = (desk.opened + timedelta(days=9 + 4 * at)).date()
        is_first = at == 0
        kind = BackorderKind.PREORDER if is_first else BackorderKind.BACK_ORDER
        terms = BackorderTerms(
            kind, most=60, day=day if is_first else None, days=None if is_first else 21
        )
        await inventory.set_backorder_terms(
            db, variant_id=variant_id, new=terms, version=0, **desk.clerk
        )
        if not is_first:
            coming = Expected(variant_id, "VLC", 120, day, "Horno de Manises")
            await inventory.expect(db, coming, incoming_id=desk.id(), **desk.clerk)
