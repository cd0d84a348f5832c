"""What an environment costs in a month: each resource, its meter, units and price.

The resources are those of the mocked apply, the prices a dated snapshot (`infra/prices.json`) or
those of the public Retail Prices API. What has no price is named, never silently nothing.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from lonja.cli.infra_policy import FUNCTION_APP, INFRA, POSTGRESQL, Built, Resource

API = "https://prices.azure.com/api/retail/prices?api-version=2023-01-01-preview&$filter="
MAX_PAGES = 5
DAYS = 365 / 12
FREE_LOGS_GB = 5
FREE_GB_SECONDS = 100_000
FREE_EXECUTIONS = 250_000

# What Azure charges nothing for, or charges with something else that has a price here.
FREE = {
    "azurerm_cdn_frontdoor_custom_domain", "azurerm_cdn_frontdoor_endpoint",
    "azurerm_cdn_frontdoor_firewall_policy", "azurerm_cdn_frontdoor_origin",
    "azurerm_cdn_frontdoor_origin_group", "azurerm_cdn_frontdoor_route",
    "azurerm_cdn_frontdoor_security_policy", "azurerm_communication_service_email_domain_association",
    "azurerm_consumption_budget_resource_group", "azurerm_data_protection_backup_policy_postgresql_flexible_server",
    "azurerm_data_protection_backup_vault", "azurerm_email_communication_service",
    "azurerm_email_communication_service_domain", "azurerm_email_communication_service_domain_sender_username",
    "azurerm_key_vault_secret", "azurerm_linux_web_app", "azurerm_linux_web_app_slot",
    "azurerm_management_lock", "azurerm_monitor_action_group", "azurerm_monitor_autoscale_setting",
    "azurerm_monitor_diagnostic_setting", "azurerm_nat_gateway_public_ip_association",
    "azurerm_network_security_group", "azurerm_network_security_rule",
    f"{POSTGRESQL}_active_directory_administrator", f"{POSTGRESQL}_configuration", f"{POSTGRESQL}_database",
    f"{POSTGRESQL}_firewall_rule", f"{POSTGRESQL}_virtual_endpoint",
    "azurerm_private_dns_zone_virtual_network_link", "azurerm_resource_group", "azurerm_role_assignment",
    "azurerm_storage_container", "azurerm_storage_management_policy", "azurerm_storage_queue", "azurerm_subnet",
    "azurerm_subnet_nat_gateway_association", "azurerm_subnet_network_security_group_association",
    "azurerm_application_insights", "azurerm_user_assigned_identity", "azurerm_virtual_network",
}  # fmt: skip


class PricesUnknownError(Exception):
    """The Retail Prices API did not answer, or not with a price."""


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of what is paid by use a month needs."""

    orders_per_day: float
    per_order: dict[str, float]
    fabric_hours: float
    stored_gb: float
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
    units: float
    usd: float
    switch: str = ""  # the variable that this is paid for


@dataclass(frozen=True, slots=True)
class Bill:
    environment: str
    usage: Usage
    costs: tuple[Cost, ...]
    unpriced: tuple[str, ...]

    @property
    def usd(self) -> float:
        return sum(cost.usd for cost in self.costs)

    def by(self, key: Callable[[Cost], str]) -> dict[str, float]:
        sums: dict[str, float] = {}
        for cost in self.costs:
            sums[key(cost)] = sums.get(key(cost), 0) + cost.usd
        return sums


def snapshot() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((INFRA / "prices.json").read_text())
    return found


def usage_of(environment: str, orders_per_day: float | None) -> Usage:
    told = snapshot()["usage"]
    own = dict(told[environment])
    if orders_per_day is not None:
        own["orders_per_day"] = orders_per_day
    return Usage(per_order=told["per_order"], **own)


def bill(built: Built, usage: Usage, prices: dict[str, float]) -> Bill:
    """Price every resource; a kind that nobody thought of, or a size without a price, is named."""
    costs: list[Cost] = []
    unpriced: list[str] = []
    for resource in built.resources:
        if resource.kind in FREE:
            continue
        if resource.kind not in METERS:
            unpriced.append(resource.place)
            continue
        for meter, units, switch in METERS[resource.kind](resource, usage, built):
            if meter not in prices:
                unpriced.append(f"{resource.place}: {meter}")
                continue
            usd = units * prices[meter]
            costs.append(Cost(resource.stack, resource.address, meter, units, usd, switch))
    return Bill(built.environment, usage, tuple(costs), tuple(unpriced))


def beside(built: Built, prices: dict[str, float]) -> dict[str, float]:
    """What no resource of the environment shows: a switch that is off, a tier that was chosen."""
    found = {"databases.read_replica (off, would add)": replica_would_add(built, prices)}
    if built.all("azurerm_cdn_frontdoor_profile"):
        found["front_door (Premium over Standard, part of it)"] = (
            prices["front_door_premium"] - prices["front_door_standard"]
        )
    return {name: usd for name, usd in found.items() if usd}


def replica_would_add(built: Built, prices: dict[str, float]) -> float:
    """What `databases.read_replica` adds where it is off; nothing where it is on or cannot be."""
    servers = [
        server for server in built.all(POSTGRESQL) if server.address.startswith("module.database.")
    ]
    sku = str(servers[0].get("sku_name")) if servers else "B_"
    if len(servers) != 1 or sku.startswith("B_"):
        return 0
    disk_gb = float(servers[0].get("storage_mb")) / 1024
    return prices[f"postgresql_{sku}"] + prices["postgresql_storage"] * disk_gb


type Metered = Iterator[tuple[str, float, str]]


def _plan(plan: Resource, _: Usage, __: Built) -> Metered:
    if plan.get("sku_name") != "FC1":  # Flex Consumption is paid by its app
        yield f"plan_{plan.get('sku_name')}", plan.get("worker_count"), ""


