"""All SQL of the runs of models, in the warehouse."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from lonja.insights._models import Model
from lonja.kernel.build import beside
from lonja.kernel.db import first, one, rows, run

LONGEST_MS: Final = 600_000
WORK_MEMORY: Final = "64MB"


@dataclass(frozen=True, slots=True)
class ModelRun:
    """`facts` is what the run measured about itself; `state` is running, done or failed."""

    id: int
    model: str
    version: int
    parameters: dict[str, Any]
    trained_from: date | None
    trained_to: date | None
    state: str
    error: str
    rows: int
    facts: dict[str, Any]
    started_at: datetime
    made_at: datetime | None


@dataclass(frozen=True, slots=True)
class Span:
    """The sales of the star, and the day up to which models look."""

    first_day: date | None
    through: date | None


_COLUMNS: Final = (
    "id, model, version, parameters, trained_from, trained_to, state, error, rows, facts,"
    " started_at, made_at"
)


async def exists(db: AsyncConnection) -> bool:
    """Whether the star was ever built, by an ETL that knows of models."""
    return await one(
        db,
        bool,
        "SELECT to_regclass('insights.run') IS NOT NULL AND EXISTS (SELECT FROM etl.watermark)",
    )


async def has_schema(db: AsyncConnection) -> bool:
    """Asked first: a statement about a table that is not there fails."""
    return await one(
        db,
        bool,
        "SELECT to_regclass('insights.run') IS NOT NULL AND to_regclass('etl.watermark') IS NOT NULL",
    )


async def try_lock(db: AsyncConnection, key: int) -> bool:
    """Until the end of the transaction nobody else who takes this lock changes the warehouse."""
    return await one(db, bool, "SELECT pg_try_advisory_xact_lock(%(key)s)", key=key)


async def span(db: AsyncConnection, *, idle_days: int) -> Span:
    """Through the day of the newest ETL run; of a history that ended long before, its last day."""
    return await one(
        db,
        Span,
        "SELECT min(d.day) AS first_day,"
        " CASE WHEN max(d.day) < max(r.day) - %(idle)s::integer THEN max(d.day)"
        " ELSE greatest(max(r.day), max(d.day)) END AS through"
        " FROM dw.agg_daily_sales AS a JOIN dw.dim_date AS d USING (date_key)"
        " CROSS JOIN (SELECT coalesce(max(as_of)::date, 'epoch') AS day FROM etl.run"
        "  WHERE state = 'done') AS r"
        " WHERE a.orders > 0",
        idle=idle_days,
    )


async def newest(db: AsyncConnection, model: str) -> ModelRun | None:
    return await first(
        db,
        ModelRun,
        f"SELECT {_COLUMNS} FROM insights.run WHERE model = %(model)s ORDER BY id DESC LIMIT 1",
        model=model,
    )


async def newest_each(db: AsyncConnection) -> list[ModelRun]:
    """The last run of each model, however it ended."""
    return await rows(
        db,
        ModelRun,
        f"SELECT DISTINCT ON (model) {_COLUMNS} FROM insights.run ORDER BY model, id DESC LIMIT 100",
    )


async def insert(db: AsyncConnection, model: Model, span: Span) -> int:
    """A run that begins; one that its process left behind has failed."""
    await run(
        db,
        "UPDATE insights.run SET state = 'failed', error = 'its process ended'"
        " WHERE model = %(model)s AND state = 'running'",
        model=model.code,
    )
    return await one(
        db,
        int,
        "INSERT INTO insights.run (model, version, parameters, trained_from, trained_to, state)"
        " VALUES (%(model)s, %(version)s, %(parameters)s, %(first)s, %(through)s, 'running')"
        " RETURNING id",
        model=model.code,
        version=model.version,
        parameters=Jsonb(dict(model.parameters)),
        first=span.first_day,
        through=span.through,
    )


async def finish(
    db: AsyncConnection, run_id: int, *, made: int, facts: Mapping[str, Any] | None = None
) -> None:
    await run(
        db,
        "UPDATE insights.run SET state = 'done', made_at = clock_timestamp(), rows = %(rows)s,"
        " facts = %(facts)s WHERE id = %(id)s",
        id=run_id,
        rows=made,
        facts=Jsonb(dict(facts or {})),
    )


async def fail(db: AsyncConnection, run_id: int, error: str) -> None:
    await run(
        db,
        "UPDATE insights.run SET state = 'failed', error = %(error)s WHERE id = %(id)s",
        id=run_id,
        error=error[:2000],
    )


async def remove(db: AsyncConnection, run_id: int) -> None:
    await run(db, "DELETE FROM insights.run WHERE id = %(id)s", id=run_id)


async def prepare(db: AsyncConnection, model: Model, through: date) -> None:
    """What the SQL of a model asks for, until the end of the transaction."""
    await db.execute(f"SET LOCAL statement_timeout = {LONGEST_MS}")
    await db.execute(f"SET LOCAL work_mem = '{WORK_MEMORY}'")
    told = {"through": through.isoformat(), **model.parameters}
    for name, value in told.items():
        await db.execute("SELECT set_config(%s, %s, true)", (f"insights.{name}", str(value)))


async def build(db: AsyncConnection, model: Model) -> int:
    """Run the model's file; how many rows its table has now."""
    await db.execute(_text(model.code).encode(), prepare=False)
    found = await (await db.execute(f"SELECT count(*) FROM insights.{model.code}")).fetchone()
    return int(found[0]) if found else 0


def _text(code: str) -> str:
    path: Path = beside("warehouse") / "insights" / f"{code}.sql"
    return path.read_text()
