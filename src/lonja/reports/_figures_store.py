"""The statements that answer a question about figures: made of a plan, run in the warehouse."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from psycopg import AsyncConnection
from psycopg.errors import QueryCanceled

from lonja.kernel import limits
from lonja.kernel.db import rows
from lonja.kernel.errors import Invalid
from lonja.reports._expressing import (
    aggregate,
    column_at,
    conditions,
    counted,
    holds,
    joins_and_where,
    of_row,
    order_by,
    percentile,
    read,
    scaled,
    with_sign,
)
from lonja.reports._language import Balance, Base, DistinctCount, Metric, Percentile, Source
from lonja.reports._planning import (
    NotSplit,
    Question,
    base_of,
    bases_of,
    bounded,
    bounds_of,
    can,
    dimension_of,
    metric_of,
    plan,
)
from lonja.reports._sources import SOURCES

MAX_ROWS: Final = 50_000
"""Of a file; a page asks for fewer."""
MAX_ORDERS: Final = 200
SECONDS: Final = limits.STATEMENT_TIMEOUT_MS // 1000


class TooLong(Invalid):
    """The warehouse did not answer in time: ask for fewer days, or by fewer dimensions."""

    code: ClassVar[str] = "report_too_long"


@dataclass(frozen=True, slots=True)
class Row:
    """`labels` of the dimensions and `values` of the metrics, in the order asked for.

    A value is a whole number in the scale of its unit; None where there is nothing to divide by.
    `groups` is how many rows there are without a limit.
    """

    labels: list[str]
    values: list[int | None]
    groups: int


@dataclass(frozen=True, slots=True)
class OrderBehind:
    """An order that a figure is made of, and how much of it."""

    order_number: str
    day: str
    status: str
    value: int


async def figures(db: AsyncConnection, question: Question) -> list[Row]:
    """Time, weekdays and hours in their order, everything else the largest first."""
    question = bounded(question)
    named = [f"d{number}" for number in range(1, len(question.by) + 1)]
    values: dict[str, Any] = _values(question)
    parts = " UNION ALL ".join(
        _branch(SOURCES[source], metrics, question, values)
        for source, metrics in plan(question).items()
    )
    bases = bases_of(question.metrics)
    sums = ", ".join(f"sum({one.code}) AS {one.code}" for one in bases)
    grouped = ", ".join(named)
    labels = ", ".join(f"coalesce({d}::text, '')" for d in named)
    chosen = ", ".join(scaled(metric_of(code), question) for code in question.metrics)
    # Without dimensions there is one row, of an empty warehouse as well.
    with _in_time():
        return await rows(
            db,
            Row,
            f"WITH figures AS (SELECT {', '.join([*named, sums])} FROM ({parts}) AS parts"
            f" {'GROUP BY ' + grouped if named else ''})"
            f" SELECT ARRAY[{labels}]::text[] AS labels,"
            f" ARRAY[{chosen}]::bigint[] AS values, count(*) OVER () AS groups"
            f" FROM figures {order_by(question, named)} LIMIT %(limit)s",
            **values,
        )


async def orders_behind(
    db: AsyncConnection, question: Question, *, offset: int
) -> list[OrderBehind]:
    """The orders of one metric, those with most of it first; nothing where a table has no orders."""
    question = bounded(question)
    values: dict[str, Any] = _values(question)
    known = [*(c.dimension for c in question.where), *bounds_of(question.within)]
    parts: dict[tuple[str, str], list[str]] = {}  # of the same rows once
    for metric, sign in with_sign(metric_of(question.metrics[0])):
        source = _source_with_orders(metric, known)
        if source is None and question.within:
            raise NotSplit("the orders behind it are not known by row", metric=metric.code)
        if source is not None:
            value, rows_of_it = _rows_of_orders(metric, source, question, values)
            parts.setdefault((source.order, rows_of_it), []).append(f"{sign} * ({value})")
    if not parts:
        return []
    scans = [
        f"SELECT f.{order} AS order_id, {' + '.join(added)} AS value FROM {rows_of_it}"
        for (order, rows_of_it), added in parts.items()
    ]
    # The orders themselves are looked up for the few that are shown.
    with _in_time():
        return await rows(
            db,
            OrderBehind,
            "WITH most AS (SELECT order_id, sum(value) AS value"
            f" FROM ({' UNION ALL '.join(scans)}) AS parts GROUP BY order_id"
            " HAVING coalesce(sum(value), 0) <> 0"
            " ORDER BY abs(sum(value)) DESC, order_id LIMIT %(limit)s OFFSET %(offset)s)"
            " SELECT o.order_number, d.day::text AS day, o.status, round(m.value)::bigint AS value"
            " FROM most AS m JOIN dw.fact_order AS o USING (order_id)"
            " JOIN dw.dim_date AS d ON d.date_key = o.placed_date_key"
            " ORDER BY abs(m.value) DESC, order_id",
            **values | {"offset": offset, "limit": min(question.limit or MAX_ORDERS, MAX_ORDERS)},
        )


def _rows_of_orders(
    metric: Metric, source: Source, question: Question, values: dict[str, Any]
) -> tuple[str, str]:
    """What each row of a source adds to its order, and the rows; a cart is an order where it became one."""
    of = base_of(metric)
    joins, where = joins_and_where(source, conditions(of), question, values)
    held = [where, *(holds(one, source, values) for one in of.where)]
    if source.order == "cart_id":
        held.append("EXISTS (SELECT FROM dw.fact_order AS o WHERE o.order_id = f.cart_id)")
    return of_row(of, source), f"dw.{source.table} AS f{joins} WHERE {' AND '.join(held)}"


@contextmanager
def _in_time() -> Iterator[None]:
    try:
        yield
    except QueryCanceled as error:
        raise TooLong(f"no question may take more than {SECONDS} s") from error


def _values(question: Question) -> dict[str, Any]:
    return {
        "start": question.start,
        "end": question.end,
        "start_key": int(question.start.strftime("%Y%m%d")),
        "end_key": int(question.end.strftime("%Y%m%d")),
        "currency": question.currency,
        "limit": min(question.limit or MAX_ROWS, MAX_ROWS),
    }


def _branch(
    source: Source, metrics: Collection[Metric], question: Question, values: dict[str, Any]
) -> str:
    """One scan: these metrics of one source, and nothing for those of the others."""
    here = {one.code: base_of(one) for one in metrics}
    used = [*question.by, *(code for of in here.values() for code in conditions(of))]
    tables = [
        name.split(".")[0]
        for of in here.values()
        if isinstance(of, DistinctCount) and "." in (name := counted(of, source))
    ]
    joins, where = joins_and_where(
        source, used, question, values, also=tables, is_balance=_is_balance(here.values())
    )
    labels = [
        f"{read(dimension_of(code), source)} AS d{number}"
        for number, code in enumerate(question.by, start=1)
    ]
    group = ", ".join(str(number) for number in range(1, len(question.by) + 1))
    relation = f"dw.{source.table} AS f{joins} WHERE {where}"
    if source.spread:
        return _spread(source, here, labels, relation, question)
    chosen = _chosen(question, {code: aggregate(of, source, values) for code, of in here.items()})
    return (
        f"SELECT {', '.join([*labels, *chosen])} FROM {relation}"
        f"{' GROUP BY ' + group if group else ''}"
    )


def _spread(
    source: Source, here: Mapping[str, Base], labels: list[str], relation: str, question: Question
) -> str:
    """Percentiles of values that are counted: how many there are up to each, in each group."""
    named = [f"d{number}" for number in range(1, len(question.by) + 1)]
    each = ", ".join([*named, "milestone"])
    found = {
        code: percentile(of, source) for code, of in here.items() if isinstance(of, Percentile)
    }
    wanted = {source.spread[str(column_at(of, source))] for of in here.values()}
    milestones = ", ".join(f"'{one}'" for one in sorted(wanted))
    counts = (
        f"SELECT {', '.join([*labels, 'f.milestone', 'f.centihours', 'sum(f.orders)::integer AS orders'])}"
        f" FROM {relation} AND f.milestone IN ({milestones}) GROUP BY {each}, f.centihours"
    )
    return (
        f"SELECT {', '.join([*named, *_chosen(question, found)])}"
        f" FROM (SELECT {each}, centihours,"
        f" sum(orders) OVER (PARTITION BY {each} ORDER BY centihours) AS upto,"
        f" sum(orders) OVER (PARTITION BY {each}) AS n FROM ({counts}) AS counts) AS spread"
        f"{' GROUP BY ' + ', '.join(named) if named else ''}"
    )


def _chosen(question: Question, here: Mapping[str, str]) -> list[str]:
    """Each figure of the question in its order: those that come from another source are nothing here."""
    return [
        f"({here[one.code]})::numeric AS {one.code}"
        if one.code in here
        else f"NULL::numeric AS {one.code}"
        for one in bases_of(question.metrics)
    ]


def _is_balance(bases: Collection[Base]) -> bool:
    kinds = {isinstance(of, Balance) for of in bases}
    assert len(kinds) == 1, "a balance counts from the first movement: it has a source of its own"
    return kinds.pop()


def _source_with_orders(metric: Metric, known: Collection[str]) -> Source | None:
    of = base_of(metric)
    wanted = [dimension_of(code) for code in (*known, *conditions(of))]
    able = [
        source
        for code in of.at
        if (source := SOURCES[code]).order and all(can(source, one) for one in wanted)
    ]
    return min(able, key=lambda one: one.size, default=None)