def _server(server: Resource, _: Usage, __: Built) -> Metered:
    switch = "databases.read_replica" if server.get("create_mode") == "Replica" else ""
    for copy in ("", "high_availability") if server.get("high_availability") else ("",):
        standby = "zone_redundant (standby databases)" if copy else switch
        yield f"postgresql_{server.get('sku_name')}", 1, standby
        yield "postgresql_storage", server.get("storage_mb") / 1024, standby


def _functions(app: Resource, usage: Usage, built: Built) -> Metered:
    # Orders are confirmed by the background app; the ETL runs a minute of one instance in ten.
    memory_gb = app.get("instance_memory_in_mb") / 1024
    if app.address.startswith("module.background."):
        # The free grant is the subscription's; its largest user has it here.
        yield "functions_time", max(0, usage.of("gb_seconds") - FREE_GB_SECONDS), ""
        yield "functions_executions", max(0, usage.of("executions") - FREE_EXECUTIONS), ""
    elif built.environment == "prod":
        yield "functions_time", DAYS * 144 * 20 * memory_gb, ""
    ready = sum(group["instance_count"] for group in app.get("always_ready") or [])
    yield "functions_always_ready", ready * memory_gb * 730 * 3600, "functions.always_ready"


def _account(account: Resource, usage: Usage, __: Built) -> Metered:
    copies = {"LRS": 1, "ZRS": 1.25, "GZRS": 2.25}[account.get("account_replication_type")]
    if account.address.endswith(".store"):
        yield "storage_data", usage.stored_gb * copies, ""
        # Each queue is asked at least once in two seconds when there is nothing in it.
        yield "storage_operations", usage.of("queue_operations") + 8 * 730 * 1800 / 60, ""
    else:
        yield "storage_data", copies, ""


def _logs(_: Resource, usage: Usage, __: Built) -> Metered:
    yield "logs", max(0, usage.of("log_mb") / 1024 - FREE_LOGS_GB), ""


def _edge(_: Resource, usage: Usage, __: Built) -> Metered:
    yield "front_door_premium", 1, "front_door"
    yield "front_door_requests", usage.of("pages"), "front_door"
    yield "front_door_data", usage.of("mb") / 1024, "front_door"


def _nat(_: Resource, usage: Usage, __: Built) -> Metered:
    yield "nat_gateway", 1, "private_network"
    yield "nat_data", usage.egress_gb, "private_network"


def _capacity(capacity: Resource, usage: Usage, __: Built) -> Metered:
    yield "fabric_unit", int(capacity.get("sku.name")[1:]) * usage.fabric_hours, "fabric"


def _one(meter: str, switch: str = "") -> Callable[[Resource, Usage, Built], Metered]:
    def metered(_: Resource, __: Usage, ___: Built) -> Metered:
        yield meter, 1, switch

    return metered


METERS: dict[str, Callable[[Resource, Usage, Built], Metered]] = {
    "azurerm_service_plan": _plan,
    POSTGRESQL: _server,
    FUNCTION_APP: _functions,
    "azurerm_storage_account": _account,
    "azurerm_log_analytics_workspace": _logs,
    "azurerm_cdn_frontdoor_profile": _edge,
    "azurerm_nat_gateway": _nat,
    "azurerm_public_ip": _one("public_ip", "private_network"),
    "azurerm_private_endpoint": _one("private_endpoint", "private_network"),
    "azurerm_private_dns_zone": _one("private_dns_zone", "private_network"),
    "azurerm_fabric_capacity": _capacity,
    "azurerm_monitor_metric_alert": _one("metric_alert", "alerts"),
    "azurerm_monitor_scheduled_query_rules_alert_v2": _one("log_alert", "alerts"),
    "azurerm_application_insights_standard_web_test": lambda test, _, __: iter(
        [("web_test", float(len(test.get("geo_locations"))), "alerts")]
    ),
    "azurerm_key_vault": lambda _, __, ___: iter([("key_vault", 100_000.0, "")]),
    "azurerm_communication_service": lambda _, usage, __: iter([("mail", usage.of("mails"), "")]),
}

type Fetch = Callable[[str], dict[str, Any]]


def prices(told: dict[str, Any], fetch: Fetch | None = None) -> dict[str, float]:
    """The snapshot's prices, or, with `fetch`, those of the API where it is asked for them."""
    found = {name: float(price["usd"]) for name, price in told["prices"].items()}
    if fetch is not None:
        for name, price in told["prices"].items():
            if "query" in price:
                found[name] = _asked(price, told, fetch)
    return found


def _asked(price: dict[str, Any], told: dict[str, Any], fetch: Fetch) -> float:
    """The lowest price above nothing that the API knows; hours become months."""
    query = (
        f"{price['query']} and armRegionName eq '{told['region']}' and priceType eq 'Consumption'"
    )
    address: str | None = API + quote(query)
    amounts: list[tuple[float, str]] = []
    for _ in range(MAX_PAGES):
        if not address:
            break
        page = fetch(address)
        amounts += [
            (float(item["retailPrice"]), str(item["unitOfMeasure"]))
            for item in page["Items"]
            if item["retailPrice"] > 0 and item.get("tierMinimumUnits", 0) in {0, 5}
        ]
        address = page.get("NextPageLink")
    if not amounts:
        raise PricesUnknownError(f"no price for {price['query']}")
    amount, unit = min(amounts)
    return amount * told["hours_per_month"] if _paid_by_the_hour(unit, price) else amount


def _paid_by_the_hour(unit: str, price: dict[str, Any]) -> bool:
    return "Hour" in unit and price["unit"] == "month"
