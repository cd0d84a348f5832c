"""Product types as staff write them down."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog._types import store
from lonja.catalog._types.defining import (
    MAX_TYPES,
    Attribute,
    ProductTypeChanged,
    ProductTypeInUse,
    ProductTypeTaken,
    TypeDraft,
    UnknownProductType,
    check_type,
)
from lonja.kernel import audit
from lonja.kernel.errors import Invalid
from lonja.kernel.ids import uuid7
from lonja.kernel.standing import from_memory
from lonja.kernel.transaction import EVERYTHING, announce, touch_products

_MAX_TOUCHED: Final = 20_000


@dataclass(frozen=True, slots=True)
class ProductType:
    id: UUID
    draft: TypeDraft
    products: int
    version: int


async def product_types(db: AsyncConnection) -> list[ProductType]:
    """By code."""
    return [_type(row) for row in await store.all_types(db)]


async def product_type(db: AsyncConnection, type_id: UUID) -> ProductType:
    row = await store.get(db, type_id)
    if row is None:
        raise UnknownProductType("there is no such product type")
    return _type(row)


async def attributes_by_key(db: AsyncConnection) -> dict[str, Attribute]:
    """The attributes of all types, in the order of the types: how a list names its filters.

    Where two types have a key, the first one's names count, with the choices of both.
    """
    return await from_memory(db, "attributes by key", _attributes_by_key)


async def _attributes_by_key(db: AsyncConnection) -> dict[str, Attribute]:
    found: dict[str, Attribute] = {}
    for row in await store.all_attributes(db):
        for one in row.attributes:
            known = found.get(one.key)
            found[one.key] = one if known is None else _both(known, one)
    return found


async def add_product_type(
    db: AsyncConnection, draft: TypeDraft, *, actor: str, now: datetime
) -> UUID:
    check_type(draft)
    if len(await store.all_types(db)) >= MAX_TYPES:
        raise Invalid(f"a shop has at most {MAX_TYPES} product types", field="code")
    type_id = uuid7()
    if not await store.insert(db, type_id, draft):
        raise ProductTypeTaken(f"there is a product type {draft.code} already", field="code")
    await _written(db, type_id, draft, "product_type_added", actor, now)
    return type_id


async def change_product_type(
    db: AsyncConnection,
    type_id: UUID,
    draft: TypeDraft,
    *,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    """Values that its products have stay stored; what fits the type no more is not shown."""
    check_type(draft)
    await _lock(db, type_id, version)
    if not await store.update(db, type_id, draft):
        raise ProductTypeTaken(f"another product type is called {draft.code}", field="code")
    touch_products(db, await store.products_of(db, type_id, _MAX_TOUCHED))
    await _written(db, type_id, draft, "product_type_changed", actor, now)


async def remove_product_type(
    db: AsyncConnection, type_id: UUID, *, version: int, actor: str, now: datetime
) -> None:
    """Refused while products have it."""
    found = await _lock(db, type_id, version)
    if found.products:
        raise ProductTypeInUse(f"{found.products} products have this type", products=found.products)
    await store.delete(db, type_id)
    await _written(db, type_id, found.draft, "product_type_removed", actor, now)


async def _lock(db: AsyncConnection, type_id: UUID, version: int) -> ProductType:
    row = await store.get(db, type_id, lock=True)
    if row is None:
        raise UnknownProductType("there is no such product type")
    if row.version != version:
        raise ProductTypeChanged(
            "somebody changed this product type meanwhile; load it again", version=row.version
        )
    return _type(row)


async def _written(
    db: AsyncConnection, type_id: UUID, draft: TypeDraft, action: str, actor: str, now: datetime
) -> None:
    await audit.record(
        db, at=now, actor=actor, action=action, subject=f"product_type:{type_id}",
        code=draft.code, attributes=[one.key for one in draft.attributes],
    )  # fmt: skip
    announce(db, EVERYTHING)  # the names of filters and of a product's facts are on many pages


def _both(one: Attribute, other: Attribute) -> Attribute:
    known = {choice.code for choice in one.choices}
    more = [choice for choice in other.choices if choice.code not in known]
    return Attribute(
        one.key, one.kind, one.names, one.unit, (*one.choices, *more), one.filterable,
        one.shown, one.required, one.on_variants,
    )  # fmt: skip


def _type(row: store.StoredType) -> ProductType:
    draft = TypeDraft(row.code, row.names, tuple(row.attributes))
    return ProductType(row.id, draft, row.products, row.version)
