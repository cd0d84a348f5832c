"""Writes `docs/architecture/costs.md`, the output of `./lonja infra cost` for dev and prod, in both languages."""

from collections.abc import Callable
from typing import Final

from lonja_tools.infra.built import Built
from lonja_tools.infra.costs.bill import estimate
from lonja_tools.infra.costs.cost import HOURS
from lonja_tools.infra.costs.display import Estimate
from lonja_tools.infra.costs.prices import Prices, regions, snapshot, stored_prices

ORDERS: Final = (50, 300, 5_000, 100_000)
SECONDS: Final = HOURS * 3600
# The alternatives, priced per month in prod's region.
ALTERNATIVES: Final[dict[str, Callable[[Prices], float]]] = {
    "App Service P1v3": lambda p: p["plan_P1v3"].usd(HOURS),
    "App Service P0v3": lambda p: p["plan_P0v3"].usd(HOURS),
    "Container Apps, 1 vCPU 2 GB, idle": lambda p: (
        p["container_app_vcpu"].usd(SECONDS) + p["container_app_memory"].usd(2 * SECONDS)
    ),
    "Container Apps, 1 vCPU 2 GB, busy": lambda p: (
        p["container_app_vcpu_active"].usd(SECONDS) + p["container_app_memory"].usd(2 * SECONDS)
    ),
    "Functions Premium EP1": lambda p: (
        p["functions_premium_vcpu"].usd(HOURS) + p["functions_premium_memory"].usd(3.5 * HOURS)
    ),
    "Service Bus Standard": lambda p: p["service_bus_standard"].usd(1),
    "Service Bus Premium": lambda p: p["service_bus_premium"].usd(HOURS),
    "Azure SQL, 2 vCores": lambda p: p["azure_sql_2_vcores"].usd(HOURS),
    "PostgreSQL D2ds_v5": lambda p: p["postgresql_GP_Standard_D2ds_v5"].usd(HOURS),
    "PostgreSQL D4ds_v5": lambda p: p["postgresql_GP_Standard_D4ds_v5"].usd(HOURS),
    "Fabric F8, all day": lambda p: p["fabric_unit"].usd(8 * HOURS),
    "Power BI Embedded A1": lambda p: p["power_bi_A1"].usd(HOURS),
    "Front Door Premium": lambda p: p["front_door_premium"].usd(1),
    "Front Door Standard": lambda p: p["front_door_standard"].usd(1),
    "Application Gateway WAF v2": lambda p: p["application_gateway"].usd(HOURS),
    "NAT gateway": lambda p: p["nat_gateway"].usd(HOURS),
    "Azure Firewall": lambda p: p["azure_firewall"].usd(HOURS),
    "Managed Redis B3": lambda p: p["redis_B3"].usd(HOURS),
    "Managed Redis B3, standby": lambda p: p["redis_B3"].usd(2 * HOURS),
}
WORDS: Final = {
    "en": {
        "title": "What it costs", "other": "*[En español](costs.es.md)*", "month": "USD a month",
        "about": (
            "Written by `python -m lonja_tools.infra.documents` from what `./lonja infra cost` computes; a test compares. List prices of"
            " {date}, pay as you go; `infra/prices.json` names the source of each. Common knowledge, not read again: {unread}."
        ),
        "environments": "The two environments", "environment": "environment", "region": "region", "orders": "orders a day",
        "sum": "sum", "fixed": "fixed", "use": "by use", "per 1000": "1,000 orders, all shared out", "next": "next 1,000 orders",
        "stacks": "By stack", "stack": "stack", "switches": "What each switch adds", "switch": "switch", "on": "is on, adds",
        "off": "is off, would add", "prod": "prod", "many": "More orders, the same prod",
        "passed": "what no longer carries it", "regions": "The same in another region",
        "alternatives": "What else could have been taken", "what": "what",
        "fixed text": "Fixed is paid whether anybody buys or not. The next 1,000 orders cost what they add, no share of what is there already.",
        "off text": "What is off stands beside the sum.",
        "many text": "What no longer carries them is an estimate from `usage` in `infra/prices.json`; what to change then, the command says.",
        "logs": "the daily cap of logs", "mail": "the quota of mail", "database's processor": "the database's processor", "storefront": "the storefront",
    },
    "es": {
        "title": "Lo que cuesta", "other": "*[In English](costs.md)*", "month": "USD al mes",
        "about": (
            "Lo escribe `python -m lonja_tools.infra.documents` a partir de lo que calcula `./lonja infra cost`; una prueba lo compara. Precios de"
            " lista del {date}, pago por uso; `infra/prices.json` nombra la fuente de cada uno. De conocimiento común, sin volver a leer: {unread}."
        ),
        "environments": "Los dos entornos", "environment": "entorno", "region": "región", "orders": "pedidos al día",
        "sum": "suma", "fixed": "fijo", "use": "por uso", "per 1000": "1.000 pedidos, repartido todo", "next": "los 1.000 siguientes",
        "stacks": "Por stack", "stack": "stack", "switches": "Lo que suma cada interruptor", "switch": "interruptor", "on": "encendido, suma",
        "off": "apagado, sumaría", "prod": "prod", "many": "Más pedidos, el mismo prod",
        "passed": "lo que ya no da abasto", "regions": "Lo mismo en otra región",
        "alternatives": "Lo que se podría haber elegido", "what": "qué",
        "fixed text": "Lo fijo se paga compre alguien o no. Los 1.000 pedidos siguientes cuestan lo que añaden, sin parte de lo que ya está.",
        "off text": "Lo apagado queda fuera de la suma.",
        "many text": "Lo que ya no da abasto se estima con `usage` de `infra/prices.json`; la orden dice qué cambiar entonces.",
        "logs": "el tope diario de registros", "mail": "la cuota de correo", "database's processor": "el procesador de la base", "storefront": "la tienda",
        "zones (functions)": "zonas (funciones)",
        "zones (standby databases)": "zonas (bases de reserva)", "zones (standby database)": "zonas (base de reserva)",
        "Fabric capacity": "capacidad de Fabric", "Front Door, Premium over Standard": "Front Door, Premium sobre Standard",
        "private network": "red privada", "alerts": "alertas", "long-term backup": "copias de años",
        "functions kept warm": "funciones siempre listas", "zones (storage as GZRS)": "zonas (almacenamiento GZRS)",
        "read replica": "réplica de lectura", "Fabric, one more hour a working day": "Fabric, una hora más por día laborable",
        ", idle": ", ociosa", ", busy": ", ocupada", ", all day": ", todo el día", ", standby": ", con reserva",
    },
}  # fmt: skip


