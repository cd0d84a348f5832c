"""All SQL of the runs of the forecast, in the warehouse."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from lonja.kernel.db import first, one, run


@dataclass(frozen=True, slots=True)
class ForecastRun:
    """`trained_to` is the Sunday of the last whole week; `facts` is what it measured about itself."""

    id: int
    version: int
    parameters: dict[str, Any]
    trained_from: date | None
    trained_to: date
    state: str
    error: str
    rows: int
    facts: dict[str, Any]
    started_at: datetime
    made_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reach:
    """The first day with a sale, and the day up to which the star knows the sales."""

    first_day: date | None
    through: date | None


_COLUMNS: Final = "id, version, parameters, trained_from, trained_to, state, error, rows, facts, started_at, made_at"


async def exists(db: AsyncConnection) -> bool:
    """Whether the warehouse was made by an ETL that knows of forecasts, and has read the shop."""
    return await one(
        db,
        bool,
        "SELECT to_regclass('insights.forecast_run') IS NOT NULL"
        " AND to_regclass('etl.watermark') IS NOT NULL",
    )


async def reach(db: AsyncConnection, *, idle_days: int) -> Reach:
    """Through the day of the newest ETL run; of a history that ended long before, its last day."""
    return await one(
        db,
        Reach,
        "SELECT min(d.day) AS first_day,"
        " CASE WHEN max(d.day) < max(r.day) - %(idle)s::integer THEN max(d.day)"
        " ELSE greatest(max(r.day), max(d.day)) END AS through"
        " FROM dw.agg_daily_sales AS a JOIN dw.dim_date AS d USING (date_key)"
        " CROSS JOIN (SELECT coalesce(max(as_of)::date, 'epoch') AS day FROM etl.run"
        "  WHERE state = 'done') AS r"
        " WHERE a.orders > 0",
        idle=idle_days,
    )


async def newest(db: AsyncConnection) -> ForecastRun | None:
    """However it ended, or has not yet."""
    return await first(
        db,
        ForecastRun,
        f"SELECT {_COLUMNS} FROM insights.forecast_run ORDER BY id DESC LIMIT 1",
    )


async def newest_done(db: AsyncConnection) -> ForecastRun | None:
    return await first(
        db,
        ForecastRun,
        f"SELECT {_COLUMNS} FROM insights.forecast_run WHERE state = 'done'"
        " ORDER BY id DESC LIMIT 1",
    )


async def insert(
    db: AsyncConnection,
    *,
    version: int,
    parameters: Mapping[str, Any],
    trained_from: date | None,
    trained_to: date,
) -> int:
    """A run that begins; one that its process left behind has failed."""
    await run(
        db,
        "UPDATE insights.forecast_run SET state = 'failed', error = 'its process ended'"
        " WHERE state = 'running'",
    )
    return await one(
        db,
        int,
        "INSERT INTO insights.forecast_run (version, parameters, trained_from, trained_to, state)"
        " VALUES (%(version)s, %(parameters)s, %(first)s, %(last)s, 'running') RETURNING id",
        version=version,
        parameters=Jsonb(dict(parameters)),
        first=trained_from,
        last=trained_to,
    )


async def finish(db: AsyncConnection, run_id: int, *, made: int, facts: Mapping[str, Any]) -> bool:
    """False where somebody else began another run meanwhile: then this one is not the answer."""
    return bool(
        await run(
            db,
            "UPDATE insights.forecast_run SET state = 'done', made_at = clock_timestamp(),"
            " rows = %(rows)s, facts = %(facts)s WHERE id = %(id)s AND state = 'running'",
            id=run_id,
            rows=made,
            facts=Jsonb(dict(facts)),
        )
    )


async def fail(db: AsyncConnection, run_id: int, error: str) -> None:
    await run(
        db,
        "UPDATE insights.forecast_run SET state = 'failed', error = %(error)s"
        " WHERE id = %(id)s AND state = 'running'",
        id=run_id,
        error=error[:2000],
    )


async def forget(db: AsyncConnection, *, run_id: int, trained_to: date, kept: int) -> int:
    """Drop what this run takes the place of: the same week's, failed ones, and all but `kept` done."""
    return await run(
        db,
        "DELETE FROM insights.forecast_run WHERE id <> %(id)s AND (state = 'failed'"
        " OR trained_to = %(last)s OR id NOT IN (SELECT id FROM insights.forecast_run"
        "  WHERE state = 'done' ORDER BY id DESC LIMIT %(kept)s))",
        id=run_id,
        last=trained_to,
        kept=kept,
    )
