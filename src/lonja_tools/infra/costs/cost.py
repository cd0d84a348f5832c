"""The monthly cost of an environment: each resource with its meter, units and price.

The resources are those of the mocked apply. What has no price is named, never silently nothing;
what is free is so by a rule that says why.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from lonja_tools.infra.built import FUNCTION_APP, POSTGRESQL, Built, Resource
from lonja_tools.infra.costs.prices import Prices, snapshot
from lonja_tools.infra.parts import CHECKOUT

HOURS: Final = 730
DAYS: Final = 365 / 12
MEGA: Final = 1024
# Kept without a charge; what stays longer is paid by the month.
LOGS_FREE_DAYS: Final = 31
# 13 weekly copies, 12 monthly ones and 6 yearly ones, each of everything.
COPIES_IN_VAULT: Final = 13 + 12 + 6

_PAID_ELSEWHERE: Final = {
    "paid with the plan it runs on": ("linux_web_app", "linux_web_app_slot"),
    "paid by the functions that run in it": ("service_plan",),
    "paid by what is written to its workspace": ("application_insights", "monitor_diagnostic_setting"),
    "part of Front Door's base fee": (
        "cdn_frontdoor_custom_domain", "cdn_frontdoor_endpoint", "cdn_frontdoor_firewall_policy",
        "cdn_frontdoor_origin", "cdn_frontdoor_origin_group", "cdn_frontdoor_route", "cdn_frontdoor_security_policy",
    ),
    "part of its server": tuple(
        f"postgresql_flexible_server_{part}" for part in
        ("active_directory_administrator", "configuration", "database", "firewall_rule", "virtual_endpoint")
    ),
    "paid by what is kept in its account": ("storage_container", "storage_management_policy", "storage_queue"),
    "paid by the mails that are sent": (
        "communication_service_email_domain_association", "email_communication_service",
        "email_communication_service_domain", "email_communication_service_domain_sender_username",
    ),
    "paid with the server that is backed up": (
        "data_protection_backup_policy_postgresql_flexible_server", "data_protection_backup_vault",
    ),
}  # fmt: skip
_NOT_CHARGED: Final = {
    "Azure asks nothing for networks, rules and links": (
        "nat_gateway_public_ip_association", "network_security_group", "network_security_rule",
        "private_dns_zone_virtual_network_link", "subnet", "subnet_nat_gateway_association",
        "subnet_network_security_group_association", "virtual_network",
    ),
    "Azure asks nothing for rights, names and limits": (
        "consumption_budget_resource_group", "management_lock", "monitor_autoscale_setting",
        "resource_group", "role_assignment", "user_assigned_identity",
    ),
    "the first 1,000 mails of alerts are free": ("monitor_action_group", "monitor_alert_processing_rule_action_group"),
}  # fmt: skip
FREE: Final = {
    f"azurerm_{kind}": reason
    for reason, kinds in (_PAID_ELSEWHERE | _NOT_CHARGED).items()
    for kind in kinds
}


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of what is paid by use a month needs."""

    orders_per_day: float
    per_order: dict[str, float]
    timer_runs_per_day: dict[str, float]
    forecast: dict[str, float]
    busiest_hour: float
    fabric_hours: float
    stored_gb: float
    database_gb: float
    egress_gb: float

    @property
    def orders(self) -> float:
        return self.orders_per_day * DAYS

    def of(self, what: str) -> float:
        return self.orders * self.per_order[what]


@dataclass(frozen=True, slots=True)
class Cost:
    stack: str
    resource: str
    meter: str
    title: str
    units: float
    unit: str
    usd: float
    switch: str = ""  # the variable that this is paid for


@dataclass(frozen=True, slots=True)
class Bill:
    environment: str
    usage: Usage
    costs: tuple[Cost, ...]
    unpriced: tuple[str, ...]
    free: tuple[tuple[str, str], ...]  # place, and why

    @property
    def usd(self) -> float:
        return sum(cost.usd for cost in self.costs)

    def by(self, key: Callable[[Cost], str]) -> dict[str, float]:
        sums: dict[str, float] = {}
        for cost in self.costs:
            sums[key(cost)] = sums.get(key(cost), 0) + cost.usd
        return sums


@dataclass(frozen=True, slots=True)
class Orders:
    """The cost of orders: the fixed cost, and the marginal cost."""

    fixed_usd: float
    by_use_usd: float
    usd_per_1000: float | None  # None without orders
    next_1000_usd: float