def number(usd: float, language: str, digits: int = 0) -> str:
    """1,234.5 in English is 1.234,5 in Spanish."""
    text = f"{usd:,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "es" else text


def page(built: dict[str, Built], language: str) -> str:
    words = WORDS[language]
    prices = snapshot()
    unread = [f"`{name}`" for name, one in prices["meters"].items() if one["source"] == "unread"]
    bills = {name: estimate(one) for name, one in built.items()}
    parts = [
        f"# {words['title']}",
        words["other"],
        words["about"].format(date=prices["date"], unread=", ".join(unread)),
        _environments(bills, language),
        _switches(bills, language),
        _orders(built["prod"], language),
        _regions(built, language),
        _alternatives(bills["prod"].region, language),
    ]
    return "\n\n".join(parts) + "\n"


def alternatives(region: str) -> dict[str, float]:
    prices = stored_prices(snapshot(), region)
    return {name: usd(prices) for name, usd in ALTERNATIVES.items()}


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] + ["--:"] * (len(heads) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _environments(bills: dict[str, Estimate], language: str) -> str:
    words = WORDS[language]
    heads = ("environment", "region", "orders", "sum", "fixed", "use", "per 1000", "next")
    rows = [
        [
            name,
            one.region,
            number(one.bill.usage.orders_per_day, language),
            *(
                number(usd, language)
                for usd in (one.bill.usd, one.orders.fixed_usd, one.orders.by_use_usd)
            ),
            number(one.orders.usd_per_1000 or 0, language),
            number(one.orders.next_1000_usd, language),
        ]
        for name, one in bills.items()
    ]
    sums = {name: one.bill.by(lambda cost: cost.stack) for name, one in bills.items()}
    stacks = [
        [f"`{stack}`", *(number(sums[name][stack], language) for name in bills)]
        for stack in sums["prod"]
    ]
    return "\n\n".join(
        (
            f"## {words['environments']}, {words['month']}",
            _table([words[head] for head in heads], rows),
            words["fixed text"],
            _table([words["stack"], *bills], stacks),
        )
    )


def _switches(bills: dict[str, Estimate], language: str) -> str:
    words = WORDS[language]
    parts = [f"## {words['switches']}, {words['month']}", words["off text"]]
    for name, one in bills.items():
        rows = [
            [
                f"{_translated(switch.name, language)} (`{switch.variable}`)",
                number(switch.usd, language) if switch.is_on else "",
                "" if switch.is_on else number(switch.usd, language),
            ]
            for switch in one.switches
        ]
        parts.append(_table([f"{name}: {words['switch']}", words["on"], words["off"]], rows))
    return "\n\n".join(parts)


def _orders(prod: Built, language: str) -> str:
    words = WORDS[language]
    rows = []
    for count in ORDERS:
        one = estimate(prod, orders_per_day=count)
        passed = ", ".join(words[limit.what.partition(" (")[0]] for limit in one.passed)
        rows.append(
            [
                number(count, language),
                number(one.bill.usd, language),
                number(one.orders.usd_per_1000 or 0, language),
                number(one.orders.next_1000_usd, language),
                passed or "–",
            ]
        )
    heads = ("orders", "sum", "per 1000", "next", "passed")
    return "\n\n".join(
        (
            f"## {words['many']}, {words['month']}",
            _table([words[head] for head in heads], rows),
            words["many text"],
        )
    )


def _regions(built: dict[str, Built], language: str) -> str:
    words = WORDS[language]
    rows = []
    for region in regions(snapshot()):
        bills = [estimate(one, region=region).bill for one in built.values()]
        if not any(bill.unpriced for bill in bills):
            rows.append([region, *(number(bill.usd, language) for bill in bills)])
    table = _table([words["region"], *built], rows)
    return f"## {words['regions']}, {words['month']}\n\n{table}"


def _alternatives(region: str, language: str) -> str:
    words = WORDS[language]
    rows = [
        [_translated(name, language), number(usd, language)]
        for name, usd in alternatives(region).items()
    ]
    table = _table([words["what"], words["month"]], rows)
    return f"## {words['alternatives']} ({region})\n\n{table}"


def _translated(text: str, language: str) -> str:
    words = WORDS[language]
    if text in words:
        return words[text]
    for english in (", idle", ", busy", ", all day", ", standby"):
        text = text.replace(english, words.get(english, english))
    return text
