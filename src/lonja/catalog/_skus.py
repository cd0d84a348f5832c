"""Variants by their SKUs, and the other way round."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import _store
from lonja.catalog._products import variant_store
from lonja.kernel.errors import NotFound


class UnknownSku(NotFound):
    code: ClassVar[str] = "unknown_sku"


async def gift_cards_among(db: AsyncConnection, variant_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those that are amounts of gift cards: they have no stock, and never run out."""
    return frozenset(await _store.gift_card_variants(db, variant_ids) if variant_ids else ())


async def products_of(db: AsyncConnection, variant_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Variant → product."""
    found = await _store.variants(db, variant_ids=variant_ids)
    return {variant.id: variant.product_id for variant in found}


async def variants_by_sku(db: AsyncConnection, skus: Sequence[str]) -> dict[str, UUID]:
    """SKU → variant, active or not; unknown SKUs are missing."""
    return {variant.sku: variant.id for variant in await _store.variants(db, skus=skus)}


async def variants_by_written_sku(db: AsyncConnection, skus: Sequence[str]) -> dict[str, UUID]:
    """The SKU as written → variant: ignoring case, if only one variant can be meant."""
    found = await variants_by_sku(db, skus)
    missing = [sku for sku in skus if sku not in found]
    if not missing:
        return found
    alike: dict[str, list[UUID]] = {}
    for variant in await _store.variants_by_lower_sku(db, [sku.lower() for sku in missing]):
        alike.setdefault(variant.sku.lower(), []).append(variant.id)
    for sku in missing:
        match alike.get(sku.lower()):
            case [only]:
                found[sku] = only
    return found


async def variants_by_code(db: AsyncConnection, codes: Sequence[str]) -> dict[str, UUID]:
    """What was typed or scanned → variant: its SKU, or a barcode that only one variant has."""
    found = await variants_by_written_sku(db, codes)
    missing = [code for code in codes if code not in found]
    if missing:
        alike: dict[str, list[UUID]] = {}
        for variant in await variant_store.variants_by_barcode(db, missing):
            alike.setdefault(variant.barcode, []).append(variant.id)
        found |= {code: ids[0] for code, ids in alike.items() if len(ids) == 1}
    return found


async def barcodes_of(db: AsyncConnection, variant_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Variant → barcode; one without is missing."""
    found = await variant_store.barcodes(db, variant_ids) if variant_ids else ()
    return {variant.id: variant.barcode for variant in found}


async def skus(db: AsyncConnection, variant_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Variant → SKU, whether it is for sale or not."""
    found = await _store.variants(db, variant_ids=variant_ids)
    return {variant.id: variant.sku for variant in found}
