"""Price lists as staff write them, and what they offer to a buyer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.kernel import audit, limits
from lonja.kernel.errors import Invalid
from lonja.kernel.ids import uuid7
from lonja.kernel.standing import from_memory
from lonja.kernel.transaction import EVERYTHING, announce
from lonja.pricing._lists import store
from lonja.pricing._lists.choosing import OfferedPrice
from lonja.pricing._lists.refusals import PriceListChanged, PriceListTaken, UnknownPriceList
from lonja.pricing._lists.store import ListedOffer, ListedPrice, PriceList
from lonja.pricing._prices import NewPrice, problem_of_price
from lonja.shop import api as shop

MAX_LISTS: Final = 100
MAX_AT_ONCE: Final = 1000
NAME_CHARACTERS: Final = 80


@dataclass(frozen=True, slots=True)
class NewListPrice:
    """Without an amount the list has no price from so many pieces on."""

    variant_id: UUID
    currency: str
    from_quantity: int
    amount_minor: int | None


async def price_lists(db: AsyncConnection) -> list[PriceList]:
    """All of them by name."""
    return await store.all_lists(db, MAX_LISTS)


async def price_list(db: AsyncConnection, list_id: UUID) -> PriceList:
    found = await store.get(db, list_id)
    if found is None:
        raise UnknownPriceList("there is no such price list")
    return found


async def add_price_list(
    db: AsyncConnection,
    *,
    name: str,
    group_id: UUID | None,
    is_active: bool,
    actor: str,
    now: datetime,
) -> UUID:
    """A new, empty one; its name is the only one of its kind in any case.

    That there is such a group is asked by the caller.
    """
    name = _checked(name)
    if await store.count(db) >= MAX_LISTS:
        raise Invalid(f"a shop has at most {MAX_LISTS} price lists", field="name")
    list_id = uuid7()
    if not await store.insert(
        db, list_id, name=name, group_id=group_id, is_active=is_active, now=now
    ):
        raise PriceListTaken("there is a price list of this name already", field="name")
    announce(db, EVERYTHING)  # pages know who has lists at all
    await _audit(
        db, list_id, "price_list_added", actor, now, after=_facts(name, group_id, is_active)
    )
    return list_id


async def change_price_list(
    db: AsyncConnection,
    list_id: UUID,
    *,
    name: str,
    group_id: UUID | None,
    is_active: bool,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    """For carts from now on; orders keep what they were placed with."""
    name = _checked(name)
    before = await _locked(db, list_id, version)
    said = _facts(before.name, before.group_id, before.is_active)
    if said == _facts(name, group_id, is_active):
        return
    if await store.is_taken(db, name, by_other_than=list_id):
        raise PriceListTaken("there is a price list of this name already", field="name")
    await store.update(db, list_id, name=name, group_id=group_id, is_active=is_active)
    announce(db, EVERYTHING)
    await _show(db, await store.variants_of(db, list_id))
    await _audit(
        db, list_id, "price_list_changed", actor, now, before=said,
        after=_facts(name, group_id, is_active),
    )  # fmt: skip


async def remove_price_list(
    db: AsyncConnection, list_id: UUID, *, version: int, actor: str, now: datetime
) -> None:
    """With all its prices."""
    before = await _locked(db, list_id, version)
    await _show(db, await store.variants_of(db, list_id))
    await store.delete(db, list_id)
    announce(db, EVERYTHING)
    await _audit(
        db, list_id, "price_list_removed", actor, now,
        before={"name": before.name, "prices": before.prices},
    )  # fmt: skip


async def listed_prices(
    db: AsyncConnection, list_id: UUID, *, after: tuple[UUID, str, int] | None, limit: int
) -> list[ListedPrice]:
    """By variant, currency and pieces."""
    return await store.prices_after(db, list_id, after, limit)


async def lock_price_lists(db: AsyncConnection) -> None:
    """Nobody else writes a price list until the transaction ends; the lists by their ids."""
    await store.lock_all(db)


async def prices_in_lists(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[ListedOffer]:
    """What every list asks for these variants, whether it is on or not."""
    return await store.of_variants(db, variant_ids) if variant_ids else []


async def set_list_prices(
    db: AsyncConnection,
    list_id: UUID,
    asked: Sequence[NewListPrice],
    *,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    """Put these in, change or remove them; all others stay. All of them or none."""
    facts = await shop.current(db)
    if not 1 <= len(asked) <= MAX_AT_ONCE:
        raise Invalid(f"1 to {MAX_AT_ONCE} prices at once", field="prices")
    for price in asked:
        if not 1 <= price.from_quantity <= limits.LINE_QUANTITY:
            raise Invalid(
                f"a price is from 1 to {limits.LINE_QUANTITY} pieces on", field="from_quantity"
            )
        plain = NewPrice(price.variant_id, price.currency, price.amount_minor)
        if problem := problem_of_price(plain, facts):
            raise problem
    before = await _locked(db, list_id, version)
    kept = {
        _key(one): ListedPrice(*_key(one), one.amount_minor)
        for one in asked
        if one.amount_minor is not None
    }
    gone = [_key(one) for one in asked if one.amount_minor is None and _key(one) not in kept]
    if kept:
        await store.put_prices(db, list_id, list(kept.values()))
    if gone:
        await store.remove_prices(db, list_id, gone)
    await store.touch(db, list_id)
    await _show(db, sorted({one.variant_id for one in asked}))
    await _audit(
        db, list_id, "price_list_priced", actor, now,
        before={"prices": before.prices}, after={"set": len(kept), "removed": len(gone)},
    )  # fmt: skip


async def groups_with_lists(db: AsyncConnection) -> Sequence[str]:
    """The ids of those whose lists are on; empty for a list for everybody."""
    return await from_memory(db, "groups with price lists", store.groups_with_lists)


async def has_group_lists(db: AsyncConnection) -> bool:
    """Whether somebody may have prices of theirs."""
    return any(await groups_with_lists(db))


async def offered_prices(
    db: AsyncConnection, variant_ids: Sequence[UUID], currency: str, groups: Collection[UUID]
) -> dict[UUID, list[OfferedPrice]]:
    """What the lists for everybody and for these groups of customers ask, by variant.

    A list without a price of its own in a converted currency asks what its first one comes to.
    """
    if not variant_ids:
        return {}
    if not {"", *map(str, groups)}.intersection(await groups_with_lists(db)):
        return {}
    there = await store.offered(db, variant_ids, groups)
    offered = [one.offered(one.amount_minor) for one in there if one.currency == currency]
    own = {(one.variant_id, one.list_id) for one in offered}
    if others := [one for one in there if (one.variant_id, one.list_id) not in own]:
        facts = await shop.current(db)
        offered += [
            one.offered(amount)
            for one in others
            if (amount := facts.amount_in({one.currency: one.amount_minor}, currency)) is not None
        ]
    found: dict[UUID, list[OfferedPrice]] = {}
    for one in offered:
        found.setdefault(one.variant_id, []).append(one)
    return found


def _key(one: NewListPrice) -> tuple[UUID, str, int]:
    return one.variant_id, one.currency, one.from_quantity


async def _locked(db: AsyncConnection, list_id: UUID, version: int) -> PriceList:
    before = await store.get(db, list_id, lock=True)
    if before is None:
        raise UnknownPriceList("there is no such price list")
    if before.version != version:
        raise PriceListChanged("somebody changed this price list meanwhile", version=before.version)
    return before


async def _show(db: AsyncConnection, variant_ids: Sequence[UUID]) -> None:
    """The pages of these goods are made again."""
    for product_id in sorted(set((await catalog.products_of(db, variant_ids)).values())):
        catalog.changed(db, product_id)


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= NAME_CHARACTERS:
        raise Invalid(f"a name has 1 to {NAME_CHARACTERS} characters", field="name")
    return name


def _facts(name: str, group_id: UUID | None, is_active: bool) -> dict[str, object]:
    return {"name": name, "group": None if group_id is None else str(group_id), "active": is_active}


async def _audit(
    db: AsyncConnection, list_id: UUID, action: str, actor: str, now: datetime, **facts: object
) -> None:
    await audit.record(
        db, at=now, actor=actor, action=action, subject=f"price_list:{list_id}", **facts
    )
