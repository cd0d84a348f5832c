"""A product as staff, a file or a program write it down; its variants are written beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog._products import store
from lonja.catalog._products.checking import check_product, tidy_tags
from lonja.catalog._products.differing import Changes, changes_between
from lonja.catalog._products.drafts import ProductFields
from lonja.catalog._products.refusals import AddressTaken, ProductChanged, UnknownProduct
from lonja.catalog._products.slugs import next_free, slug_of
from lonja.catalog._products.store import StoredProduct
from lonja.catalog._status import ProductStatus
from lonja.catalog._types import store as types_store
from lonja.catalog._types.valuing import checked
from lonja.kernel import audit
from lonja.kernel.errors import Invalid
from lonja.kernel.ids import uuid7
from lonja.kernel.transaction import Change, announce, touch_products


def changed(db: AsyncConnection, product_id: UUID) -> None:
    """Say that a product's page and its place in lists are out of date."""
    touch_products(db, [product_id])
    announce(db, Change("product", str(product_id)))


async def free_slug(db: AsyncConnection, title: str) -> str:
    """An address for a product of this title that no other one has; empty for a title without words."""
    slug = slug_of(title)
    return slug and next_free(slug, frozenset(await store.slugs_like(db, slug)))


async def add_product(
    db: AsyncConnection,
    fields: ProductFields,
    *,
    actor: str,
    now: datetime,
    action: str = "product_created",
    **facts: object,
) -> UUID:
    """A new product without variants; `facts` go beside it into the audit log."""
    product_id = uuid7()
    await insert_product(db, product_id, fields, now=now)
    await audit.record(
        db, at=now, actor=actor, action=action, subject=f"product:{product_id}",
        slug=fields.slug, status=fields.status, **facts,
    )  # fmt: skip
    return product_id


async def insert_product(
    db: AsyncConnection, product_id: UUID, fields: ProductFields, *, now: datetime
) -> None:
    fields = await _typed(db, fields, before=None)
    await _check(db, fields, but=None)
    if not await store.insert(db, product_id, _values(fields, []), now=now):
        raise AddressTaken("another product stands at this address", field="slug")
    if fields.publish_at is not None:
        announce(db, Change("schedule"))
    await store.redirect(db, product_id, left={}, taken=_addresses(fields), now=now)
    changed(db, product_id)


async def lock_product(
    db: AsyncConnection, product_id: UUID, version: int | None = None
) -> StoredProduct:
    """Nobody else writes it until the transaction ends; refused if it changed since `version`."""
    stored = await store.lock(db, product_id)
    if stored is None:
        raise UnknownProduct("there is no such product")
    if version is not None and stored.version != version:
        raise ProductChanged(
            "somebody changed this product meanwhile; load it again", version=stored.version
        )
    return stored


async def edit_product(
    db: AsyncConnection,
    product_id: UUID,
    edits: Mapping[str, Any],
    *,
    version: int,
    actor: str,
    now: datetime,
) -> Changes:
    """Change fields of `ProductFields`; texts are merged field by field, an empty one is taken away."""
    stored = await lock_product(db, product_id, version)
    edits = dict(edits)
    if "texts" in edits:
        edits["texts"] = merged(stored.texts, edits["texts"])
    fields = replace(fields_of(stored), **edits)
    if fields.status is not ProductStatus.SCHEDULED:
        fields = replace(fields, publish_at=None)
    found = await write_product(db, stored, fields, now=now)
    if fields.publish_at != stored.publish_at:
        announce(db, Change("schedule"))
    if found:
        await audit.record(
            db, at=now, actor=actor, action="product_edited", subject=f"product:{product_id}",
            changes=found,
        )  # fmt: skip
    return found


async def products_to_edit(
    db: AsyncConnection, product_ids: Sequence[UUID]
) -> dict[UUID, tuple[ProductFields, int]]:
    """Each as staff write it with its version, locked by its id's order; unknown ones are missing."""
    found = await store.lock_many(db, product_ids)
    return {stored.id: (fields_of(stored), stored.version) for stored in found}


async def product_fields(db: AsyncConnection, product_id: UUID) -> tuple[ProductFields, int]:
    """As staff write it, and its version."""
    stored = await store.get(db, product_id)
    if stored is None:
        raise UnknownProduct("there is no such product")
    return fields_of(stored), stored.version


async def publish_due(db: AsyncConnection, *, now: datetime, limit: int) -> list[UUID]:
    """Scheduled products whose hour has come are active, in lists and on pages; which."""
    published = await store.publish_due(db, now=now, limit=limit)
    for product_id in published:
        await audit.record(
            db, at=now, actor="shop", action="product_edited", subject=f"product:{product_id}",
            changes={"status": [ProductStatus.SCHEDULED, ProductStatus.ACTIVE]},
        )  # fmt: skip
        changed(db, product_id)
    return published


