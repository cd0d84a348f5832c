"""What each optional feature adds to the bill of an environment, or would add."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lonja_tools.infra.built import FUNCTION_APP, POSTGRESQL, Built, Resource
from lonja_tools.infra.costs.cost import DAYS, HOURS, PRIVATE_NETWORK, Bill
from lonja_tools.infra.costs.prices import Prices

# The resources with a private endpoint in a private network.
PRIVATE: Final = {
    "store-blob", "store-queue", "host-blob", "database", "vault", "background", "etl", "models", "warehouse",
    "frontoffice", "frontoffice-staging", "backoffice", "backoffice-staging", "spa", "spa-staging",
}  # fmt: skip
# What a database needs at least to have a standby or a replica: Burstable sizes have neither.
SMALLEST_WITH_STANDBY: Final = "GP_Standard_D2ds_v5"
WORKING_DAYS: Final = DAYS * 5 / 7
MEGA: Final = 1024


@dataclass(frozen=True, slots=True)
class Switch:
    name: str
    variable: str
    is_on: bool
    usd: float
    note: str = ""


def switches(bill: Bill, built: Built, prices: Prices) -> tuple[Switch, ...]:
    """On: what it adds, part of the sum. Off: what it would add, beside the sum."""
    return tuple(
        sorted(
            [*_on(bill, built, prices), *_off(built, prices)],
            key=lambda switch: (not switch.is_on, -switch.usd),
        )
    )


VARIABLES: Final = {
    "zones (standby databases)": "databases.*.high_availability",
    "zones (functions)": "zone_redundant",
    "Front Door": "front_door",
    "Fabric capacity": "fabric",
    PRIVATE_NETWORK: "private_network",
    "alerts": "alerts",
    "functions kept warm": "functions.always_ready",
    "read replica": "databases.read_replica",
    "long-term backup": "databases.long_term_backup",
}


def _on(bill: Bill, built: Built, prices: Prices) -> Iterator[Switch]:
    for name, usd in bill.by(lambda cost: cost.switch).items():
        if name:
            yield Switch(name, VARIABLES[name], True, usd)
    for account in built.all("azurerm_storage_account"):
        copies = str(account.get("account_replication_type"))
        if account.address.endswith(".store") and copies != "LRS":
            more = prices[f"blob_{copies}"].first_paid - prices["blob_LRS"].first_paid
            usd = more * bill.usage.stored_gb
            yield Switch(f"zones (storage as {copies})", "storage_replication", True, usd)
    for profile in built.all("azurerm_cdn_frontdoor_profile"):
        if str(profile.get("sku_name")).startswith("Premium"):
            usd = prices["front_door_premium"].usd(1) - prices["front_door_standard"].usd(1)
            note = "part of Front Door: managed rules and private links need Premium"
            yield Switch("Front Door, Premium over Standard", "front_door", True, usd, note)


def _off(built: Built, prices: Prices) -> Iterator[Switch]:
    database = _database(built)
    if database and _is_priced(database, prices) and not database.get("high_availability"):
        usd, note = _copy_of(database, prices, copies=2)
        yield Switch(
            "zones (standby database)", VARIABLES["zones (standby databases)"], False, usd, note
        )
    replicas = [s for s in built.all(POSTGRESQL) if s.get("create_mode") == "Replica"]
    if database and _is_priced(database, prices) and not replicas:
        usd, note = _copy_of(database, prices, copies=2)
        yield Switch("read replica", VARIABLES["read replica"], False, usd, note)
    if not built.all("azurerm_private_endpoint"):
        yield _private_network(built, prices)
    if not built.all("azurerm_cdn_frontdoor_profile"):
        usd = prices["front_door_premium"].usd(1)
        note = f"and use; as Standard {prices['front_door_standard'].usd(1):,.0f}"
        yield Switch("Front Door", "front_door", False, usd, note)
    for app in built.all(FUNCTION_APP):
        if app.address.startswith("module.background.") and not app.get("always_ready"):
            seconds = app.get("instance_memory_in_mb") / MEGA * HOURS * 3600
            usd = prices["functions_always_ready"].usd(seconds)
            yield Switch("functions kept warm", VARIABLES["functions kept warm"], False, usd)
    for capacity in built.all("azurerm_fabric_capacity"):
        units = int(capacity.get("sku.name")[1:])
        hour = prices["fabric_unit"].usd(units * WORKING_DAYS)
        note = f"all day, every day: {prices['fabric_unit'].usd(units * HOURS):,.0f}"
        yield Switch("Fabric, one more hour a working day", "fabric", False, hour, note)


def _database(built: Built) -> Resource | None:
    switches = [
        server
        for server in built.all(POSTGRESQL)
        if server.address.startswith("module.database.") and server.get("create_mode") != "Replica"
    ]
    return switches[0] if switches else None


def _is_priced(database: Resource | None, prices: Prices) -> bool:
    return database is not None and f"postgresql_{database.get('sku_name')}" in prices


def _copy_of(database: Resource, prices: Prices, *, copies: int) -> tuple[float, str]:
    """A second server with its disk; where the size has no copies, two of the smallest that has."""
    sku = str(database.get("sku_name"))
    disk = prices["postgresql_storage"].usd(database.get("storage_mb") / MEGA)
    if not sku.startswith("B_"):
        return prices[f"postgresql_{sku}"].usd(HOURS) + disk, ""
    now = prices[f"postgresql_{sku}"].usd(HOURS)
    usd = copies * prices[f"postgresql_{SMALLEST_WITH_STANDBY}"].usd(HOURS) - now + disk
    return usd, "with the step to D2ds_v5: Burstable servers have no copies"


def _private_network(built: Built, prices: Prices) -> Switch:
    has_warehouse = any(server.stack == "backoffice" for server in built.all(POSTGRESQL))
    has_slots = bool(built.all("azurerm_linux_web_app_slot"))
    wanted = [
        name
        for name in PRIVATE
        if (has_warehouse or name != "warehouse") and (has_slots or not name.endswith("-staging"))
    ]
    usd = (
        len(wanted) * prices["private_endpoint"].usd(HOURS)
        + len(ZONES) * prices["private_dns_zone"].usd(1)
        + prices["nat_gateway"].usd(HOURS)
        + prices["public_ip"].usd(HOURS)
    )
    return Switch(
        PRIVATE_NETWORK,
        VARIABLES[PRIVATE_NETWORK],
        False,
        usd,
        f"{len(wanted)} endpoints, and data",
    )


# Names that private endpoints answer to, one zone each (infra/functions/network.tf).
ZONES: Final = ("blob", "queue", "postgresqlServer", "sites", "vault")
