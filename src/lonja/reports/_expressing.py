"""The parts of a statement that answers a question: made of definitions only. Pure."""

from collections.abc import Sequence
from typing import Any

from lonja.reports._language import (
    SCALES,
    WINDOWS,
    Balance,
    Base,
    Condition,
    Count,
    Cumulative,
    Dimension,
    DistinctCount,
    LastValue,
    Metric,
    Percentile,
    Rank,
    Ratio,
    ShareOfTotal,
    Source,
    Sum,
    Together,
    WeightedMean,
    terms,
)
from lonja.reports._planning import Question, bounds_of, dimension_of, metric_of, parts_of


def joins_and_where(
    source: Source,
    used: Sequence[str],
    question: Question,
    values: dict[str, Any],
    *,
    also: Sequence[str] = (),
    is_balance: bool = False,
) -> tuple[str, str]:
    named = (
        *used,
        *(condition.dimension for condition in question.where),
        *bounds_of(question.within),
    )
    tables = [
        *also,
        *(
            table
            for code in named
            if code not in source.own and (table := dimension_of(code).table)
        ),
    ]
    if source.until:
        tables = ["dim_date", *tables]
    joins = "".join(
        f" JOIN dw.{table} AS {table} ON {_joined(table, source)}"
        for table in dict.fromkeys(tables)
    )
    if source.until:
        parts = [
            _is_last_day(question),
            f"f.{source.date} < %(end_key)s",
            f"f.{source.until} > %(start_key)s",
        ]
    else:
        parts = [f"f.{source.date} < %(end_key)s"]
        if not is_balance:
            parts.append(f"f.{source.date} >= %(start_key)s")
            if "dim_date" in tables:  # said again, so that the calendar is not read from end to end
                parts.append("dim_date.date_key BETWEEN %(start_key)s AND %(end_key)s")
    if source.has_currency and question.currency is not None:
        parts.append(
            f"f.{source.keys['dim_currency']} ="
            " (SELECT currency_key FROM dw.dim_currency WHERE currency = %(currency)s)"
        )
    if source.only:
        parts.append(f"f.{source.only}")
    if source.since:
        parts.append(f"f.{source.since} < {_begin(source, question)}")
    parts += [holds(condition, source, values) for condition in question.where]
    if question.within:
        alternatives = [
            " AND ".join(holds(condition, source, values) for condition in rows)
            for rows in question.within
        ]
        parts.append(f"(({') OR ('.join(alternatives)}))")
    return joins, " AND ".join(parts)


def _begin(source: Source, question: Question) -> str:
    """The first day of a row's group, YYYYMMDD: no day lies between it and what stands here."""
    forms = {"day": "", "month": " / 100 * 100", "year": " / 10000 * 10000"}
    begin = "%(start_key)s::integer"
    if not question.by:
        return begin
    return f"greatest({begin}, f.{source.date}{forms[dimension_of(question.by[0]).form]})"


def _joined(table: str, source: Source) -> str:
    if source.until and table == "dim_date":
        return f"dim_date.date_key >= f.{source.date} AND dim_date.date_key < f.{source.until}"
    return f"{table}.{_key(table)} = f.{source.keys[table]}"


def _is_last_day(question: Question) -> str:
    """The last day of each period of time that is grouped by, else of all; today at the latest."""
    times = [dimension_of(code) for code in question.by if dimension_of(code).is_time]
    group = ", ".join(_of_table(one, "s") for one in times)
    return (
        "dim_date.date_key IN (SELECT max(s.date_key) FROM dw.dim_date AS s"
        " WHERE s.date_key >= %(start_key)s AND s.date_key < least(%(end_key)s, to_char(current_date + 1, 'YYYYMMDD')::integer)"
        f"{' GROUP BY ' + group if group else ''})"
    )


def _key(table: str) -> str:
    """`dim_variant` is joined by its `variant_key`, `dim_order_flags` by its `flags_key`."""
    return table.rsplit("_", 1)[1] + "_key"


