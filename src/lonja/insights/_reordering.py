"""When to order a variant again, and how many. Pure.

Demand of a day has a mean and a deviation; over the days that a delivery takes, the mean adds up and
the deviation grows with the root of the days. Orders are made at that mean plus a safety stock that
is enough in so many percent of the deliveries, up to what the days of cover ask for on top.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

MAX_UNITS: Final = 1_000_000
MAX_DAYS: Final = 730
LEAST_SERVICE: Final = 50
MOST_SERVICE: Final = 99


@dataclass(frozen=True, slots=True)
class Demand:
    """Units of a day: their mean and their standard deviation."""

    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Supply:
    """`pack_units` are sold to us as one; fewer than `least_units` are not sold at all."""

    lead_days: int
    service_percent: int
    cover_days: int
    pack_units: int = 1
    least_units: int = 1


@dataclass(frozen=True, slots=True)
class Proposal:
    """`cover` is for how many days the free units last; unknown where nothing is sold."""

    point: int
    quantity: int
    cover: float | None


def reorder_point(demand: Demand, supply: Supply) -> int:
    """Units at or below which to order: what is sold until the delivery, and the safety stock."""
    if demand.mean <= 0:
        return 0
    z = NormalDist().inv_cdf(supply.service_percent / 100)
    safety = z * demand.deviation * math.sqrt(supply.lead_days)
    return min(math.ceil(round(demand.mean * supply.lead_days + safety, 6)), MAX_UNITS)


def propose(demand: Demand, supply: Supply, *, free: int, on_order: int = 0) -> Proposal:
    """What to order with so many units free and on their way; nothing above the point."""
    point = reorder_point(demand, supply)
    cover = max(free, 0) / demand.mean if demand.mean > 0 else None
    if demand.mean <= 0 or free + on_order > point:
        return Proposal(point, 0, cover)
    wanted = point + math.ceil(round(demand.mean * supply.cover_days, 6)) - free - on_order
    wanted = max(wanted, supply.least_units, 1)
    packs = math.ceil(wanted / supply.pack_units)
    return Proposal(point, min(packs * supply.pack_units, MAX_UNITS), cover)
