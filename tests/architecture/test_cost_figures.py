"""The figures that documents and decisions name are those that `./lonja infra cost` computes."""

from collections.abc import Iterator

import pytest
from tests.support.terraform import TERRAFORM, built

from lonja_tools.infra.costs.bill import estimate
from lonja_tools.infra.costs.cost import HOURS, bill, usage_of
from lonja_tools.infra.costs.display import Estimate
from lonja_tools.infra.costs.page import alternatives, number
from lonja_tools.infra.costs.prices import snapshot, stored_prices
from lonja_tools.infra.parts import CHECKOUT, ENVIRONMENTS

WEST_EUROPE = stored_prices(snapshot(), "westeurope")
# What a year of a capacity unit costs when it is reserved, West Europe, read 2026-08-04.
RESERVED_UNIT_YEAR_USD = 1146

pytestmark = pytest.mark.skipif(
    not TERRAFORM, reason="LONJA_TERRAFORM names no terraform with providers"
)


def paid(one: Estimate, *, meter: str = "", resource: str = "", stack: str = "") -> float:
    return sum(
        cost.usd
        for cost in one.bill.costs
        if cost.meter.startswith(meter) and resource in cost.resource and stack in cost.stack
    )


def cells(language: str) -> Iterator[tuple[str, str]]:
    """A document without its language, and what it must say."""

    def n(usd: float) -> str:
        return number(usd, language)

    dev, prod = (estimate(built(name)) for name in ENVIRONMENTS)
    other = {name: n(usd) for name, usd in alternatives("westeurope").items()}
    busy, idle = (
        alternatives("westeurope")[f"Container Apps, 1 vCPU 2 GB, {how}"]
        for how in ("busy", "idle")
    )
    share = (WEST_EUROPE["plan_P0v3"].usd(HOURS) - idle) / (busy - idle)
    d4 = 2 * WEST_EUROPE["postgresql_GP_Standard_D4ds_v5"].usd(HOURS)
    d2 = WEST_EUROPE["postgresql_GP_Standard_D2ds_v5"].usd(HOURS)
    on_demand = alternatives("westeurope")["Functions Premium EP1"] / 2.6e-5 / 1e6
    reserve_hours = RESERVED_UNIT_YEAR_USD / 12 / WEST_EUROPE["fabric_unit"].usd(1)
    choices = [
        other["Container Apps, 1 vCPU 2 GB, idle"] + (" idle" if language == "en" else " ociosa"),
        other["Container Apps, 1 vCPU 2 GB, busy"] + (" busy" if language == "en" else " ocupada"),
        f"B1 {n(paid(dev, meter='plan_'))}; P0v3 {other['App Service P0v3']}, P1v3 {other['App Service P1v3']} ",
        f"{share:.0%}".replace("%", " percent" if language == "en" else " por ciento"),
        f"EP1 {other['Functions Premium EP1']} ",
        f"dev {n(paid(dev, meter='functions'))}; prod {n(paid(prod, meter='functions'))}",
        number(on_demand, language, 1) + (" million" if language == "en" else " millones"),
        f"Premium, {'which private links need' if language == 'en' else 'que exigen los enlaces privados'}, {other['Service Bus Premium']})",
        f"vCores {other['Azure SQL, 2 vCores']};",
        f"B1ms {n(paid(dev, meter='postgresql_B'))}; ",
        f" {n(d4)} | ",
        f"D2 {n(d2)} ({n(2 * d2)} ",
        f"{other['Fabric F8, all day']})",
        f"A1 ({other['Power BI Embedded A1']})",
        f"F2 {n(paid(dev, meter='fabric'))} ",
        f"F8 {n(paid(prod, meter='fabric'))} ",
        f" {n(reserve_hours)} ",
        f"({other['Application Gateway WAF v2']} ",
        f"({other['Azure Firewall']})",
        f"({other['Managed Redis B3']}; {other['Managed Redis B3, standby']} ",
        f"({n(replica(prod))})",
    ]
    yield from (("infrastructure", cell) for cell in choices)
    yield from (("trade-offs", cell) for cell in traded(dev, prod, language))


