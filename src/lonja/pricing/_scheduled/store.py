"""All SQL of prices that begin and end by the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, rows, run
from lonja.pricing._scheduled.price import ScheduledPrice

_COLUMNS = (
    "id, schedule_id, variant_id, currency, amount_minor, starts_at, ends_at, actor, started_at,"
    " ended_at, lowest_minor, is_converted"
)


@dataclass(frozen=True, slots=True)
class Event:
    """A regular price (`ends_at` is None) or a sale of the past or present."""

    variant_id: UUID
    currency: str
    at: datetime
    ends_at: datetime | None
    is_sale: bool
    amount_minor: int | None
    is_reduced: bool


async def insert(db: AsyncConnection, planned: Sequence[ScheduledPrice], *, now: datetime) -> None:
    await run(
        db,
        "INSERT INTO scheduled_prices (id, schedule_id, variant_id, currency, amount_minor,"
        " starts_at, ends_at, due_at, actor, is_converted, created_at) SELECT id, schedule_id,"
        " variant_id, currency, amount_minor, starts_at, ends_at, starts_at, actor, is_converted,"
        " %(now)s"
        " FROM unnest(%(ids)s::uuid[], %(schedules)s::uuid[], %(variants)s::uuid[],"
        " %(currencies)s::text[], %(amounts)s::bigint[], %(starts)s::timestamptz[],"
        " %(ends)s::timestamptz[], %(actors)s::text[], %(converted)s::boolean[])"
        " AS n(id, schedule_id, variant_id, currency, amount_minor, starts_at, ends_at, actor,"
        " is_converted)",
        ids=[one.id for one in planned],
        schedules=[one.schedule_id for one in planned],
        variants=[one.variant_id for one in planned],
        currencies=[one.currency for one in planned],
        amounts=[one.amount_minor for one in planned],
        starts=[one.starts_at for one in planned],
        ends=[one.ends_at for one in planned],
        actors=[one.actor for one in planned],
        converted=[one.is_converted for one in planned],
        now=now,
    )


async def of_variants(
    db: AsyncConnection, variant_ids: Sequence[UUID], *, limit: int
) -> list[ScheduledPrice]:
    """Newest start first."""
    return await rows(
        db,
        ScheduledPrice,
        f"SELECT {_COLUMNS} FROM scheduled_prices WHERE variant_id = ANY(%(ids)s)"
        " ORDER BY starts_at DESC, id DESC LIMIT %(limit)s",
        ids=list(variant_ids),
        limit=limit,
    )


async def unfinished(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[ScheduledPrice]:
    return await rows(
        db,
        ScheduledPrice,
        f"SELECT {_COLUMNS} FROM scheduled_prices WHERE variant_id = ANY(%(ids)s)"
        " AND ended_at IS NULL ORDER BY starts_at, id",
        ids=list(variant_ids),
    )


async def unfinished_after(
    db: AsyncConnection, after: UUID | None, limit: int
) -> list[ScheduledPrice]:
    """Without those that follow from a rate, by id."""
    return await rows(
        db,
        ScheduledPrice,
        f"SELECT {_COLUMNS} FROM scheduled_prices WHERE ended_at IS NULL AND NOT is_converted"
        " AND (%(after)s::uuid IS NULL OR id > %(after)s) ORDER BY id LIMIT %(limit)s",
        after=after,
        limit=limit,
    )


async def of_schedule(db: AsyncConnection, schedule_id: UUID) -> list[ScheduledPrice]:
    return await rows(
        db,
        ScheduledPrice,
        f"SELECT {_COLUMNS} FROM scheduled_prices WHERE schedule_id = %(id)s"
        " ORDER BY variant_id, currency FOR UPDATE",
        id=schedule_id,
    )


async def lock_prices(db: AsyncConnection, variant_ids: Sequence[UUID]) -> None:
    """Nobody else plans for these variants until the transaction ends."""
    await run(
        db,
        "SELECT 1 FROM prices WHERE variant_id = ANY(%(ids)s) ORDER BY variant_id, currency"
        " FOR UPDATE",
        ids=list(variant_ids),
    )


async def take_due(db: AsyncConnection, *, now: datetime, limit: int) -> list[ScheduledPrice]:
    """What begins or ends by now and nobody else takes at this moment."""
    return await rows(
        db,
        ScheduledPrice,
        f"SELECT {_COLUMNS} FROM scheduled_prices WHERE due_at <= %(now)s"
        " ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED",
        now=now,
        limit=limit,
    )


async def take_due_of(
    db: AsyncConnection, variant_ids: Sequence[UUID], *, now: datetime
) -> list[ScheduledPrice]:
    """The same of these variants, waiting for whoever takes them."""
    return await rows(
        db,
        ScheduledPrice,
        f"SELECT {_COLUMNS} FROM scheduled_prices WHERE due_at <= %(now)s"
        " AND variant_id = ANY(%(ids)s) ORDER BY due_at, id FOR UPDATE",
        ids=list(variant_ids),
        now=now,
    )


async def next_due(db: AsyncConnection) -> datetime | None:
    return await first(
        db,
        datetime,
        "SELECT due_at FROM scheduled_prices WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1",
    )


async def mark(db: AsyncConnection, moved: Sequence[ScheduledPrice]) -> None:
    """Write when they started and ended; what has started is due again at its end."""
    await run(
        db,
        "UPDATE scheduled_prices s SET started_at = n.started_at, ended_at = n.ended_at,"
        " lowest_minor = n.lowest_minor,"
        " due_at = CASE WHEN n.ended_at IS NULL THEN s.ends_at END"
        " FROM unnest(%(ids)s::uuid[], %(started)s::timestamptz[], %(ended)s::timestamptz[],"
        " %(lowest)s::bigint[]) AS n(id, started_at, ended_at, lowest_minor) WHERE s.id = n.id",
        ids=[one.id for one in moved],
        started=[one.started_at for one in moved],
        ended=[one.ended_at for one in moved],
        lowest=[one.lowest_minor for one in moved],
    )


async def end_early(db: AsyncConnection, schedule_id: UUID, *, now: datetime) -> None:
    """What has started ends now; what has not never was."""
    await run(
        db,
        "DELETE FROM scheduled_prices WHERE schedule_id = %(id)s AND started_at IS NULL",
        id=schedule_id,
    )
    await run(
        db,
        "UPDATE scheduled_prices SET ends_at = %(now)s, ended_at = %(now)s, due_at = NULL"
        " WHERE schedule_id = %(id)s AND ended_at IS NULL",
        id=schedule_id,
        now=now,
    )


async def move_end(
    db: AsyncConnection, sale: ScheduledPrice, *, ends_at: datetime, with_converted: bool
) -> None:
    """Of one that has not ended; `with_converted`, of what its schedule converts from it as well."""
    await run(
        db,
        "UPDATE scheduled_prices SET ends_at = %(ends)s, due_at = %(ends)s WHERE ended_at IS NULL"
        " AND (id = %(id)s OR (%(all)s AND is_converted AND schedule_id = %(schedule)s"
        " AND variant_id = %(variant)s))",
        id=sale.id,
        schedule=sale.schedule_id,
        variant=sale.variant_id,
        ends=ends_at,
        all=with_converted,
    )


async def forget(db: AsyncConnection, variant_ids: Sequence[UUID]) -> None:
    """What variants that are gone would have cost; what they did cost stays."""
    await run(
        db,
        "DELETE FROM scheduled_prices WHERE variant_id = ANY(%(ids)s) AND ended_at IS NULL",
        ids=list(variant_ids),
    )


async def events(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[Event]:
    """All that these variants ever cost, regular prices in the order in which they were set."""
    return await rows(
        db,
        Event,
        "SELECT variant_id, currency, at, ends_at, is_sale, amount_minor, is_reduced FROM ("
        "SELECT variant_id, currency, at, NULL::timestamptz AS ends_at, false AS is_sale,"
        " amount_minor, compare_at_minor IS NOT NULL AS is_reduced, id AS turn FROM price_history"
        " WHERE variant_id = ANY(%(ids)s) UNION ALL"
        " SELECT variant_id, currency, starts_at, ends_at, true, amount_minor, true, 0"
        " FROM scheduled_prices WHERE variant_id = ANY(%(ids)s) AND ends_at IS NOT NULL"
        ") AS e ORDER BY at, turn",
        ids=list(variant_ids),
    )
