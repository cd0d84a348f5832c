"""How many orders a day the sizes of an environment can handle, and what to change for more.

From what an order costs in processor time (`usage` in `infra/prices.json`, after docs/numbers.md) and
the limits that the stacks set. An estimate: a load test on Azure replaces it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lonja_tools.infra.built import FUNCTION_APP, POSTGRESQL, Built
from lonja_tools.infra.costs.cost import Usage

# Above this CPU load for an hour, queues grow.
FULL: Final = 0.7
HOUR_MS: Final = 3_600_000
MINUTES_PER_DAY: Final = 24 * 60
MEGA: Final = 1024
# A B1ms earns a fifth of a core; what it does beyond comes from credits.
VCORES: Final = {"B_Standard_B1ms": 0.2, "B_Standard_B2s": 0.8}
PLAN_VCPUS: Final = {"B1": 1, "B2": 2, "B3": 4, "P0v3": 1, "P1v3": 2, "P2v3": 4, "P3v3": 8,
                     "P0v4": 1, "P1v4": 2, "P2v4": 4, "P3v4": 8}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limit:
    what: str
    orders_per_day: float
    beyond: str  # what to change


def limits(built: Built, usage: Usage) -> tuple[Limit, ...]:
    """The tightest first."""
    limits_of_resources = [
        *_database(built, usage),
        *_storefront(built, usage),
        *_mail(built, usage),
        *_logs(built, usage),
    ]
    return tuple(sorted(limits_of_resources, key=lambda limit: limit.orders_per_day))


def passed(built: Built, usage: Usage) -> tuple[Limit, ...]:
    return tuple(
        limit for limit in limits(built, usage) if limit.orders_per_day < usage.orders_per_day
    )


def _in_busiest_hour(vcpus: float, ms_per_order: float, usage: Usage) -> float:
    """Orders a day, when its busiest hour fills the processors."""
    return vcpus * FULL * HOUR_MS / ms_per_order / usage.busiest_hour


def _database(built: Built, usage: Usage) -> Iterator[Limit]:
    for server in built.all(POSTGRESQL):
        sku = str(server.get("sku_name"))
        in_name = re.search(r"_[DE](\d+)", sku)
        vcores = VCORES.get(sku) or (float(in_name[1]) if in_name else 0)
        if server.address.startswith("module.database.") and server.get("create_mode") != "Replica":
            orders = _in_busiest_hour(vcores, usage.per_order["database_ms"], usage)
            yield Limit(
                f"database's processor ({sku.removeprefix('B_Standard_').removeprefix('GP_Standard_')})",
                orders,
                "a larger `databases.transactional.sku`, then the replica (decision 24)",
            )


def _storefront(built: Built, usage: Usage) -> Iterator[Limit]:
    plans = [plan for plan in built.all("azurerm_service_plan") if plan.get("sku_name") != "FC1"]
    own = [plan for plan in plans if plan.stack == "frontoffice"] or plans
    for plan in own[:1]:
        most = plan.get("worker_count")
        for setting in built.all("azurerm_monitor_autoscale_setting"):
            if setting.stack == plan.stack:
                most = max(most, *(p["capacity"][0]["maximum"] for p in setting.get("profile")))
        sku = str(plan.get("sku_name"))
        orders = _in_busiest_hour(
            PLAN_VCPUS.get(sku, 0) * most, usage.per_order["storefront_ms"], usage
        )
        yield Limit(f"storefront ({most} × {sku})", orders, "a larger `plans`, or more instances")


def _mail(built: Built, usage: Usage) -> Iterator[Limit]:
    for app in built.all(FUNCTION_APP):
        per_minute = app.get("app_settings").get("LONJA_MAIL_PER_MINUTE")
        if per_minute:
            orders = int(per_minute) * MINUTES_PER_DAY / usage.per_order["mails"]
            yield Limit(
                f"mail ({per_minute} a minute, all day)",
                orders,
                "ask Microsoft for a higher quota, then raise `mail.per_minute`",
            )


def _logs(built: Built, usage: Usage) -> Iterator[Limit]:
    for workspace in built.all("azurerm_log_analytics_workspace"):
        cap_gb = float(workspace.get("daily_quota_gb") or 0)
        if cap_gb > 0:
            yield Limit(
                f"logs ({cap_gb:g} GB a day; what is more is not kept)",
                cap_gb * MEGA / usage.per_order["log_mb"],
                "a lower `logs.sampling_percent`, or a higher `logs.daily_gb`",
            )
