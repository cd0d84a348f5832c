"""What a month costs: every resource is priced or named, and by use where it is paid by use."""

import re
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from lonja_tools.infra.built import Built
from lonja_tools.infra.costs.bill import estimate
from lonja_tools.infra.costs.capacity import limits
from lonja_tools.infra.costs.cost import DAYS, HOURS, bill, orders, usage_of
from lonja_tools.infra.costs.display import document, show
from lonja_tools.infra.costs.prices import RegionUnknownError, snapshot, stored_prices
from lonja_tools.infra.costs.switches import switches

WEST_EUROPE = stored_prices(snapshot(), "westeurope")
CHECKOUT = Path(__file__).resolve().parents[5]

type Made = tuple[str, str, dict[str, Any]]


def built(*resources: Made, environment: str = "prod") -> Built:
    found = Built(environment)
    for kind, address, values in resources:
        resource = {"mode": "managed", "type": kind, "address": address, "values": values}
        found.add("functions", {"resources": [resource]})
    return found


GROUP: Made = (
    "azurerm_resource_group",
    "azurerm_resource_group.this",
    {"location": "westeurope"},
)
DATABASE: Made = (
    "azurerm_postgresql_flexible_server",
    "module.database.azurerm_postgresql_flexible_server.this",
    {
        "sku_name": "GP_Standard_D4ds_v5",
        "storage_mb": 262_144,
        "create_mode": "Default",
        "high_availability": [{"mode": "ZoneRedundant"}],
    },
)
REPLICA: Made = (
    DATABASE[0],
    "module.database.azurerm_postgresql_flexible_server.replica[0]",
    DATABASE[2] | {"create_mode": "Replica", "high_availability": []},
)
BURSTABLE: Made = (
    DATABASE[0],
    DATABASE[1],
    {"sku_name": "B_Standard_B1ms", "storage_mb": 32_768, "create_mode": "Default"},
)
PLAN: Made = (
    "azurerm_service_plan",
    "azurerm_service_plan.this",
    {"sku_name": "B1", "worker_count": 1},
)
MAIL: Made = ("azurerm_communication_service", "azurerm_communication_service.this", {})
LOGS: Made = (
    "azurerm_log_analytics_workspace",
    "azurerm_log_analytics_workspace.this",
    {"daily_quota_gb": 5, "retention_in_days": 30},
)
FUNCTIONS: tuple[Made, Made] = (
    (
        PLAN[0],
        "module.etl.azurerm_service_plan.this",
        {"sku_name": "FC1", "zone_balancing_enabled": True},
    ),
    (
        "azurerm_function_app_flex_consumption",
        "module.etl.azurerm_function_app_flex_consumption.this",
        {"instance_memory_in_mb": 2048, "tags": {"azd-service-name": "etl"}},
    ),
)
ENDPOINT: Made = (
    "azurerm_private_endpoint",
    'module.endpoints[0].azurerm_private_endpoint.this["backoffice-staging"]',
    {},
)
OF_A_D4 = HOURS * 0.424 + 256 * 0.1369


