"""What one order takes, from the last whole run of `./lonja bench`, and what is assumed beside it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lonja_tools.places import CHECKOUT

RUN: Final = CHECKOUT / "docs" / "numbers.json"
REQUESTS: Final = 6
"""Of a checkout, as the bench buys: cart, two lines, address, method, order."""
PAGES: Final = 120
"""That buyers and others look at for an order: 40 visits of 3 pages (`usage` in infra/prices.json)."""
NEW_PAGES: Final = 0.1
"""Of them, the part that is not in the storefront's memory."""
STATEMENTS: Final = 8
"""Round trips to the database of one request of a checkout."""
ROUND_TRIP_S: Final = 0.001
"""Between App Service and PostgreSQL of one region."""
MESSAGES: Final = 4
"""Of an order: its confirmation, then mail, invoice and the invoice's PDF."""


@dataclass(frozen=True, slots=True)
class Work:
    """Seconds of a processor, of one order or one page."""

    web_s: float
    """Of the storefront for the six requests."""
    post_part: float
    """Of that and of the database's, what the last request takes: the one that places the order."""
    database_s: float
    functions_s: float
    beside_s: float
    """Of what Azure gives as a service, and a laptop runs itself: queue, mail, who buys."""
    kept_page_s: float
    new_page_s: float
    new_page_database_s: float
    at: str
    """When it was measured."""

    @property
    def web_database_s(self) -> float:
        """The database's part that requests wait for; the rest is the functions'."""
        return self.database_s * self.web_s / (self.web_s + self.functions_s)

    @property
    def pages_s(self) -> float:
        """The storefront's, for the pages of one order."""
        return PAGES * (NEW_PAGES * self.new_page_s + (1 - NEW_PAGES) * self.kept_page_s)

    @property
    def pages_database_s(self) -> float:
        return PAGES * NEW_PAGES * self.new_page_database_s


def measured(run: Path = RUN) -> Work:
    return of_run(json.loads(run.read_text()))


def of_run(figures: dict[str, Any]) -> Work:
    """From what the bench wrote; its milliseconds become seconds."""
    scenarios = figures["scenarios"]
    checkout, pages = scenarios["checkout"], scenarios["pages"]
    spread, alone = checkout["spread"], checkout["alone"]
    order = {name: ms / 1000 for name, ms in spread["cpu_ms_per_order"].items()}
    buyers = spread["generator_cpu"] * spread["seconds"] / spread["placed"]

    def page(kind: str, of: str) -> float:
        return max(0.0, float(pages[kind]["cpu_ms_per_request"][of])) / 1000

    return Work(
        web_s=order["front-office"],
        post_part=alone["post_p50_ms"] / alone["whole_p50_ms"],
        database_s=order["postgres"],
        functions_s=order["functions-background"],
        beside_s=order["azurite"] + order["mail"] + buyers,
        kept_page_s=page("product_warm", "front-office"),
        new_page_s=page("product_cold", "front-office"),
        new_page_database_s=page("product_cold", "postgres"),
        at=figures["at"],
    )
