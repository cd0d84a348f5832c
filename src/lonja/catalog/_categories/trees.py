"""Categories as buyers see them."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import _store
from lonja.catalog._categories import store
from lonja.catalog._categories.nesting import above, in_tree_order, sums
from lonja.catalog._product import Category
from lonja.kernel.standing import from_memory


async def categories(db: AsyncConnection) -> list[Category]:
    """Each before what stands in it; `products` counts those for sale, those below it too."""
    found = await from_memory(db, "categories", _store.categories)
    parents = {one.id: one.parent_id for one in found}
    totals = sums(parents, {one.id: one.products for one in found})
    return [
        replace(one, products=totals[one.id], path=tuple(above(parents, one.id)))
        for one in in_tree_order(found)
    ]


async def categories_above(db: AsyncConnection) -> Mapping[UUID, list[UUID]]:
    """Of every category: those that it stands in, from the top row down."""
    parents = {one.id: one.parent_id for one in await store.parents(db)}
    return {one: above(parents, one) for one in parents}
