"""`./lonja infra cost`: what an environment costs in a month, and what its orders cost."""

import json
import sys
import time
import urllib.request
from typing import Annotated, Any, Final

import typer

from lonja_tools.infra.built import Built
from lonja_tools.infra.costs import display
from lonja_tools.infra.costs.capacity import limits
from lonja_tools.infra.costs.cost import bill, orders, region_of, usage_of
from lonja_tools.infra.costs.display import Estimate
from lonja_tools.infra.costs.prices import (
    Fetch,
    PricesUnknownError,
    RegionUnknownError,
    patient,
    regions,
    snapshot,
    stored_prices,
)
from lonja_tools.infra.costs.prices import (
    live as live_prices,
)
from lonja_tools.infra.costs.switches import switches
from lonja_tools.infra.mocked import applied
from lonja_tools.infra.parts import ENVIRONMENTS
from lonja_tools.infra.terraform import NotCheckedError, terraform_program

# All shops of Shopify together had some sixty million at their peak.
MOST_ORDERS_PER_DAY: Final = 10_000_000
FETCH_TIMEOUT_S: Final = 20


def cost(
    *,
    environment: Annotated[str, typer.Option(help="dev or prod.")] = "dev",
    orders_per_day: Annotated[
        int | None,
        typer.Option(
            min=0, max=MOST_ORDERS_PER_DAY, help="What is paid by use is counted for so many."
        ),
    ] = None,
    region: Annotated[
        str, typer.Option(help="What the same would cost in another region of Azure.")
    ] = "",
    live: Annotated[bool, typer.Option("--live", help="Ask Azure's Retail Prices API.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """What an environment costs in a month, resource by resource, and what 1,000 orders cost."""
    if environment not in ENVIRONMENTS:
        raise typer.BadParameter(f"{environment} is not one of {', '.join(ENVIRONMENTS)}")
    try:
        result = estimate(
            applied(terraform_program(), environment),
            region=region,
            orders_per_day=orders_per_day,
            fetch=patient(_fetched, time.sleep) if live else None,
        )
    except NotCheckedError as reason:
        sys.exit(f"The resources are not known: {reason}")
    except RegionUnknownError as reason:
        raise typer.BadParameter(str(reason)) from None
    except (PricesUnknownError, OSError) as reason:
        sys.exit(
            f"The Retail Prices API did not help: {reason}. Leave --live out for the snapshot."
        )
    if as_json:
        print(json.dumps(display.document(result)))
    else:
        display.show(result)


def _fetched(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(address, timeout=FETCH_TIMEOUT_S) as answer:  # noqa: S310  (https, ours or Azure's own next page)
        page: dict[str, Any] = json.load(answer)
    return page


def estimate(
    built: Built,
    *,
    region: str = "",
    orders_per_day: int | None = None,
    fetch: Fetch | None = None,
) -> Estimate:
    kept_prices = snapshot()
    place = region or region_of(built)
    if fetch is None and place not in regions(kept_prices):
        raise RegionUnknownError(
            f"no prices of {place} were read, only of {', '.join(regions(kept_prices))}; --live asks for others"
        )
    prices = stored_prices(kept_prices, place)
    unanswered: tuple[str, ...] = ()
    unread = [name for name, one in kept_prices["meters"].items() if one["source"] == "unread"]
    source = (
        f"snapshot of {kept_prices['date']} (infra/prices.json names the source of each);"
        f" common knowledge, not read again: {', '.join(unread)}"
    )
    if fetch is not None:
        prices, unanswered = live_prices(kept_prices, place, fetch)
        source = "Azure Retail Prices API, now"
    usage = usage_of(built.environment, orders_per_day)
    totals = bill(built, usage, prices)
    return Estimate(
        bill=totals,
        region=place,
        orders=orders(built, usage, prices),
        switches=switches(totals, built, prices),
        limits=limits(built, usage),
        source=source,
        unanswered=unanswered,
    )
