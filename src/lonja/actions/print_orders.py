"""Prints orders for whoever packs them: slips, pick lists, labels and gift receipts.

None has a price; a packing slip says what its carrier collects at the door.
"""

from psycopg import AsyncConnection

from lonja.documents import api as documents
from lonja.documents.api import PackedLine, PackedOrder, Print, Sheets
from lonja.kernel.address import address_lines
from lonja.kernel.money import Money
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.shop import api as shops


async def sheets(db: AsyncConnection, one: Print, shop: shops.Shop) -> Sheets:
    """What a print shows, as its orders are now; one that was erased meanwhile is left out."""
    found = []
    for order_id in one.subjects:
        try:
            order = await orders.get(db, order_id)
        except orders.UnknownOrder:
            continue
        due = await payments.promised_minor(db, order_id)
        collect = Money(order.currency, due) if due else None
        found.append(packed(order, one.language, collect=collect))
    return Sheets(
        kind=one.kind,
        seller=documents.seller_party(shop, one.language),
        orders=found,
        language=one.language,
        time_zone=shop.time_zone,
        now=one.created_at,
    )


def packed(order: orders.Order, language: str, *, collect: Money | None = None) -> PackedOrder:
    return PackedOrder(
        number=order.number,
        placed_at=order.placed_at,
        deliver_to=tuple(address_lines(order.address, language)) if order.address else (),
        lines=[
            PackedLine(line.sku, line.name, dict(line.options), line.quantity)
            for line in order.lines
            if line.quantity
        ],
        collect=collect,
    )
