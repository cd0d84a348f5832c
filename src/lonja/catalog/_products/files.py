"""Whole products from outside: found by their slug and SKUs, made or brought up to date."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog._categories.categories import category_at
from lonja.catalog._product import Option
from lonja.catalog._products import combining, store
from lonja.catalog._products.drafts import ProductDraft, ProductFields
from lonja.catalog._products.products import (
    changed,
    fields_of,
    insert_product,
    lock_product,
    merged,
    write_product,
)
from lonja.catalog._products.variant_store import of_products, pictures_of
from lonja.catalog._products.variants import VariantRecord, draft_of, put_variants
from lonja.kernel import audit
from lonja.kernel.ids import uuid7


@dataclass(frozen=True, slots=True)
class ProductPut:
    product_id: UUID
    is_new: bool
    variants: Mapping[str, UUID]
    new_skus: frozenset[str]
    pictures: int


@dataclass(frozen=True, slots=True)
class WrittenProduct:
    """All that staff write of a product; its variants are in the order in which pages show them."""

    id: UUID
    version: int
    fields: ProductFields
    options: Sequence[Option]
    variants: Sequence[VariantRecord]


async def written_products(db: AsyncConnection, slugs: Sequence[str]) -> list[WrittenProduct]:
    """The products at these addresses; unknown ones are missing."""
    found = await store.of_slugs(db, slugs)
    variants: dict[UUID, list[VariantRecord]] = {one.id: [] for one in found}
    for one in await of_products(db, list(variants)):
        variants[one.product_id].append(VariantRecord(one.id, draft_of(one)))
    return [
        WrittenProduct(one.id, one.version, fields_of(one), one.options, variants[one.id])
        for one in found
    ]


async def put_product(
    db: AsyncConnection, draft: ProductDraft, *, actor: str, now: datetime
) -> ProductPut:
    """Make the product or bring it up to date; the same draft twice changes nothing the second time.

    Variants that the draft does not name stay as they are.
    """
    stored = await store.lock_by_slug(db, draft.slug)
    category_id = await _category(db, draft, actor=actor, now=now)
    is_new = stored is None
    if stored is None:
        product_id = uuid7()
        fields = ProductFields(
            slug=draft.slug,
            status=draft.status,
            texts=merged({}, draft.texts),
            category_id=category_id,
            attributes=dict(draft.attributes),
            kind=draft.kind,
        )
        await insert_product(db, product_id, fields, now=now)
        stored = await lock_product(db, product_id)
        is_changed = True
    else:
        fields = replace(
            fields_of(stored),
            status=draft.status,
            texts=merged(stored.texts, draft.texts),
            category_id=category_id or stored.category_id,
            attributes={**stored.attributes, **draft.attributes},
        )
        is_changed = bool(await write_product(db, stored, fields, now=now))
    variants, new, has_changed = await put_variants(db, stored, draft.variants)
    has_options = await _declare(db, stored.id, draft)
    if is_changed or has_changed or has_options:
        await audit.record(
            db, at=now, actor=actor, action="product_brought_in", subject=f"product:{stored.id}"
        )
        changed(db, stored.id)
    pictures = len(await pictures_of(db, stored.id))
    return ProductPut(stored.id, is_new, variants, new, pictures)


async def _category(
    db: AsyncConnection, draft: ProductDraft, *, actor: str, now: datetime
) -> UUID | None:
    """A path "A > B" makes what is missing of it; a single name is only looked for."""
    names = [name.strip() for name in draft.category.split(">") if name.strip()]
    if len(names) > 1:
        language = next(iter(draft.texts), "")
        return await category_at(db, names, language=language, actor=actor, now=now)
    return await store.category_called(db, names[0]) if names else None


async def _declare(db: AsyncConnection, product_id: UUID, draft: ProductDraft) -> bool:
    """Declare the options that the file names, beside what is declared; whether that was new."""
    if not draft.options:
        return False
    stored = await lock_product(db, product_id)
    known = {option.key for option in stored.options}
    base = [*stored.options, *(one for one in draft.options if one.key not in known)]
    options = combining.declared(base, [one.options for one in draft.variants])
    if options == stored.options:
        return False
    await store.set_options(db, product_id, [asdict(one) for one in options])
    return True
