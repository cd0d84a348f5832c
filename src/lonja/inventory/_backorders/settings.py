"""Terms on which a variant is sold before it is there, and what a page may promise of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.inventory import _store
from lonja.inventory._backorders import store
from lonja.inventory._backorders.queues import PromiseAgain
from lonja.inventory._backorders.store import SavedTerms
from lonja.inventory._backorders.terms import (
    Arrival,
    BackorderKind,
    BackorderTerms,
    BackorderTermsChanged,
    Promise,
    check_terms,
    day_of_unit,
)
from lonja.inventory._stock import FreeStock
from lonja.kernel import audit, outbox
from lonja.kernel.errors import Invalid
from lonja.kernel.transaction import touch_products


async def backorder_terms(
    db: AsyncConnection, variant_ids: Sequence[UUID]
) -> dict[UUID, SavedTerms]:
    """What is missing was never in stock: nothing is sold of it before somebody says how."""
    return {one.variant_id: one for one in await store.terms(db, variant_ids)}


async def set_backorder_terms(
    db: AsyncConnection,
    *,
    variant_id: UUID,
    new: BackorderTerms,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    """Say how a variant is sold without stock; `version` is what the caller saw.

    Less than is owed already may be said: nothing more is sold then, and who waits goes on waiting.
    """
    check_terms(new)
    if await catalog.gift_cards_among(db, [variant_id]):
        raise Invalid("a gift card has no stock", field="variant_id")
    owner = (await catalog.products_of(db, [variant_id])).get(variant_id)
    if owner is None:
        raise catalog.UnknownSku("there is no such variant")
    await _store.lock_levels(db, [variant_id])
    (current,) = await store.terms(db, [variant_id])
    if current.version != version:
        raise BackorderTermsChanged("somebody saved it meanwhile", version=current.version)
    if current.terms == new:
        return
    await store.save_terms(db, variant_id, new, version + 1)
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="backorder_terms_set",
        subject=f"variant:{variant_id}",
        kind=new.kind,
        most=new.most,
        until=new.until,
        day=new.day,
        days=new.days,
    )
    touch_products(db, [owner])
    if current.backordered:
        await outbox.put(db, PromiseAgain(variant_id))


async def change_backorder_terms(
    db: AsyncConnection, new: Mapping[UUID, BackorderTerms]
) -> dict[UUID, tuple[BackorderTerms, BackorderTerms]]:
    """Say how several variants are sold without stock; those that changed, before and after.

    The caller has the permission, checks each (`check_terms`) and writes the audit log.
    """
    if await catalog.gift_cards_among(db, list(new)):
        raise Invalid("a gift card has no stock", field="backorder")
    await _store.lock_levels(db, list(new))
    there = await store.terms(db, list(new))
    changed = [one for one in there if one.terms != new[one.variant_id]]
    if changed:
        await store.save_all_terms(db, {one.variant_id: new[one.variant_id] for one in changed})
        owners = await catalog.products_of(db, [one.variant_id for one in changed])
        touch_products(db, sorted(set(owners.values())))
        owed = [PromiseAgain(one.variant_id) for one in changed if one.backordered]
        await outbox.put_all(db, owed)
    return {one.variant_id: (one.terms, new[one.variant_id]) for one in changed}


async def promises(db: AsyncConnection, levels: Sequence[FreeStock]) -> dict[UUID, Promise]:
    """What a page may say of the first unit that is not there, where such units are sold."""
    ahead = [one for one in levels if one.more > 0]
    unsaid = [one.variant_id for one in ahead if one.day is None and one.days is None]
    expected: dict[UUID, list[Arrival]] = {}
    for at in await store.expected(db, unsaid) if unsaid else ():
        expected.setdefault(at.variant_id, []).append(Arrival(at.day, at.quantity))
    return {
        one.variant_id: Promise(
            BackorderKind(one.kind),
            one.day or day_of_unit(max(1, 1 - one.free), expected.get(one.variant_id, ())),
            one.days,
        )
        for one in ahead
    }
