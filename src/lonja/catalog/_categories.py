"""Categories as staff write them down. A product is in one at most."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import _category_store, _store
from lonja.catalog._product import Category, Texts
from lonja.kernel import audit
from lonja.kernel.changes import Outcome
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.ids import uuid7
from lonja.kernel.languages import SUPPORTED_LANGUAGES
from lonja.kernel.transaction import EVERYTHING, announce, touch_products

MAX_CATEGORIES: Final = 500
_MAX_TOUCHED: Final = 20_000
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class UnknownCategory(NotFound):
    code: ClassVar[str] = "unknown_category"


class CategoryTaken(Conflict):
    """Another category has this slug."""

    code: ClassVar[str] = "category_taken"


class CategoryChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "category_changed"


class CategoryNotEmpty(Conflict):
    """`facts["products"]`: how many are still in it."""

    code: ClassVar[str] = "category_not_empty"


@dataclass(frozen=True, slots=True)
class CategoryDraft:
    """`slug` is its address; `texts` are by language: `{"es": {"name", "description"}}`."""

    slug: str
    texts: Texts
    position: int = 0


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """`products` counts those that are not for sale, too."""

    id: UUID
    draft: CategoryDraft
    products: int
    version: int


async def categories(db: AsyncConnection) -> list[Category]:
    """As the menu shows them; `products` counts those for sale."""
    return await _store.categories(db)


async def category(db: AsyncConnection, category_id: UUID) -> CategoryRow:
    row = await _category_store.get(db, category_id)
    if row is None:
        raise UnknownCategory("there is no such category")
    return _row(row)


async def list_categories(
    db: AsyncConnection, *, after: tuple[str, UUID] | None = None, limit: int = 100
) -> list[CategoryRow]:
    """By slug."""
    return [_row(row) for row in await _category_store.all_after(db, after=after, limit=limit)]


async def add_category(
    db: AsyncConnection, draft: CategoryDraft, *, actor: str, now: datetime
) -> UUID:
    _check(draft)
    category_id = uuid7()
    if not await _category_store.insert(
        db,
        category_id=category_id,
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
    await _lock(db, category_id, version)
    if not await _category_store.update(
        db,
        category_id=category_id,
        slug=draft.slug,
        position=draft.position,
        texts=draft.texts,
    ):
        raise CategoryTaken(f"another category is called {draft.slug}", field="slug")
    found = await _category_store.products_in(db, category_id, _MAX_TOUCHED)
    touch_products(db, found)
    await _written(db, category_id, draft, "category_changed", actor, now)


async def product_ids_in(
    db: AsyncConnection, category_ids: Sequence[UUID], *, limit: int
) -> list[UUID]:
    """The products that are in any of these categories now."""
    return await _category_store.products_in_any(db, category_ids, limit)


async def remove_category(
    db: AsyncConnection, category_id: UUID, *, version: int, actor: str, now: datetime
) -> None:
    """Refused while products are in it."""
    row = await _lock(db, category_id, version)
    if row.products:
        raise CategoryNotEmpty(
            f"{row.products} products are in this category", products=row.products
        )
    await _category_store.delete(db, category_id)
    await _written(db, category_id, row.draft, "category_removed", actor, now)


async def order_categories(
    db: AsyncConnection, ids: Sequence[UUID], *, actor: str, now: datetime
) -> None:
    """Shows them in this order; refused unless it names each category once."""
    if sorted(ids) != await _category_store.all_ids(db):
        raise CategoryChanged("categories came or went meanwhile; load them again")
    if not await _category_store.set_order(db, ids):
        return
    await audit.record(
        db, at=now, actor=actor, action="categories_ordered", subject="categories", count=len(ids)
    )
    announce(db, EVERYTHING)  # the menu is on every page


async def put_category(
    db: AsyncConnection, draft: CategoryDraft, *, actor: str, now: datetime
) -> Outcome:
    """Add it, or bring the one with this slug to what the draft says."""
    row = await _category_store.by_slug(db, draft.slug)
    if row is None:
        await add_category(db, draft, actor=actor, now=now)
        return "created"
    there = _row(row)
    if there.draft == draft:
        return "unchanged"
    await change_category(db, there.id, draft, version=there.version, actor=actor, now=now)
    return "updated"


async def count_in_tax_class(db: AsyncConnection, tax_class: str) -> int:
    return await _category_store.count_in_tax_class(db, tax_class)


async def _lock(db: AsyncConnection, category_id: UUID, version: int) -> CategoryRow:
    row = await _category_store.get(db, category_id, lock=True)
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
    )
    announce(db, EVERYTHING)  # the menu is on every page


def _check(draft: CategoryDraft) -> None:
    if len(draft.slug) > 80 or not _SLUG.fullmatch(draft.slug):
        raise Invalid("an address has small letters, digits and single dashes", field="slug")
    if not 0 <= draft.position <= 10_000:
        raise Invalid("a position is between 0 and 10,000", field="position")
    if not draft.texts:
        raise Invalid("a category has a name in at least one language", field="texts")
    for language, text in draft.texts.items():
        if language not in SUPPORTED_LANGUAGES:
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


def _row(row: _category_store.StoredCategory) -> CategoryRow:
    return CategoryRow(
        row.id, CategoryDraft(row.slug, row.texts, row.position), row.products, row.version
    )
