"""All SQL of forecasts, in the warehouse."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from psycopg import AsyncConnection

from lonja.kernel.copying import copy_rows
from lonja.kernel.db import first, rows, run

LONGEST_MS: Final = 300_000


@dataclass(frozen=True, slots=True)
class Series:
    """What is forecast: an article, a category of them, or the shop; units of each week it sold."""

    level: str
    series: str
    sku: str
    name: str
    category: str


@dataclass(frozen=True, slots=True)
class Sold:
    level: str
    series: str
    week: date
    units: int


@dataclass(frozen=True, slots=True)
class Line:
    """A series of the last run. `recent` is what its last four weeks sold, the others what comes."""

    level: str
    series: str
    sku: str
    name: str
    category: str
    kind: str
    method: str
    weeks: int
    adi: float
    cv2: float
    mase: float | None
    wape: float | None
    naive_wape: float | None
    coverage: float | None
    parameters: dict[str, float]
    tried: dict[str, float]
    recent: int
    expected: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Week:
    """`is_test`: expected of weeks that were over, from what came before them."""

    week: date
    units: int | None
    expected: float | None
    low: float | None
    high: float | None
    is_test: bool


@dataclass(frozen=True, slots=True)
class KindError:
    """Errors of the back-tests of all series of a kind; `series` without an answer within."""

    kind: str
    series: int
    answered: int
    mase: float | None
    wape: float | None
    naive_wape: float | None
    coverage: float | None


@dataclass(frozen=True, slots=True)
class Record:
    """What became of the answers of one run, in the weeks that are over since."""

    run_id: int
    trained_to: date
    made_at: datetime
    series: int
    weeks: int
    wape: float | None
    coverage: float | None


@dataclass(frozen=True, slots=True)
class Rate:
    """Units of a day in the coming weeks, and their deviation, of one variant of the shop."""

    natural_key: str
    mean: float
    deviation: float
    method: str


async def chosen(db: AsyncConnection, *, before: date, since: date, most: int) -> list[Series]:
    """The shop, its categories, and the `most` articles that sold most since `since`."""
    await db.execute(f"SET LOCAL statement_timeout = {LONGEST_MS}")
    return await rows(
        db,
        Series,
        "WITH sold AS (SELECT v.natural_key, sum(l.quantity) AS units"
        "  FROM dw.fact_order_line AS l JOIN dw.dim_variant AS v ON v.variant_key = l.variant_key"
        "   AND v.is_article AND v.variant_key > 0 JOIN dw.dim_date AS d ON d.date_key = l.date_key"
        "  WHERE d.day >= %(since)s AND d.day < %(before)s GROUP BY v.natural_key"
        "  HAVING sum(l.quantity) > 0),"
        " item AS (SELECT v.natural_key, v.sku, v.product_name, v.category, s.units"
        "  FROM sold AS s JOIN dw.dim_variant AS v ON v.natural_key = s.natural_key AND v.is_current)"
        " SELECT 'shop' AS level, '' AS series, '' AS sku, '' AS name, '' AS category"
        "  WHERE EXISTS (SELECT FROM item)"
        " UNION ALL SELECT * FROM (SELECT 'category', category, '', category, category FROM item"
        "  WHERE category <> '' GROUP BY category ORDER BY sum(units) DESC, category LIMIT 200) AS c"
        " UNION ALL SELECT * FROM (SELECT 'sku', natural_key, sku, product_name, category FROM item"
        "  ORDER BY units DESC, natural_key LIMIT %(most)s) AS i",
        since=since,
        before=before,
        most=most,
    )


async def sold(
    db: AsyncConnection, *, before: date, since: date, articles: Sequence[str]
) -> list[Sold]:
    """Units of each week that has some: of these articles, of each category, of the shop."""
    return await rows(
        db,
        Sold,
        "WITH weekly AS (SELECT v.natural_key, date_trunc('week', d.day::timestamp)::date AS week,"
        "   sum(l.quantity)::bigint AS units"
        "  FROM dw.fact_order_line AS l JOIN dw.dim_variant AS v ON v.variant_key = l.variant_key"
        "   AND v.is_article AND v.variant_key > 0 JOIN dw.dim_date AS d ON d.date_key = l.date_key"
        "  WHERE d.day >= %(since)s AND d.day < %(before)s GROUP BY 1, 2)"
        " SELECT 'sku' AS level, natural_key AS series, week, units FROM weekly"
        "  WHERE natural_key = ANY(%(articles)s)"
        " UNION ALL SELECT 'category', v.category, w.week, sum(w.units)::bigint FROM weekly AS w"
        "  JOIN dw.dim_variant AS v ON v.natural_key = w.natural_key AND v.is_current"
        "  GROUP BY v.category, w.week"
        " UNION ALL SELECT 'shop', '', week, sum(units)::bigint FROM weekly GROUP BY week"
        " ORDER BY level, series, week LIMIT 2000000",
        since=since,
        before=before,
        articles=list(articles),
    )


async def write(
    db: AsyncConnection,
    *,
    series: Iterable[Sequence[Any]],
    points: Iterable[Sequence[Any]],
    weeks: Iterable[Sequence[Any]],
) -> int:
    """The answers of one run, and how it happened so far; how many series."""
    await db.execute(f"SET LOCAL statement_timeout = {LONGEST_MS}")
    await db.execute("SET LOCAL search_path = insights")
    made = await copy_rows(
        db,
        "forecast_series",
        (
            "run_id", "level", "series", "sku", "name", "category", "kind", "method", "parameters",
            "weeks", "adi", "cv2", "mase", "wape", "naive_wape", "coverage", "tried", "error_units",
            "naive_error_units", "test_units", "within", "judged",
        ),
        series,
    )  # fmt: skip
    await copy_rows(
        db,
        "forecast_point",
        ("run_id", "level", "series", "week", "is_test", "expected", "low", "high"),
        points,
    )
    await run(db, "TRUNCATE insights.forecast_week")
    await copy_rows(db, "forecast_week", ("level", "series", "week", "units"), weeks)
    # Asked at once: a plan without statistics of these rows takes minutes.
    await db.execute("ANALYZE forecast_series, forecast_point, forecast_week")
    return made


async def lines(
    db: AsyncConnection, *, run_id: int, level: str, kind: str | None, category: str | None,
    words: str, since: date, until: date, limit: int,
) -> list[Line]:  # fmt: skip
    """What is expected to sell most first; `since` and `until` bound the weeks that are summed."""
    return await rows(
        db,
        Line,
        "SELECT s.level, s.series, s.sku, s.name, s.category, s.kind, s.method, s.weeks,"
        " s.adi::float8 AS adi, s.cv2::float8 AS cv2, s.mase::float8 AS mase,"
        " s.wape::float8 AS wape, s.naive_wape::float8 AS naive_wape,"
        " s.coverage::float8 AS coverage, s.parameters, s.tried,"
        " coalesce((SELECT sum(w.units) FROM insights.forecast_week AS w WHERE w.level = s.level"
        "  AND w.series = s.series AND w.week >= %(since)s), 0)::bigint AS recent,"
        " p.expected, p.low, p.high"
        " FROM insights.forecast_series AS s LEFT JOIN LATERAL (SELECT sum(expected)::float8 AS expected,"
        "  sum(low)::float8 AS low, sum(high)::float8 AS high FROM insights.forecast_point AS p"
        "  WHERE p.run_id = s.run_id AND p.level = s.level AND p.series = s.series"
        "  AND NOT p.is_test AND p.week < %(until)s) AS p ON true"
        " WHERE s.run_id = %(run)s AND s.level = %(level)s"
        " AND (%(kind)s::text IS NULL OR s.kind = %(kind)s)"
        " AND (%(category)s::text IS NULL OR s.category = %(category)s)"
        " AND (%(words)s = '' OR position(lower(%(words)s) IN lower(s.sku || ' ' || s.name)) > 0)"
        " ORDER BY p.expected DESC NULLS LAST, recent DESC, s.series LIMIT %(limit)s",
        run=run_id,
        level=level,
        kind=kind,
        category=category,
        words=words,
        since=since,
        until=until,
        limit=limit,
    )


async def line(
    db: AsyncConnection, *, run_id: int, level: str, series: str, since: date, until: date
) -> Line | None:
    return await first(
        db,
        Line,
        "SELECT s.level, s.series, s.sku, s.name, s.category, s.kind, s.method, s.weeks,"
        " s.adi::float8 AS adi, s.cv2::float8 AS cv2, s.mase::float8 AS mase,"
        " s.wape::float8 AS wape, s.naive_wape::float8 AS naive_wape,"
        " s.coverage::float8 AS coverage, s.parameters, s.tried,"
        " coalesce((SELECT sum(w.units) FROM insights.forecast_week AS w WHERE w.level = s.level"
        "  AND w.series = s.series AND w.week >= %(since)s), 0)::bigint AS recent,"
        " (SELECT sum(p.expected)::float8 FROM insights.forecast_point AS p"
        "  WHERE p.run_id = s.run_id AND p.level = s.level AND p.series = s.series"
        "  AND NOT p.is_test AND p.week < %(until)s) AS expected,"
        " NULL::float8 AS low, NULL::float8 AS high"
        " FROM insights.forecast_series AS s"
        " WHERE s.run_id = %(run)s AND s.level = %(level)s AND s.series = %(series)s",
        run=run_id,
        level=level,
        series=series,
        since=since,
        until=until,
    )


async def weeks(
    db: AsyncConnection, *, run_id: int, level: str, series: str, since: date
) -> list[Week]:
    """How it happened and what was expected, week by week."""
    return await rows(
        db,
        Week,
        "SELECT coalesce(w.week, p.week) AS week, w.units, p.expected::float8 AS expected,"
        " p.low::float8 AS low, p.high::float8 AS high, coalesce(p.is_test, false) AS is_test"
        " FROM (SELECT week, units FROM insights.forecast_week WHERE level = %(level)s"
        "  AND series = %(series)s) AS w FULL JOIN (SELECT week, expected, low, high, is_test"
        "  FROM insights.forecast_point WHERE run_id = %(run)s AND level = %(level)s"
        "  AND series = %(series)s) AS p ON p.week = w.week"
        " WHERE coalesce(w.week, p.week) >= %(since)s ORDER BY 1 LIMIT 400",
        run=run_id,
        level=level,
        series=series,
        since=since,
    )


async def kind_errors(db: AsyncConnection, *, run_id: int) -> list[KindError]:
    """Of articles; the errors of a kind are summed before they are divided."""
    return await rows(
        db,
        KindError,
        "SELECT kind, count(*) AS series, count(*) FILTER (WHERE method <> '') AS answered,"
        " avg(mase)::float8 AS mase, (sum(error_units) / nullif(sum(test_units), 0))::float8 AS wape,"
        " (sum(naive_error_units) / nullif(sum(test_units), 0))::float8 AS naive_wape,"
        " (sum(within)::numeric / nullif(sum(judged), 0))::float8 AS coverage"
        " FROM insights.forecast_series WHERE run_id = %(run)s AND level = 'sku'"
        " GROUP BY kind ORDER BY array_position("
        "  ARRAY['smooth', 'erratic', 'intermittent', 'lumpy', 'short'], kind) LIMIT 10",
        run=run_id,
    )


async def records(db: AsyncConnection, *, limit: int) -> list[Record]:
    """Of articles, the newest run first; one whose weeks are not over yet has none."""
    return await rows(
        db,
        Record,
        "SELECT r.id AS run_id, r.trained_to, r.made_at, count(DISTINCT s.series) AS series,"
        " count(DISTINCT w.week) AS weeks,"
        " (sum(abs(w.units - p.expected)) / nullif(sum(w.units), 0))::float8 AS wape,"
        " avg(CASE WHEN w.units BETWEEN p.low AND p.high THEN 1.0 WHEN w.units IS NOT NULL THEN 0 END)"
        "  ::float8 AS coverage"
        " FROM (SELECT id, trained_to, made_at FROM insights.forecast_run"
        "  WHERE state = 'done' ORDER BY id DESC LIMIT %(limit)s) AS r"
        " JOIN insights.forecast_series AS s ON s.run_id = r.id AND s.level = 'sku' AND s.method <> ''"
        " JOIN insights.forecast_point AS p ON p.run_id = r.id AND p.level = s.level"
        "  AND p.series = s.series AND NOT p.is_test"
        " LEFT JOIN insights.forecast_week AS w ON w.level = s.level AND w.series = s.series"
        "  AND w.week = p.week"
        " GROUP BY r.id, r.trained_to, r.made_at ORDER BY r.id DESC",
        limit=limit,
    )


async def rates(db: AsyncConnection, *, run_id: int, share_width: float, limit: int) -> list[Rate]:
    """Of articles with an answer; an interval as wide as `share_width` deviations makes one.

    A week's deviation is that of seven days that know nothing of each other.
    """
    return await rows(
        db,
        Rate,
        "SELECT s.series AS natural_key, (avg(p.expected) / 7)::float8 AS mean,"
        " (avg(p.high - p.low) / %(width)s::numeric / sqrt(7))::float8 AS deviation, s.method"
        " FROM insights.forecast_series AS s JOIN insights.forecast_point AS p"
        " ON p.run_id = s.run_id AND p.level = s.level AND p.series = s.series AND NOT p.is_test"
        " WHERE s.run_id = %(run)s AND s.level = 'sku' AND s.method <> ''"
        " GROUP BY s.series, s.method ORDER BY s.series LIMIT %(limit)s",
        run=run_id,
        width=share_width,
        limit=limit,
    )
