"""Which size carries so many orders, what it costs, and what would break first."""

import math
from dataclasses import dataclass, replace
from typing import Final

from lonja_tools.infra.costs.capacity import FULL, PLAN_VCPUS
from lonja_tools.infra.costs.prices import snapshot, stored_prices
from lonja_tools.simulation.shop import Outcome, ShopAtWork, Size
from lonja_tools.simulation.work import MESSAGES, REQUESTS, ROUND_TRIP_S, STATEMENTS, Work

PLANS: Final = ("P0v3", "P1v3", "P2v3", "P3v3")
DATABASES: Final = (2, 4, 8, 16, 32, 48, 64, 96)
"""vCores of a general purpose server; 96 is the largest."""
MOST_INSTANCES: Final = 30
"""Of a premium plan."""
FEW_INSTANCES: Final = 10
"""Above, a larger plan is chosen while there is one."""
MOST_FUNCTIONS: Final = 1_000
QUEUE_PER_SECOND: Final = 2_000
"""Messages of one queue. Each of an order's messages has a queue of its own."""
ACCOUNT_PER_SECOND: Final = 20_000
CALLS: Final = 4
"""Of a message: sent, received, hidden a while, deleted."""
MAILS: Final = 2
WEB_POOL: Final = 20
SLOW_S: Final = 0.5
"""A POST slower than this asks for a larger size."""
HOURS: Final = 730
GB_OF_FUNCTION: Final = 2


@dataclass(frozen=True, slots=True)
class Wall:
    what: str
    orders_per_second: float
    """At which it is full."""
    switch: str
    """What moves it."""


@dataclass(frozen=True, slots=True)
class Answer:
    orders_per_second: float
    plan: str
    size: Size
    outcome: Outcome
    walls: tuple[Wall, ...]
    """The nearest first."""
    usd_per_month: float | None
    """Of web, database and functions at this rate all month; None where a price was not read."""


class NoSizeError(Exception):
    """No size that Azure sells carries it; the message says what is full."""


def answer(orders_per_second: float, work: Work, *, mails_per_minute: int = 0) -> Answer:
    """The smallest size that the model finds quick enough; `NoSizeError` if there is none."""
    plan, instances = _plan(orders_per_second * (work.web_s + work.pages_s) / FULL)
    vcores = _database(orders_per_second * (work.database_s + work.pages_database_s) / FULL)
    functions = max(1, math.ceil(orders_per_second * work.functions_s / FULL))
    size = Size(
        web_instances=instances,
        web_cores=PLAN_VCPUS[plan],
        database_cores=vcores,
        pool=WEB_POOL,
        most_functions=min(MOST_FUNCTIONS, functions * 4),
        first_functions=functions,
    )
    outcome = simulate(size, work, orders_per_second)
    while outcome.post_p99_s > SLOW_S and (larger := _larger(size, outcome)) != size:
        size = larger
        outcome = simulate(size, work, orders_per_second)
    return Answer(
        orders_per_second,
        plan,
        size,
        outcome,
        walls(size, work, mails_per_minute=mails_per_minute),
        usd_per_month(plan, size),
    )


def simulate(size: Size, work: Work, orders_per_second: float) -> Outcome:
    """Long enough for some thousand orders, and for minutes of a small shop."""
    seconds = min(max(10_000 / orders_per_second, 10), 600)
    return ShopAtWork(size, work, orders_per_second=orders_per_second).run(seconds)


def walls(size: Size, work: Work, *, mails_per_minute: int = 0) -> tuple[Wall, ...]:
    workers = size.web_instances * size.web_cores
    held_s = REQUESTS * STATEMENTS * ROUND_TRIP_S + work.web_database_s
    locked_s = STATEMENTS * ROUND_TRIP_S + work.web_database_s * work.post_part
    found = [
        Wall("storefront's processors", workers / (work.web_s + work.pages_s),
             f"`plans.frontoffice`: more instances, up to {MOST_INSTANCES}, then a larger SKU"),
        Wall("database's processors",
             size.database_cores / (work.database_s + work.pages_database_s),
             f"`databases.transactional.sku`, up to {DATABASES[-1]} vCores; then the replica for pages"),
        Wall("connections of the storefront", workers * size.pool / held_s,
             "`pools.frontoffice`, as far as the server's connections go"),
        Wall("one SKU that everybody wants", 1 / locked_s / size.hot_part,
             f"assumed: {size.hot_part:.0%} of orders want it; fewer statements while its row is locked"),
        Wall("functions", size.most_functions / work.functions_s,
             f"`functions.background`, up to {MOST_FUNCTIONS:,} instances"),
        Wall("one queue", QUEUE_PER_SECOND, "a second queue for the same messages"),
        Wall("the storage account", ACCOUNT_PER_SECOND / (MESSAGES * CALLS),
             "a second account, or Service Bus (decision 25)"),
    ]  # fmt: skip
    if mails_per_minute:
        per_second = mails_per_minute / 60 / MAILS
        found.append(Wall("mail", per_second, "ask Microsoft for more, then `mail.per_minute`"))
    return tuple(sorted(found, key=lambda wall: wall.orders_per_second))


def usd_per_month(plan: str, size: Size, region: str = "westeurope") -> float | None:
    """At list prices; the database twice, for its standby."""
    prices = stored_prices(snapshot(), region)
    web, vcore = prices.get(f"plan_{plan}"), prices.get("postgresql_GP_Standard_D2ds_v5")
    if web is None or vcore is None:
        return None
    functions = size.first_functions * GB_OF_FUNCTION * HOURS * 3600
    return (
        web.usd(size.web_instances * HOURS)
        + 2 * vcore.usd(HOURS) * size.database_cores / 2  # a D2 has two
        + prices["functions_time"].usd(functions)
    )


def _plan(cores: float) -> tuple[str, int]:
    for plan in PLANS:
        instances = max(2, math.ceil(cores / PLAN_VCPUS[plan]))
        if instances <= (MOST_INSTANCES if plan == PLANS[-1] else FEW_INSTANCES):
            return plan, instances
    raise NoSizeError(f"the storefront needs {cores:.0f} cores, more than a plan has")


def _database(cores: float) -> int:
    for vcores in DATABASES:
        if vcores >= cores:
            return vcores
    raise NoSizeError(f"the database needs {cores:.0f} cores, more than a server has")


def _larger(size: Size, outcome: Outcome) -> Size:
    """More of what is fuller; the same where there is no more."""
    if outcome.database_load > outcome.web_load:
        more = next((cores for cores in DATABASES if cores > size.database_cores), None)
        return size if more is None else replace(size, database_cores=more)
    if size.web_instances == MOST_INSTANCES:
        return size
    return replace(size, web_instances=size.web_instances + 1)