def conditions(of: Base) -> list[str]:
    """The dimensions that the metric's own conditions read."""
    return [condition.dimension for condition in of.where]


def read(dimension: Dimension, source: Source) -> str:
    if dimension.code in source.own:
        return f"f.{source.own[dimension.code]}"
    return _of_table(dimension, dimension.table or "f")


def _of_table(dimension: Dimension, table: str) -> str:
    if dimension.expression:
        return dimension.expression.format(table)
    return f"{table}.{dimension.column}"


def holds(condition: Condition, source: Source, values: dict[str, Any]) -> str:
    wanted = list(condition.values)
    # The same values have one name, so that the same rows are the same text.
    known = (name for name, value in values.items() if name.startswith("v") and value == wanted)
    name = next(known, f"v{len(values)}")
    values[name] = wanted
    dimension = dimension_of(condition.dimension)
    column = read(dimension, source)
    found = f"({column})::text = ANY(%({name})s)"
    if dimension.form == "yes_no" and wanted in (["true"], ["false"]):
        found = f"{column} IS {wanted[0]}"
    return f"NOT {found}" if condition.is_not else found


def only_where(conditions: Sequence[Condition], source: Source, values: dict[str, Any]) -> str:
    if not conditions:
        return ""
    held = " AND ".join(holds(condition, source, values) for condition in conditions)
    return f" FILTER (WHERE {held})"


def column_at(of: Base, source: Source) -> Any:
    """What a source has of a figure; an aggregate has it of the source that it adds up."""
    return of.at[source.adds_up or source.code]


def counted(of: DistinctCount, source: Source) -> str:
    """The column of which different values are counted, or at an aggregate the one that counted them."""
    column = str(column_at(of, source))
    return source.distinct[column] if source.adds_up else column


def _signed(text: str, source: Source) -> str:
    return " ".join(
        f"{'-' if sign < 0 else '+'} f.{source.sums.get(column, column)}"
        for sign, column in terms(text)
    )


def aggregate(of: Base, source: Source, values: dict[str, Any]) -> str:
    only = only_where(of.where, source, values)
    match of:
        case Sum() | LastValue() | Balance():
            return f"sum({_signed(column_at(of, source), source)}){only}"
        case Count():
            column = source.rows or column_at(of, source)
            return f"sum({_signed(column, source)}){only}" if column else f"count(*){only}"
        case DistinctCount(known=known):
            column = counted(of, source)
            if source.adds_up and "." not in column:
                return f"sum(f.{column}){only}"
            named = column if "." in column else f"f.{column}"
            if known:
                key = source.keys[column.split(".")[0]]
                held = only.removeprefix(" FILTER (WHERE ").removesuffix(")") or "true"
                only = f" FILTER (WHERE f.{key} <> 0 AND {held})"
            return f"count(DISTINCT {named}){only}"
        case Percentile(share=share):
            assert not source.spread, "a spread has a statement of its own"
            hours = f"etl.about((f.{column_at(of, source)} * 100)::integer)"
            return f"percentile_cont({share}) WITHIN GROUP (ORDER BY {hours}){only} / 100"
        case WeightedMean():
            return _mean(of, source, only)


def _mean(of: WeightedMean, source: Source, only: str) -> str:
    value, weight = column_at(of, source)
    if source.adds_up:
        weighed, weights = source.weighed[value, weight]
        return f"sum(f.{weighed}){only} / nullif(sum(f.{weights}){only}, 0)"
    known = f"(f.{value} IS NOT NULL)::integer"
    return f"sum(f.{value} * f.{weight}){only} / nullif(sum(f.{weight} * {known}){only}, 0)"


