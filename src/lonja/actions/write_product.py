"""A product is created, edited, duplicated or removed by staff."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions.save_variants import RowPrice, Sheet, VariantRow, save_variants
from lonja.catalog import api as catalog
from lonja.inventory import api as inventory
from lonja.kernel.errors import Conflict, Invalid
from lonja.kernel.languages import ENGLISH, text_in
from lonja.orders import api as orders
from lonja.pricing import api as pricing
from lonja.taxes import api as taxes

_COPY: Final = {"de": "Kopie", "en": "copy", "es": "copia", "fr": "copie", "pt": "cópia"}


class ProductWasSold(Conflict):
    """It stands on orders: archive it instead. `facts["variants"]`: how many of its variants."""

    code: ClassVar[str] = "product_was_sold"


class ProductHasStock(Conflict):
    """Stock of it is there or held: take it out first. `facts["variants"]`: of how many variants."""

    code: ClassVar[str] = "product_has_stock"


async def create_product(
    db: AsyncConnection,
    fields: catalog.ProductFields,
    sheet: Sheet,
    *,
    may_price: bool,
    may_stock: bool = False,
    actor: str,
    now: datetime,
) -> UUID:
    """A new product with its first variants; without a slug the name makes one."""
    await _check_tax_class(db, fields.tax_class)
    if not fields.slug:
        name = next((text["name"] for text in fields.texts.values() if text.get("name")), "")
        fields = replace(fields, slug=await catalog.free_slug(db, name))
    product_id = await catalog.add_product(db, fields, actor=actor, now=now)
    await save_variants(
        db,
        product_id,
        sheet,
        version=1,
        may_price=may_price,
        may_stock=may_stock,
        actor=actor,
        now=now,
    )
    return product_id


async def edit_product(
    db: AsyncConnection,
    product_id: UUID,
    edits: Mapping[str, Any],
    *,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    if "tax_class" in edits:
        await _check_tax_class(db, edits["tax_class"])
    await catalog.edit_product(db, product_id, edits, version=version, actor=actor, now=now)


async def duplicate_product(
    db: AsyncConnection, product_id: UUID, *, may_price: bool, actor: str, now: datetime
) -> UUID:
    """A draft with the same texts, pictures, options and prices; SKUs and address are its own.

    Without the permission to set prices the copy has none.
    """
    product = await catalog.product_by_id(db, product_id)
    fields, _ = await catalog.product_fields(db, product_id)
    copy_id = await catalog.add_product(
        db,
        replace(
            fields,
            slug=await catalog.free_slug(db, fields.slug),
            status=catalog.ProductStatus.DRAFT,
            texts={code: _copied(code, text) for code, text in fields.texts.items()},
        ),
        actor=actor,
        now=now,
        action="product_duplicated",
        of=fields.slug,
    )
    ready = [one.id for one in product.pictures if one.status == catalog.PictureStatus.READY]
    pictures = await catalog.copy_pictures(db, ready, to=copy_id, now=now)
    there = [one for one in await catalog.variants(db, product_id) if one.draft.active]
    skus = await catalog.free_skus(db, [one.draft.sku for one in there])
    prices: dict[UUID, list[RowPrice]] = {}
    for price in await pricing.all_prices(db, [one.id for one in there] if may_price else []):
        prices.setdefault(price.variant_id, []).append(
            RowPrice(price.currency, price.amount_minor, price.compare_at_minor)
        )
    rows = [
        VariantRow(
            None,
            _fields_of(one.draft, sku, pictures),
            tuple(prices.get(one.id, ())),
        )
        for one, sku in zip(there, skus, strict=True)
    ]
    sheet = Sheet(rows, options=product.options or None, is_confirmed=True)
    await save_variants(db, copy_id, sheet, version=1, may_price=may_price, actor=actor, now=now)
    return copy_id


def _copied(language: str, text: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in text.items() if name != "slug"}
    return {**kept, "name": f"{text['name'][:180]} ({text_in(_COPY, language, default=ENGLISH)})"}


def _fields_of(
    draft: catalog.VariantDraft, sku: str, pictures: Mapping[UUID, UUID]
) -> dict[str, object]:
    """A variant's own barcode is not that of its copy."""
    copied = {name: getattr(draft, name) for name in draft.__slots__}
    media_id = pictures.get(draft.media_id) if draft.media_id else None
    return {**copied, "sku": sku, "barcode": None, "media_id": media_id}


async def remove_product(
    db: AsyncConnection, product_id: UUID, *, version: int, actor: str, now: datetime
) -> None:
    """Refused where it was ever ordered or something of it is in stock."""
    skus = {one.id: one.draft.sku for one in await catalog.variants(db, product_id)}
    if sold := await orders.ever_ordered(db, skus):
        raise ProductWasSold(
            "this product stands on orders: archive it instead", variants=len(sold)
        )
    if skus and (left := len(skus) - len(await inventory.forget_unused(db, list(skus)))):
        raise ProductHasStock("there is stock of this product: take it out first", variants=left)
    await pricing.forget_prices(db, list(skus))
    await catalog.remove_pictures(db, product_id)
    await catalog.remove_product(db, product_id, version=version, actor=actor, now=now)


async def _check_tax_class(db: AsyncConnection, code: str) -> None:
    try:
        await taxes.tax_class(db, code)
    except taxes.UnknownTaxClass as unknown:
        raise Invalid(f"there is no tax class {code!r}", field="tax_class") from unknown