def usage_of(environment: str, orders_per_day: float | None) -> Usage:
    usage = snapshot()["usage"]
    own = dict(usage[environment])
    if orders_per_day is not None:
        own["orders_per_day"] = orders_per_day
    everywhere = ("per_order", "timer_runs_per_day", "forecast", "busiest_hour")
    alike = {name: usage[name] for name in everywhere}
    return Usage(**alike, **own)


def region_of(built: Built) -> str:
    return str(built.all("azurerm_resource_group")[0].get("location"))


def bill(built: Built, usage: Usage, prices: Prices) -> Bill:
    """Price every resource; list unknown resource types and sizes without a price."""
    costs: list[Cost] = []
    unpriced: list[str] = []
    free: list[tuple[str, str]] = []
    used: dict[str, float] = {}  # free units and steps are the subscription's, not a resource's
    for resource in built.resources:
        metered = METERS.get(resource.kind, _nothing)
        lines = list(metered(resource, usage, built))
        if not lines and resource.kind in FREE:
            free.append((resource.place, FREE[resource.kind]))
        elif not lines:
            unpriced.append(resource.place)
        for meter, units, switch in lines:
            if meter not in prices:
                unpriced.append(f"{resource.place}: {meter}")
                continue
            price = prices[meter]
            usd = price.usd(units, after=used.get(meter, 0))
            used[meter] = used.get(meter, 0) + units
            line = (resource.stack, resource.address, meter, price.title, units, price.unit)
            costs.append(Cost(*line, usd, switch))
    return Bill(built.environment, usage, tuple(costs), tuple(unpriced), tuple(free))


def orders(built: Built, usage: Usage, prices: Prices) -> Orders:
    def at(per_day: float) -> float:
        return bill(built, replace(usage, orders_per_day=per_day), prices).usd

    here, none = at(usage.orders_per_day), at(0)
    return Orders(
        fixed_usd=none,
        by_use_usd=here - none,
        usd_per_1000=here / usage.orders * 1000 if usage.orders else None,
        next_1000_usd=at(usage.orders_per_day + 1000 / DAYS) - here,
    )


type Metered = Iterator[tuple[str, float, str]]


def _nothing(_: Resource, __: Usage, ___: Built) -> Metered:
    yield from ()


def _plan(plan: Resource, _: Usage, __: Built) -> Metered:
    if plan.get("sku_name") != "FC1":  # Flex Consumption is paid by its app
        yield f"plan_{plan.get('sku_name')}", plan.get("worker_count") * HOURS, ""


def _server(server: Resource, _: Usage, __: Built) -> Metered:
    switch = "read replica" if server.get("create_mode") == "Replica" else ""
    for copy in ("", "standby") if server.get("high_availability") else ("",):
        paid_for = "zones (standby databases)" if copy else switch
        yield f"postgresql_{server.get('sku_name')}", HOURS, paid_for
        yield "postgresql_storage", server.get("storage_mb") / MEGA, paid_for


def _functions(app: Resource, usage: Usage, built: Built) -> Metered:
    # A run is billed for a second at least, by the memory of its instance; timers run at night, too.
    memory_gb = app.get("instance_memory_in_mb") / MEGA
    name = app.get("tags")["azd-service-name"]
    runs = DAYS * usage.timer_runs_per_day.get(name, 0)
    seconds = runs
    if name == "models":
        runs = usage.forecast["runs_per_month"]
        seconds = runs * usage.forecast["seconds"]
    if name == "background":
        runs, seconds = runs + usage.of("executions"), seconds + usage.of("function_seconds")
    yield "functions_time", seconds * memory_gb, ""
    yield "functions_executions", runs / 10, ""
    ready = sum(group["instance_count"] for group in app.get("always_ready") or [])
    if ready:
        yield "functions_always_ready", ready * memory_gb * HOURS * 3600, "functions kept warm"
    # Over zones Azure keeps two instances ready of each function, as each scales on its own.
    # https://learn.microsoft.com/azure/reliability/reliability-functions
    if _plan_of(app, built).get("zone_balancing_enabled"):
        of_zones = 2 * functions_of(name) - ready
        yield "functions_always_ready", of_zones * memory_gb * HOURS * 3600, "zones (functions)"


def functions_of(deployable: str) -> int:
    source = CHECKOUT / "functions" / deployable / "function_app.py"
    return source.read_text().count("@app.function_name(")


def _plan_of(app: Resource, built: Built) -> Resource:
    module = app.address.partition(".azurerm_")[0]
    plans = built.all("azurerm_service_plan")
    return next(p for p in plans if p.stack == app.stack and p.address.startswith(f"{module}."))


