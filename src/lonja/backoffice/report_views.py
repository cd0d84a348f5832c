"""Reports as the back office shows them: words, figures and rows."""

from datetime import date, datetime
from typing import Final, Literal

from lonja.hosting.deps import Out
from lonja.orders.api import OrderStatus
from lonja.reports import api as reports
from lonja.staff import api as staff
from lonja.staff.api import SignedIn

PULSE: Final = ("orders", "net_sales", "average_order")
type Unit = Literal["money", "count", "percent", "decimal", "hours"]
type Words = dict[str, str]


class ReportChoice(Out):
    currency: str
    channel: str
    first_day: date
    last_day: date
    orders: int


class ReportListed(Out):
    code: str
    section: str
    titles: Words
    meaning: Words
    days: int


class ReportSection(Out):
    code: str
    titles: Words


class ReportIndex(Out):
    """`hidden` is how many are left out as none of it can be told for the rows that one may see."""

    sections: list[ReportSection]
    reports: list[ReportListed]
    hidden: int


class MetricWords(Out):
    """`is_better` says whether more of it is good news; empty where neither is."""

    code: str
    unit: Unit
    titles: Words
    meaning: Words
    is_better: Literal["up", "down", ""]
    leads_to: Literal["orders", "variants", ""]
    """What stands behind a figure, and is shown for it."""


class DimensionWords(Out):
    code: str
    titles: Words
    form: Literal[
        "text", "code", "country", "day", "week", "month", "quarter", "year", "weekday", "hour",
        "yes_no", "rate", "band",
    ]  # fmt: skip
    hierarchy: str
    level: int
    words: dict[str, Words]
    """What its values are called; of a `band` in their order, empty where values speak for themselves."""


class Meaning(Out):
    metric: MetricWords
    formula: Words
    columns: list[str]
    owner: str
    dimensions: list[str]
    """By which it can be looked at."""
    is_traceable: bool
    """Whether it leads down to orders."""


class ReportMeanings(Out):
    metrics: list[Meaning]
    dimensions: list[DimensionWords]


class ReportFigure(Out):
    metric: str
    value: int | None
    previous: int | None
    year_before: int | None


class PulseFigure(ReportFigure):
    currency: str | None
    titles: Words
    unit: Unit


class ReportRow(Out):
    labels: list[str]
    values: list[int | None]


class ReportSeries(Out):
    """`groups` is how many rows there are in all; `rows` may be the first of them."""

    metrics: list[str]
    by: list[str]
    rows: list[ReportRow]
    groups: int


class ReportChart(Out):
    code: str
    kind: Literal["line", "columns", "bars", "stacked", "heat", "combined", "waterfall", "funnel"]
    series: ReportSeries
    previous: ReportSeries | None


class ReportAnswer(Out):
    """Values are whole numbers: minor units, hundredths of a per cent, of a unit, of an hour."""

    code: str
    section: str
    titles: Words
    meaning: Words
    currency: str | None
    previous_start: date
    previous_end: date
    figures: list[ReportFigure]
    charts: list[ReportChart]
    table: ReportSeries
    filters: list[str]
    metrics: list[MetricWords]
    dimensions: list[DimensionWords]
    as_of: datetime | None
    within: list[dict[str, list[str]]]
    """The rows that one may see, `{"channel": ["web"]}`: those of any of these; empty: all of them."""
    withheld: list[MetricWords]
    """Figures that are left out, as they cannot be told for these rows alone."""


class OrderBehind(Out):
    order_number: str
    day: date
    status: OrderStatus
    value: int


def index(me: SignedIn) -> ReportIndex:
    allowed = [one for one in reports.REPORTS.values() if _may_see(me, one)]
    seen = [one for one in allowed if reports.is_known_within(one, _rows(me, one))]
    return ReportIndex(
        sections=[
            ReportSection(code=code, titles=dict(titles))
            for code, titles in reports.SECTIONS.items()
            if any(one.section == code for one in seen)
        ],
        reports=[
            ReportListed(
                code=one.code, section=one.section, titles=dict(one.titles),
                meaning=dict(one.meaning), days=one.days,
            )
            for one in seen
        ],
        hidden=len(allowed) - len(seen),
    )  # fmt: skip


