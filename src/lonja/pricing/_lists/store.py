"""All SQL of price lists."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows, run
from lonja.pricing._lists.choosing import OfferedPrice


@dataclass(frozen=True, slots=True)
class PriceList:
    """Without a group it is for everybody. `prices` is how many it has."""

    id: UUID
    name: str
    group_id: UUID | None
    is_active: bool
    version: int
    created_at: datetime
    prices: int


@dataclass(frozen=True, slots=True)
class ListedPrice:
    variant_id: UUID
    currency: str
    from_quantity: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class ListedOffer:
    variant_id: UUID
    list_id: UUID
    name: str
    from_quantity: int
    amount_minor: int
    currency: str

    def offered(self, amount_minor: int) -> OfferedPrice:
        return OfferedPrice(
            self.variant_id, self.list_id, self.name, self.from_quantity, amount_minor
        )


_LISTS = (
    "SELECT l.id, l.name, l.group_id, l.is_active, l.version, l.created_at,"
    " (SELECT count(*) FROM price_list_prices p WHERE p.list_id = l.id) AS prices"
    " FROM price_lists l"
)


async def all_lists(db: AsyncConnection, limit: int) -> list[PriceList]:
    return await rows(
        db, PriceList, _LISTS + " ORDER BY lower(l.name), l.id LIMIT %(limit)s", limit=limit
    )


async def get(db: AsyncConnection, list_id: UUID, *, lock: bool = False) -> PriceList | None:
    return await first(
        db,
        PriceList,
        _LISTS + " WHERE l.id = %(id)s" + (" FOR UPDATE OF l" if lock else ""),
        id=list_id,
    )


async def lock_all(db: AsyncConnection) -> None:
    await run(db, "SELECT 1 FROM price_lists ORDER BY id FOR UPDATE")


async def count(db: AsyncConnection) -> int:
    return await one(db, int, "SELECT count(*) FROM price_lists")


async def insert(
    db: AsyncConnection,
    list_id: UUID,
    *,
    name: str,
    group_id: UUID | None,
    is_active: bool,
    now: datetime,
) -> bool:
    """False where another list has the name."""
    return bool(
        await run(
            db,
            "INSERT INTO price_lists (id, name, group_id, is_active, created_at)"
            " VALUES (%(id)s, %(name)s, %(group)s, %(active)s, %(now)s) ON CONFLICT DO NOTHING",
            id=list_id,
            name=name,
            group=group_id,
            active=is_active,
            now=now,
        )
    )


async def is_taken(db: AsyncConnection, name: str, *, by_other_than: UUID) -> bool:
    return await one(
        db,
        bool,
        "SELECT EXISTS (SELECT FROM price_lists WHERE lower(name) = lower(%(name)s)"
        " AND id <> %(id)s)",
        name=name,
        id=by_other_than,
    )


async def update(
    db: AsyncConnection, list_id: UUID, *, name: str, group_id: UUID | None, is_active: bool
) -> None:
    await run(
        db,
        "UPDATE price_lists SET name = %(name)s, group_id = %(group)s, is_active = %(active)s,"
        " version = version + 1 WHERE id = %(id)s",
        id=list_id,
        name=name,
        group=group_id,
        active=is_active,
    )


async def touch(db: AsyncConnection, list_id: UUID) -> None:
    await run(db, "UPDATE price_lists SET version = version + 1 WHERE id = %(id)s", id=list_id)


async def delete(db: AsyncConnection, list_id: UUID) -> None:
    await run(db, "DELETE FROM price_list_prices WHERE list_id = %(id)s", id=list_id)
    await run(db, "DELETE FROM price_lists WHERE id = %(id)s", id=list_id)


async def variants_of(db: AsyncConnection, list_id: UUID) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT DISTINCT variant_id FROM price_list_prices WHERE list_id = %(id)s"
        " ORDER BY variant_id",
        id=list_id,
    )


async def prices_after(
    db: AsyncConnection, list_id: UUID, after: tuple[UUID, str, int] | None, limit: int
) -> list[ListedPrice]:
    variant_id, currency, from_quantity = after or (None, None, None)
    return await rows(
        db,
        ListedPrice,
        "SELECT variant_id, currency, from_quantity, amount_minor FROM price_list_prices"
        " WHERE list_id = %(id)s AND (%(variant)s::uuid IS NULL"
        " OR (variant_id, currency, from_quantity)"
        " > (%(variant)s::uuid, %(currency)s::text, %(from)s::integer))"
        " ORDER BY variant_id, currency, from_quantity LIMIT %(limit)s",
        id=list_id,
        variant=variant_id,
        currency=currency,
        **{"from": from_quantity},
        limit=limit,
    )


async def of_variants(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[ListedOffer]:
    return await rows(
        db,
        ListedOffer,
        "SELECT p.variant_id, p.list_id, l.name, p.from_quantity, p.amount_minor, p.currency"
        " FROM price_list_prices p JOIN price_lists l ON l.id = p.list_id"
        " WHERE p.variant_id = ANY(%(ids)s)"
        " ORDER BY p.variant_id, p.list_id, p.currency, p.from_quantity",
        ids=list(variant_ids),
    )


async def put_prices(db: AsyncConnection, list_id: UUID, prices: Sequence[ListedPrice]) -> None:
    await run(
        db,
        "INSERT INTO price_list_prices (list_id, variant_id, currency, from_quantity,"
        " amount_minor) SELECT %(list)s, n.* FROM unnest(%(ids)s::uuid[], %(currencies)s::text[],"
        " %(from)s::integer[], %(amounts)s::bigint[]) AS n"
        " ON CONFLICT (list_id, variant_id, currency, from_quantity)"
        " DO UPDATE SET amount_minor = excluded.amount_minor",
        list=list_id,
        ids=[one.variant_id for one in prices],
        currencies=[one.currency for one in prices],
        **{"from": [one.from_quantity for one in prices]},
        amounts=[one.amount_minor for one in prices],
    )


async def remove_prices(
    db: AsyncConnection, list_id: UUID, keys: Sequence[tuple[UUID, str, int]]
) -> None:
    await run(
        db,
        "DELETE FROM price_list_prices p USING unnest(%(ids)s::uuid[], %(currencies)s::text[],"
        " %(from)s::integer[]) AS n(variant_id, currency, from_quantity)"
        " WHERE p.list_id = %(list)s AND p.variant_id = n.variant_id"
        " AND p.currency = n.currency AND p.from_quantity = n.from_quantity",
        list=list_id,
        ids=[key[0] for key in keys],
        currencies=[key[1] for key in keys],
        **{"from": [key[2] for key in keys]},
    )


async def forget(db: AsyncConnection, variant_ids: Sequence[UUID]) -> None:
    await run(
        db,
        "DELETE FROM price_list_prices WHERE variant_id = ANY(%(ids)s)",
        ids=list(variant_ids),
    )


async def offered(
    db: AsyncConnection, variant_ids: Sequence[UUID], groups: Collection[UUID]
) -> list[ListedOffer]:
    """Of the lists that are on, for everybody and for these groups, in every currency."""
    return await rows(
        db,
        ListedOffer,
        "SELECT p.variant_id, p.list_id, l.name, p.from_quantity, p.amount_minor, p.currency"
        " FROM price_list_prices p JOIN price_lists l ON l.id = p.list_id"
        " WHERE p.variant_id = ANY(%(ids)s) AND l.is_active"
        " AND (l.group_id IS NULL OR l.group_id = ANY(%(groups)s::uuid[]))"
        " ORDER BY p.variant_id, p.from_quantity, p.amount_minor, p.list_id",
        ids=list(variant_ids),
        groups=list(groups),
    )


async def groups_with_lists(db: AsyncConnection) -> list[str]:
    """The ids of those whose lists are on; empty for a list for everybody."""
    return await rows(
        db,
        str,
        "SELECT DISTINCT coalesce(group_id::text, '') FROM price_lists WHERE is_active LIMIT 1000",
    )


async def names_for_group(db: AsyncConnection, group_id: UUID) -> list[str]:
    return await rows(
        db,
        str,
        "SELECT name FROM price_lists WHERE group_id = %(id)s ORDER BY lower(name), id",
        id=group_id,
    )
