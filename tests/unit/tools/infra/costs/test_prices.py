"""Prices in steps, from a snapshot or from the Retail Prices API as it answered in August 2026."""

import json
import re
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit

import pytest

from lonja_tools.infra.costs.prices import (
    Price,
    PricesUnknownError,
    live,
    patient,
    snapshot,
    stored_prices,
)

RECORDED = json.loads(
    (Path(__file__).resolve().parents[4] / "support" / "retail_prices.json").read_text()
)
PAGE = 3


class RetailPrices:
    """The API: real items, filtered by the request, in pages that link to the next."""

    def __init__(self, items: list[dict[str, Any]]) -> None:
        self.items = items
        self.requests: list[dict[str, str]] = []

    def __call__(self, address: str) -> dict[str, Any]:
        first, _, skip = address.partition("&$skip=")
        parts = urlsplit(first)
        assert (parts.scheme, parts.netloc) == ("https", "prices.azure.com")
        filters = dict(re.findall(r"(\w+) eq '([^']*)'", parse_qs(parts.query)["$filter"][0]))
        assert filters.pop("priceType") == "Consumption"
        if not skip:
            self.requests.append(filters)
        found = [
            item
            for item in self.items
            if all(item[field] == value for field, value in filters.items())
        ]
        start = int(skip or 0)
        following = f"{first}&$skip={start + PAGE}" if start + PAGE < len(found) else None
        return {"Items": found[start : start + PAGE], "NextPageLink": following}


class TestAPrice:
    PRICE = Price("Logs", "GB", ((0, 0), (5, 3), (100, 2)))

    def test_charges_each_unit_what_its_step_asks(self) -> None:
        assert self.PRICE.usd(4) == 0
        assert self.PRICE.usd(10) == 5 * 3
        assert self.PRICE.usd(110) == 95 * 3 + 10 * 2

    def test_begins_where_others_have_left_off(self) -> None:
        assert self.PRICE.usd(4, after=3) == 2 * 3
        assert self.PRICE.usd(60, after=50) == 50 * 3 + 10 * 2


class TestLivePrices:
    @pytest.mark.parametrize("region", ["westeurope", "northeurope"])
    def test_of_the_recorded_answers_are_those_of_the_snapshot(self, region: str) -> None:
        api = RetailPrices(RECORDED["items"])

        found, unanswered = live(snapshot(), region, api)

        assert found == stored_prices(snapshot(), region)
        read = {
            name
            for name, meter in snapshot()["meters"].items()
            if meter["source"] == "api" and name in found
        }
        assert set(unanswered) == set(snapshot()["meters"]) - read

    def test_replace_what_the_snapshot_says(self) -> None:
        dearer = [item | {"retailPrice": item["retailPrice"] * 2} for item in RECORDED["items"]]

        found, _ = live(snapshot(), "westeurope", RetailPrices(dearer))

        steps = {name: found[name].steps for name in ("plan_B1", "logs")}
        assert steps == {"plan_B1": ((0, 0.036),), "logs": ((0, 0), (5, 5.98))}

    def test_ask_for_what_is_sold_alike_everywhere_without_a_region(self) -> None:
        api = RetailPrices(RECORDED["items"])

        live(snapshot(), "spaincentral", api)

        regions = {requests["meterName"]: requests["armRegionName"] for requests in api.requests}
        assert regions["Premium Base Fees"] == "Zone 1"
        assert regions["Standard Private Endpoint"] == "Global"

    def test_take_the_price_that_is_in_force(self) -> None:
        def item(usd: float, since: str) -> dict[str, Any]:
            here: dict[str, Any]
            (here,) = (
                item
                for item in RECORDED["items"]
                if item["skuName"] == "B1MS" and item["armRegionName"] == "westeurope"
            )
            return here | {"retailPrice": usd, "effectiveStartDate": since}

        answers = [item(9, "2999-01-01T00:00:00Z"), item(2, "2026-01-01T00:00:00Z"),
                   item(1, "2020-01-01T00:00:00Z")]  # fmt: skip

        found, _ = live(snapshot(), "westeurope", RetailPrices(answers))

        assert found["postgresql_B_Standard_B1ms"].steps == ((0, 2),)

    def test_by_another_measure_are_refused(self) -> None:
        by_day = [item | {"unitOfMeasure": "1/Day"} for item in RECORDED["items"]]

        with pytest.raises(PricesUnknownError, match="was sold by 1 Hour, now by 1/Day"):
            live(snapshot(), "westeurope", RetailPrices(by_day))


class TestAsking:
    def refused(self, *codes: int) -> tuple[list[float], dict[str, Any]]:
        """What was waited, and the answer that came in the end."""
        left, waited = list(codes), list[float]()

        def fetch(address: str) -> dict[str, Any]:
            if left:
                raise HTTPError(address, left.pop(0), "no", Message(), None)
            return {"Items": []}

        return waited, patient(fetch, waited.append)("https://prices.azure.com/")

    def test_too_often_is_waited_out(self) -> None:
        answer = self.refused(429, 429)[1]

        assert answer == {"Items": []}
        assert self.refused(429, 429)[0] == [2.0, 10.0]

    def test_four_times_too_often_is_given_up(self) -> None:
        with pytest.raises(HTTPError, match="429"):
            self.refused(429, 429, 429, 429)

    def test_in_another_wrong_way_is_not_repeated(self) -> None:
        with pytest.raises(HTTPError, match="400"):
            self.refused(400)
