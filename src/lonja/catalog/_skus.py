"""Variants by their SKUs, and the other way round."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import _store
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


async def skus(db: AsyncConnection, variant_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Variant → SKU, whether it is for sale or not."""
    found = await _store.variants(db, variant_ids=variant_ids)
    return {variant.id: variant.sku for variant in found}
