"""Reports drawn: a report's figures, charts and table with what they are compared to, and the rows of its file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from psycopg import AsyncConnection

from lonja.kernel.address import country_name
from lonja.kernel.money import EXPONENTS
from lonja.reports import _figures_store
from lonja.reports._figures_store import OrderBehind, Row
from lonja.reports._language import (
    Change,
    Chart,
    Condition,
    Count,
    Cumulative,
    Dimension,
    DistinctCount,
    Metric,
    Report,
    Rows,
    Sum,
    Together,
    Unit,
)
from lonja.reports._periods import Period, buckets
from lonja.reports._planning import Question, dimension_of, metric_of

CHART_ROWS: Final = 1_500
COMPARED_ROWS: Final = 10_000
"""Rows of the other period that a change looks for its own in."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader chose: days, a currency, and values of dimensions."""

    period: Period
    currency: str | None
    where: tuple[Condition, ...] = ()
    within: Rows = ()
    """The rows that the reader may see."""

    def question(self, metrics: Sequence[str], by: Sequence[str], limit: int) -> Question:
        return Question(
            tuple(metrics), tuple(by), self.period.start, self.period.end, self.currency,
            self.where, limit, within=self.within,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric of the whole period, beside the one before and the same one a year before."""

    metric: str
    value: int | None
    previous: int | None
    year_before: int | None


@dataclass(frozen=True, slots=True)
class Series:
    """Rows of metrics by dimensions; `groups` is how many there are beyond the limit as well."""

    metrics: tuple[str, ...]
    by: tuple[str, ...]
    rows: list[Row]
    groups: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart; `previous` has the rows of the period before, in the same order, where it is by time."""

    chart: Chart
    series: Series
    previous: Series | None


async def figures(db: AsyncConnection, codes: Sequence[str], asked: Asked) -> list[Figure]:
    """One question for each of the three periods."""
    found = [
        await _totals(db, codes, replace(asked, period=period))
        for period in (asked.period, asked.period.before, asked.period.year_before)
    ]
    now, before, year = found
    return [Figure(code, now[code], before[code], year[code]) for code in codes]


async def _totals(
    db: AsyncConnection, codes: Sequence[str], asked: Asked
) -> Mapping[str, int | None]:
    (row,) = await _figures_store.figures(db, asked.question(codes, (), 1))
    return dict(zip(codes, row.values, strict=True))


async def draw(
    db: AsyncConnection, chart: Chart, asked: Asked, table: Series | None = None
) -> Drawn:
    """A chart of what the table says already is drawn from its rows."""
    limit = chart.limit or CHART_ROWS
    series = _part_of(table, chart) if table else None
    if series is None:
        series = await read(db, chart.metrics, chart.by, asked, limit=limit)
    previous = None
    if _is_along_time(chart.by) and len(chart.by) == len(chart.metrics) == 1:
        before = replace(asked, period=asked.period.before)
        previous = await read(db, chart.metrics, chart.by, before, limit=limit)
    return Drawn(chart, series, previous)


def _part_of(table: Series, chart: Chart) -> Series | None:
    """The chart's columns of the table, where it has the same rows, all of them, in the same order."""
    is_ordered = all(dimension_of(code).is_in_order for code in chart.by)
    is_there = chart.by == table.by and set(chart.metrics) <= set(table.metrics)
    is_whole = len(table.rows) == table.groups <= (chart.limit or CHART_ROWS)
    if not (is_there and is_ordered and is_whole):
        return None
    at = [table.metrics.index(code) for code in chart.metrics]
    rows = [Row(row.labels, [row.values[place] for place in at], row.groups) for row in table.rows]
    return Series(chart.metrics, chart.by, rows, table.groups)


async def table(db: AsyncConnection, report: Report, asked: Asked, *, limit: int) -> Series:
    if not report.table.metrics:
        return Series((), report.table.by, [], 0)
    return await read(db, report.table.metrics, report.table.by, asked, limit=limit)


async def read(
    db: AsyncConnection, metrics: Sequence[str], by: Sequence[str], asked: Asked, *, limit: int
) -> Series:
    """The rows of an answer, with changes worked out and no day, week or month left out."""
    plain = [_unchanged(code) for code in metrics]
    question = asked.question(list(dict.fromkeys(plain)), by, limit)
    rows = await _figures_store.figures(db, question)
    at = {code: place for place, code in enumerate(question.metrics)}
    values = [[row.values[at[code]] for code in plain] for row in rows]
    for place, code in enumerate(metrics):
        of = metric_of(code).of
        if isinstance(of, Change):
            past = await _past(db, of, by, asked)
            for row, own in zip(rows, values, strict=True):
                own[place] = change(own[place], past.get(tuple(row.labels)))
    rows = [Row(row.labels, own, row.groups) for row, own in zip(rows, values, strict=True)]
    groups = rows[0].groups if rows else 0
    if len(by) == 1 and _is_along_time(by) and groups <= limit:
        rows = filled(rows, metrics, by[0], asked.period)
    return Series(tuple(metrics), tuple(by), rows, max(groups, len(rows)))


def _unchanged(code: str) -> str:
    of = metric_of(code).of
    return of.of if isinstance(of, Change) else code


async def _past(
    db: AsyncConnection, of: Change, by: Sequence[str], asked: Asked
) -> dict[tuple[str, ...], int | None]:
    period = asked.period.before if of.since == "previous" else asked.period.year_before
    past = replace(asked, period=period)
    rows = await _figures_store.figures(db, past.question((of.of,), by, COMPARED_ROWS))
    return {tuple(row.labels): row.values[0] for row in rows}


def change(now: int | None, before: int | None) -> int | None:
    """Hundredths of a per cent; nothing where there was nothing before."""
    if now is None or not before:
        return None
    return round((now - before) * 10_000 / abs(before))


def filled(rows: list[Row], metrics: Sequence[str], by: str, period: Period) -> list[Row]:
    """A row for each day, week, … of the period: a day without sales sold 0."""
    known = {row.labels[0]: row for row in rows}
    found: list[Row] = []
    for day in buckets(dimension_of(by).form, period):
        label = str(day)
        row = known.pop(label, None)
        if row is None:
            last = found[-1].values if found else [None] * len(metrics)
            row = Row(
                [label], [_without(code, old) for code, old in zip(metrics, last, strict=True)], 0
            )
        found.append(row)
    return found


def _without(code: str, last: int | None) -> int | None:
    """What a metric is where nothing happened."""
    match metric_of(code).of:
        case Sum() | Count() | DistinctCount() | Together():
            return 0
        case Cumulative():
            return last or 0
        case _:
            return None


def _is_along_time(by: Sequence[str]) -> bool:
    return bool(by) and dimension_of(by[0]).is_time


async def orders_behind(
    db: AsyncConnection, metric: str, asked: Asked, *, limit: int, offset: int
) -> list[OrderBehind]:
    return await _figures_store.orders_behind(
        db, asked.question((metric,), (), limit), offset=offset
    )


def sheet(series: Series, currency: str, language: str) -> Iterator[Sequence[str]]:
    """A heading, then each row: amounts in major units, a per cent as 12.34."""
    metrics = [metric_of(code) for code in series.metrics]
    ways = [dimension_of(code).titles[language] for code in series.by]
    yield [*ways, *(_heading(one, currency, language) for one in metrics)]
    for row in series.rows:
        values = zip(metrics, row.values, strict=True)
        labels = zip(series.by, row.labels, strict=True)
        shown = [label_of(dimension_of(code), label, language) for code, label in labels]
        yield [*shown, *(_cell(one.unit, value, currency) for one, value in values)]


def label_of(way: Dimension, label: str, language: str) -> str:
    if label in way.words:
        return way.words[label][language]
    if way.form == "rate" and label:
        return f"{Decimal(label).scaleb(-2).normalize():f} %"
    return country_name(label, language) if way.form == "country" else label


def _heading(metric: Metric, currency: str, language: str) -> str:
    after = {"money": f" ({currency})", "percent": " (%)", "hours": " (h)"}
    return metric.titles[language] + after.get(metric.unit, "")


def _cell(unit: Unit, value: int | None, currency: str) -> str:
    if value is None:
        return ""
    digits = EXPONENTS[currency] if unit == "money" else {"count": 0}.get(unit, 2)
    return f"{Decimal(value).scaleb(-digits):f}"
