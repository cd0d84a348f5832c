"""Azure's unit prices per meter: a dated snapshot, or the public Retail Prices API.

A price has steps: some units are free, later ones cheaper. It belongs to a region, or to none.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import quote

from lonja_tools.infra.parts import INFRA

API: Final = "https://prices.azure.com/api/retail/prices?api-version=2023-01-01-preview&$filter="
MAX_PAGES: Final = 5
# Prices that are equal in all regions are listed under this one, or under none.
ELSEWHERE: Final = "Global"
EVERYWHERE: Final = "everywhere"

# The pauses after a 429 before each retry.
WAITS_S: Final = (2.0, 10.0, 30.0)

type Fetch = Callable[[str], dict[str, Any]]


class PricesUnknownError(Exception):
    """The Retail Prices API returned something unexpected."""


class RegionUnknownError(Exception):
    """The snapshot has no prices of that region."""


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit of a meter costs, from how many units in a month on."""

    title: str
    unit: str
    steps: tuple[tuple[float, float], ...]

    def usd(self, units: float, *, after: float = 0) -> float:
        """The cost of so many units after `after` units in the same month."""
        ends = [start for start, _ in self.steps[1:]] + [float("inf")]
        return sum(
            usd * max(0, min(after + units, end) - max(after, start))
            for (start, usd), end in zip(self.steps, ends, strict=True)
        )

    @property
    def first_paid(self) -> float:
        return next((usd for _, usd in self.steps if usd), 0)


type Prices = dict[str, Price]


def snapshot() -> dict[str, Any]:
    prices: dict[str, Any] = json.loads((INFRA / "prices.json").read_text())
    return prices


def regions(prices: dict[str, Any]) -> list[str]:
    return sorted(
        set().union(*(meter["usd"] for meter in prices["meters"].values())) - {EVERYWHERE}
    )


def stored_prices(prices: dict[str, Any], region: str) -> Prices:
    """The snapshot's prices of a region, without the meters that it lacks."""
    per_meter = {}
    for name, meter in prices["meters"].items():
        steps = meter["usd"].get(region) or meter["usd"].get(EVERYWHERE)
        if steps:
            per_meter[name] = Price(meter["title"], meter["unit"], tuple((a, b) for a, b in steps))
    return per_meter


def live(prices: dict[str, Any], region: str, fetch: Fetch) -> tuple[Prices, tuple[str, ...]]:
    """The API's prices of a region, and the meters that fall back to the snapshot."""
    stored = stored_prices(prices, region)
    unanswered = []
    for name, meter in prices["meters"].items():
        steps = _query_steps(meter, region, fetch) if "query" in meter else ()
        if steps:
            stored[name] = Price(meter["title"], meter["unit"], steps)
        else:
            unanswered.append(name)
    return stored, tuple(unanswered)


def patient(fetch: Fetch, sleep: Callable[[float], None]) -> Fetch:
    """Wrap `fetch` to wait and retry on 429: we send one request per meter."""

    def fetch_patiently(address: str) -> dict[str, Any]:
        for wait_s in WAITS_S:
            try:
                return fetch(address)
            except HTTPError as refused:
                if refused.code != HTTPStatus.TOO_MANY_REQUESTS:
                    raise
            sleep(wait_s)
        return fetch(address)

    return fetch_patiently


def _query_steps(
    meter: dict[str, Any], region: str, fetch: Fetch
) -> tuple[tuple[float, float], ...]:
    query = meter["query"]
    for place in (query["armRegionName"],) if "armRegionName" in query else (region, ELSEWHERE):
        items = list(_items(query | {"armRegionName": place}, fetch))
        strange = {str(item["unitOfMeasure"]) for item in items} - {meter["measure"]}
        if strange:
            raise PricesUnknownError(
                f"{meter['title']} was sold by {meter['measure']}, now by {', '.join(strange)}"
            )
        if items:
            return _steps(items)
    return ()


def _items(query: dict[str, str], fetch: Fetch) -> Iterator[dict[str, Any]]:
    words = [f"{field} eq '{value}'" for field, value in query.items()]
    address: str | None = API + quote(" and ".join([*words, "priceType eq 'Consumption'"]))
    for _ in range(MAX_PAGES):
        if not address:
            return
        page = fetch(address)
        yield from page["Items"]
        address = page.get("NextPageLink")


def _steps(items: list[dict[str, Any]]) -> tuple[tuple[float, float], ...]:
    """The current price of each step: the API also returns past and future ones."""
    now = datetime.now(UTC).isoformat()
    newest: dict[float, dict[str, Any]] = {}
    for item in sorted(items, key=lambda item: str(item["effectiveStartDate"])):
        if str(item["effectiveStartDate"]) <= now:
            newest[float(item["tierMinimumUnits"])] = item
    return tuple((start, float(newest[start]["retailPrice"])) for start in sorted(newest))
