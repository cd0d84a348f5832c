"""What published reviews say of a product in numbers; the reviews themselves stand above."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import _store
from lonja.kernel.transaction import Change, announce, touch_products

BEST: Final = 5


@dataclass(frozen=True, slots=True)
class Ratings:
    """How many gave one star, two, … five."""

    counts: tuple[int, ...]

    @property
    def count(self) -> int:
        return sum(self.counts)

    @property
    def tenths(self) -> int:
        """The mean in tenths of a star, half up, so that every page rounds alike; 0 without any."""
        if not self.count:
            return 0
        stars = sum(star * count for star, count in enumerate(self.counts, start=1))
        return (20 * stars + self.count) // (2 * self.count)


async def count_rating(db: AsyncConnection, *, product_id: UUID, rating: int, by: int) -> None:
    """One review more or less with so many stars; what shows the product is made again.

    The row's own lock makes two clerks wait for each other; a count below nothing is refused by
    the table.
    """
    row = await _store.count_rating(db, product_id, rating=rating, by=by)
    assert row is not None, "a review speaks of a product that never was"
    touch_products(db, [product_id])
    announce(db, Change("product", row.slug))
