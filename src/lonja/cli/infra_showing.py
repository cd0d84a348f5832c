"""How `./lonja infra cost` shows a bill: a table, sums, bars, and a document for programs."""

import re
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from lonja.cli.infra_cost import Bill

BAR_WIDTH = 24
SMALLEST_USD = 0.01


def document(bill: Bill, *, beside: dict[str, float], source: str) -> dict[str, Any]:
    return {
        "environment": bill.environment,
        "currency": "USD",
        "prices": source,
        "usage": asdict(bill.usage),
        "usd_per_month": round(bill.usd, 2),
        "usd_per_1000_orders": round(per_1000_orders(bill), 2),
        "stacks": rounded(bill.by(lambda cost: cost.stack)),
        "switches": switches(bill, beside),
        "costs": [asdict(cost) for cost in bill.costs],
        "unpriced": list(bill.unpriced),
    }


def show(bill: Bill, *, beside: dict[str, float], source: str) -> None:
    console = Console(highlight=False)
    table = Table(
        title=f"{bill.environment}, USD a month", title_justify="left", box=None, pad_edge=False
    )
    for column in ("Stack", "Resource", "Meter", "Units", "USD"):
        table.add_column(column, justify="right" if column in {"Units", "USD"} else "left")
    for cost in sorted(bill.costs, key=lambda cost: (cost.stack, -cost.usd)):
        if cost.usd >= SMALLEST_USD:
            units = f"{cost.units:,.6g}"
            table.add_row(cost.stack, _short(cost.resource), cost.meter, units, f"{cost.usd:,.2f}")
    console.print(table, markup=False)
    _bars(console, "By stack", rounded(bill.by(lambda cost: cost.stack)))
    _bars(console, "What each switch adds", switches(bill, beside))
    console.print(f"\n{bill.environment}: {bill.usd:,.2f} USD a month", style="bold")
    console.print(
        f"{bill.usage.orders_per_day:,.0f} orders a day: {per_1000_orders(bill):,.2f} USD for 1,000 orders"
    )
    console.print(f"Prices: {source}", markup=False, soft_wrap=True)
    for place in bill.unpriced:
        console.print(
            f"No price is known for {place}", style="yellow", markup=False, soft_wrap=True
        )


def _short(address: str) -> str:
    """`module.watch.azurerm_monitor_metric_alert.this["cpu"]` as people say it: `watch["cpu"]`."""
    in_module = re.fullmatch(r"module\.(\w+)(?:\[0\])?\.azurerm_\w+\.\w+(\[.*\])?", address)
    if in_module:
        return in_module[1] + (in_module[2] or "").replace("[0]", "")
    return (
        address.removeprefix("azurerm_")
        .removesuffix(".this")
        .replace("[0]", "")
        .removesuffix(".this")
    )


def per_1000_orders(bill: Bill) -> float:
    return bill.usd / bill.usage.orders * 1000 if bill.usage.orders else 0


def switches(bill: Bill, beside: dict[str, float]) -> dict[str, float]:
    added = {name: usd for name, usd in bill.by(lambda cost: cost.switch).items() if name and usd}
    return rounded(added | beside)


def rounded(sums: dict[str, float]) -> dict[str, float]:
    return {name: round(usd, 2) for name, usd in sorted(sums.items(), key=lambda item: -item[1])}


def _bars(console: Console, title: str, sums: dict[str, float]) -> None:
    largest = max(sums.values(), default=0)
    if not largest:
        return
    console.print(f"\n{title}", style="bold")
    width = max(len(name) for name in sums)
    for name, usd in sums.items():
        bar = "█" * max(1, round(usd / largest * BAR_WIDTH))
        console.print(f"{name:<{width}}  {usd:>10,.2f}  {bar}", markup=False)
