"""All SQL of the answers of models, in the warehouse."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import rows

MOST: Final = 500
"""Rows of one answer to a screen; what is left out is said."""


@dataclass(frozen=True, slots=True)
class SegmentSize:
    """A segment of RFM in one currency: how many, their orders, what they spent, days since the last."""

    segment: str
    currency: str
    customers: int
    orders: int
    spent_minor: int
    recency_days: int


@dataclass(frozen=True, slots=True)
class Score:
    """One customer of the shop."""

    customer_id: UUID
    orders: int
    last_day: date
    recency_days: int
    gap_days: float | None
    currency: str
    spent_minor: int
    r: int
    f: int
    m: int
    segment: str
    is_at_risk: bool


@dataclass(frozen=True, slots=True)
class CohortMonth:
    cohort: date
    months: int
    customers: int
    orders: int
    spent_minor: dict[str, int]


@dataclass(frozen=True, slots=True)
class ClassCell:
    currency: str
    abc: str
    xyz: str
    items: int
    revenue_minor: int
    units: int


@dataclass(frozen=True, slots=True)
class ItemClass:
    currency: str
    natural_key: str
    sku: str
    name: str
    category: str
    revenue_minor: int
    units: int
    weeks_sold: int
    share: float
    cumulative: float
    abc: str
    cv: float
    xyz: str


@dataclass(frozen=True, slots=True)
class Pair:
    """`confidence` is of orders with `item`, `reverse` of those with `other`."""

    item: str
    other: str
    item_key: str
    other_key: str
    item_name: str
    other_name: str
    baskets: int
    item_baskets: int
    other_baskets: int
    support: float
    confidence: float
    reverse: float
    lift: float


async def segment_sizes(db: AsyncConnection) -> list[SegmentSize]:
    return await rows(
        db,
        SegmentSize,
        "SELECT segment, currency, count(*) AS customers, sum(orders)::bigint AS orders,"
        " sum(spent_minor)::bigint AS spent_minor, avg(recency_days)::integer AS recency_days"
        " FROM insights.customer_score GROUP BY segment, currency ORDER BY segment, currency"
        " LIMIT 500",
    )


async def scores(
    db: AsyncConnection, *, segment: str | None, at_risk: bool, currency: str | None, limit: int
) -> list[Score]:
    """Those who spent most first."""
    return await rows(
        db,
        Score,
        "SELECT natural_key::uuid AS customer_id, orders, last_day, recency_days,"
        " gap_days::float8 AS gap_days, currency, spent_minor, r, f, m, segment, is_at_risk"
        " FROM insights.customer_score"
        " WHERE (%(segment)s::text IS NULL OR segment = %(segment)s)"
        " AND (%(currency)s::text IS NULL OR currency = %(currency)s)"
        " AND (is_at_risk OR NOT %(at_risk)s::boolean)"
        " ORDER BY spent_minor DESC, natural_key LIMIT %(limit)s",
        segment=segment,
        currency=currency,
        at_risk=at_risk,
        limit=limit,
    )


async def cohorts(db: AsyncConnection, *, months: int) -> list[CohortMonth]:
    """The newest `months` cohorts, oldest first."""
    return await rows(
        db,
        CohortMonth,
        "SELECT cohort, months, customers, orders, spent_minor FROM insights.cohort_month"
        " WHERE cohort > (SELECT max(cohort) FROM insights.cohort_month)"
        " - make_interval(months => %(months)s::integer)"
        " ORDER BY cohort, months LIMIT 2000",
        months=months,
    )


async def class_cells(db: AsyncConnection) -> list[ClassCell]:
    return await rows(
        db,
        ClassCell,
        "SELECT currency, abc, xyz, count(*) AS items, sum(revenue_minor)::bigint AS revenue_minor,"
        " sum(units)::bigint AS units FROM insights.item_class"
        " GROUP BY currency, abc, xyz ORDER BY currency, abc, xyz LIMIT 500",
    )


async def item_classes(
    db: AsyncConnection, *, currency: str, abc: str | None, xyz: str | None, limit: int
) -> list[ItemClass]:
    """What brings most first."""
    return await rows(
        db,
        ItemClass,
        "SELECT currency, natural_key, sku, name, category, revenue_minor, units, weeks_sold,"
        " share::float8 AS share, cumulative::float8 AS cumulative, abc, cv::float8 AS cv, xyz"
        " FROM insights.item_class WHERE currency = %(currency)s"
        " AND (%(abc)s::text IS NULL OR abc = %(abc)s)"
        " AND (%(xyz)s::text IS NULL OR xyz = %(xyz)s)"
        " ORDER BY revenue_minor DESC, natural_key LIMIT %(limit)s",
        currency=currency,
        abc=abc,
        xyz=xyz,
        limit=limit,
    )


async def pairs(db: AsyncConnection, *, words: str, limit: int) -> list[Pair]:
    """Most frequent first; `words` are part of either name."""
    return await rows(
        db,
        Pair,
        "SELECT item, other, item_key, other_key, item_name, other_name, baskets, item_baskets,"
        " other_baskets, support::float8 AS support, confidence::float8 AS confidence,"
        " reverse::float8 AS reverse, lift::float8 AS lift FROM insights.basket_pair"
        " WHERE %(words)s = '' OR position(lower(%(words)s) IN lower(item_name)) > 0"
        " OR position(lower(%(words)s) IN lower(other_name)) > 0"
        " ORDER BY baskets DESC, item, other LIMIT %(limit)s",
        words=words,
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class Partner:
    """Variants of two products; `position` 0 is what goes best with the first."""

    variant_id: UUID
    other_id: UUID
    position: int


@dataclass(frozen=True, slots=True)
class Placed:
    customer_id: UUID
    segment: str


@dataclass(frozen=True, slots=True)
class Moving:
    """A variant that is sold: units of a day, their mean and deviation."""

    variant_id: UUID
    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Cover:
    """A variant of the shop, as the warehouse saw it last."""

    variant_id: UUID
    sku: str
    name: str
    category: str
    on_hand: int
    value_minor: int | None
    cost_minor: int | None
    units_28: int
    units_90: int
    units_365: int
    daily_mean: float
    daily_sd: float
    first_seen: date | None
    last_sold: date | None
    sell_through: float | None
    state: str


async def partners(db: AsyncConnection, *, each: int) -> list[Partner]:
    """For each product of the shop, the `each` that buyers put beside it most surely."""
    return await rows(
        db,
        Partner,
        "SELECT item::uuid AS variant_id, other::uuid AS other_id, (place - 1)::integer AS position"
        " FROM (SELECT item, other, row_number() OVER (PARTITION BY item"
        "   ORDER BY confidence DESC, baskets DESC, other) AS place"
        "  FROM (SELECT item_key AS item, other_key AS other, confidence, baskets"
        "     FROM insights.basket_pair"
        "    UNION ALL SELECT other_key, item_key, reverse, baskets FROM insights.basket_pair) AS ways"
        "  WHERE item ~ '^[0-9a-f]{8}-[0-9a-f-]{27}$' AND other ~ '^[0-9a-f]{8}-[0-9a-f-]{27}$')"
        " AS ranked WHERE place <= %(each)s ORDER BY 1, 3 LIMIT 100000",
        each=each,
    )


async def placed(db: AsyncConnection, *, after: UUID | None, limit: int) -> list[Placed]:
    """Every customer's segment, in the order of their ids."""
    return await rows(
        db,
        Placed,
        "SELECT natural_key::uuid AS customer_id, segment FROM insights.customer_score"
        " WHERE natural_key > coalesce(%(after)s::uuid::text, '')"
        " ORDER BY natural_key LIMIT %(limit)s",
        after=after,
        limit=limit,
    )


