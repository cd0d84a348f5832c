"""The door to collections: what staff write, what is in them, and keeping a rule's list true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.collections import _store
from lonja.collections._collection import (
    BY_HAND,
    MAX_CHOSEN,
    MAX_COLLECTIONS,
    SORTS,
    Collection,
    CollectionByRule,
    CollectionChanged,
    CollectionDraft,
    CollectionFull,
    CollectionPicture,
    CollectionTaken,
    UnknownCollection,
    addresses,
    check_draft,
    moved_addresses,
    taken_address,
)
from lonja.collections._matching import Condition, ConditionKind, ProductFacts, taken
from lonja.kernel import audit, outbox
from lonja.kernel.errors import Invalid
from lonja.kernel.ids import uuid7
from lonja.kernel.transaction import EVERYTHING, announce, touch_products

__all__ = [
    "BY_HAND",
    "MAX_CHOSEN",
    "SORTS",
    "Collection",
    "CollectionByRule",
    "CollectionChanged",
    "CollectionDraft",
    "CollectionFull",
    "CollectionPicture",
    "CollectionTaken",
    "Condition",
    "ConditionKind",
    "FillCollection",
    "ProductFacts",
    "UnknownCollection",
    "add_collection",
    "change_collection",
    "chosen_of",
    "collection",
    "collection_at",
    "collections",
    "collections_of",
    "end_newness",
    "fill_collection",
    "products_of",
    "refresh_members",
    "remove_collection",
    "set_chosen",
    "wake_collections",
]

FILL_BATCH: Final = 200
STUCK_AFTER: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class FillCollection(outbox.Message):
    """Ask the next products whether a new rule takes them, from the one after `after` on.

    A message for each batch, since a rule may be about every product of the shop.
    """

    queue: ClassVar[str] = "imports"
    type: ClassVar[str] = "collection.fill"
    subject_field: ClassVar[str] = "collection_id"
    collection_id: UUID
    of_version: int
    after: UUID | None = None


async def collections(db: AsyncConnection) -> list[Collection]:
    """By slug; a shop has 300 at most."""
    return await _store.all_collections(db)


async def collection(db: AsyncConnection, collection_id: UUID) -> Collection:
    found = await _store.get(db, collection_id)
    if found is None:
        raise UnknownCollection("there is no such collection")
    return found


async def collection_at(
    db: AsyncConnection, slug: str, *, language: str = "", now: datetime
) -> Collection:
    """The one that buyers see at this address now, or that once stood there: compare its `address`."""
    found = await _store.at_address(db, slug, language)
    if found is None or not found.is_shown(now):
        raise UnknownCollection(f"there is no collection {slug!r}", slug=slug)
    return found


async def products_of(
    db: AsyncConnection, collection_id: UUID, *, limit: int = MAX_CHOSEN
) -> list[UUID]:
    """Those that are in it now, in the order that staff gave them."""
    return await _store.products_of(db, collection_id, limit)


async def chosen_of(db: AsyncConnection, collection_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """The products of collections by hand, each in the order that staff gave them."""
    found: dict[UUID, list[UUID]] = {one: [] for one in collection_ids}
    for row in await _store.chosen(db, collection_ids) if collection_ids else []:
        found[row.collection_id].append(row.product_id)
    return found


async def collections_of(
    db: AsyncConnection, product_ids: Sequence[UUID]
) -> dict[UUID, frozenset[UUID]]:
    """Product → the collections that it is in now, by one read of an index; none: an empty set."""
    found: dict[UUID, set[UUID]] = {one: set() for one in product_ids}
    for row in await _store.members(db, product_ids):
        found[row.product_id].add(row.collection_id)
    return {one: frozenset(of) for one, of in found.items()}


async def add_collection(
    db: AsyncConnection, draft: CollectionDraft, *, actor: str, now: datetime
) -> UUID:
    await _check(db, draft)
    if len(await _check_addresses(db, draft)) >= MAX_COLLECTIONS:
        raise Invalid(f"a shop has at most {MAX_COLLECTIONS} collections", field="slug")
    collection_id = uuid7()
    if not await _store.insert(db, collection_id, draft):
        raise CollectionTaken(f"there is a collection {draft.slug} already", field="slug")
    await _store.leave(db, collection_id, left={}, taken=addresses(draft), now=now)
    await _fill(db, collection_id, draft, version=1)
    await _written(db, collection_id, draft.slug, "collection_added", actor, now)
    return collection_id


async def change_collection(
    db: AsyncConnection,
    collection_id: UUID,
    draft: CollectionDraft,
    *,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    await _check(db, draft)
    await _check_addresses(db, draft, own=collection_id)
    before = await _lock(db, collection_id, version)
    if not await _store.update(db, collection_id, draft):
        raise CollectionTaken(f"another collection is called {draft.slug}", field="slug")
    left = moved_addresses(before, draft)
    await _store.leave(db, collection_id, left=left, taken=addresses(draft), now=now)
    await _fill(db, collection_id, draft, version=version + 1)
    await _written(db, collection_id, draft.slug, "collection_changed", actor, now)


async def set_chosen(
    db: AsyncConnection, collection_id: UUID, product_id: UUID, *, is_in: bool
) -> None:
    """Put a product into a collection that is put together by hand, as its last, or take it out.

    Twice is once; whoever edits the collection meanwhile hears of it by its version.
    """
    found = await _store.get(db, collection_id, lock=True)
    if found is None:
        raise UnknownCollection("there is no such collection")
    if found.by_rule:
        raise CollectionByRule("a rule says what is in this collection")
    if is_in and found.products >= MAX_CHOSEN:
        raise CollectionFull(f"a collection by hand has at most {MAX_CHOSEN} products")
    write = _store.put_in if is_in else _store.take_out
    if await write(db, collection_id, product_id):
        await _store.touch(db, collection_id)
        touch_products(db, [product_id])


async def remove_collection(
    db: AsyncConnection, collection_id: UUID, *, version: int, actor: str, now: datetime
) -> None:
    found = await _lock(db, collection_id, version)
    await _store.delete(db, collection_id)
    await _written(db, collection_id, found.slug, "collection_removed", actor, now)


async def refresh_members(db: AsyncConnection, facts: Sequence[ProductFacts]) -> None:
    """Put these products into the collections whose rules take them, and out of the others.

    The shelf calls it with what it has just read, in the transaction that changed the products.
    """
    rules = await _store.rules(db)
    if not rules or not facts:
        return
    now = await _store.moment(db)
    wanted: dict[tuple[UUID, UUID], datetime | None] = {}
    for rule in rules:
        for one in facts:
            found = taken(rule.conditions, one, matches_any=rule.matches_any, now=now)
            if found is not None:
                wanted[rule.id, one.product_id] = found.until
    await _store.set_members(
        db, [rule.id for rule in rules], [one.product_id for one in facts], wanted
    )


async def fill_collection(db: AsyncConnection, message: FillCollection) -> None:
    """One batch; what this puts in is the shelf's refresh of the products. Twice is once."""
    found = await _store.get(db, message.collection_id)
    if found is None or found.version != message.of_version or found.filling_since is None:
        return
    batch = await catalog.product_ids_after(db, message.after, limit=FILL_BATCH)
    if not batch:
        await _store.filled(db, found.id, found.version)
        announce(db, EVERYTHING)
        return
    touch_products(db, batch)
    await outbox.put(db, FillCollection(found.id, found.version, batch[-1]))