def _account(account: Resource, usage: Usage, __: Built) -> Metered:
    meter = f"blob_{account.get('account_replication_type')}"
    if account.address.endswith(".store"):
        yield meter, usage.stored_gb, ""
        # Each queue is polled at least once a minute when empty, and often when it is not.
        yield "queue_operations", (usage.of("queue_operations") + 8 * HOURS * 30) / 10_000, ""
    else:
        yield meter, 1, ""


def _logs(workspace: Resource, usage: Usage, __: Built) -> Metered:
    cap_gb = float(workspace.get("daily_quota_gb") or 0)
    written = min(usage.of("log_mb") / MEGA, cap_gb * DAYS if cap_gb > 0 else float("inf"))
    yield "logs", written, ""
    months = max(0, (workspace.get("retention_in_days") or 0) - LOGS_FREE_DAYS) / DAYS
    yield "logs_kept", written * months, ""


def _edge(profile: Resource, usage: Usage, __: Built) -> Metered:
    tier = str(profile.get("sku_name")).partition("_")[0].lower()
    yield f"front_door_{tier}", 1, "Front Door"
    yield "front_door_requests", usage.of("requests") / 10_000, "Front Door"
    yield "front_door_data", usage.of("mb") / MEGA, "Front Door"


def _nat(_: Resource, usage: Usage, __: Built) -> Metered:
    yield "nat_gateway", HOURS, PRIVATE_NETWORK
    yield "nat_data", usage.egress_gb, PRIVATE_NETWORK


def _endpoint(endpoint: Resource, usage: Usage, __: Built) -> Metered:
    yield "private_endpoint", HOURS, PRIVATE_NETWORK
    if endpoint.address.endswith('["database"]'):  # traffic between apps and database
        yield "private_endpoint_data", usage.of("private_mb") / MEGA, PRIVATE_NETWORK


def _web_app(app: Resource, usage: Usage, built: Built) -> Metered:
    """What leaves for the internet: calls to others, and the pages where no Front Door carries them."""
    if app.stack == "frontoffice":
        pages = 0 if built.all("azurerm_cdn_frontdoor_profile") else usage.of("mb") / MEGA
        yield "internet", usage.egress_gb + pages, ""


def _vault_copies(_: Resource, usage: Usage, __: Built) -> Metered:
    yield "backup_instance", 1, "long-term backup"
    yield "backup_data", usage.database_gb * COPIES_IN_VAULT, "long-term backup"


def _mail(_: Resource, usage: Usage, __: Built) -> Metered:
    yield "mail", usage.of("mails"), ""
    yield "mail_data", usage.of("mails") * usage.per_order["mail_kb"] / MEGA, ""


def _capacity(capacity: Resource, usage: Usage, __: Built) -> Metered:
    yield "fabric_unit", int(capacity.get("sku.name")[1:]) * usage.fabric_hours, "Fabric capacity"


def _web_test(test: Resource, _: Usage, __: Built) -> Metered:
    runs = HOURS * 3600 / test.get("frequency")
    yield "web_test", runs * len(test.get("geo_locations")), "alerts"


def _log_alert(alert: Resource, _: Usage, __: Built) -> Metered:
    yield f"log_alert_{alert.get('evaluation_frequency')}", 1, "alerts"


def _times(
    meter: str, units: float, switch: str = ""
) -> Callable[[Resource, Usage, Built], Metered]:
    return lambda _, __, ___: iter([(meter, units, switch)])


PRIVATE_NETWORK: Final = "private network"
METERS: Final[dict[str, Callable[[Resource, Usage, Built], Metered]]] = {
    "azurerm_service_plan": _plan,
    "azurerm_linux_web_app": _web_app,
    POSTGRESQL: _server,
    FUNCTION_APP: _functions,
    "azurerm_storage_account": _account,
    "azurerm_log_analytics_workspace": _logs,
    "azurerm_cdn_frontdoor_profile": _edge,
    "azurerm_nat_gateway": _nat,
    "azurerm_public_ip": _times("public_ip", HOURS, PRIVATE_NETWORK),
    "azurerm_private_endpoint": _endpoint,
    "azurerm_private_dns_zone": _times("private_dns_zone", 1, PRIVATE_NETWORK),
    "azurerm_fabric_capacity": _capacity,
    "azurerm_monitor_metric_alert": _times("metric_alert", 1, "alerts"),
    "azurerm_monitor_scheduled_query_rules_alert_v2": _log_alert,
    "azurerm_application_insights_standard_web_test": _web_test,
    "azurerm_key_vault": _times("key_vault", 1),
    "azurerm_communication_service": _mail,
    "azurerm_data_protection_backup_instance_postgresql_flexible_server": _vault_copies,
}
