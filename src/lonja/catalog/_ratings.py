"""What published reviews say of a product in numbers; the reviews themselves stand above."""

from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import _store
from lonja.kernel.transaction import Change, announce, touch_products


async def count_rating(db: AsyncConnection, *, product_id: UUID, rating: int, by: int) -> None:
    """One review more or less with so many stars; what shows the product is made again.

    The row's own lock makes two clerks wait for each other; a count below nothing is refused by
    the table.
    """
    known = await _store.count_rating(db, product_id, rating=rating, by=by)
    assert known is not None, "a review speaks of a product that never was"
    touch_products(db, [product_id])
    announce(db, Change("product", str(product_id)))
