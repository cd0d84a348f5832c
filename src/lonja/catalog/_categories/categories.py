"""Categories as staff write them down. A product is in one at most."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog._categories import store
from lonja.catalog._categories.nesting import Parents, above, check_parent, sums
from lonja.catalog._categories.refusals import (
    CategoryChanged,
    CategoryNotEmpty,
    CategoryTaken,
    UnknownCategory,
)
from lonja.catalog._product import Texts
from lonja.catalog._products.slugs import next_free, slug_of
from lonja.kernel import audit
from lonja.kernel.changes import Outcome
from lonja.kernel.errors import Invalid
from lonja.kernel.ids import uuid7
from lonja.kernel.languages import is_language
from lonja.kernel.transaction import EVERYTHING, announce, touch_products

MAX_CATEGORIES: Final = 500
_MAX_TOUCHED: Final = 20_000


@dataclass(frozen=True, slots=True)
class CategoryDraft:
    """`slug` is its address; `texts` are by language: `{"es": {"name", "description"}}`."""

    slug: str
    texts: Texts
    position: int = 0
    parent_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """`products` counts those that are not for sale, too; `all_products` those below it as well.

    `path` names what it stands in, from the top row down.
    """

    id: UUID
    draft: CategoryDraft
    products: int
    children: int
    version: int
    all_products: int = 0
    path: tuple[UUID, ...] = ()


async def category(db: AsyncConnection, category_id: UUID) -> CategoryRow:
    row = await store.get(db, category_id)
    if row is None:
        raise UnknownCategory("there is no such category")
    return (await _placed(db, [row]))[0]


async def list_categories(
    db: AsyncConnection, *, after: tuple[str, UUID] | None = None, limit: int = 100
) -> list[CategoryRow]:
    """By slug."""
    return await _placed(db, await store.all_after(db, after=after, limit=limit))


async def slugs_below(db: AsyncConnection, slug: str) -> list[str]:
    """Of this category and all that stands in it; empty where there is none of this slug."""
    return await store.slugs_below(db, slug)


async def add_category(
    db: AsyncConnection, draft: CategoryDraft, *, actor: str, now: datetime
) -> UUID:
    _check(draft)
    category_id = uuid7()
    parents = await _lock_tree(db)
    if len(parents) >= MAX_CATEGORIES:
        raise Invalid(f"a shop has at most {MAX_CATEGORIES} categories", field="slug")
    check_parent(parents, category_id, draft.parent_id)
    if not await store.insert(
        db,
        category_id=category_id,
        parent_id=draft.parent_id,
        slug=draft.slug,
        position=draft.position,
        texts=draft.texts,
    ):
        raise CategoryTaken(f"there is a category {draft.slug} already", field="slug")
    await _written(db, category_id, draft, "category_added", actor, now)
    return category_id


async def change_category(
    db: AsyncConnection,
    category_id: UUID,
    draft: CategoryDraft,
    *,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    _check(draft)
    parents = await _lock_tree(db)
    before = (await _lock(db, category_id, version)).draft
    check_parent(parents, category_id, draft.parent_id)
    if not await store.update(
        db,
        category_id=category_id,
        parent_id=draft.parent_id,
        slug=draft.slug,
        position=draft.position,
        texts=draft.texts,
    ):
        raise CategoryTaken(f"another category is called {draft.slug}", field="slug")
    if draft.parent_id != before.parent_id:
        await _touch_below(db, [category_id])
    elif (draft.slug, draft.texts) != (before.slug, before.texts):
        touch_products(db, await store.products_in(db, category_id, _MAX_TOUCHED))
    await _written(db, category_id, draft, "category_changed", actor, now)


async def product_ids_in(
    db: AsyncConnection, category_ids: Sequence[UUID], *, limit: int
) -> list[UUID]:
    """The products that are in any of these categories now, or in one that stands in them."""
    return await store.products_in_any(db, category_ids, limit)


async def remove_category(
    db: AsyncConnection,
    category_id: UUID,
    *,
    version: int,
    into: UUID | None = None,
    empties: bool = False,
    actor: str,
    now: datetime,
) -> None:
    """What is in it goes `into` another category, or with `empties` to the top row, its products to none.

    Refused without either while products or categories are in it.
    """
    parents = await _lock_tree(db)
    row = await _lock(db, category_id, version)
    if into is None and not empties and (row.products or row.children):
        raise CategoryNotEmpty(
            f"{row.products} products and {row.children} categories are in it",
            products=row.products,
            children=row.children,
        )
    if into == category_id:
        raise Invalid("choose another category than the one that goes", field="into")
    moved = await store.children_of(db, category_id)
    for child in moved:
        check_parent(parents, child, into)
    if moved:
        await _touch_below(db, moved)
        beside = [one for one in await store.children_of(db, into) if one != category_id]
        await store.set_places(db, [*beside, *moved], into)
    touch_products(db, await store.move_products(db, category_id, into, now=now))
    await store.delete(db, category_id)
    await _written(db, category_id, row.draft, "category_removed", actor, now)


async def order_categories(
    db: AsyncConnection,
    ids: Sequence[UUID],
    *,
    parent_id: UUID | None = None,
    actor: str,
    now: datetime,
) -> None:
    """Shows them in this order in `parent_id`, or the top row; one that stood elsewhere moves here.

    Refused unless it names each that stands there now, and nothing twice.
    """
    parents = await _lock_tree(db)
    there = {one for one, parent in parents.items() if parent == parent_id}
    if len(set(ids)) < len(ids) or not there <= set(ids) <= set(parents):
        raise CategoryChanged("categories came, went or moved meanwhile; load them again")
    if parent_id is not None and parent_id not in parents:
        raise UnknownCategory("there is no such category", field="parent_id")
    for one in ids:
        if one not in there:
            check_parent(parents, one, parent_id)
    if not await store.set_places(db, ids, parent_id):
        return
    if came := [one for one in ids if one not in there]:
        await _touch_below(db, came)
    await audit.record(
        db, at=now, actor=actor, action="categories_ordered", subject="categories",
        count=len(ids), parent=parent_id and str(parent_id), moved=len(set(ids) - there),
    )  # fmt: skip
    announce(db, EVERYTHING)  # the menu is on every page


async def put_category(
    db: AsyncConnection, draft: CategoryDraft, *, actor: str, now: datetime
) -> Outcome:
    """Add it, or bring the one with this slug to what the draft says."""
    row = await store.by_slug(db, draft.slug)
    if row is None:
        await add_category(db, draft, actor=actor, now=now)
        return "created"
    there = _row(row)
    if there.draft == draft:
        return "unchanged"
    await change_category(db, there.id, draft, version=there.version, actor=actor, now=now)
    return "updated"


async def category_at(
    db: AsyncConnection, path: Sequence[str], *, language: str, actor: str, now: datetime
) -> UUID | None:
    """The category that a path of names leads to; what is missing of it is added.

    Names are compared with slugs and names in any language and case.
    """
    at: UUID | None = None
    for name in path:
        found = await store.child_called(db, name, at)
        at = found or await _add_called(db, name, at, language=language, actor=actor, now=now)
    return at


async def count_in_tax_class(db: AsyncConnection, tax_class: str) -> int:
    return await store.count_in_tax_class(db, tax_class)


async def _add_called(
    db: AsyncConnection,
    name: str,
    parent_id: UUID | None,
    *,
    language: str,
    actor: str,
    now: datetime,
) -> UUID:
    slug = slug_of(name)[:70].strip("-")
    if not slug:
        slug = "category"
    draft = CategoryDraft(
        next_free(slug, frozenset(await store.slugs_like(db, slug))),
        {language: {"name": name, "description": ""}},
        await store.last_position(db, parent_id) + 1,
        parent_id,
    )
    return await add_category(db, draft, actor=actor, now=now)


async def _touch_below(db: AsyncConnection, category_ids: Sequence[UUID]) -> None:
    """Rules that name a category hold what is below it: who moved is judged again."""
    touch_products(db, await store.products_in_any(db, category_ids, _MAX_TOUCHED))


async def _lock_tree(db: AsyncConnection) -> Parents:
    """How all categories stand, until the transaction ends."""
    await store.lock_all(db)
    return {one.id: one.parent_id for one in await store.standings(db)}


async def _lock(db: AsyncConnection, category_id: UUID, version: int) -> CategoryRow:
    row = await store.get(db, category_id, lock=True)
    if row is None:
        raise UnknownCategory("there is no such category")
    if row.version != version:
        raise CategoryChanged(
            "somebody changed this category meanwhile; load it again", version=row.version
        )
    return _row(row)


async def _written(
    db: AsyncConnection,
    category_id: UUID,
    draft: CategoryDraft,
    action: str,
    actor: str,
    now: datetime,
) -> None:
    await audit.record(
        db,
        at=now,
        actor=actor,
        action=action,
        subject=f"category:{category_id}",
        slug=draft.slug,
        position=draft.position,
        parent=draft.parent_id and str(draft.parent_id),
    )
    announce(db, EVERYTHING)  # the menu is on every page


def _check(draft: CategoryDraft) -> None:
    if not 1 <= len(draft.slug) <= 80 or draft.slug != slug_of(draft.slug):
        raise Invalid("an address has small letters, digits and single dashes", field="slug")
    if not 0 <= draft.position <= 10_000:
        raise Invalid("a position is between 0 and 10,000", field="position")
    if not draft.texts:
        raise Invalid("a category has a name in at least one language", field="texts")
    for language, text in draft.texts.items():
        if not is_language(language):
            raise Invalid(f"there is no language {language!r}", field=f"texts.{language}")
        if not 1 <= len(text.get("name", "").strip()) <= 200:
            raise Invalid("a name has 1 to 200 characters", field=f"texts.{language}.name")
        if len(text.get("description", "")) > 20_000:
            raise Invalid(
                "a description has at most 20,000 characters",
                field=f"texts.{language}.description",
            )
        if set(text) - {"name", "description"}:
            raise Invalid("a text has a name and a description", field=f"texts.{language}")


async def _placed(db: AsyncConnection, found: Sequence[store.StoredCategory]) -> list[CategoryRow]:
    standing = await store.standings(db)
    parents = {one.id: one.parent_id for one in standing}
    totals = sums(parents, {one.id: one.products for one in standing})
    return [
        replace(
            _row(row),
            all_products=totals.get(row.id, row.products),
            path=tuple(above(parents, row.id)),
        )
        for row in found
    ]


def _row(row: store.StoredCategory) -> CategoryRow:
    draft = CategoryDraft(row.slug, row.texts, row.position, row.parent_id)
    return CategoryRow(row.id, draft, row.products, row.children, row.version)
