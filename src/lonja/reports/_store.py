"""Every question that reports ask the warehouse."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows
from lonja.reports._metrics import OVER_TIME, Dimension, Metric

MAX_POINTS = 1_500


@dataclass(frozen=True, slots=True)
class Point:
    """`value` is exact: minor units or a count; of a ratio, rounded to a whole one."""

    label: str
    value: int


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


def _sum(metric: Metric) -> str:
    if not metric.per:
        return f"sum(f.{metric.column})"
    return f"round(sum(f.{metric.column}) / nullif(sum(f.{metric.per}), 0)::numeric)"


def _where(metric: Metric) -> str:
    articles = (
        " JOIN dw.dim_variant AS a ON a.variant_key = f.variant_key AND a.is_article"
        if metric.articles_only
        else ""
    )
    return articles + _WHERE


_WHERE = (
    " JOIN dw.dim_date AS d ON d.date_key = f.date_key"
    " JOIN dw.dim_currency AS c ON c.currency_key = f.currency_key"
    " JOIN dw.dim_channel AS ch ON ch.channel_key = f.channel_key"
    " WHERE d.day >= %(start)s AND d.day < %(end)s AND c.currency = %(currency)s"
    " AND (%(channel)s::text IS NULL OR ch.channel = %(channel)s)"
    # The key as well: it is what the tables are indexed by.
    " AND f.date_key >= to_char(%(start)s::date, 'YYYYMMDD')::integer"
    " AND f.date_key < to_char(%(end)s::date, 'YYYYMMDD')::integer"
)


async def points(
    db: AsyncConnection,
    metric: Metric,
    dimension: Dimension,
    *,
    start: date,
    end: date,
    currency: str,
    channel: str | None,
    limit: int,
) -> list[Point]:
    """Time in its order, everything else largest first."""
    order = "1" if dimension.code in OVER_TIME else "2 DESC, 1"
    return await rows(
        db,
        Point,
        f"SELECT g.{dimension.column}::text AS label, {_sum(metric)}::bigint AS value"
        f" FROM dw.{metric.table} AS f"
        f" JOIN dw.{dimension.table} AS g ON g.{dimension.key} = f.{dimension.key}"
        f"{_where(metric)} GROUP BY 1 HAVING {_sum(metric)} IS NOT NULL ORDER BY {order} LIMIT %(limit)s",
        start=start,
        end=end,
        currency=currency,
        channel=channel,
        limit=min(limit or MAX_POINTS, MAX_POINTS),
    )


async def total(
    db: AsyncConnection,
    metric: Metric,
    *,
    start: date,
    end: date,
    currency: str,
    channel: str | None,
) -> int:
    found = await first(
        db,
        int,
        f"SELECT {_sum(metric)}::bigint FROM dw.{metric.table} AS f {_where(metric)}",
        start=start,
        end=end,
        currency=currency,
        channel=channel,
    )
    return found or 0


async def exists(db: AsyncConnection) -> bool:
    """Whether a first run has ever built the star."""
    return await one(db, bool, "SELECT to_regclass('etl.watermark') IS NOT NULL")


async def as_of(db: AsyncConnection) -> datetime | None:
    return await first(
        db, datetime, "SELECT r.as_of FROM etl.watermark JOIN etl.run AS r ON r.id = run_id"
    )


async def choices(db: AsyncConnection) -> list[Choice]:
    """The pairs of currency and channel that have sales, with their first and last day."""
    return await rows(
        db,
        Choice,
        "SELECT c.currency, c.minor_digits, ch.channel, min(d.day) AS first_day,"
        " max(d.day) AS last_day, sum(f.orders)::bigint AS orders FROM dw.agg_daily_sales AS f"
        " JOIN dw.dim_date AS d USING (date_key) JOIN dw.dim_currency AS c USING (currency_key)"
        " JOIN dw.dim_channel AS ch USING (channel_key)"
        " GROUP BY c.currency, c.minor_digits, ch.channel ORDER BY 1, 3 LIMIT 200",
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
