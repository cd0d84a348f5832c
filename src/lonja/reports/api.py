"""The door to reports: figures of the warehouse, its runs, and the report that is embedded."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from lonja.kernel import outbox
from lonja.kernel.errors import Invalid, NotFound
from lonja.kernel.money import EXPONENTS
from lonja.kernel.outbox import Message
from lonja.reports import _answers, _store
from lonja.reports import _language as kinds
from lonja.reports._answers import Asked, Drawn, Figure, Series, label_of, sheet
from lonja.reports._dimensions import DIMENSIONS
from lonja.reports._embedding import (
    BOUND,
    WHOLE,
    Embed,
    NotEmbedded,
    ReportHost,
    Viewer,
    identity_of,
)
from lonja.reports._figures import FIGURES
from lonja.reports._figures_store import OrderBehind, Row, TooLong
from lonja.reports._language import (
    Chart,
    Condition,
    Dimension,
    Metric,
    Report,
    Rows,
    Table,
    Unit,
)
from lonja.reports._periods import BadPeriod, Period
from lonja.reports._planning import (
    ImpossibleFigure,
    NotSplit,
    UnknownFigure,
    bounded,
    formula,
    is_in_base,
    is_possible,
    is_traceable,
    lineage,
    metric_of,
    needs_of,
    plan,
    split,
)
from lonja.reports._reports import REPORTS, SECTIONS
from lonja.reports._sources import SOURCES
from lonja.reports._store import Choice, EtlRun

__all__ = [
    "BOUND",
    "DIMENSIONS",
    "FIGURES",
    "REPORTS",
    "SECTIONS",
    "SOURCES",
    "WHOLE",
    "Answer",
    "Asked",
    "BadPeriod",
    "Chart",
    "Choice",
    "Condition",
    "Dimension",
    "Drawn",
    "Embed",
    "EtlRun",
    "Figure",
    "ImpossibleFigure",
    "Metric",
    "NotEmbedded",
    "NotSplit",
    "OrderBehind",
    "Period",
    "Report",
    "ReportHost",
    "Row",
    "Rows",
    "RunEtl",
    "Series",
    "Table",
    "TooLong",
    "Unit",
    "UnknownCurrency",
    "UnknownFigure",
    "Viewer",
    "answer",
    "as_of",
    "asked_of",
    "check",
    "check_currency",
    "choices",
    "conditions_of",
    "dimensions_of",
    "explored",
    "formula",
    "identity_of",
    "is_in_base",
    "is_known_within",
    "is_of_a_day",
    "is_possible",
    "is_traceable",
    "kinds",
    "label_of",
    "lineage",
    "needs_of",
    "orders_behind",
    "recent_runs",
    "report_of",
    "request_run",
    "rows_of",
    "sheet",
    "table",
    "totals",
    "values_of",
]

TABLE_ROWS: Final = 500
VALUES: Final = 200


class UnknownReport(NotFound):
    code: ClassVar[str] = "unknown_report"


class UnknownCurrency(Invalid):
    """The shop sells nothing in this currency, and never has."""

    code: ClassVar[str] = "unknown_currency"


@dataclass(frozen=True, slots=True)
class RunEtl(Message):
    """Bring the warehouse up to date; `full` reads the whole shop again."""

    queue: ClassVar[str] = "etl"
    type: ClassVar[str] = "etl.run"
    subject_field: ClassVar[str] = "asked_by"
    asked_by: str
    full: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A report as it stands: nothing in it before the first run of the ETL.

    `withheld` are metrics that are left out, as they cannot be told for the rows that one may see.
    """

    report: Report
    figures: list[Figure]
    charts: list[Drawn]
    table: Series
    as_of: datetime | None
    withheld: tuple[str, ...] = ()


async def request_run(db: AsyncConnection, *, asked_by: str, full: bool = False) -> UUID:
    """Queue a run of the ETL with the transaction of `db`, which is the shop's."""
    return await outbox.put(db, RunEtl(asked_by=asked_by, full=full))


def report_of(code: str) -> Report:
    if code not in REPORTS:
        raise UnknownReport(code)
    return REPORTS[code]


def explored(metrics: Sequence[str], by: Sequence[str], kind: str) -> Report:
    """A report that nobody wrote: these metrics by these dimensions, drawn where a kind is given."""
    charts = [
        Chart("explored", kind, drawn, tuple(by), 50)  # type: ignore[arg-type]  # one of the kinds, by the type of the request
        for drawn in (_comparable(metrics, by, kind) if kind and by else ())
    ]
    return Report(
        "explore",
        "",
        {"es": "Explorador", "en": "Explorer"},
        {"es": "", "en": ""},
        tuple(metrics),
        tuple(charts),
        Table(tuple(metrics), tuple(by), TABLE_ROWS),
    )


def _comparable(
    metrics: Sequence[str], by: Sequence[str], kind: str
) -> Collection[tuple[str, ...]]:
    """What one axis can show: euros beside pieces would be a flat line.

    Combined charts have an axis for each; where a second dimension is drawn, a chart has one metric.
    """
    if kind == "combined":
        return [tuple(metrics)]
    if len(by) > 1:
        return [(one,) for one in metrics]
    alike: dict[str, list[str]] = {}
    for one in metrics:
        alike.setdefault(FIGURES[one].unit if one in FIGURES else "", []).append(one)
    return [tuple(found) for found in alike.values()]


def conditions_of(where: str) -> tuple[Condition, ...]:
    """`channel:web|country:ES`, as the address of a report keeps it."""
    chosen: dict[str, list[str]] = {}
    for one in filter(None, where.split("|")):
        dimension, _, value = one.partition(":")
        chosen.setdefault(dimension, []).append(value)
    return tuple(Condition(name, tuple(found)) for name, found in chosen.items())


