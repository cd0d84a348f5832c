"""All SQL that writes down variants, many at a time."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.errors import UniqueViolation

from lonja.kernel.db import rows, run

_FIELDS: Final = (
    "sku, position, options, weight_g, cost_minor, active, barcode, length_mm, width_mm,"
    " height_mm, hs_code, origin_country, measure_amount, measure_unit, measure_reference, media_id,"
    " attributes, own_amounts"
)


@dataclass(frozen=True, slots=True)
class StoredVariant:
    id: UUID
    sku: str
    position: int
    options: Mapping[str, str]
    weight_g: int
    cost_minor: int | None
    active: bool
    barcode: str | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    hs_code: str | None
    origin_country: str | None
    measure_amount: int | None
    measure_unit: str | None
    measure_reference: int | None
    media_id: UUID | None
    attributes: Mapping[str, str]
    own_amounts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class OwnedVariant(StoredVariant):
    product_id: UUID


async def of_products(db: AsyncConnection, product_ids: Sequence[UUID]) -> list[OwnedVariant]:
    return await rows(
        db,
        OwnedVariant,
        f"SELECT id, product_id, {_FIELDS} FROM variants WHERE product_id = ANY(%(ids)s)"
        " ORDER BY product_id, position, id",
        ids=list(product_ids),
    )


async def of_product(db: AsyncConnection, product_id: UUID) -> list[StoredVariant]:
    return await rows(
        db,
        StoredVariant,
        f"SELECT id, {_FIELDS} FROM variants WHERE product_id = %(id)s ORDER BY position, id"
        " LIMIT 5000",
        id=product_id,
    )


async def skus_elsewhere(db: AsyncConnection, skus: Sequence[str], product_id: UUID) -> list[str]:
    return await rows(
        db,
        str,
        "SELECT sku FROM variants WHERE sku = ANY(%(skus)s) AND product_id <> %(id)s",
        skus=list(skus),
        id=product_id,
    )


async def skus_among(db: AsyncConnection, skus: Sequence[str]) -> list[str]:
    return await rows(
        db, str, "SELECT sku FROM variants WHERE sku = ANY(%(skus)s)", skus=list(skus)
    )


async def pictures_of(db: AsyncConnection, product_id: UUID) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT id FROM media WHERE product_id = %(id)s ORDER BY position, id LIMIT 1000",
        id=product_id,
    )


async def insert(
    db: AsyncConnection, product_id: UUID, variants: Sequence[Mapping[str, Any]]
) -> list[str]:
    """The SKUs that went in; one that another variant has did not."""
    return await rows(
        db,
        str,
        f"INSERT INTO variants (id, product_id, {_FIELDS}) SELECT id, %(product_id)s, {_FIELDS}"
        " FROM jsonb_populate_recordset(NULL::variants, %(variants)s::jsonb)"
        " ON CONFLICT (sku) DO NOTHING RETURNING sku",
        product_id=product_id,
        variants=json.dumps(list(variants), default=str),
    )


async def update(
    db: AsyncConnection, product_id: UUID, variants: Sequence[Mapping[str, Any]]
) -> bool:
    """False where another product has one of the SKUs; the transaction is over then.

    SKUs may change places: each changing one is first set to what no SKU is.
    """
    written = json.dumps(list(variants), default=str)
    try:
        await run(
            db,
            "UPDATE variants v SET sku = '/' || v.id FROM"
            " jsonb_populate_recordset(NULL::variants, %(variants)s::jsonb) n"
            " WHERE v.id = n.id AND v.product_id = %(product_id)s AND v.sku <> n.sku",
            product_id=product_id,
            variants=written,
        )
        await run(
            db,
            f"UPDATE variants v SET ({_FIELDS}) = (SELECT {_NEW_FIELDS}) FROM"
            " jsonb_populate_recordset(NULL::variants, %(variants)s::jsonb) n"
            " WHERE v.id = n.id AND v.product_id = %(product_id)s",
            product_id=product_id,
            variants=written,
        )
    except UniqueViolation:
        return False
    return True


_NEW_FIELDS: Final = ", ".join(f"n.{name.strip()}" for name in _FIELDS.split(","))


async def delete(db: AsyncConnection, product_id: UUID, variant_ids: Sequence[UUID]) -> None:
    await run(
        db,
        "DELETE FROM variants WHERE product_id = %(product_id)s AND id = ANY(%(ids)s)",
        product_id=product_id,
        ids=list(variant_ids),
    )


@dataclass(frozen=True, slots=True)
class ScannedVariant:
    id: UUID
    barcode: str


async def variants_by_barcode(db: AsyncConnection, barcodes: Sequence[str]) -> list[ScannedVariant]:
    return await rows(
        db,
        ScannedVariant,
        "SELECT id, barcode FROM variants WHERE barcode = ANY(%(barcodes)s) ORDER BY id",
        barcodes=list(barcodes),
    )


async def barcodes(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[ScannedVariant]:
    return await rows(
        db,
        ScannedVariant,
        "SELECT id, barcode FROM variants WHERE id = ANY(%(ids)s) AND barcode IS NOT NULL"
        " ORDER BY id",
        ids=list(variant_ids),
    )