def percentile(of: Percentile, source: Source) -> str:
    """Between the two values that it lies between, of values that are counted up to each: `percentile_cont`.

    Of rows `milestone`, `centihours`, `upto` (how many orders took that long at most) and `n` (how many there are).
    """
    here = f"milestone = '{source.spread[column_at(of, source)]}'"
    place = f"{of.share}::float8 * (n - 1)"
    low, high = (
        f"min(centihours) FILTER (WHERE {here} AND upto > {bound}({place}))"
        for bound in ("floor", "ceil")
    )
    between = f"max({place} - floor({place})) FILTER (WHERE {here})"
    return f"({low} + ({high} - {low}) * {between}) / 100"


def of_row(of: Base, source: Source) -> str:
    """What one row adds to the figure, where rows add up; else each row is one."""
    match of:
        case Sum():
            return _signed(column_at(of, source), source)
        case _:
            return "1"


def with_sign(metric: Metric, sign: int = 1) -> list[tuple[Metric, int]]:
    """The base metrics that add up to one; of a ratio those above the line."""
    match metric.of:
        case Together(plus=plus, minus=minus):
            return [
                *(one for code in plus for one in with_sign(metric_of(code), sign)),
                *(one for code in minus for one in with_sign(metric_of(code), -sign)),
            ]
        case Ratio(over=over):
            return with_sign(metric_of(over), sign)
        case (
            Sum()
            | Count()
            | DistinctCount()
            | Percentile()
            | WeightedMean()
            | LastValue()
            | Balance()
        ):
            return [(metric, sign)]
        case _:
            return with_sign(metric_of(parts_of(metric)[0]), sign)


def _expression(metric: Metric, question: Question) -> str:
    match metric.of:
        case Together(plus=plus, minus=minus):
            added = [_expression(metric_of(one), question) for one in plus]
            taken = [_expression(metric_of(one), question) for one in minus]
            return f"({' + '.join(added)}{''.join(f' - {one}' for one in taken)})"
        case Ratio(over=over, per=per):
            above, below = (_expression(metric_of(one), question) for one in (over, per))
            return f"({above} / nullif({below}, 0))"
        case ShareOfTotal(of=one):
            part = _expression(metric_of(one), question)
            return f"({part} / nullif(sum({part}) OVER (), 0))"
        case Rank(of=one):
            return f"rank() OVER (ORDER BY {_expression(metric_of(one), question)} DESC NULLS LAST)"
        case Cumulative(of=one):
            others = ", ".join(f"d{number}" for number in range(2, len(question.by) + 1))
            within = f"PARTITION BY {others} " if others else ""
            along = "ORDER BY d1" if question.by else ""
            return f"sum({_expression(metric_of(one), question)}) OVER ({within}{along})"
        case Percentile() | WeightedMean():
            return metric.code
        case _:
            return f"coalesce({metric.code}, 0)"  # nothing sold is 0, no order shipped is no hour


def scaled(metric: Metric, question: Question) -> str:
    part = parts_of(metric)
    assert not isinstance(metric.of, WINDOWS) or not isinstance(metric_of(part[0]).of, WINDOWS)
    return f"round({_expression(metric, question)} * {SCALES[metric.unit]})"


def order_by(question: Question, named: Sequence[str]) -> str:
    if not named:
        return ""
    ways = [dimension_of(code) for code in question.by]
    places = [_place(way, name) for way, name in zip(ways, named, strict=True)]
    if all(way.is_in_order for way in ways) and not question.sort:
        return f"ORDER BY {', '.join(places)}"
    if ways[0].is_in_order and not question.sort:
        return f"ORDER BY {places[0]}, {_expression(metric_of(question.metrics[0]), question)} DESC NULLS LAST, {', '.join(named)}"
    by = metric_of(question.sort or question.metrics[0])
    return f"ORDER BY {_expression(by, question)} DESC NULLS LAST, {', '.join(named)}"


def _place(way: Dimension, name: str) -> str:
    """Bands stand in the order in which they are declared; their codes are ours."""
    if way.form != "band":
        return name
    codes = ", ".join(f"'{code}'" for code in way.words)
    return f"array_position(ARRAY[{codes}], {name}), {name}"