async def end_newness(db: AsyncConnection, *, limit: int) -> int:
    """Take products out that are new no more; how many."""
    found = await _store.over(db, limit)
    if found:
        await _store.forget_over(db, found)
        touch_products(db, found)
    return len(found)


async def wake_collections(db: AsyncConnection, *, now: datetime, limit: int) -> int:
    """Begin again to fill those whose chain of messages was lost; how many."""
    stuck = await _store.take_stuck(db, before=now - STUCK_AFTER, limit=limit)
    await outbox.put_all(db, [FillCollection(one.id, one.version) for one in stuck])
    return len(stuck)


async def _check(db: AsyncConnection, draft: CollectionDraft) -> None:
    check_draft(draft)
    if draft.products and not draft.by_rule:
        known: Mapping[UUID, object] = await catalog.product_names(db, draft.products, language="")
        if set(draft.products) - set(known):
            raise Invalid("one of these products is gone", field="products")


async def _check_addresses(
    db: AsyncConnection, draft: CollectionDraft, *, own: UUID | None = None
) -> list[Collection]:
    """The others, none of which stands where this one is to stand."""
    await _store.lock_addresses(db)
    others = [one for one in await _store.all_collections(db) if one.id != own]
    if found := taken_address(draft, others):
        field, slug, other = found
        raise CollectionTaken(f"{other.slug} stands at {slug} already", field=field)
    return others


async def _fill(
    db: AsyncConnection, collection_id: UUID, draft: CollectionDraft, *, version: int
) -> None:
    if draft.by_rule:
        await outbox.put(db, FillCollection(collection_id, version))
    else:
        touch_products(db, await _store.set_products(db, collection_id, draft.products))


async def _lock(db: AsyncConnection, collection_id: UUID, version: int) -> Collection:
    found = await _store.get(db, collection_id, lock=True)
    if found is None:
        raise UnknownCollection("there is no such collection")
    if found.version != version:
        raise CollectionChanged(
            "somebody changed this collection meanwhile; load it again", version=found.version
        )
    return found


async def _written(
    db: AsyncConnection, collection_id: UUID, slug: str, action: str, actor: str, now: datetime
) -> None:
    await audit.record(
        db, at=now, actor=actor, action=action, subject=f"collection:{collection_id}", slug=slug
    )
    announce(db, EVERYTHING)
