"""All SQL of prices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import rows, run
from lonja.pricing._price import Price


@dataclass(frozen=True, slots=True)
class RegularPrice:
    """A price from `at` on, and who set it."""

    variant_id: UUID
    currency: str
    amount_minor: int
    compare_at_minor: int | None
    lowest_minor: int | None
    at: datetime
    actor: str
    is_converted: bool = False


@dataclass(frozen=True, slots=True)
class PriceChange:
    """Without an amount it was taken off sale in this currency."""

    currency: str
    amount_minor: int | None
    compare_at_minor: int | None
    at: datetime
    actor: str


async def prices(
    db: AsyncConnection, variant_ids: Sequence[UUID], currency: str | None
) -> list[Price]:
    """Regular prices, whatever sale is on."""
    return await rows(
        db,
        Price,
        "SELECT variant_id, currency, amount_minor, compare_at_minor, lowest_minor,"
        " NULL::timestamptz AS until, is_converted FROM prices"
        " WHERE variant_id = ANY(%(ids)s) AND (%(currency)s::text IS NULL"
        " OR currency = %(currency)s) ORDER BY variant_id, currency",
        ids=list(variant_ids),
        currency=currency,
    )


async def prices_at(
    db: AsyncConnection, variant_ids: Sequence[UUID], currency: str, *, now: datetime
) -> list[Price]:
    """What buyers pay at an instant, whether or not the clock has seen to it: `r` is a regular price
    that is due, `s` the sale that is on, `f` what comes next.
    """
    return await rows(
        db,
        Price,
        "SELECT p.variant_id, p.currency,"
        " least(coalesce(r.amount_minor, p.amount_minor), s.amount_minor) AS amount_minor,"
        " CASE WHEN s.amount_minor < coalesce(r.amount_minor, p.amount_minor) THEN"
        " greatest(coalesce(r.amount_minor, p.amount_minor), p.compare_at_minor)"
        " WHEN r.amount_minor IS NULL THEN p.compare_at_minor END AS compare_at_minor,"
        " CASE WHEN s.amount_minor < coalesce(r.amount_minor, p.amount_minor) THEN s.lowest_minor"
        " WHEN r.amount_minor IS NULL THEN p.lowest_minor END AS lowest_minor,"
        " least(s.ends_at, f.starts_at) AS until FROM prices p"
        " LEFT JOIN LATERAL (SELECT amount_minor FROM scheduled_prices"
        " WHERE variant_id = p.variant_id AND currency = p.currency AND starts_at <= %(now)s"
        " AND ends_at IS NULL AND ended_at IS NULL ORDER BY starts_at DESC LIMIT 1) r ON true"
        " LEFT JOIN LATERAL (SELECT amount_minor, ends_at, lowest_minor FROM scheduled_prices"
        " WHERE variant_id = p.variant_id AND currency = p.currency AND starts_at <= %(now)s"
        " AND ends_at > %(now)s ORDER BY starts_at DESC LIMIT 1) s ON true"
        " LEFT JOIN LATERAL (SELECT starts_at FROM scheduled_prices"
        " WHERE variant_id = p.variant_id AND currency = p.currency AND starts_at > %(now)s"
        " ORDER BY starts_at LIMIT 1) f ON true"
        " WHERE p.variant_id = ANY(%(ids)s) AND p.currency = %(currency)s ORDER BY p.variant_id",
        ids=list(variant_ids),
        currency=currency,
        now=now,
    )


async def started_prices(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[Price]:
    """In every currency, of the sales that the clock has started and not ended."""
    return await rows(
        db,
        Price,
        "SELECT p.variant_id, p.currency, least(p.amount_minor, s.amount_minor) AS amount_minor,"
        " CASE WHEN s.amount_minor < p.amount_minor"
        " THEN greatest(p.amount_minor, p.compare_at_minor) ELSE p.compare_at_minor END"
        " AS compare_at_minor, CASE WHEN s.amount_minor < p.amount_minor THEN s.lowest_minor"
        " ELSE p.lowest_minor END AS lowest_minor, s.ends_at AS until FROM prices p"
        " LEFT JOIN LATERAL (SELECT amount_minor, ends_at, lowest_minor FROM scheduled_prices"
        " WHERE variant_id = p.variant_id AND currency = p.currency AND started_at IS NOT NULL"
        " AND ended_at IS NULL ORDER BY starts_at DESC LIMIT 1) s ON true"
        " WHERE p.variant_id = ANY(%(ids)s) ORDER BY p.variant_id, p.currency",
        ids=list(variant_ids),
    )


async def set_prices(db: AsyncConnection, changed: Sequence[RegularPrice]) -> None:
    """Many at once, each with its row of history."""
    await run(
        db,
        "WITH n AS (SELECT * FROM unnest(%(ids)s::uuid[], %(currencies)s::text[],"
        " %(amounts)s::bigint[], %(compared)s::bigint[], %(lowest)s::bigint[],"
        " %(at)s::timestamptz[], %(actors)s::text[], %(converted)s::boolean[])"
        " AS n(id, currency, amount, compare, lowest, at, actor, is_converted)),"
        " now_is AS (INSERT INTO prices (variant_id, currency, amount_minor, compare_at_minor,"
        " lowest_minor, is_converted, updated_at)"
        " SELECT id, currency, amount, compare, lowest, is_converted, at FROM n"
        " ORDER BY id, currency"
        " ON CONFLICT (variant_id, currency) DO UPDATE SET amount_minor = excluded.amount_minor,"
        " compare_at_minor = excluded.compare_at_minor, lowest_minor = excluded.lowest_minor,"
        " is_converted = excluded.is_converted, updated_at = excluded.updated_at)"
        " INSERT INTO price_history (variant_id, currency, amount_minor, compare_at_minor, at,"
        " actor) SELECT id, currency, amount, compare, at, actor FROM n",
        ids=[price.variant_id for price in changed],
        currencies=[price.currency for price in changed],
        amounts=[price.amount_minor for price in changed],
        compared=[price.compare_at_minor for price in changed],
        lowest=[price.lowest_minor for price in changed],
        at=[price.at for price in changed],
        actors=[price.actor for price in changed],
        converted=[price.is_converted for price in changed],
    )


async def set_lowest(db: AsyncConnection, found: Sequence[Price]) -> None:
    await run(
        db,
        "UPDATE prices p SET lowest_minor = n.lowest FROM unnest(%(ids)s::uuid[],"
        " %(currencies)s::text[], %(lowest)s::bigint[]) AS n(id, currency, lowest)"
        " WHERE p.variant_id = n.id AND p.currency = n.currency",
        ids=[price.variant_id for price in found],
        currencies=[price.currency for price in found],
        lowest=[price.lowest_minor for price in found],
    )


async def remove_prices(
    db: AsyncConnection,
    variant_ids: Sequence[UUID],
    currencies: Sequence[str],
    *,
    actor: str,
    now: datetime,
) -> None:
    """By pairs: the first variant's price in the first currency, and so on; history says so."""
    await run(
        db,
        "WITH gone AS (DELETE FROM prices p USING unnest(%(ids)s::uuid[], %(currencies)s::text[])"
        " AS n(id, currency) WHERE p.variant_id = n.id AND p.currency = n.currency"
        " RETURNING p.variant_id, p.currency) INSERT INTO price_history (variant_id, currency, at,"
        " actor) SELECT variant_id, currency, %(now)s, %(actor)s FROM gone",
        ids=list(variant_ids),
        currencies=list(currencies),
        actor=actor,
        now=now,
    )


async def forget(db: AsyncConnection, variant_ids: Sequence[UUID]) -> None:
    """Prices of variants that are gone; what they were stays in the history."""
    await run(db, "DELETE FROM prices WHERE variant_id = ANY(%(ids)s)", ids=list(variant_ids))


async def history(db: AsyncConnection, variant_id: UUID, limit: int) -> list[PriceChange]:
    return await rows(
        db,
        PriceChange,
        "SELECT currency, amount_minor, compare_at_minor, at, actor FROM price_history WHERE variant_id = %(id)s"
        " ORDER BY at DESC, id DESC LIMIT %(limit)s",
        id=variant_id,
        limit=limit,
    )
