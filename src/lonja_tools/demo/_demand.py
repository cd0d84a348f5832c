"""When people buy: growth, seasons, weekdays, hours, Black Friday, and who comes back."""

import heapq
import math
from bisect import bisect
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Final

from lonja_tools.demo._goods import black_friday
from lonja_tools.demo._people import Person, Town
from lonja_tools.demo._plan import CUSTOMERS, DAY_MS, ORDERS, Plan, day_ms

# Homes are done up in spring and autumn; in August the trade is at the beach.
_MONTH: Final = (0.92, 0.98, 1.12, 1.16, 1.18, 1.06, 0.94, 0.66, 1.08, 1.14, 1.10, 0.80)
_WEEKDAY: Final = (1.18, 1.12, 1.06, 1.04, 0.94, 0.76, 0.98)
# By local hour: late morning, and after dinner; a dip for lunch.
_HOUR: Final = (
    9, 4, 2, 1, 1, 2, 6, 14, 26, 40, 52, 58, 55, 44, 30, 33, 40, 45, 48, 52, 58, 66, 58, 28,
)  # fmt: skip
_GROWTH: Final = 0.62
"""How much busier the last month is than the first."""
_HOUR_MS: Final = 3_600_000
_AMERICAN_LAG_HOURS: Final = 6


def moments(plan: Plan) -> list[int]:
    """When each order is placed, in order."""
    dice = plan.dice("moments")
    days = plan.days()
    weights = [_busy(dice, day, at / len(days)) for at, day in enumerate(days)]
    hours = list(accumulate(_HOUR))
    placed = []
    for day, count in zip(days, _shared(weights, ORDERS), strict=True):
        start = day_ms(day) - madrid_offset_hours(day) * _HOUR_MS
        for _ in range(count):
            hour = bisect(hours, dice.random() * hours[-1])
            placed.append(start + hour * _HOUR_MS + dice.randrange(_HOUR_MS))
    # A day of Madrid ends before a day of UTC does, and starts before the story.
    return sorted(min(max(at, plan.start_ms), plan.end_ms - 120_000) for at in placed)


def _busy(dice: Random, day: date, progress: float) -> float:
    busy = (1 + _GROWTH * progress) * _WEEKDAY[day.weekday()]
    position = day.month - 1 + (day.day - 1) / 31 - 0.5
    this, share = math.floor(position) % 12, position % 1
    busy *= _MONTH[this] * (1 - share) + _MONTH[(this + 1) % 12] * share
    friday = black_friday(day.year)
    since = (day - friday).days
    if -3 <= since < 0:
        busy *= 1.35
    elif 0 <= since <= 3:
        busy *= (3.1, 2.2, 1.9, 2.5)[since]
    if (day.month, day.day) in {(12, 24), (12, 25), (1, 1), (1, 6)}:
        busy *= 0.35
    return busy * dice.lognormvariate(0, 0.13)


def _shared(weights: list[float], total: int) -> list[int]:
    """Whole numbers that sum to `total`: each day takes the growth of the running sum."""
    whole, done, counts = sum(weights), 0, []
    for running in accumulate(weights):
        until = round(total * running / whole)
        counts.append(until - done)
        done = until
    return counts


def madrid_offset_hours(day: date) -> int:
    """Two hours ahead of UTC from the last Sunday of March to that of October, else one."""
    return 2 if _last_sunday(day.year, 3) <= day < _last_sunday(day.year, 10) else 1


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def buyers(plan: Plan, town: Town, placed: list[int]) -> Iterator[tuple[int, Person]]:
    """Who places each order: a new customer, or one whose next project is due."""
    dice = plan.dice("buyers")
    due: list[tuple[int, int]] = []  # (when, number of the person)
    for at, moment in enumerate(placed):
        wanted = CUSTOMERS * ((at + 1) / len(placed)) ** 0.8
        if len(town.people) < wanted and not town.is_full:
            person, number = town.newcomer(moment), len(town.people) - 1
        else:
            number = _returning(dice, due, len(town.people), moment)
            person = town.people[number]
        person.orders += 1
        chance = 0.93 if person.is_trade else min(0.8, 0.5 + 0.12 * person.orders)
        if dice.random() < chance:
            mean_days = 24 if person.is_trade else 58
            gap = int(dice.gammavariate(1.4, mean_days / 1.4) * DAY_MS) + _HOUR_MS
            heapq.heappush(due, (moment + gap, number))
        lag = _AMERICAN_LAG_HOURS * _HOUR_MS if person.country == "US" else 0
        yield min(moment + lag, plan.end_ms - 90_000), person


def _returning(dice: Random, due: list[tuple[int, int]], existing: int, moment: int) -> int:
    if due and due[0][0] <= moment:
        return heapq.heappop(due)[1]
    if due and dice.random() < 0.5:
        return heapq.heappop(due)[1]
    return int(existing * dice.random() ** 0.7) if existing else 0