def _may_see(me: SignedIn, report: reports.Report) -> bool:
    return _needs(report) <= {str(one) for one in me.permissions}


def _needs(report: reports.Report) -> frozenset[str]:
    ways = [*report.table.by, *(way for chart in report.charts for way in chart.by)]
    return reports.needs_of(report.metrics, ways) | ({report.needs} - {""})


def _rows(me: SignedIn, report: reports.Report) -> reports.Rows:
    return reports.rows_of(staff.scopes_of(me.grants, _needs(report)))


def meanings() -> ReportMeanings:
    return ReportMeanings(
        metrics=[_meaning(code) for code in reports.FIGURES],
        dimensions=[_dimension(code) for code in reports.DIMENSIONS],
    )


def _meaning(code: str) -> Meaning:
    return Meaning(
        metric=_metric(code),
        formula={language: reports.formula(code, language) for language in ("es", "en")},
        columns=reports.lineage(code),
        owner=reports.FIGURES[code].owner,
        dimensions=[way for way in reports.DIMENSIONS if reports.is_possible(code, (way,))],
        is_traceable=reports.is_traceable(code),
    )


def _metric(code: str) -> MetricWords:
    metric = reports.FIGURES[code]
    return MetricWords(
        code=code, unit=metric.unit, titles=dict(metric.titles), meaning=dict(metric.meaning),
        is_better=metric.is_better, leads_to=_leads_to(code),
    )  # fmt: skip


def _leads_to(code: str) -> Literal["orders", "variants", ""]:
    if reports.is_traceable(code):
        return "orders"
    return "variants" if reports.is_possible(code, ("product", "variant")) else ""


def _dimension(code: str) -> DimensionWords:
    way = reports.DIMENSIONS[code]
    return DimensionWords(
        code=code, titles=dict(way.titles), form=way.form, hierarchy=way.hierarchy, level=way.level,
        words={value: dict(titles) for value, titles in way.words.items()},
    )  # fmt: skip


def drawn(answer: reports.Answer, asked: reports.Asked) -> ReportAnswer:
    report = answer.report
    ways = [
        *report.table.by,
        *(way for one in report.charts for way in one.by),
        *report.filters,
        *(one.dimension for rows in asked.within for one in rows),
    ]
    return ReportAnswer(
        code=report.code,
        section=report.section,
        titles=dict(report.titles),
        meaning=dict(report.meaning),
        currency=asked.currency,
        previous_start=asked.period.before.start,
        previous_end=asked.period.before.end,
        figures=[_figure(one) for one in answer.figures],
        charts=[
            ReportChart(
                code=one.chart.code, kind=one.chart.kind, series=_series(one.series),
                previous=_series(one.previous) if one.previous else None,
            )
            for one in answer.charts
        ],
        table=_series(answer.table),
        filters=list(report.filters),
        metrics=[_metric(code) for code in report.metrics],
        dimensions=[_dimension(code) for code in dict.fromkeys(ways)],
        as_of=answer.as_of,
        within=[{one.dimension: list(one.values) for one in rows} for rows in asked.within],
        withheld=[_metric(code) for code in answer.withheld],
    )  # fmt: skip


def _figure(one: reports.Figure) -> ReportFigure:
    return ReportFigure(
        metric=one.metric, value=one.value, previous=one.previous, year_before=one.year_before
    )


def pulse_figure(one: reports.Figure, asked: reports.Asked) -> PulseFigure:
    metric = reports.FIGURES[one.metric]
    return PulseFigure(
        metric=one.metric, value=one.value, previous=one.previous, year_before=one.year_before,
        currency=asked.currency, titles=dict(metric.titles), unit=metric.unit,
    )  # fmt: skip


def _series(series: reports.Series) -> ReportSeries:
    return ReportSeries(
        metrics=list(series.metrics),
        by=list(series.by),
        rows=[ReportRow(labels=row.labels, values=row.values) for row in series.rows],
        groups=series.groups,
    )
