"""Every question that reports ask the warehouse."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows
from lonja.reports._language import Rows


@dataclass(frozen=True, slots=True)
class Choice:
    """A currency and channel with sales, and between which days."""

    currency: str
    minor_digits: int
    channel: str
    first_day: date
    last_day: date
    orders: int


@dataclass(frozen=True, slots=True)
class EtlRun:
    """`state` is running, done, red (a difference: see `differences`) or failed."""

    id: int
    mode: str
    state: str
    reason: str
    started_at: datetime
    ended_at: datetime | None
    as_of: datetime | None
    rows_read: int
    dropped: dict[str, dict[str, int]]
    differences: dict[str, Any]


async def exists(db: AsyncConnection) -> bool:
    """Whether a first run has ever built the star."""
    return await one(db, bool, "SELECT to_regclass('etl.watermark') IS NOT NULL")


async def as_of(db: AsyncConnection) -> datetime | None:
    return await first(
        db, datetime, "SELECT r.as_of FROM etl.watermark JOIN etl.run AS r ON r.id = run_id"
    )


async def knows(db: AsyncConnection, currency: str) -> bool:
    return await one(
        db,
        bool,
        "SELECT EXISTS (SELECT FROM dw.dim_currency WHERE currency = %(currency)s)",
        currency=currency,
    )


_OF_SALES: Final = {"channel": "ch.channel", "country": "g.country"}


async def choices(db: AsyncConnection, within: Rows) -> list[Choice]:
    """The pairs of currency and channel that have sales, with their first and last day."""
    values: dict[str, list[str]] = {}
    parts = []
    for alternative in within:
        held = []
        for condition in alternative:
            name = f"v{len(values)}"
            values[name] = list(condition.values)
            # Sales are at no location: who sees some locations only sees none of them.
            column = _OF_SALES.get(condition.dimension, "NULL")
            held.append(f"{column} = ANY(%({name})s)")
        parts.append(f"({' AND '.join(held)})")
    where = f" WHERE {' OR '.join(parts)}" if parts else ""
    return await rows(
        db,
        Choice,
        "SELECT c.currency, c.minor_digits, ch.channel, min(d.day) AS first_day,"
        " max(d.day) AS last_day, sum(f.orders)::bigint AS orders FROM dw.agg_daily_sales AS f"
        " JOIN dw.dim_date AS d USING (date_key) JOIN dw.dim_currency AS c USING (currency_key)"
        " JOIN dw.dim_channel AS ch USING (channel_key)"
        f" JOIN dw.dim_geography AS g USING (geography_key){where}"
        " GROUP BY c.currency, c.minor_digits, ch.channel ORDER BY 1, 3 LIMIT 200",
        **values,
    )


async def runs(db: AsyncConnection, *, limit: int) -> list[EtlRun]:
    return await rows(
        db,
        EtlRun,
        "SELECT r.id, r.mode, r.state, r.reason, r.started_at, r.ended_at, r.as_of,"
        " coalesce((SELECT sum(e.read) FROM etl.run_entity AS e WHERE e.run_id = r.id), 0)::bigint"
        " AS rows_read,"
        " coalesce((SELECT jsonb_object_agg(e.entity, e.dropped) FROM etl.run_entity AS e"
        "  WHERE e.run_id = r.id AND e.dropped <> '{}'), '{}') AS dropped,"
        " coalesce((SELECT jsonb_object_agg(k.name, k.detail) FROM etl.check_result AS k"
        "  WHERE k.run_id = r.id AND NOT k.passed), '{}') AS differences"
        " FROM etl.run AS r ORDER BY r.started_at DESC, r.id DESC LIMIT %(limit)s",
        limit=limit,
    )
