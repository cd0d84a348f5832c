"""Which products a product's page shows beside it, chosen by hand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog._products import related_store, store
from lonja.catalog._products.products import changed
from lonja.catalog._products.refusals import ProductChanged, UnknownProduct
from lonja.kernel import audit
from lonja.kernel.errors import Invalid

MAX_RELATED: Final = 24


async def related_of(
    db: AsyncConnection, product_id: UUID, *, with_bought: bool = False
) -> list[UUID]:
    """What staff chose, in their order; `with_bought`: and then what is bought together with it."""
    if with_bought:
        return await related_store.beside(db, product_id, 2 * MAX_RELATED)
    return [one.related_id for one in await related_store.of(db, [product_id])]


async def set_together(db: AsyncConnection, pairs: Sequence[tuple[UUID, UUID, int]]) -> list[UUID]:
    """Replace all pairs (variant, variant of another product, place); the products that show others now."""
    variants, others, places = zip(*pairs, strict=True) if pairs else ((), (), ())
    return await related_store.replace_together(db, variants, others, places)


async def set_related(
    db: AsyncConnection,
    product_id: UUID,
    related: Sequence[UUID],
    *,
    both_ways: bool,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    """They stand beside it, in this order. `both_ways` puts it beside each of them as well, as the
    last, where there is room; it is taken off none of them.
    """
    if product_id in related or len(set(related)) < len(related) or len(related) > MAX_RELATED:
        raise Invalid(f"at most {MAX_RELATED} other products, each once", field="products")
    locked = {one.id: one for one in await store.lock_many(db, sorted({product_id, *related}))}
    if product_id not in locked:
        raise UnknownProduct("there is no such product")
    if locked[product_id].version != version:
        raise ProductChanged(
            "somebody changed this product meanwhile; load it again",
            version=locked[product_id].version,
        )
    if set(related) - set(locked):
        raise Invalid("one of these products is gone", field="products")
    await related_store.replace(db, product_id, related)
    await store.touch(db, [product_id], now=now)
    await audit.record(
        db, at=now, actor=actor, action="product_related", subject=f"product:{product_id}",
        products=[str(one) for one in related], both_ways=both_ways,
    )  # fmt: skip
    changed(db, product_id)
    if both_ways:
        await _beside_each(db, product_id, related, now=now)


async def _beside_each(
    db: AsyncConnection, product_id: UUID, others: Sequence[UUID], *, now: datetime
) -> None:
    beside: dict[UUID, list[UUID]] = {one: [] for one in others}
    for found in await related_store.of(db, others):
        beside[found.product_id].append(found.related_id)
    for other, there in sorted(beside.items()):
        if product_id not in there and len(there) < MAX_RELATED:
            await related_store.replace(db, other, [*there, product_id])
            await store.touch(db, [other], now=now)
            changed(db, other)
