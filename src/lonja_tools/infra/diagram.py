"""The stacks as a picture, drawn from what an environment consists of.

`python -m lonja_tools.infra.documents` writes `docs/architecture/*.svg` and `identities.md`; a test compares them with a
fresh mocked apply. A box is there because Terraform builds it; a line, because a setting, a route or a
role says that one calls the other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final

from lonja_tools.infra.built import FUNCTION_APP, POSTGRESQL, WEB_APPS, Built, Resource
from lonja_tools.infra.costs.bill import estimate
from lonja_tools.infra.costs.cost import region_of
from lonja_tools.infra.costs.page import number

WIDTH: Final = 1200
BOX: Final = (178, 62)
INKS: Final = {
    "functions": "#1f6f8b",
    "frontoffice": "#b5562f",
    "backoffice": "#5b4b8a",
    "": "#444",
}
# Column and row of each box; each row is called by the rows above it.
PLACES: Final = {
    "buyers": (1.0, 0), "staff": (3.5, 0), "edge": (2.25, 1),
    "frontoffice": (0.5, 2), "spa": (3.5, 2), "api": (3.5, 3),
    "background": (1.5, 3.6), "etl": (5.2, 3.6), "models": (6.35, 3.6),
    "queues": (0.0, 5.2), "database": (1.15, 5.2), "blobs": (2.3, 5.2), "mail": (3.45, 5.2), "warehouse": (5.2, 5.2),
    "vault": (0.0, 6.4), "backup": (1.15, 6.4), "replica": (2.3, 6.4), "logs": (3.45, 6.4), "reports": (5.2, 6.4), "network": (5.5, 1),
}  # fmt: skip
WORDS: Final = {
    "es": {
        "Buyers": "Compradores", "Staff": "Personal", "Storefront": "Tienda", "SPA host": "Anfitrión de la SPA",
        "Back office API": "API del back office", "Background": "background", "Forecasts": "Previsiones",
        "Queues": "Colas", "Shop's database": "Base de la tienda", "Blobs": "Blobs",
        "Mail": "Correo", "Warehouse": "Almacén de datos", "Reports": "Informes", "Key Vault": "Key Vault",
        "Front Door": "Front Door", "Copies for years": "Copias de años", "Read replica": "Réplica de lectura",
        "Logs and alerts": "Registros y alertas", "Network": "Red virtual", "stack": "stack",
        "instance": "instancia", "instances": "instancias", "firewall": "cortafuegos", "standby": "con reserva", "in the shop's server": "en el servidor de la tienda",
        "up to": "hasta", "each with -poison": "cada una con -poison", "weekly": "semanales",
        "private addresses": "direcciones privadas", "alerts": "alertas", "public, by Entra": "pública, con Entra",
        "one way out (NAT)": "una sola salida (NAT)", "USD a month": "USD al mes",
    }
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    name: str
    title: str
    facts: tuple[str, ...]
    stack: str


def boxes(built: Built) -> Iterator[Box]:
    """The boxes: what is built, with the planned sizes."""
    yield Box("buyers", "Buyers", (), "")
    yield Box("staff", "Staff", (), "")
    for profile in built.all("azurerm_cdn_frontdoor_profile"):
        tier = str(profile.get("sku_name")).partition("_")[0]
        yield Box("edge", "Front Door", (tier, "firewall"), profile.stack)
    titles = {"frontoffice": "Storefront", "spa": "SPA host", "backoffice": "Back office API"}
    for app in built.all(WEB_APPS[0]):
        name = app.get("tags")["azd-service-name"]
        yield Box(
            "api" if name == "backoffice" else name, titles[name], _plan_of(built, app), app.stack
        )
    for app in built.all(FUNCTION_APP):
        name = app.get("tags")["azd-service-name"]
        bound = f"up to {_instances(app.get('maximum_instance_count'))}"
        title = {"etl": "ETL", "models": "Forecasts"}.get(name, "Background")
        yield Box(name, title, ("Functions, Flex Consumption", bound), app.stack)
    yield from _stores(built)
    yield from _beside(built)


def _plan_of(built: Built, app: Resource) -> tuple[str, ...]:
    plans = [p for p in built.all("azurerm_service_plan") if p.get("sku_name") != "FC1"]
    plan = next((p for p in plans if p.stack == app.stack), plans[0])
    return ("App Service", f"{plan.get('sku_name')}, {_instances(plan.get('worker_count'))}")


def _instances(count: int) -> str:
    return f"{count} instance{'' if count == 1 else 's'}"


def _stores(built: Built) -> Iterator[Box]:
    names = [str(queue.get("name")) for queue in built.all("azurerm_storage_queue")]
    queues = [name for name in names if not name.endswith("-poison")]
    yield Box("queues", "Queues", (f"{len(queues)}, each with -poison",), "functions")
    containers = built.all("azurerm_storage_container")
    shop = sorted(str(c.get("name")) for c in containers if "packages" not in c.address)
    yield Box("blobs", "Blobs", (", ".join(shop),), "functions")
    has_warehouse = False
    for server in built.all(POSTGRESQL):
        size = str(server.get("sku_name")).replace("B_Standard_", "").replace("_Standard_", " ")
        standby = ("standby",) if server.get("high_availability") else ()
        facts = (f"PostgreSQL {server.get('version')}, {size}", *standby)
        if server.get("create_mode") == "Replica":
            yield Box("replica", "Read replica", facts, server.stack)
        elif server.stack == "backoffice":
            has_warehouse = True
            yield Box("warehouse", "Warehouse", facts, server.stack)
        else:
            yield Box("database", "Shop's database", facts, server.stack)
    if not has_warehouse:
        yield Box("warehouse", "Warehouse", ("in the shop's server",), "functions")


def _beside(built: Built) -> Iterator[Box]:
    for capacity in built.all("azurerm_fabric_capacity"):
        yield Box("reports", "Reports", (f"Fabric {capacity.get('sku.name')}",), capacity.stack)
    for mail in built.all("azurerm_communication_service"):
        yield Box("mail", "Mail", ("Communication Services",), mail.stack)
    for vault in built.all("azurerm_key_vault"):
        yield Box("vault", "Key Vault", ("lonja-secret-key",), vault.stack)
    for backup in built.all("azurerm_data_protection_backup_vault"):
        yield Box("backup", "Copies for years", ("weekly",), backup.stack)
    rings = built.all(
        "azurerm_monitor_metric_alert", "azurerm_monitor_scheduled_query_rules_alert_v2"
    )
    for workspace in built.all("azurerm_log_analytics_workspace"):
        yield Box("logs", "Logs and alerts", (f"{len(rings)} alerts",), workspace.stack)
    endpoints = built.all("azurerm_private_endpoint")
    facts = [f"{len(endpoints)} private addresses" if endpoints else "public, by Entra"]
    if built.all("azurerm_nat_gateway"):
        facts.append("one way out (NAT)")
    yield Box("network", "Network", tuple(facts), "functions")


def lines(built: Built) -> Iterator[tuple[str, str]]:
    """The arrows: people to entry points, entry points to apps, apps to what their settings and roles name."""
    has_edge = bool(built.all("azurerm_cdn_frontdoor_profile"))
    yield ("buyers", "edge") if has_edge else ("buyers", "frontoffice")
    yield ("staff", "edge") if has_edge else ("staff", "spa")
    for route in built.all("azurerm_cdn_frontdoor_route"):
        name = re.sub(r'.*\["(\w+)"\]$|.*\.(\w+)(\[0\])?$', r"\1\2", route.address)
        to = (
            "blobs"
            if name in {"media", "uploads"}
            else {"frontoffice": "frontoffice"}.get(route.stack, "spa")
        )
        yield "edge", to
    for app in built.all(WEB_APPS[0], FUNCTION_APP):
        name = app.get("tags")["azd-service-name"]
        caller = "api" if name == "backoffice" else name
        settings = app.get("app_settings")
        for setting, to in (
            ("LONJA_BACKOFFICE_API_URL", "api"),
            ("LONJA_DATABASE_URL", "database"),
            ("LONJA_DATABASE_READ_URL", "replica"),
            ("LONJA_WAREHOUSE_URL", "warehouse"),
            ("LONJA_MAIL_ENDPOINT", "mail"),
        ):
            if setting in settings:
                yield caller, to
    for grant in built.all("azurerm_role_assignment"):
        match = re.match(r'.*\.(queue|container|uploads)\["(\w+)', grant.address)
        if match:
            who = "api" if match[2] == "backoffice" else match[2]
            yield who, "queues" if match[1] == "queue" else "blobs"
    if built.all("azurerm_fabric_capacity"):
        yield "reports", "warehouse"
    if built.all("azurerm_data_protection_backup_instance_postgresql_flexible_server"):
        yield "backup", "database"


def drawing(built: Built, language: str) -> str:
    drawn = {box.name: box for box in boxes(built)}
    unplaced = set(drawn) - set(PLACES)
    assert not unplaced, f"no place in the picture for {sorted(unplaced)}"
    calls = sorted(set(lines(built)))
    strange = {end for call in calls for end in call} - set(drawn)
    assert not strange, f"a line leads to nothing: {sorted(strange)}"
    height = round(max(PLACES[name][1] for name in drawn) * 104 + 150)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
            f' font-family="system-ui, sans-serif" role="img" aria-label="{built.environment}">'
        ),
        (
            '<defs><marker id="to" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
            '<path d="M0 0 8 4 0 8z" fill="#777"/></marker></defs>'
        ),
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        *(_line(caller, called) for caller, called in calls),
        *(_box(box, language) for box in drawn.values()),
        f'<text x="{WIDTH - 14}" y="34" text-anchor="end" font-size="16" font-weight="600" fill="#444">{built.environment}, {region_of(built)}</text>',
        *_legend(built, height, language),
        "</svg>\n",
    ]
    return "\n".join(parts)


def _corner(name: str) -> tuple[float, float]:
    column, row = PLACES[name]
    return 14 + column * 175, 16 + row * 104


def _line(caller: str, called: str) -> str:
    (x1, y1), (x2, y2) = _corner(caller), _corner(called)
    width, height = BOX
    x1, x2 = x1 + width / 2, x2 + width / 2
    if y1 < y2:
        y1, bend = y1 + height, 30
    else:
        y2, bend = y2 + height, -30
    return (
        f'<path d="M{x1:.0f} {y1:.0f}C{x1:.0f} {y1 + bend:.0f} {x2:.0f} {y2 - bend:.0f} {x2:.0f} {y2:.0f}"'
        ' fill="none" stroke="#999" stroke-width="1.3" marker-end="url(#to)"/>'
    )


def _box(box: Box, language: str) -> str:
    x, y = _corner(box.name)
    width, height = BOX
    ink = INKS[box.stack]
    rows = [
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{width}" height="{height}" rx="8" fill="#fff" stroke="{ink}" stroke-width="1.8"/>',
        f'<text x="{x + 12:.0f}" y="{y + 22:.0f}" font-size="14" font-weight="600" fill="{ink}">{escape(_translated(box.title, language))}</text>',
    ]
    for line, fact in enumerate(box.facts):
        rows.append(
            f'<text x="{x + 12:.0f}" y="{y + 39 + 15 * line:.0f}" font-size="11" fill="#444">{escape(_translated(fact, language))}</text>'
        )
    return "\n".join(rows)


def _legend(built: Built, height: int, language: str) -> Iterator[str]:
    """The colours, and what a month of each stack costs."""
    sums = estimate(built).bill.by(lambda cost: cost.stack)
    for place, stack in enumerate(("functions", "frontoffice", "backoffice")):
        x = 14 + place * 290
        yield f'<rect x="{x}" y="{height - 34}" width="14" height="14" rx="3" fill="{INKS[stack]}"/>'
        usd = number(sums[stack], language)
        text = f"{_translated('stack', language)} {stack}: {usd} {_translated('USD a month', language)}"
        yield f'<text x="{x + 22}" y="{height - 22}" font-size="12" fill="#444">{text}</text>'


def _translated(text: str, language: str) -> str:
    words = WORDS.get(language, {})
    if text in words:
        return words[text]
    for english in sorted(words, key=len, reverse=True):
        text = re.sub(rf"(?<![\w-]){re.escape(english)}(?!\w)", words[english], text)
    return text