class TestABill:
    def test_counts_a_standby_as_a_second_server_with_its_disk(self) -> None:
        found = bill(built(DATABASE), usage_of("prod", None), WEST_EUROPE)

        assert [(cost.meter, cost.units) for cost in found.costs] == [
            ("postgresql_GP_Standard_D4ds_v5", 730),
            ("postgresql_storage", 256),
        ] * 2
        assert found.usd == pytest.approx(2 * OF_A_D4)
        assert set(found.by(lambda cost: cost.switch)) == {"", "zones (standby databases)"}

    def test_counts_two_instances_of_each_function_that_spans_zones(self) -> None:
        found = bill(built(*FUNCTIONS), usage_of("prod", None), WEST_EUROPE)

        (zones,) = [cost for cost in found.costs if cost.switch == "zones (functions)"]
        assert zones.units == 2 * 2 * 2 * HOURS * 3600  # two of two functions, 2 GB each

    def test_names_what_it_cannot_price(self) -> None:
        strange = built(
            ("azurerm_managed_redis", "azurerm_managed_redis.this", {}),
            (PLAN[0], PLAN[1], {"sku_name": "P9v9", "worker_count": 1}),
        )

        assert bill(strange, usage_of("prod", None), WEST_EUROPE).unpriced == (
            "functions: azurerm_managed_redis.this",
            "functions: azurerm_service_plan.this: plan_P9v9",
        )

    def test_says_of_what_is_free_why_it_is(self) -> None:
        found = bill(built(GROUP, PLAN), usage_of("dev", None), WEST_EUROPE)

        assert found.free == (
            (
                "functions: azurerm_resource_group.this",
                "Azure asks nothing for rights, names and limits",
            ),
        )
        assert found.unpriced == ()

    def test_grows_with_the_orders_only_where_it_is_paid_by_use(self) -> None:
        stack = built(PLAN, MAIL)

        none, many = (bill(stack, usage_of("dev", count), WEST_EUROPE) for count in (0, 1000))

        assert [cost.usd for cost in none.costs] == [pytest.approx(13.14), 0, 0]
        per_mail = 0.00025 + 60 / 1024 * 0.00012
        assert many.usd - none.usd == pytest.approx(1000 * DAYS * 2 * per_mail)

    def test_gives_no_more_free_logs_than_azure_does(self) -> None:
        few, many = (
            bill(built(LOGS), usage_of("prod", count), WEST_EUROPE).usd for count in (30, 300)
        )

        assert few == 0
        assert many == pytest.approx((300 * DAYS * 5 / 1024 - 5) * 2.99)

    def test_ends_logs_at_the_daily_cap(self) -> None:
        much, more = (
            bill(built(LOGS), usage_of("prod", count), WEST_EUROPE).usd for count in (5_000, 50_000)
        )

        assert much == more == pytest.approx((5 * DAYS - 5) * 2.99)

    def test_gives_the_free_units_of_a_meter_once_and_not_to_each_resource(self) -> None:
        alerts: list[Made] = [
            ("azurerm_monitor_metric_alert", f"azurerm_monitor_metric_alert.a{number}", {})
            for number in range(12)
        ]

        found = bill(built(*alerts), usage_of("prod", None), WEST_EUROPE)

        assert [round(cost.usd, 2) for cost in found.costs] == [0.0] * 10 + [0.1] * 2

    def test_counts_the_runs_of_timers_that_the_function_apps_have(self) -> None:
        runs = usage_of("prod", None).timer_runs_per_day

        assert runs == {app: timer_runs_per_day(app) for app in ("background", "etl")}


def timer_runs_per_day(app: str) -> int:
    code = (CHECKOUT / "functions" / app / "function_app.py").read_text()
    return sum(
        times(second, 60) * times(minute, 60) * times(hour, 24)
        for second, minute, hour in re.findall(r'schedule="(\S+) (\S+) (\S+) \* \* \*"', code)
    )


def times(field: str, of: int) -> int:
    return of // int(field[2:]) if field.startswith("*/") else of if field == "*" else 1


class TestOrders:
    def test_cost_what_is_fixed_shared_out_and_what_the_next_ones_add(self) -> None:
        found = orders(built(PLAN, MAIL), usage_of("dev", 100), WEST_EUROPE)

        per_order = 2 * (0.00025 + 60 / 1024 * 0.00012)
        assert found.fixed_usd == pytest.approx(13.14)
        assert found.by_use_usd == pytest.approx(100 * DAYS * per_order)
        assert found.next_1000_usd == pytest.approx(1000 * per_order)
        assert found.usd_per_1000 == pytest.approx(13.14 / (100 * DAYS) * 1000 + 1000 * per_order)

    def test_have_no_share_where_there_are_none(self) -> None:
        assert orders(built(PLAN), usage_of("dev", 0), WEST_EUROPE).usd_per_1000 is None


class TestASwitch:
    def added(self, *resources: Made) -> dict[str, tuple[bool, float]]:
        environment = built(*resources)
        found = bill(environment, usage_of("prod", None), WEST_EUROPE)
        return {
            switch.name: (switch.is_on, round(switch.usd, 2))
            for switch in switches(found, environment, WEST_EUROPE)
        }

    def test_that_is_off_shows_what_a_replica_would_add(self) -> None:
        assert self.added(DATABASE, ENDPOINT)["read replica"] == (False, round(OF_A_D4, 2))

    def test_that_is_on_shows_what_the_replica_adds(self) -> None:
        assert self.added(DATABASE, REPLICA, ENDPOINT)["read replica"] == (True, round(OF_A_D4, 2))

    def test_shows_the_upgrade_that_a_small_server_needs_before_it_can_have_a_standby(self) -> None:
        usd = 2 * HOURS * 0.212 - HOURS * 0.0199 + 32 * 0.1369

        assert self.added(BURSTABLE)["zones (standby database)"] == (False, round(usd, 2))

    def test_shows_the_tier_of_front_door_beside_its_total_cost(self) -> None:
        edge: Made = (
            "azurerm_cdn_frontdoor_profile",
            "e.this[0]",
            {"sku_name": "Premium_AzureFrontDoor"},
        )

        added = self.added(edge, ENDPOINT)

        assert {name for name, (is_on, _) in added.items() if is_on} == {
            "Front Door",
            "Front Door, Premium over Standard",
            "private network",
        }
        assert added["Front Door, Premium over Standard"] == (True, 330 - 35)

    def test_shows_what_private_addresses_would_add(self) -> None:
        # Eleven names, five zones, one way out with its address.
        usd = 11 * 7.30 + 5 * 0.50 + 32.85 + 3.65

        assert self.added(PLAN)["private network"] == (False, round(usd, 2))

    def test_shows_what_an_hour_of_reports_costs(self) -> None:
        capacity: Made = (
            "azurerm_fabric_capacity",
            "azurerm_fabric_capacity.this[0]",
            {"sku": [{"name": "F8"}]},
        )

        found = self.added(capacity)

        assert found["Fabric capacity"] == (True, round(264 * 8 * 0.22, 2))
        assert found["Fabric, one more hour a working day"] == (
            False,
            round(DAYS * 5 / 7 * 8 * 0.22, 2),
        )


