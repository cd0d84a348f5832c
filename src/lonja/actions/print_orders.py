"""Prints orders for whoever packs them: slips, pick lists, labels and gift receipts, without a price."""

from psycopg import AsyncConnection

from lonja.documents import api as documents
from lonja.documents.api import PackedLine, PackedOrder, Print, Sheets
from lonja.kernel.address import address_lines
from lonja.orders import api as orders
from lonja.shop import api as shops


async def sheets(db: AsyncConnection, one: Print, shop: shops.Shop) -> Sheets:
    """What a print shows, as its orders are now; one that was erased meanwhile is left out."""
    found = []
    for order_id in one.subjects:
        try:
            found.append(packed(await orders.get(db, order_id), one.language))
        except orders.UnknownOrder:
            continue
    return Sheets(
        kind=one.kind,
        seller=documents.seller_party(shop, one.language),
        orders=found,
        language=one.language,
        time_zone=shop.time_zone,
        now=one.created_at,
    )


def packed(order: orders.Order, language: str) -> PackedOrder:
    return PackedOrder(
        number=order.number,
        placed_at=order.placed_at,
        deliver_to=tuple(address_lines(order.address, language)) if order.address else (),
        lines=[
            PackedLine(line.sku, line.name, dict(line.options), line.quantity)
            for line in order.lines
            if line.quantity
        ],
    )
