"""The tree of categories: what moves, what is refused, and what two people at once cannot do."""

import asyncio
from datetime import UTC, datetime
from typing import TypedDict
from uuid import UUID

import pytest
from tests.support.asking import rows

from lonja.catalog import api as catalog
from lonja.kernel.db import Database
from lonja.kernel.errors import Refused

pytestmark = pytest.mark.anyio


class Who(TypedDict):
    actor: str
    now: datetime


WHO = Who(actor="ana", now=datetime(2026, 5, 4, 12, tzinfo=UTC))


async def a_tree(database: Database, *paths: str) -> dict[str, UUID]:
    """Categories by slug: `home/kitchen` stands in `home`."""
    made: dict[str, UUID] = {}
    async with database.transaction() as db:
        for at, path in enumerate(paths):
            parent, _, slug = path.rpartition("/")
            draft = catalog.CategoryDraft(
                slug, {"en": {"name": slug.title(), "description": ""}}, at, made.get(parent)
            )
            made[slug] = await catalog.add_category(db, draft, **WHO)
    return made


async def a_product(database: Database, slug: str, category: str) -> UUID:
    async with database.transaction() as db:
        draft = catalog.ProductDraft(
            slug, catalog.ProductStatus.ACTIVE, {"en": {"name": slug}}, {}, category, []
        )
        return (await catalog.put_product(db, draft, **WHO)).product_id


async def slugs(database: Database) -> list[tuple[str, int, int]]:
    """Slug, depth and number of products of each, as buyers see the tree."""
    async with database.reading() as db:
        found = await catalog.categories(db)
    return [(one.slug, len(one.path), one.products) for one in found]


class TestTheTree:
    async def test_stands_in_its_order_and_counts_what_is_below(self, database: Database) -> None:
        await a_tree(database, "home", "home/kitchen", "garden")
        await a_product(database, "pan", "kitchen")
        await a_product(database, "lamp", "home")

        assert await slugs(database) == [("home", 0, 2), ("kitchen", 1, 1), ("garden", 0, 0)]

    async def test_moves_a_category_with_all_that_stands_in_it(self, database: Database) -> None:
        made = await a_tree(database, "home", "home/kitchen", "kitchen/pans", "garden")
        async with database.transaction() as db:
            await catalog.order_categories(db, [made["kitchen"]], parent_id=made["garden"], **WHO)
            below = await catalog.slugs_below(db, "garden")

        assert await slugs(database) == [
            ("home", 0, 0), ("garden", 0, 0), ("kitchen", 1, 0), ("pans", 2, 0),
        ]  # fmt: skip
        assert below == ["garden", "kitchen", "pans"]

    async def test_refuses_a_place_inside_itself(self, database: Database) -> None:
        made = await a_tree(database, "home", "home/kitchen")
        async with database.transaction() as db:
            with pytest.raises(catalog.CategoryMisplaced):
                await catalog.order_categories(
                    db, [made["kitchen"], made["home"]], parent_id=made["home"], **WHO
                )

    async def test_is_no_circle_after_two_moves_at_once(self, database: Database) -> None:
        made = await a_tree(database, "home", "garden")

        async def move(one: str, into: str) -> str:
            async with database.transaction() as db:
                try:
                    await catalog.order_categories(db, [made[one]], parent_id=made[into], **WHO)
                except Refused as refused:
                    return refused.code
                return "moved"

        done = await asyncio.gather(move("home", "garden"), move("garden", "home"))

        assert sorted(done) == ["category_misplaced", "moved"]
        assert sorted(depth for _, depth, _ in await slugs(database)) == [0, 1]


class TestRemoving:
    async def test_moves_what_is_in_it_where_one_chose(self, database: Database) -> None:
        made = await a_tree(database, "home", "home/kitchen", "kitchen/pans", "garden")
        product = await a_product(database, "knife", "kitchen")
        async with database.transaction() as db:
            await catalog.remove_category(
                db, made["kitchen"], version=1, into=made["garden"], **WHO
            )
            moved = await catalog.product_by_id(db, product)

        assert moved.category_slug == "garden"
        assert await slugs(database) == [("home", 0, 0), ("garden", 0, 1), ("pans", 1, 0)]

    async def test_to_the_top_leaves_its_products_without_one(self, database: Database) -> None:
        made = await a_tree(database, "home", "home/kitchen")
        product = await a_product(database, "lamp", "home")
        async with database.transaction() as db:
            await catalog.remove_category(db, made["home"], version=1, empties=True, **WHO)
            moved = await catalog.product_by_id(db, product)

        assert moved.category_slug is None
        assert await slugs(database) == [("kitchen", 0, 0)]

    async def test_is_refused_while_a_category_stands_in_it(self, database: Database) -> None:
        made = await a_tree(database, "home", "home/kitchen")
        async with database.transaction() as db:
            with pytest.raises(catalog.CategoryNotEmpty) as refused:
                await catalog.remove_category(db, made["home"], version=1, **WHO)

        assert refused.value.facts == {"products": 0, "children": 1}


class TestAPathFromAFile:
    async def test_makes_what_is_missing_once(self, database: Database) -> None:
        await a_tree(database, "home")
        for slug in ("pan", "pot"):
            await a_product(database, slug, "Home > Kitchen > Pots & pans")

        assert await slugs(database) == [("home", 0, 2), ("kitchen", 1, 2), ("pots-pans", 2, 2)]
        async with database.reading() as db:
            found = await rows(db, "SELECT slug FROM categories ORDER BY slug")
        assert [row.slug for row in found] == ["home", "kitchen", "pots-pans"]
