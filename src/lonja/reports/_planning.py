"""From which sources a figure is computed: the smallest that can answer. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Final

from lonja.kernel.errors import Forbidden, Invalid
from lonja.reports._dimensions import DIMENSIONS
from lonja.reports._figures import FIGURES
from lonja.reports._language import (
    BASES,
    Base,
    Change,
    Chart,
    Condition,
    Count,
    Cumulative,
    Dimension,
    DistinctCount,
    Metric,
    Percentile,
    Rank,
    Ratio,
    Report,
    Rows,
    ShareOfTotal,
    Source,
    Sum,
    Together,
    WeightedMean,
    terms,
)
from lonja.reports._sources import SOURCES

MAX_METRICS: Final = 12
MAX_BY: Final = 3


class UnknownFigure(Invalid):
    """`facts["name"]` is neither a metric nor a dimension."""

    code: ClassVar[str] = "unknown_figure"


class ImpossibleFigure(Invalid):
    """No table of the warehouse has both the metric and what it is to be looked at by."""

    code: ClassVar[str] = "impossible_figure"


class NotSplit(Forbidden):
    """The asker sees some rows only, and these cannot be told from the others: `facts["metric"]`."""

    code: ClassVar[str] = "not_split"


@dataclass(frozen=True, slots=True)
class Question:
    """Metrics by dimensions from `start` up to but not including `end`, in one currency.

    `within` are the rows that the asker may see. Without a currency only metrics that are not money can be asked for: amounts are never mixed.
    `limit` keeps the first rows, 0 as many as there may be; `sort` orders by that metric rather than
    by the first.
    """

    metrics: tuple[str, ...]
    by: tuple[str, ...]
    start: date
    end: date
    currency: str | None = None
    where: tuple[Condition, ...] = ()
    limit: int = 0
    sort: str = ""
    within: Rows = ()


def metric_of(code: str) -> Metric:
    if code not in FIGURES:
        raise UnknownFigure(f"there is no metric {code}", name=code)
    return FIGURES[code]


def dimension_of(code: str) -> Dimension:
    if code not in DIMENSIONS:
        raise UnknownFigure(f"there is no dimension {code}", name=code)
    return DIMENSIONS[code]


def parts_of(metric: Metric) -> tuple[str, ...]:
    """The metrics that one is made of."""
    match metric.of:
        case Together(plus=plus, minus=minus):
            return (*plus, *minus)
        case Ratio(over=over, per=per):
            return (over, per)
        case ShareOfTotal(of=one) | Rank(of=one) | Cumulative(of=one) | Change(of=one):
            return (one,)
        case _:
            return ()


def bases_of(codes: Sequence[str]) -> tuple[Metric, ...]:
    """The metrics that sources answer, each once, that all of these are made of."""

    def walk(code: str) -> Iterator[Metric]:
        metric = metric_of(code)
        if isinstance(metric.of, BASES):
            yield metric
        for part in parts_of(metric):
            yield from walk(part)

    return tuple({one.code: one for code in codes for one in walk(code)}.values())


def base_of(metric: Metric) -> Base:
    assert isinstance(metric.of, BASES), f"{metric.code} is made of others"
    return metric.of


def can(source: Source, dimension: Dimension) -> bool:
    if dimension.code in source.own:
        return True
    return dimension.table in source.keys if dimension.table else dimension.column in source.columns


def source_for(
    metric: Metric, dimensions: Collection[str], by: Sequence[str] = (), currency: str | None = None
) -> Source | None:
    """The smallest source of a base metric that knows these dimensions; None where there is none.

    `by` are those of them that the question is grouped by.
    """
    of = base_of(metric)
    wanted = [dimension_of(code) for code in (*dimensions, *(c.dimension for c in of.where))]
    able = [
        source
        for code in of.at
        for source in (SOURCES[code], *_aggregates_of(code))
        if all(can(source, one) for one in wanted)
        and has_parts(source, of, by)
        and (not source.since or (currency is not None and counts_once(by, dimensions)))
    ]
    return min(able, key=lambda source: source.size, default=None)


def counts_once(by: Sequence[str], dimensions: Collection[str]) -> bool:
    """Whether each group is a stretch of days that begins with one of these: see `Source.since`."""
    return set(dimensions) <= set(by) and (
        not by or (len(by) == 1 and dimension_of(by[0]).form in {"day", "month", "year"})
    )


def _aggregates_of(code: str) -> list[Source]:
    return [source for source in SOURCES.values() if source.adds_up == code]


def has_parts(source: Source, of: Base, by: Sequence[str] = ()) -> bool:
    """Whether a source has what a figure is made of: an aggregate has the sums that it keeps alone."""
    if not source.adds_up:
        return source.code in of.at
    at = of.at[source.adds_up]
    match of:
        case Sum():
            return all(column in source.sums for _, column in terms(str(at)))
        case Count():
            return bool(source.rows) and not at
        case DistinctCount():
            return at in source.distinct and source.apart <= set(by)
        case WeightedMean():
            return at in source.weighed
        case Percentile():
            return at in source.spread
        case _:
            return False


def is_possible(code: str, dimensions: Sequence[str]) -> bool:
    return all(source_for(one, dimensions) is not None for one in bases_of([code]))


def plan(question: Question) -> Mapping[str, tuple[Metric, ...]]:
    """Source -> the base metrics that it answers; raise where one cannot be answered."""
    if not 0 < len(question.metrics) <= MAX_METRICS or len(question.by) > MAX_BY:
        raise Invalid(f"a question has 1 to {MAX_METRICS} metrics and at most {MAX_BY} dimensions")
    if question.currency is None and any(metric_of(c).unit == "money" for c in question.metrics):
        raise Invalid("amounts are in one currency: say which", field="currency")
    is_along_time = any(dimension_of(code).is_time for code in question.by)
    if is_along_time and any(isinstance(metric_of(c).of, Change) for c in question.metrics):
        raise ImpossibleFigure("a change is from one period to another: do not ask for it by time")
    named = (*question.by, *(condition.dimension for condition in question.where))
    found: dict[str, list[Metric]] = {}
    for metric in bases_of(question.metrics):
        source = source_for(
            metric, (*named, *bounds_of(question.within)), question.by, question.currency
        )
        if source is None and source_for(metric, named) is not None:
            raise NotSplit(f"{metric.code} is not known by row", metric=metric.code)
        if source is None:
            raise ImpossibleFigure(
                f"{metric.code} is not known by {', '.join(named)}", metric=metric.code
            )
        found.setdefault(source.code, []).append(metric)
    return {code: tuple(metrics) for code, metrics in found.items()}


def bounds_of(within: Rows) -> list[str]:
    """The dimensions by which rows are told from those that may not be seen."""
    return list(dict.fromkeys(one.dimension for rows in within for one in rows))


def bounded(question: Question) -> Question:
    """The question of those rows alone by which each of its metrics is known; raise without any."""
    if not question.within:
        return question
    ways = (*question.by, *(condition.dimension for condition in question.where))
    known = _known_within(question.metrics, ways, question.within)
    if not known:
        raise NotSplit("it is not known by row", metric=question.metrics[0])
    return replace(question, within=known)


def _known_within(codes: Sequence[str], ways: Sequence[str], within: Rows) -> Rows:
    return tuple(
        rows
        for rows in within
        if all(is_possible(code, (*ways, *bounds_of((rows,)))) for code in codes)
    )


def split(report: Report, where: Sequence[str], within: Rows) -> tuple[Report, tuple[str, ...]]:
    """What of a report is known for these rows, and the metrics that are left out of it.

    A chart is whole or not there. Raise where nothing is left.
    """

    def known(codes: Sequence[str], by: Sequence[str]) -> tuple[str, ...]:
        """As many as one of the alternatives answers."""
        ways = (*by, *where)
        answers = [
            tuple(code for code in codes if _known_within([code], ways, (rows,))) for rows in within
        ]
        return max(answers, key=len)

    def is_known(chart: Chart) -> bool:
        return known(chart.metrics, chart.by) == chart.metrics

    if not within:
        return report, ()
    charts = tuple(chart for chart in report.charts if is_known(chart))
    table = replace(report.table, metrics=known(report.table.metrics, report.table.by))
    left = replace(report, figures=known(report.figures, ()), charts=charts, table=table)
    if not left.metrics:
        raise NotSplit("none of it is known by row", metric=report.metrics[0])
    missing = [
        *(set(report.figures) - set(left.figures)),
        *(code for chart in report.charts if chart not in charts for code in chart.metrics),
        *(set(report.table.metrics) - set(table.metrics)),
    ]
    return left, tuple(code for code in report.metrics if code in missing)


def lineage(code: str) -> list[str]:
    """Each column of the warehouse that a metric is computed from, `table.column`."""
    found: list[str] = []
    for metric in bases_of([code]):
        of = base_of(metric)
        for name, value in of.at.items():
            table = SOURCES[name].table
            columns = value if isinstance(value, tuple) else [column for _, column in terms(value)]
            if isinstance(of, DistinctCount) and isinstance(value, str) and "." in value:
                found.append(value)
            else:
                found += [f"{table}.{column}" for column in columns] or [table]
    return list(dict.fromkeys(found))


def formula(code: str, language: str) -> str:
    """How a metric is computed, in words that name other metrics or columns."""
    metric = metric_of(code)

    def title(other: str) -> str:
        return metric_of(other).titles[language]

    match metric.of:
        case Together(plus=plus, minus=minus):
            return " + ".join(map(title, plus)) + "".join(f" - {title(one)}" for one in minus)
        case Ratio(over=over, per=per):
            return f"{title(over)} ÷ {title(per)}"
        case ShareOfTotal(of=one):
            return f"{title(one)} ÷ Σ {title(one)}"
        case Rank(of=one):
            return f"rank({title(one)})"
        case Cumulative(of=one):
            return f"Σ {title(one)}"
        case Change(of=one, since=since):
            return f"({title(one)} - {title(one)} [{since}]) ÷ |{title(one)} [{since}]|"
        case WeightedMean(at=pairs):
            return " | ".join(
                f"Σ {value} * {weight} ÷ Σ {weight}" for value, weight in pairs.values()
            )
        case _:
            return " | ".join(
                _of_columns(base_of(metric), value) for value in _texts(base_of(metric))
            )


def _texts(of: Base) -> list[str]:
    return [value for value in dict.fromkeys(of.at.values()) if isinstance(value, str)]


def _of_columns(of: Base, text: str) -> str:
    name = {"Sum": "sum", "Count": "count", "DistinctCount": "count distinct", "LastValue": "last",
            "Balance": "sum to date", "Percentile": "percentile"}[type(of).__name__]  # fmt: skip
    return f"{name}({text or '*'})"


def needs_of(metrics: Sequence[str], dimensions: Sequence[str]) -> frozenset[str]:
    """The permissions that these need beside that of reports: money has one of its own."""
    of_metrics = [metric_of(code) for code in metrics]
    found = {one.needs for one in of_metrics} | {dimension_of(one).needs for one in dimensions}
    if any(one.unit == "money" for one in of_metrics):
        found.add("reports.money")
    return frozenset(found - {""})


def is_in_base(codes: Sequence[str]) -> bool:
    """Whether one of these is an amount that exists in the shop's own currency alone."""
    return any(
        not any(SOURCES[at].has_currency for at in base_of(one).at)
        for code in codes
        for one in bases_of([code])
        if one.unit == "money"
    )


def is_traceable(code: str) -> bool:
    """Whether a source of each of its parts knows the order."""
    return all(any(SOURCES[at].order for at in base_of(one).at) for one in bases_of([code]))