async def next_publication(db: AsyncConnection) -> datetime | None:
    """When the next scheduled product becomes active."""
    return await store.next_publication(db)


async def touch_version(db: AsyncConnection, product_id: UUID, *, now: datetime) -> None:
    """Say that what stands beside the product (a price) changed: who read it before reads it again."""
    await touch_versions(db, [product_id], now=now)


async def touch_versions(
    db: AsyncConnection, product_ids: Sequence[UUID], *, now: datetime
) -> None:
    await store.touch(db, product_ids, now=now)
    for product_id in product_ids:
        changed(db, product_id)


async def remove_product(
    db: AsyncConnection, product_id: UUID, *, version: int, actor: str, now: datetime
) -> None:
    """With its variants, pictures and old addresses. Whether it was sold is for the caller to ask."""
    stored = await lock_product(db, product_id, version)
    await store.delete(db, product_id)
    await audit.record(
        db, at=now, actor=actor, action="product_removed", subject=f"product:{product_id}",
        slug=stored.slug, texts=stored.texts,
    )  # fmt: skip
    changed(db, product_id)


async def write_product(
    db: AsyncConnection, stored: StoredProduct, fields: ProductFields, *, now: datetime
) -> Changes:
    """Bring a locked product to `fields`; addresses that it leaves lead to it from now on."""
    before = fields_of(stored)
    if fields.kind is not before.kind:
        raise Invalid("a product never becomes one of another kind", field="kind")
    if fields != before:
        fields = await _typed(db, fields, before=before)
    if fields == before:
        return {}
    await _check(db, fields, but=stored.id)
    if not await store.update(
        db, stored.id, _values(fields, [asdict(one) for one in stored.options]), now=now
    ):
        raise AddressTaken("another product stands at this address", field="slug")
    was, will = _addresses(before), _addresses(fields)
    left = {language: slug for language, slug in was.items() if slug not in will.values()}
    if left:
        await store.redirect(db, stored.id, left=left, taken=will, now=now)
    changed(db, stored.id)
    return changes_between(before, fields)


def merged(
    before: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Texts after an edit: a language whose texts are all empty is gone."""
    texts = {language: dict(text) for language, text in before.items()}
    for language, text in now.items():
        kept = {**texts.get(language, {}), **text}
        texts[language] = {name: value for name, value in kept.items() if value.strip()}
    return {language: text for language, text in texts.items() if text}


def fields_of(stored: StoredProduct) -> ProductFields:
    return ProductFields(
        slug=stored.slug,
        status=stored.status,
        texts=stored.texts,
        category_id=stored.category_id,
        tax_class=stored.tax_class,
        attributes=stored.attributes,
        featured=stored.featured,
        type_id=stored.type_id,
        tags=tuple(stored.tags),
        publish_at=stored.publish_at,
        kind=stored.kind,
    )


async def _typed(
    db: AsyncConnection, fields: ProductFields, *, before: ProductFields | None
) -> ProductFields:
    """With its tags tidy, and its attributes as its type has them."""
    fields = replace(fields, tags=tidy_tags(fields.tags))
    if fields.type_id is None:
        return fields
    attributes = await types_store.attributes_of(db, fields.type_id)
    if attributes is None:
        raise Invalid("there is no such product type", field="type_id")
    kept = before.attributes if before and before.type_id == fields.type_id else None
    return replace(fields, attributes=checked(attributes, fields.attributes, kept))


async def _check(db: AsyncConnection, fields: ProductFields, *, but: UUID | None) -> None:
    check_product(fields)
    category_id = fields.category_id
    if category_id is not None and not await store.has_category(db, category_id):
        raise Invalid("there is no such category", field="category_id")
    ours = _addresses(fields)
    taken = await store.taken_addresses(db, ours.values(), but=but)
    for language, slug in ours.items():
        if slug in taken:
            raise AddressTaken(
                f"another product stands at {slug!r}",
                field=f"texts.{language}.slug" if language else "slug",
                free=await free_slug(db, slug),
            )


def _addresses(fields: ProductFields) -> dict[str, str]:
    """Language → its own address; under "" the one of all languages without their own."""
    own = {code: text["slug"] for code, text in fields.texts.items() if text.get("slug")}
    return {"": fields.slug, **own}


def _values(fields: ProductFields, options: list[Any]) -> dict[str, Any]:
    return {
        "slug": fields.slug,
        "status": str(fields.status),
        "texts": {language: dict(text) for language, text in fields.texts.items()},
        "category_id": fields.category_id,
        "tax_class": fields.tax_class,
        "attributes": dict(fields.attributes),
        "featured": fields.featured,
        "type_id": fields.type_id,
        "tags": list(fields.tags),
        "publish_at": fields.publish_at,
        "kind": str(fields.kind),
        "options": options,
    }