async def moving(db: AsyncConnection, *, limit: int) -> list[Moving]:
    """What sells most first."""
    return await rows(
        db,
        Moving,
        "SELECT natural_key::uuid AS variant_id, daily_mean::float8 AS mean,"
        " daily_sd::float8 AS deviation FROM insights.stock_cover WHERE daily_mean > 0"
        " ORDER BY units_90 DESC, natural_key LIMIT %(limit)s",
        limit=limit,
    )


async def covers(db: AsyncConnection, *, state: str | None, words: str, limit: int) -> list[Cover]:
    """What sells most first, then what lies there for most money."""
    return await rows(
        db,
        Cover,
        "SELECT natural_key::uuid AS variant_id, sku, name, category, on_hand, value_minor,"
        " cost_minor, units_28, units_90, units_365, daily_mean::float8 AS daily_mean,"
        " daily_sd::float8 AS daily_sd, first_seen, last_sold,"
        " sell_through::float8 AS sell_through, state FROM insights.stock_cover"
        " WHERE (%(state)s::text IS NULL OR state = %(state)s)"
        " AND (%(words)s = '' OR position(lower(%(words)s) IN lower(sku || ' ' || name)) > 0)"
        " ORDER BY units_90 DESC, value_minor DESC NULLS LAST, natural_key LIMIT %(limit)s",
        state=state,
        words=words,
        limit=limit,
    )