class TestASize:
    def test_carries_what_its_processors_do_in_the_busiest_hour(self) -> None:
        (limit,) = limits(built(DATABASE), usage_of("prod", None))

        assert limit.what == "database's processor (D4ds_v5)"
        # Four cores, 70 percent full, 100 ms an order, an hour that brings 12 percent of the day.
        assert limit.orders_per_day == pytest.approx(4 * 0.7 * 3_600_000 / 100 / 0.12)

    def test_that_does_not_carry_the_orders_is_named_with_what_to_change(self) -> None:
        found = estimate(built(GROUP, LOGS, DATABASE), orders_per_day=5_000)

        assert [(limit.what, limit.orders_per_day) for limit in found.passed] == [
            ("logs (5 GB a day; what is more is not kept)", 1024)
        ]
        assert "sampling_percent" in found.passed[0].beyond


class TestWhatIsShown:
    def shown(self, width: int, **options: Any) -> str:
        console = Console(width=width, record=True, highlight=False, file=StringIO())
        show(estimate(built(GROUP, PLAN, DATABASE, ENDPOINT, MAIL), **options), console)
        return console.export_text()

    @pytest.mark.parametrize("width", [80, 140])
    def test_fits_and_cuts_no_name(self, width: int) -> None:
        text = self.shown(width)

        assert "…" not in text
        assert max(len(line) for line in text.split("Prices:")[0].splitlines()) <= width
        assert "backoffice-staging" in re.sub(r"\s", "", text).replace("endpoints:", "")
        assert "256 GB-months" in text

    def test_says_what_is_fixed_and_what_comes_with_orders(self) -> None:
        text = self.shown(100, orders_per_day=300)

        assert "fixed: paid whether anybody buys or not" in text
        assert "by use, at 300 orders a day" in text
        assert "for the next 1,000 orders" in text

    def test_adds_up(self) -> None:
        found = document(estimate(built(GROUP, PLAN, DATABASE, ENDPOINT, MAIL)))

        total = found["usd_per_month"]
        assert sum(found["stacks"].values()) == pytest.approx(total, abs=0.02)
        assert sum(cost["usd"] for cost in found["costs"]) == pytest.approx(total, abs=0.01)
        assert found["usd_fixed"] + found["usd_by_use"] == pytest.approx(total, abs=0.02)

    def test_can_be_priced_in_another_region(self) -> None:
        here, there = (
            estimate(built(GROUP, PLAN, DATABASE), region=region).bill.usd
            for region in ("", "northeurope")
        )

        assert here == pytest.approx(13.14 + 2 * OF_A_D4)
        assert there == pytest.approx(13.14 + 2 * (HOURS * 0.396 + 256 * 0.1265))

    def test_is_refused_for_a_region_without_prices(self) -> None:
        with pytest.raises(RegionUnknownError, match="no prices of mars were read"):
            estimate(built(GROUP, PLAN), region="mars")


def test_every_price_of_the_snapshot_names_a_source_that_is_there() -> None:
    kept_prices = snapshot()

    assert kept_prices["date"] >= "2026-08-15"
    assert {meter["source"] for meter in kept_prices["meters"].values()} == set(
        kept_prices["sources"]
    )
    assert all(meter["unit"] and meter["usd"] for meter in kept_prices["meters"].values())


def test_a_usage_without_orders_pays_for_none() -> None:
    usage = replace(usage_of("prod", None), orders_per_day=0)

    assert usage.of("mails") == 0
