"""What a month costs: every resource is priced or named, and by use where it is paid by use."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lonja.cli.infra_cost import (
    PricesUnknownError,
    beside,
    bill,
    prices,
    replica_would_add,
    snapshot,
    usage_of,
)
from lonja.cli.infra_policy import Built

PRICES = prices(snapshot())
SUPPORT = Path(__file__).resolve().parents[2] / "support"


def built(*resources: tuple[str, str, dict[str, Any]], environment: str = "prod") -> Built:
    found = Built(environment)
    for kind, address, values in resources:
        resource = {"mode": "managed", "type": kind, "address": address, "values": values}
        found.add("functions", {"resources": [resource]})
    return found


DATABASE = (
    "azurerm_postgresql_flexible_server",
    "module.database.azurerm_postgresql_flexible_server.this",
    {
        "sku_name": "GP_Standard_D4ds_v5",
        "storage_mb": 262_144,
        "create_mode": "Default",
        "high_availability": [{"mode": "ZoneRedundant"}],
    },
)


class TestABill:
    def test_counts_a_standby_as_a_second_server_with_its_disk(self) -> None:
        found = bill(built(DATABASE), usage_of("prod", None), PRICES)

        assert [(cost.meter, cost.units) for cost in found.costs] == [
            ("postgresql_GP_Standard_D4ds_v5", 1),
            ("postgresql_storage", 256),
        ] * 2
        assert round(found.usd, 2) == round(2 * (284.70 + 256 * 0.138), 2)
        assert set(found.by(lambda cost: cost.switch)) == {"", "zone_redundant (standby databases)"}

    def test_names_what_it_cannot_price(self) -> None:
        strange = built(
            ("azurerm_managed_redis", "azurerm_managed_redis.this", {}),
            (
                "azurerm_service_plan",
                "azurerm_service_plan.this",
                {"sku_name": "P9v9", "worker_count": 1},
            ),
        )

        assert bill(strange, usage_of("prod", None), PRICES).unpriced == (
            "functions: azurerm_managed_redis.this",
            "functions: azurerm_service_plan.this: plan_P9v9",
        )

    def test_grows_with_the_orders_only_where_it_is_paid_by_use(self) -> None:
        stack = built(
            (
                "azurerm_service_plan",
                "azurerm_service_plan.this",
                {"sku_name": "B1", "worker_count": 1},
            ),
            ("azurerm_communication_service", "azurerm_communication_service.this", {}),
        )

        none, many = (bill(stack, usage_of("dev", orders), PRICES) for orders in (0, 1000))

        assert [cost.usd for cost in none.costs] == [12.41, 0]
        assert many.usd - none.usd == pytest.approx(1000 * 365 / 12 * 2 * 0.00025)

    def test_gives_no_more_free_logs_than_azure_does(self) -> None:
        logs = built(
            ("azurerm_log_analytics_workspace", "azurerm_log_analytics_workspace.this", {})
        )

        few, many = (bill(logs, usage_of("prod", orders), PRICES).usd for orders in (30, 300))

        assert few == 0
        assert many == pytest.approx((300 * 365 / 12 * 5 / 1024 - 5) * 2.99)


class TestTheTierOfFrontDoor:
    def test_is_told_beside_what_it_costs_in_all(self) -> None:
        edge: tuple[str, str, dict[str, Any]] = (
            "azurerm_cdn_frontdoor_profile",
            "azurerm_cdn_frontdoor_profile.this[0]",
            {},
        )

        assert beside(built(edge), PRICES) == {
            "front_door (Premium over Standard, part of it)": 330 - 35
        }


class TestTheReplica:
    def test_would_cost_a_server_and_its_disk(self) -> None:
        assert replica_would_add(built(DATABASE), PRICES) == pytest.approx(284.70 + 256 * 0.138)

    def test_adds_nothing_where_it_is_on_already(self) -> None:
        replica = (
            DATABASE[0],
            "module.database.azurerm_postgresql_flexible_server.replica[0]",
            DATABASE[2],
        )

        assert replica_would_add(built(DATABASE, replica), PRICES) == 0


def pages(*found: dict[str, Any]) -> Callable[[str], dict[str, Any]]:
    """The API as it answers: items in pages, each with the address of the next."""

    def fetch(address: str) -> dict[str, Any]:
        number = int(address.rpartition("#")[2]) if "#" in address else 0
        following = f"{address.partition('#')[0]}#{number + 1}" if number + 1 < len(found) else None
        return {"Items": [found[number]], "NextPageLink": following}

    return fetch


class RetailPrices:
    """The API in its documented shape: made-up pages, as the note in the file says."""

    def __init__(self) -> None:
        told = json.loads((SUPPORT / "retail_prices.json").read_text())
        assert told["note"].startswith("Not recorded")
        self.answers: dict[str, list[dict[str, Any]]] = told["answers"]
        self.asked: list[str] = []

    def __call__(self, address: str) -> dict[str, Any]:
        address, _, number = address.partition("&$skip=")
        parts = urlsplit(address)
        assert (parts.scheme, parts.netloc) == ("https", "prices.azure.com")
        asked = parse_qs(parts.query)["$filter"][0]
        query, *narrowed = asked.partition(" and armRegionName eq ")
        assert narrowed[1] == "'westeurope' and priceType eq 'Consumption'"
        self.asked.append(query)
        pages = self.answers[query]
        page = int(number or 0)
        following = f"{address}&$skip={page + 1}" if page + 1 < len(pages) else None
        return {**pages[page], "NextPageLink": following}


def item(usd: float, unit: str = "1 Hour") -> dict[str, Any]:
    return {"retailPrice": usd, "unitOfMeasure": unit, "tierMinimumUnits": 0}


class TestLivePrices:
    TOLD: dict[str, Any] = {  # noqa: RUF012
        "region": "westeurope",
        "hours_per_month": 730,
        "prices": {
            "plan_B1": {"usd": 1, "unit": "month", "query": "serviceName eq 'Azure App Service'"},
            "public_ip": {"usd": 3.65, "unit": "month"},
        },
    }

    def test_are_hours_made_into_months_and_the_lowest_of_all_pages(self) -> None:
        found = prices(self.TOLD, pages(item(0), item(0.02), item(0.017)))

        assert found == {"plan_B1": 0.017 * 730, "public_ip": 3.65}

    def test_of_the_documented_shape_replace_those_of_the_snapshot(self) -> None:
        api = RetailPrices()

        found = prices(snapshot(), api)

        assert set(api.asked) == set(api.answers)
        assert found == pytest.approx(PRICES, rel=0.001)

    def test_that_nobody_knows_are_said_to_be_unknown(self) -> None:
        with pytest.raises(PricesUnknownError, match="Azure App Service"):
            prices(self.TOLD, pages(item(0)))


def test_every_price_of_the_snapshot_has_a_source_and_a_unit() -> None:
    told = snapshot()

    assert told["date"] >= "2026-11-22"
    assert [
        name for name, price in told["prices"].items() if not (price["source"] and price["unit"])
    ] == []