def replica(prod: Estimate) -> float:
    return next(switch.usd for switch in prod.switches if switch.name == "read replica")


def traded(dev: Estimate, prod: Estimate, language: str) -> Iterator[str]:
    def n(usd: float) -> str:
        return number(usd, language)

    added = {switch.name: n(switch.usd) for switch in prod.switches}
    yield f"| dev, staging | {n(dev.bill.usd)} |"
    yield f" | {n(prod.bill.usd)} | "
    yield n(prod.orders.fixed_usd)
    yield n(prod.orders.by_use_usd)
    yield n(prod.orders.usd_per_1000 or 0)
    yield n(prod.orders.next_1000_usd)
    yield n(estimate(built("prod"), orders_per_day=5_000).orders.usd_per_1000 or 0)
    yield f"zone_redundant` | {added['zones (standby databases)']}, {added['zones (functions)']} "
    yield f"`fabric` | {added['Fabric capacity']} (F8), {n(paid(dev, meter='fabric'))} (F2) |"
    yield f"`front_door` | {added['Front Door']} |"
    yield f"`private_network` | {added['private network']} |"
    yield f"`alerts` | {added['alerts']} |"
    yield f"`long_term_backup` | {added['long-term backup']} |"
    yield f"`functions.always_ready` | {added['functions kept warm']} |"
    yield added["Front Door, Premium over Standard"]
    smaller = prod.bill.usd - smaller_by(prod)
    public = next(switch.usd for switch in prod.switches if switch.name == "private network")
    tier = WEST_EUROPE["front_door_premium"].usd(1) - WEST_EUROPE["front_door_standard"].usd(1)
    yield n(smaller)
    yield n(smaller - public - tier)
    firewall = WEST_EUROPE["azure_firewall"].usd(HOURS) - WEST_EUROPE["nat_gateway"].usd(HOURS)
    yield n(firewall)
    awake = stored_prices(snapshot(), "northeurope")["fabric_unit"].usd(2 * HOURS)
    yield f" {n(awake)} "
    yield f" {n(WEST_EUROPE['fabric_unit'].usd(8 * HOURS))}."
    elsewhere = bill(built("dev"), usage_of("dev", None), WEST_EUROPE).usd
    yield f" {n(elsewhere - dev.bill.usd)} "


def smaller_by(prod: Estimate) -> float:
    """No standby, functions in one zone, two P0v3 for three P1v3, a D2 for the D4, an F2 for the F8."""
    zones = ("zones (standby databases)", "zones (functions)")
    standby = sum(s.usd for s in prod.switches if s.name in zones)
    plans = 3 * WEST_EUROPE["plan_P1v3"].usd(HOURS) - 2 * WEST_EUROPE["plan_P0v3"].usd(HOURS)
    database = WEST_EUROPE["postgresql_GP_Standard_D2ds_v5"].usd(HOURS)
    fabric = paid(prod, meter="fabric") * 6 / 8
    return standby + plans + database + fabric


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_figures_of_the_documents_are_those_of_the_bill(language: str) -> None:
    ending = "" if language == "en" else f".{language}"
    folder = CHECKOUT / "docs" / "architecture"
    texts = {
        name: (folder / f"{name}{ending}.md").read_text()
        for name in ("infrastructure", "trade-offs")
    }

    assert [(name, cell) for name, cell in cells(language) if cell not in texts[name]] == []


def test_the_figures_of_the_decisions_are_those_of_the_bill() -> None:
    other = alternatives("westeurope")
    redis, service_bus = (
        (CHECKOUT / "docs" / "decisions" / f"{name}.md").read_text()
        for name in ("0023-no-redis", "0025-no-service-bus")
    )

    assert f"{other['Managed Redis B3']:.0f} a month" in redis
    assert f"{other['Managed Redis B3, standby']:.0f} with a standby" in redis
    assert f"{other['Service Bus Premium']:.0f} a month" in service_bus
