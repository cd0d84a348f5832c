"""What is in a collection follows the products: in the transaction that changes them."""

from datetime import timedelta
from typing import TypedDict
from uuid import UUID

import pytest

from lonja.catalog import api as catalog
from lonja.collections import api as collections
from lonja.collections.api import CollectionDraft, Condition, ConditionKind, FillCollection
from lonja.kernel import clock
from lonja.kernel.db import Database, run
from lonja.pricing import api as pricing
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
TEXTS = {"en": {"name": "Gifts"}}
CHEAP = Condition(ConditionKind.PRICE, key="EUR", high=20_00)
GIFT = Condition(ConditionKind.TAG, values=("gift",))


class Who(TypedDict):
    actor: str


WHO = Who(actor="ana")


async def products(database: Database) -> dict[str, UUID]:
    """`a` and `b`, at 10 euro each."""
    await open_small_shop(database, {"A": 5, "B": 5})
    async with database.reading() as db:
        return {name: (await catalog.product_by_slug(db, f"tile-{name}")).id for name in ("a", "b")}


async def add(database: Database, draft: CollectionDraft) -> UUID:
    """With its rule asked of every product, as the queue would."""
    async with database.transaction() as db:
        made = await collections.add_collection(db, draft, now=clock.now(), **WHO)
    if draft.by_rule:
        await fill(database, made)
    return made


async def fill(database: Database, collection_id: UUID) -> None:
    async with database.reading() as db:
        ids = await catalog.product_ids_after(db, None)
        version = (await collections.collection(db, collection_id)).version
    for after in (None, ids[-1]):
        async with database.transaction() as db:
            await collections.fill_collection(db, FillCollection(collection_id, version, after))


async def inside(database: Database, collection_id: UUID) -> list[UUID]:
    async with database.reading() as db:
        return await collections.products_of(db, collection_id)


async def tag(database: Database, product_id: UUID, *tags: str) -> None:
    async with database.transaction() as db:
        version = (await catalog.product_by_id(db, product_id)).version
        await catalog.edit_product(
            db, product_id, {"tags": tags}, version=version, now=clock.now(), **WHO
        )


class TestARule:
    async def test_is_asked_of_every_product_once_it_is_written(self, database: Database) -> None:
        ids = await products(database)
        made = await add(
            database, CollectionDraft("cheap", TEXTS, True, conditions=(CHEAP,), sort="price")
        )

        assert set(await inside(database, made)) == set(ids.values())
        async with database.reading() as db:
            assert (await collections.collection(db, made)).filling_since is None

    async def test_follows_tags_and_prices_as_they_change(self, database: Database) -> None:
        ids = await products(database)
        rule = CollectionDraft("gifts", TEXTS, True, conditions=(CHEAP, GIFT), sort="newest")
        made = await add(database, rule)
        assert await inside(database, made) == []

        await tag(database, ids["a"], "Gift")
        assert await inside(database, made) == [ids["a"]]

        async with database.transaction() as db:
            await pricing.set_price(
                db, variant_id=(await catalog.variants_by_sku(db, ["A"]))["A"], currency="EUR",
                amount_minor=20_01, now=clock.now(), **WHO,
            )  # fmt: skip
        assert await inside(database, made) == []

    async def test_lets_go_of_what_is_new_no_more(self, database: Database) -> None:
        ids = await products(database)
        async with database.transaction() as db:
            await run(db, "UPDATE products SET created_at = now()")
        fresh = Condition(ConditionKind.NEW, days=30)
        made = await add(
            database, CollectionDraft("new", TEXTS, True, conditions=(fresh,), sort="newest")
        )
        assert set(await inside(database, made)) == set(ids.values())

        async with database.transaction() as db:
            await run(
                db,
                "UPDATE products SET created_at = created_at - interval '31 days' WHERE id = %(id)s",
                id=ids["a"],
            )
            await run(
                db,
                "UPDATE collection_products SET until = until - interval '31 days'"
                " WHERE product_id = %(id)s",
                id=ids["a"],
            )
        assert await inside(database, made) == [ids["b"]]
        async with database.transaction() as db:
            assert await collections.end_newness(db, limit=10) == 1
        async with database.transaction() as db:
            assert await collections.end_newness(db, limit=10) == 0

    async def test_of_a_category_holds_what_is_below_and_follows_its_moves(
        self, database: Database
    ) -> None:
        ids = await products(database)
        async with database.transaction() as db:
            floors = await catalog.add_category(
                db, catalog.CategoryDraft("floors", TEXTS), now=clock.now(), **WHO
            )
        rule = Condition(ConditionKind.CATEGORY, values=(str(floors),))
        made = await add(
            database, CollectionDraft("floors", TEXTS, True, conditions=(rule,), sort="name")
        )
        assert await inside(database, made) == []

        async with database.transaction() as db:
            (tiles,) = [one for one in await catalog.categories(db) if one.slug == "hidraulicos"]
            await catalog.order_categories(db, [tiles.id], parent_id=floors, now=clock.now(), **WHO)
        assert set(await inside(database, made)) == set(ids.values())


class TestByHand:
    async def test_keeps_its_order_and_says_what_a_product_is_in(self, database: Database) -> None:
        ids = await products(database)
        both = (ids["b"], ids["a"])
        made = await add(database, CollectionDraft("best", TEXTS, products=both))

        assert await inside(database, made) == list(both)
        async with database.transaction() as db:
            await collections.change_collection(
                db, made, CollectionDraft("best", TEXTS, products=both[:1]), version=1,
                now=clock.now(), **WHO,
            )  # fmt: skip
            found = await collections.collections_of(db, list(both))
        assert found == {ids["b"]: {made}, ids["a"]: frozenset()}

    async def test_is_begun_again_where_its_chain_was_lost(self, database: Database) -> None:
        await products(database)
        async with database.transaction() as db:
            await collections.add_collection(
                db,
                CollectionDraft("cheap", TEXTS, True, conditions=(CHEAP,), sort="price"),
                now=clock.now(),
                **WHO,
            )
        later = clock.now() + timedelta(minutes=11)
        async with database.transaction() as db:
            assert await collections.wake_collections(db, now=later, limit=10) == 1
