"""The words in which a figure, a way to look at it and a report are defined. Pure.

A definition is data: it has no text of SQL or DAX of its own, so that what the back office draws and
what Power BI computes cannot drift apart. How to write one is told in docs/reports.md.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

type Titles = Mapping[str, str]
"""The same words in each language of the staff."""
type Unit = Literal["money", "count", "percent", "decimal", "hours"]

SCALES: Final[Mapping[Unit, int]] = {
    "money": 1, "count": 1, "percent": 10_000, "decimal": 100, "hours": 100,
}  # fmt: skip
"""Figures travel as whole numbers: minor units, hundredths of a per cent, of a unit, of an hour."""

_TERM: Final = re.compile(r"([+-]?)\s*([a-z_]+)")


@dataclass(frozen=True, slots=True)
class Condition:
    """Rows of which a dimension has one of these values, or, with `is_not`, none of them."""

    dimension: str
    values: tuple[str, ...]
    is_not: bool = False


type Rows = tuple[tuple[Condition, ...], ...]
"""The rows that somebody may see: those where all of one of these hold; without any, all rows."""


@dataclass(frozen=True, slots=True)
class Source:
    """A table of the warehouse, or the part of it where `only` (a column of truth) holds.

    `keys` leads from each table of a dimension to the column that joins it, `columns` are those that
    dimensions may read directly. `size` orders sources: of those that can answer the smallest does.
    `order` is the column with the order's id: the way down from a figure. Rows of a snapshot hold from
    `date` up to but not including `until`, and only `LastValue` reads them.

    An aggregate `adds_up` the rows of another source, and answers for it what it has the parts of: `sums`,
    by the columns of that source; `rows`, which counts its rows; `distinct`, which counts the different
    values of one of its columns, where a question is by all of `apart`; `weighed`, a mean's sum and its
    weight; `spread`, of a column whose values it counts, their name here; `since`, the day of the row before of the same,
    so that each counts once in a period, along nothing but days, months and years of one currency. `own` are dimensions whose value
    stands in the row itself.
    """

    code: str
    table: str
    grain: Titles
    size: int
    keys: Mapping[str, str]
    columns: frozenset[str] = frozenset()
    date: str = "date_key"
    only: str = ""
    order: str = ""
    until: str = ""
    adds_up: str = ""
    sums: Mapping[str, str] = field(default_factory=dict)
    rows: str = ""
    distinct: Mapping[str, str] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()
    weighed: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    spread: Mapping[str, str] = field(default_factory=dict)
    since: str = ""
    own: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_currency(self) -> bool:
        return "dim_currency" in self.keys


@dataclass(frozen=True, slots=True)
class Dimension:
    """A column to group and to filter by; of the source itself where `table` is empty.

    `expression` makes what no column holds: `{}` stands for the table. Levels of one `hierarchy` are ordered from wide to narrow by `level`.
    """

    code: str
    table: str
    column: str
    titles: Titles
    form: Literal[
        "text",
        "code",
        "country",
        "day",
        "week",
        "month",
        "quarter",
        "year",
        "weekday",
        "hour",
        "yes_no",
        "rate",
        "band",
    ]
    hierarchy: str = ""
    level: int = 0
    expression: str = ""
    needs: str = ""
    """A permission beside that of reports."""
    words: Mapping[str, Titles] = field(default_factory=dict)
    """What its values are called, where they are the shop's own; of a `band`, in their order."""

    @property
    def is_time(self) -> bool:
        return self.hierarchy == "time"

    @property
    def is_in_order(self) -> bool:
        """Shown in its own order rather than the largest first."""
        return self.is_time or self.form in {"weekday", "hour", "band"}


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of columns, `list_minor - discount_minor`, at each source that has them."""

    at: Mapping[str, str]
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """The rows of a source; at an aggregate, the sum of the column that counted them."""

    at: Mapping[str, str]
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class DistinctCount:
    """How many different values a column has; `known` leaves out the unknown member, 0."""

    at: Mapping[str, str]
    known: bool = False
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Percentile:
    """The value below which a share of the rows lies: 0.5 is the median. Of hours, to two digits."""

    at: Mapping[str, str]
    share: float
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class WeightedMean:
    """The mean of a column, each row as heavy as another column says."""

    at: Mapping[str, tuple[str, str]]
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class LastValue:
    """Of a snapshot: what stands there at the end of each period. Never added up over days."""

    at: Mapping[str, str]
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    """The sum of all movements from the first to the end of the period."""

    at: Mapping[str, str]
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Together:
    """Other metrics added up, and others taken away."""

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ratio:
    """One metric divided by another; nothing where the other is 0."""

    over: str
    per: str


@dataclass(frozen=True, slots=True)
class ShareOfTotal:
    of: str


@dataclass(frozen=True, slots=True)
class Rank:
    """1 for the largest; equal values share a rank."""

    of: str


@dataclass(frozen=True, slots=True)
class Cumulative:
    """Added up along the first dimension in its order, within each value of the others."""

    of: str


@dataclass(frozen=True, slots=True)
class Change:
    """By how much a metric differs from its value in the period before, or a year before."""

    of: str
    since: Literal["previous", "year"]


type Base = Sum | Count | DistinctCount | Percentile | WeightedMean | LastValue | Balance
"""What one scan of one source answers."""
type Window = ShareOfTotal | Rank | Cumulative
"""What is computed over the rows of an answer."""
type Kind = Base | Together | Ratio | Window | Change

BASES: Final = (Sum, Count, DistinctCount, Percentile, WeightedMean, LastValue, Balance)
WINDOWS: Final = (ShareOfTotal, Rank, Cumulative)


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure: what it is called, what it means to an accountant, and how it is computed."""

    code: str
    unit: Unit
    titles: Titles
    meaning: Titles
    of: Kind
    owner: Literal["sales", "orders", "customers", "stock", "marketing", "finance", "technical"]
    is_better: Literal["up", "down", ""] = "up"
    """Whether more of it is good news; empty where neither is."""
    needs: str = ""
    """A permission beside that of reports."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Metrics by one or two dimensions; `limit` keeps the first where the order is by size.

    Two kinds have metrics alone: of a `funnel` each is a part of the one before it, and of a `waterfall`
    the first less those that follow is the last.
    """

    code: str
    kind: Literal["line", "columns", "bars", "stacked", "heat", "combined", "waterfall", "funnel"]
    metrics: tuple[str, ...]
    by: tuple[str, ...]
    limit: int = 0
    titles: Titles | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The same figures to read: metrics by dimensions, ordered by the first metric or by time."""

    metrics: tuple[str, ...]
    by: tuple[str, ...]
    limit: int = 500


@dataclass(frozen=True, slots=True)
class Report:
    """Figures with what they were before, charts, and a table below."""

    code: str
    section: str
    titles: Titles
    meaning: Titles
    figures: tuple[str, ...]
    charts: tuple[Chart, ...]
    table: Table
    filters: tuple[str, ...] = ()
    """Dimensions that one may choose values of."""
    where: tuple[Condition, ...] = ()
    """What holds of every figure of it."""
    needs: str = ""
    days: int = 90
    """The period that it opens with."""

    @property
    def metrics(self) -> tuple[str, ...]:
        """Each once, in the order in which they appear."""
        found = (
            *self.figures,
            *(m for chart in self.charts for m in chart.metrics),
            *self.table.metrics,
        )
        return tuple(dict.fromkeys(found))


def terms(text: str) -> tuple[tuple[int, str], ...]:
    """`list_minor - discount_minor` as ((1, "list_minor"), (-1, "discount_minor"))."""
    return tuple((-1 if sign == "-" else 1, column) for sign, column in _TERM.findall(text))
