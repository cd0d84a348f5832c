"""docs/scale.md: what carries 1, 10, 100 and 1,000 orders a second."""

from typing import Final

from lonja_tools.places import CHECKOUT
from lonja_tools.simulation.sizes import Answer, NoSizeError, answer
from lonja_tools.simulation.work import (
    MESSAGES,
    NEW_PAGES,
    PAGES,
    ROUND_TRIP_S,
    STATEMENTS,
    Work,
)

PAGE: Final = CHECKOUT / "docs" / "scale.md"
RATES: Final = (1, 10, 100, 700, 1_000)
"""700 is what all shops of Shopify together took in the busiest minutes of 2024."""
NEAREST: Final = 3

HEAD: Final = """# How far does it carry?

Which size of Azure carries how many orders, what that costs, and what is full first. Written by
`./lonja simulate --write`; ask for another rate with `./lonja simulate --orders-per-second 40`.

It is a model, not a load test: each order, request and message takes the processor time that
[numbers.md](numbers.md) measured on a laptop, goes through as many workers, connections and cores as the size has,
and Azure's rules add instances. `./lonja bench processes` compares it with real runs of 2, 4 and 8 workers.
"""
COST: Final = """Web, database with its standby, and functions, at this rate all month, at the list prices of West Europe
in `infra/prices.json`; `./lonja infra cost` adds the rest of an environment."""
BEYOND: Final = """## Beyond

- More shops than one: a deployment for each; nothing is shared between them.
- More pages than the storefront makes: Front Door keeps pictures and files already; the replica (`databases.read_replica`) reads for pages.
- More orders than the largest server writes: a cluster that shards by order, which [decision 24](decisions/0024-no-elastic-cluster.md) weighs.
"""


def page(work: Work) -> str:
    answers, impossible = [], []
    for rate in RATES:
        try:
            answers.append(answer(rate, work))
        except NoSizeError as nothing:
            impossible.append(f"- {rate:,} orders a second: {nothing}.")
    parts = [
        HEAD,
        _assumed(work),
        "## What carries it",
        _sizes(answers),
        "\n".join(impossible),
        COST,
        "## What is full first",
        _walls(answers),
        BEYOND,
    ]
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def _assumed(work: Work) -> str:
    ms = 1000
    return (
        f"Measured {work.at}: an order takes {work.web_s * ms:.3g} ms of the storefront,"
        f" {work.database_s * ms:.3g} ms of PostgreSQL and {work.functions_s * ms:.3g} ms of functions; a page from"
        f" memory {work.kept_page_s * ms:.2g} ms, a new one {work.new_page_s * ms:.3g} + {work.new_page_database_s * ms:.3g} ms.\n\n"
        f"Assumed: {PAGES} pages for an order, {NEW_PAGES:.0%} of them new; {STATEMENTS} round trips of"
        f" {ROUND_TRIP_S * ms:g} ms for a request of the checkout; {MESSAGES} messages for an order (confirmation, mail, invoice, PDF); 2 % of orders want"
        " the same SKU; processors are as quick as the laptop's, and 70 % of them is full."
    )


def _sizes(answers: list[Answer]) -> str:
    lines = [
        "| orders/s | pages/s | storefront | PostgreSQL | functions | order placed, p99 | confirmed, p99 | USD a month |",
        "| ---: | ---: | --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for one in answers:
        size, outcome = one.size, one.outcome
        cost = "–" if one.usd_per_month is None else f"{one.usd_per_month:,.0f}"
        lines.append(
            f"| {one.orders_per_second:,} | {one.orders_per_second * PAGES:,} | {size.web_instances} × {one.plan}"
            f" | {size.database_cores} vCores | {outcome.functions} | {outcome.post_p99_s * 1000:,.0f} ms"
            f" | {outcome.confirmed_p99_s:.2g} s | {cost} |"
        )
    return "\n".join(lines)


def _walls(answers: list[Answer]) -> str:
    lines = ["| at | is full at | what | what moves it |", "| ---: | ---: | --- | --- |"]
    lines += [
        f"| {one.orders_per_second:,} | {wall.orders_per_second:,.0f} | {wall.what} | {wall.switch} |"
        for one in answers
        for wall in one.walls[:NEAREST]
    ]
    return "\n".join(lines)