def dimensions_of(where: str) -> list[str]:
    return [one.dimension for one in conditions_of(where)]


def asked_of(
    metrics: Sequence[str], search: Mapping[str, str], start: date, end: date, own_currency: str
) -> Asked:
    """What the address of a report keeps, of these days."""
    currency = own_currency if is_in_base(metrics) else search.get("currency", own_currency)
    return Asked(Period(start, end), currency, conditions_of(search.get("where", "")))


def rows_of(scopes: Sequence[Mapping[str, Sequence[str]]]) -> Rows:
    """The rows of any of these scopes, `{"channel": ["web"]}`; all of them without one."""
    return tuple(
        tuple(Condition(name, tuple(values)) for name, values in scope.items()) for scope in scopes
    )


def check(report: Report, asked: Asked) -> None:
    """Raise unless each question of the report can be answered, of the rows that one may see."""
    report, _ = _split(report, asked)
    for metrics, by in (
        (report.figures, ()),
        *((chart.metrics, chart.by) for chart in report.charts),
        (report.table.metrics, report.table.by),
    ):
        plain = [code for code in metrics if not isinstance(metric_of(code).of, kinds.Change)]
        if plain:
            plan(bounded(asked.question(plain, by, 1)))


def is_known_within(report: Report, within: Rows) -> bool:
    """Whether any of it can be told for these rows alone."""
    try:
        split(report, (), within)
    except NotSplit:
        return False
    return True


def _split(report: Report, asked: Asked) -> tuple[Report, tuple[str, ...]]:
    return split(report, [one.dimension for one in asked.where], asked.within)


def is_of_a_day(code: str) -> bool:
    """Whether a day has a value of its own: ranks, shares and changes are of what stands beside it."""
    return not isinstance(metric_of(code).of, (*kinds.WINDOWS, kinds.Change)) and is_possible(
        code, ("day",)
    )


async def answer(
    warehouse: AsyncConnection, report: Report, asked: Asked, *, rows: int = TABLE_ROWS
) -> Answer:
    """Each question one after another: a page asks for a dozen of a few milliseconds."""
    report, withheld = _split(report, asked)
    if not await _store.exists(warehouse):
        return Answer(
            report, [], [], Series(report.table.metrics, report.table.by, [], 0), None, withheld
        )
    table = await _answers.table(warehouse, report, asked, limit=min(rows, report.table.limit))
    return Answer(
        report=report,
        figures=await _answers.figures(warehouse, report.figures, asked) if report.figures else [],
        charts=[await _answers.draw(warehouse, chart, asked, table) for chart in report.charts],
        table=table,
        as_of=await _store.as_of(warehouse),
        withheld=withheld,
    )


async def table(warehouse: AsyncConnection, report: Report, asked: Asked, *, rows: int) -> Series:
    """The table alone, whole: for a file."""
    report, _ = _split(report, asked)
    if not report.table.metrics:
        raise NotSplit("nothing of the table is known by row")
    if not await _store.exists(warehouse):
        return Series(report.table.metrics, report.table.by, [], 0)
    return await _answers.table(warehouse, report, asked, limit=rows)


async def totals(warehouse: AsyncConnection, metrics: Sequence[str], asked: Asked) -> list[Figure]:
    """Metrics of a period beside the one before and a year before; those that can be told."""
    try:
        known, _ = _split(explored(metrics, (), ""), asked)
    except NotSplit:
        return []
    if not await _store.exists(warehouse):
        return []
    return await _answers.figures(warehouse, known.figures, asked)


async def values_of(
    warehouse: AsyncConnection, dimension: str, metric: str, asked: Asked
) -> list[str]:
    """The values of a dimension that a metric has in a period, the largest first."""
    if not await _store.exists(warehouse):
        return []
    found = await _answers.read(warehouse, (metric,), (dimension,), asked, limit=VALUES)
    return [row.labels[0] for row in found.rows if row.labels[0]]


async def orders_behind(
    warehouse: AsyncConnection, metric: str, asked: Asked, *, limit: int, offset: int
) -> list[OrderBehind]:
    """The orders that a figure is made of, those with most of it first."""
    if not await _store.exists(warehouse):
        return []
    return await _answers.orders_behind(warehouse, metric, asked, limit=limit, offset=offset)


async def as_of(warehouse: AsyncConnection) -> datetime | None:
    """When the shop was as the warehouse has it."""
    if not await _store.exists(warehouse):
        return None
    return await _store.as_of(warehouse)


async def choices(
    warehouse: AsyncConnection, *, within: Rows, currency: str, zone: ZoneInfo
) -> list[Choice]:
    """The currencies and channels with sales; empty before the first run of the ETL.

    Where nothing was sold there is stock to ask for all the same: in the shop's own currency, up to
    the day of the last run.
    """
    if not await _store.exists(warehouse):
        return []
    found = await _store.choices(warehouse, within)
    at = await _store.as_of(warehouse)
    if found or at is None:
        return found
    day = at.astimezone(zone).date()
    return [Choice(currency, EXPONENTS[currency], "", day, day, 0)]


async def check_currency(warehouse: AsyncConnection, asked: Asked, *, own: Collection[str]) -> None:
    """Raise unless the shop sells in this currency, or has sold in it."""
    if asked.currency is None or asked.currency in own:
        return
    if not await _store.exists(warehouse) or not await _store.knows(warehouse, asked.currency):
        raise UnknownCurrency("the shop sells nothing in this currency", field="currency")


async def recent_runs(warehouse: AsyncConnection, *, limit: int = 20) -> list[EtlRun]:
    """The latest runs, newest first."""
    if not await _store.exists(warehouse):
        return []
    return await _store.runs(warehouse, limit=min(limit, 200))
