"""How `./lonja infra cost` shows a bill: a table, sums, bars, and a document for programs."""

import re
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from lonja_tools.infra.costs.capacity import Limit
from lonja_tools.infra.costs.cost import Bill, Cost, Orders
from lonja_tools.infra.costs.switches import Switch

BAR_WIDTH: Final = 24
# Narrower than this, a name folds into a second line.
FULL_WIDTH: Final = 120
WHOLE_FROM: Final = 100
SAID: Final = {
    "application_insights_standard_web_test": "web test",
    "cdn_frontdoor_profile": "Front Door",
    "data_protection_backup_instance_postgresql_flexible_server": "backup of the database",
    "log_analytics_workspace": "logs",
    "monitor_metric_alert": "alert",
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A bill with its switches, limits and the source of its prices."""

    bill: Bill
    region: str
    orders: Orders
    switches: tuple[Switch, ...]
    limits: tuple[Limit, ...]
    source: str
    unanswered: tuple[str, ...] = ()  # meters without a price from --live

    @property
    def passed(self) -> tuple[Limit, ...]:
        orders_per_day = self.bill.usage.orders_per_day
        return tuple(limit for limit in self.limits if limit.orders_per_day < orders_per_day)


def document(estimate: Estimate) -> dict[str, Any]:
    bill, orders = estimate.bill, estimate.orders
    return {
        "environment": bill.environment,
        "region": estimate.region,
        "currency": "USD",
        "prices": estimate.source,
        "usage": asdict(bill.usage),
        "usd_per_month": round(bill.usd, 2),
        "usd_fixed": round(orders.fixed_usd, 2),
        "usd_by_use": round(orders.by_use_usd, 2),
        "usd_per_1000_orders": orders.usd_per_1000 and round(orders.usd_per_1000, 2),
        "usd_of_the_next_1000_orders": round(orders.next_1000_usd, 2),
        "stacks": rounded(bill.by(lambda cost: cost.stack)),
        "switches": [
            asdict(switch) | {"usd": round(switch.usd, 2)} for switch in estimate.switches
        ],
        "limits": [asdict(limit) for limit in estimate.limits],
        "costs": [asdict(cost) for cost in bill.costs],
        "free": [{"resource": place, "reason": reason} for place, reason in bill.free],
        "unpriced": list(bill.unpriced),
        "not_answered": list(estimate.unanswered),
    }


def show(estimate: Estimate, console: Console | None = None) -> None:
    console = console or Console(highlight=False)
    bill = estimate.bill
    console.print(f"{bill.environment} in {estimate.region}, USD a month", style="bold")
    console.print(_table(bill.costs, console.width), markup=False)
    console.print("0.00 is less than a cent, or within what Azure gives free of that meter.")
    _free(console, bill)
    _bars(console, "By stack", rounded(bill.by(lambda cost: cost.stack)))
    _switches(console, estimate.switches)
    _orders(console, estimate)
    console.print(f"\nPrices: {estimate.source}", markup=False, soft_wrap=True)
    if estimate.unanswered:
        names = ", ".join(estimate.unanswered)
        console.print(f"No answer, so from the snapshot: {names}", markup=False, soft_wrap=True)
    for place in bill.unpriced:
        console.print(
            f"No price is known for {place}: it is not in the sum",
            style="yellow",
            markup=False,
            soft_wrap=True,
        )


def _table(costs: tuple[Cost, ...], width: int) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("Resource", overflow="fold", ratio=None if width >= FULL_WIDTH else 3)
    table.add_column("What is paid", overflow="fold", ratio=None if width >= FULL_WIDTH else 3)
    table.add_column("Units", justify="right", no_wrap=True)
    table.add_column("USD", justify="right", no_wrap=True)
    ordered = sorted(costs, key=lambda cost: (cost.stack, -cost.usd))
    for stack, lines in groupby(ordered, key=lambda cost: cost.stack):
        here = list(lines)
        table.add_section()
        table.add_row(f"{stack}:", "", "", f"{sum(cost.usd for cost in here):,.2f}", style="bold")
        for cost in here:
            name = f"  {_short(cost)}"
            table.add_row(name, cost.title, _units(cost), f"{cost.usd:,.2f}")
    return table


def _short(cost: Cost) -> str:
    """`module.watch.azurerm_monitor_metric_alert.this["cpu"]` in short: `watch: cpu`."""
    address = cost.resource.replace("[0]", "")
    key = re.search(r'\["(.+)"\]$', address)
    in_module = re.match(r"module\.(\w+)", address)
    kind, _, own = address.removeprefix("azurerm_").partition(".")
    own = key[1] if key else own.removesuffix("this")
    name = in_module[1] if in_module else SAID.get(kind, kind).replace("_", " ")
    if in_module:
        own = key[1] if key else ""
    text = f"{name}: {own}" if own else name
    return f"{text}, standby" if "standby" in cost.switch else text


def _units(cost: Cost) -> str:
    whole = cost.units >= WHOLE_FROM or cost.units == int(cost.units)
    number = f"{cost.units:,.0f}" if whole else f"{cost.units:,.2f}"
    if cost.unit[0].isdigit():
        return f"{number} × {cost.unit}"
    return f"{number} {cost.unit.removesuffix('s') if cost.units == 1 else cost.unit}"


def _free(console: Console, bill: Bill) -> None:
    console.print("\nFree, by rule", style="bold")
    reasons = sorted(bill.free, key=lambda one: one[1])
    for reason, ones in groupby(reasons, key=lambda one: one[1]):
        console.print(f"{len(list(ones)):>4}  {reason}", markup=False)


def _switches(console: Console, switches: tuple[Switch, ...]) -> None:
    for is_on, title in (
        (True, "What each switch adds, as it is"),
        (False, "What each would add, if it were on"),
    ):
        _bars(
            console,
            title,
            {switch.name: switch.usd for switch in switches if switch.is_on is is_on},
            {switch.name: switch.note for switch in switches if switch.is_on is is_on},
        )


def _orders(console: Console, estimate: Estimate) -> None:
    bill, orders = estimate.bill, estimate.orders
    per_day = bill.usage.orders_per_day
    console.print(f"\n{bill.environment}: {bill.usd:,.2f} USD a month", style="bold")
    console.print(f"{orders.fixed_usd:>12,.2f}  fixed: paid whether anybody buys or not")
    console.print(f"{orders.by_use_usd:>12,.2f}  by use, at {per_day:,.0f} orders a day")
    if orders.usd_per_1000 is not None:
        console.print(f"{orders.usd_per_1000:>12,.2f}  for 1,000 orders, all of it shared out")
    console.print(f"{orders.next_1000_usd:>12,.2f}  for the next 1,000 orders")
    for limit in estimate.passed:
        console.print(
            f"{limit.what} carries {limit.orders_per_day:,.0f} orders a day, not {per_day:,.0f}: {limit.beyond}",
            style="yellow",
            markup=False,
        )
    rest = [limit for limit in estimate.limits if limit not in estimate.passed]
    if rest:
        console.print("Carries, orders a day (an estimate):", markup=False)
    for limit in rest:
        console.print(f"{limit.orders_per_day:>12,.0f}  {limit.what}", markup=False)


def rounded(sums: dict[str, float]) -> dict[str, float]:
    return {name: round(usd, 2) for name, usd in sorted(sums.items(), key=lambda item: -item[1])}


def _bars(
    console: Console, title: str, sums: dict[str, float], notes: dict[str, str] | None = None
) -> None:
    largest = max(sums.values(), default=0)
    if not largest:
        return
    console.print(f"\n{title}", style="bold")
    width = max(len(name) for name in sums)
    room = min(BAR_WIDTH, console.width - width - 14)
    for name, usd in sums.items():
        bar = "█" * round(usd / largest * room)
        console.print(f"{name:<{width}}  {usd:>10,.2f}  {bar}".rstrip(), markup=False)
        if notes and notes.get(name):
            console.print(f"{'':<{width}}  {'':>10}  {notes[name]}", markup=False)
