"""What sells best, by the shop's own orders: counted at night, for lists and rules of collections."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.support.selling import NOW, an_order

from lonja.catalog import api as catalog
from lonja.collections import api as collections
from lonja.jobs import best_sellers
from lonja.kernel.db import Database
from lonja.shelf import api as shelf
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


async def listed(database: Database, collection_id: UUID | None = None) -> list[str]:
    async with database.reading() as db:
        found = await shelf.list_cards(
            db, language="en", currency="EUR", sort="best_seller", collection=collection_id
        )
    return [card.name for card in found.items]


async def test_units_of_ninety_days_sort_lists_and_fill_a_collection(database: Database) -> None:
    await open_small_shop(database, {"A": 50, "B": 50, "C": 50})
    async with database.transaction() as db:
        best = await collections.add_collection(
            db,
            collections.CollectionDraft(
                "best",
                {"en": {"name": "Best"}},
                by_rule=True,
                conditions=[collections.Condition(collections.ConditionKind.BEST_SELLER, low=2)],
                sort="best_seller",
            ),
            actor="ana",
            now=NOW,
        )
    await an_order(database, {"C": 3, "B": 2}, status="confirmed")
    await an_order(database, {"A": 9})

    changed = await best_sellers.count(database, now=NOW)
    again = await best_sellers.count(database, now=NOW)
    sorted_now, inside = await listed(database), await listed(database, best)
    later = await best_sellers.count(database, now=NOW + timedelta(days=91))

    assert (changed, again, later) == (2, 0, 2)
    assert sorted_now == ["Tile C", "Tile B", "Tile A"]
    assert inside == ["Tile C", "Tile B"]
    assert await listed(database, best) == []


async def test_nothing_is_counted_in_an_empty_shop(database: Database) -> None:
    async with database.transaction() as db:
        assert await catalog.write_sold(db, {}, limit=10) == []
