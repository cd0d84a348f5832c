"""What an exchange comes to, before anybody opens or makes it: nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import exchange_goods, exchange_offers, order_books
from lonja.inventory import api as inventory
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.returns import api as returns
from lonja.returns.api import Replacement


@dataclass(frozen=True, slots=True)
class Swap:
    """So many units of a line come back, and as many of something else go out at `unit_minor` each."""

    line: int
    sku: str
    name: str
    quantity: int
    replacement: Replacement
    unit_minor: int
    free: int


@dataclass(frozen=True, slots=True)
class Preview:
    """`back_minor` is what goes back of the first order, `out_minor` what the other one costs."""

    swaps: Sequence[Swap]
    back_minor: int
    out_minor: int

    @property
    def difference_minor(self) -> int:
        """More than nothing is paid by the buyer; less goes back to them."""
        return self.out_minor - self.back_minor


async def asked(
    db: AsyncConnection,
    order: orders.Order,
    units: Mapping[int, int],
    skus: Mapping[int, str],
    *,
    now: datetime,
) -> Preview:
    """Of what staff are about to open: line → units, and → SKU of what goes out for them."""
    chosen = await exchange_offers.chosen(db, order, skus, is_any_product=True, now=now)
    swapped = {line: (one, units[line]) for line, one in chosen.items()}
    books = await order_books.books_of(db, order)
    back = payments.worth_of(books, dict(units))
    return await _preview(db, order, swapped, back, now=now)


async def of_return(db: AsyncConnection, one: returns.ReturnCase, *, now: datetime) -> Preview:
    """Of a return as it stands; the refusal that making it would meet, where it cannot be made."""
    order = await orders.get(db, one.order_id)
    swapped, back = await exchange_goods.standing(db, order, one)
    return await _preview(db, order, swapped, back, held_for=one.id, now=now)


async def _preview(
    db: AsyncConnection,
    order: orders.Order,
    swapped: exchange_goods.Swapped,
    back_minor: int,
    *,
    held_for: UUID | None = None,
    now: datetime,
) -> Preview:
    bought = {one.line: one for one in order.lines}
    costs = await exchange_goods.unit_prices(db, order, swapped, now=now)
    ids = sorted({one.variant_id for one, _ in swapped.values()})
    stock = await inventory.stock_of(db, ids)
    # What was promised with the return is held for it, and free for its exchange alone.
    held = await inventory.held_for(db, held_for) if held_for else {}
    swaps = [
        Swap(
            line,
            bought[line].sku,
            bought[line].name,
            quantity,
            one,
            costs[one.variant_id],
            (stock[one.variant_id].free if one.variant_id in stock else 0)
            + held.get(one.variant_id, 0),
        )
        for line, (one, quantity) in sorted(swapped.items())
    ]
    return Preview(swaps, back_minor, sum(one.unit_minor * one.quantity for one in swaps))
