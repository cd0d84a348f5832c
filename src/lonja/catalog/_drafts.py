"""Whole products from outside: found by their slug and SKUs, made or brought up to date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import _store
from lonja.catalog._status import ProductStatus
from lonja.kernel import audit
from lonja.kernel.errors import Conflict
from lonja.kernel.ids import uuid7
from lonja.kernel.transaction import Change, announce, touch_products


class SkuTaken(Conflict):
    """The SKU is another product's; `facts["sku"]` names it."""

    code: ClassVar[str] = "sku_taken"


@dataclass(frozen=True, slots=True)
class VariantDraft:
    sku: str
    options: Mapping[str, str]
    weight_g: int
    cost_minor: int | None


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """`category` is a slug or a name; one that the shop does not have leaves the product without."""

    slug: str
    status: ProductStatus
    texts: Mapping[str, Mapping[str, str]]
    attributes: Mapping[str, str]
    category: str
    variants: Sequence[VariantDraft]


@dataclass(frozen=True, slots=True)
class ProductPut:
    product_id: UUID
    is_new: bool
    variants: Mapping[str, UUID]
    new_skus: frozenset[str]
    pictures: int


async def put_product(
    db: AsyncConnection, draft: ProductDraft, *, actor: str, now: datetime
) -> ProductPut:
    """Make the product or bring it up to date; the same draft twice changes nothing the second time.

    Variants that the draft does not name stay as they are.
    """
    product_id, is_new, is_changed = await _store.put_product(
        db,
        product_id=uuid7(),
        slug=draft.slug,
        status=draft.status,
        category=draft.category,
        texts={language: dict(text) for language, text in draft.texts.items()},
        attributes=dict(draft.attributes),
        now=now,
    )
    variants: dict[str, UUID] = {}
    new: set[str] = set()
    for position, variant in enumerate(draft.variants):
        put = await _store.put_variant(
            db,
            variant_id=uuid7(),
            product_id=product_id,
            sku=variant.sku,
            position=position,
            options=dict(variant.options),
            weight_g=variant.weight_g,
            cost_minor=variant.cost_minor,
        )
        if put is None:
            raise SkuTaken(f"SKU {variant.sku!r} belongs to another product", sku=variant.sku)
        variants[variant.sku], was_new, was_changed = put
        is_changed = is_changed or was_changed
        new |= {variant.sku} if was_new else set()
    if is_changed:
        await audit.record(
            db, at=now, actor=actor, action="product_brought_in", subject=f"product:{product_id}"
        )
        touch_products(db, [product_id])
        announce(db, Change("product", draft.slug))
    pictures = len(await _store.media_of(db, [product_id]))
    return ProductPut(product_id, is_new, variants, frozenset(new), pictures)
