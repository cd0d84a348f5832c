"""Each metric in DAX, written from the definition that its statement in SQL is written from. Pure.

A measure is computed from the most detailed of its sources, so that any visual can group it; that
all sources give the same figure is held by `tests/etl/test_figures.py`. No engine for DAX runs offline: what
is held of the measures is that they name what exists, by `tests/etl/test_power_bi_project.py`, not what they
answer. A rank has no DAX without the column that it ranks, so it is in no model. A snapshot has no
relationship to the calendar: its measure looks at both of its days.
"""

from collections.abc import Mapping
from typing import assert_never

from lonja.reports.api import DIMENSIONS, FIGURES, SOURCES, Condition, is_in_base, kinds

_BEFORE = {
    "previous": "DATESINPERIOD(dim_date[day], MIN(dim_date[day]) - 1, -COUNTROWS(dim_date), DAY)",
    "year": "SAMEPERIODLASTYEAR(dim_date[day])",
}


def measure_name(code: str) -> str:
    return FIGURES[code].titles["en"]


def home_of(code: str) -> str:
    """The table that a measure is listed under; empty for what has no DAX."""
    match FIGURES[code].of:
        case kinds.Rank():
            return ""
        case kinds.Together(plus=plus):
            return home_of(plus[0])
        case kinds.Ratio(over=one) | kinds.ShareOfTotal(of=one) | kinds.Cumulative(of=one):
            return home_of(one)
        case kinds.Change(of=one):
            return home_of(one)
        case base:
            return SOURCES[_widest(base)].table


def dax(code: str) -> str:
    """Money is empty where currencies would mix."""
    match FIGURES[code].of:
        case kinds.Together(plus=plus, minus=minus):
            return " + ".join(map(_named, plus)) + "".join(f" - {_named(one)}" for one in minus)
        case kinds.Ratio(over=over, per=per):
            return f"DIVIDE({_named(over)}, {_named(per)})"
        case kinds.ShareOfTotal(of=one):
            return f"DIVIDE({_named(one)}, CALCULATE({_named(one)}, ALLSELECTED()))"
        case kinds.Cumulative(of=one):
            return f"CALCULATE({_named(one)}, {_up_to_now('ALLSELECTED')})"
        case kinds.Change(of=one, since=since):
            before = f"CALCULATE({_named(one)}, {_BEFORE[since]})"
            return f"DIVIDE({_named(one)} - {before}, ABS({before}))"
        case kinds.Rank():
            raise AssertionError(f"{code} has no DAX")
        case base:
            total = _in_one_currency(code, _filtered(base))
            if isinstance(base, kinds.LastValue):
                return f"VAR day_shown = MAX(dim_date[date_key]) RETURN {total}"
            return total


def _named(code: str) -> str:
    return f"[{measure_name(code)}]"


def _up_to_now(of: str) -> str:
    return f"FILTER({of}(dim_date), dim_date[day] <= MAX(dim_date[day]))"


def _widest(base: kinds.Base) -> str:
    return max(base.at, key=lambda code: SOURCES[code].size)


def _filtered(base: kinds.Base) -> str:
    source = SOURCES[_widest(base)]
    held = [_condition(one, source.table) for one in base.where]
    if source.only:
        held.append(f"{source.table}[{source.only}] = TRUE()")
    if isinstance(base, kinds.Balance):
        held.append(_up_to_now("ALL"))
    if isinstance(base, kinds.LastValue):
        held.append(f"{source.table}[{source.date}] <= day_shown")
        held.append(f"{source.table}[{source.until}] > day_shown")
    plain = _plain(base)
    return f"CALCULATE({', '.join([plain, *held])})" if held else plain


def _plain(base: kinds.Base) -> str:
    code = _widest(base)
    table = SOURCES[code].table
    match base:
        case kinds.Sum(at=at) | kinds.LastValue(at=at) | kinds.Balance(at=at):
            return _signed(table, at[code])
        case kinds.Count(at=at):
            return _signed(table, at[code]) if at[code] else f"COUNTROWS({table})"
        case kinds.DistinctCount(at=at):
            return _distinct(base, table, at[code], SOURCES[code].keys)
        case kinds.Percentile(at=at, share=share):
            column = f"{table}[{at[code]}]"
            return f"PERCENTILEX.INC(FILTER({table}, NOT ISBLANK({column})), {column}, {share})"
        case kinds.WeightedMean(at=at):
            value, weight = (f"{table}[{column}]" for column in at[code])
            weights = f"SUMX(FILTER({table}, NOT ISBLANK({value})), {weight})"
            return f"DIVIDE(SUMX({table}, {value} * {weight}), {weights})"
    assert_never(base)


def _distinct(base: kinds.DistinctCount, table: str, column: str, keys: Mapping[str, str]) -> str:
    if "." not in column:
        return f"DISTINCTCOUNT({table}[{column}])"
    dimension, name = column.split(".")
    rows = f"FILTER({table}, {table}[{keys[dimension]}] <> 0)" if base.known else table
    return f"COUNTROWS(SUMMARIZE({rows}, {dimension}[{name}]))"


def _signed(table: str, text: str) -> str:
    parts = [(sign, f"SUM({table}[{column}])") for sign, column in kinds.terms(text)]
    first = f"{'-' if parts[0][0] < 0 else ''}{parts[0][1]}"
    return first + "".join(f" {'-' if sign < 0 else '+'} {one}" for sign, one in parts[1:])


def _condition(condition: Condition, table: str) -> str:
    dimension = DIMENSIONS[condition.dimension]
    column = f"{dimension.table or table}[{dimension.column}]"
    is_truth = dimension.form == "yes_no"
    values = ", ".join(f"{one.upper()}()" if is_truth else f'"{one}"' for one in condition.values)
    held = f"{column} IN {{{values}}}"
    return f"NOT({held})" if condition.is_not else held


def _in_one_currency(code: str, total: str) -> str:
    if FIGURES[code].unit != "money":
        return total
    if is_in_base((code,)):
        own = "CALCULATE(MAX(dim_currency[minor_digits]), ALL(dim_currency), dim_currency[is_base] = TRUE())"
        return f"DIVIDE({total}, POWER(10, {own}))"
    major = f"CALCULATE({total}) / POWER(10, dim_currency[minor_digits])"
    summed = f"SUMX(VALUES(dim_currency[minor_digits]), {major})"
    return f"IF(HASONEVALUE(dim_currency[currency]), {summed})"
