"""`./lonja simulate`: which size carries so many orders a second, and what breaks first."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from lonja_tools.simulation.page import PAGE, page
from lonja_tools.simulation.sizes import Answer, NoSizeError, answer
from lonja_tools.simulation.work import measured
from lonja_tools.user_error import UserError

app = typer.Typer(help="Which size carries so many orders a second, and what breaks first.")


@app.command()
def simulate(
    orders_per_second: Annotated[float, typer.Option(min=0.01, max=10_000)] = 10,
    mails_per_minute: Annotated[
        int, typer.Option(min=0, help="What Microsoft allows; 0 leaves mail out.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Write docs/scale.md.")] = False,
) -> None:
    """A model of the shop in Azure, from what docs/numbers.md measured on a laptop."""
    work = measured()
    if write:
        PAGE.write_text(page(work))
        return
    try:
        found = answer(orders_per_second, work, mails_per_minute=mails_per_minute)
    except NoSizeError as nothing:
        raise UserError(
            f"No size carries {orders_per_second:g} orders a second: {nothing}.",
            todo="docs/scale.md says what lies beyond.",
        ) from nothing
    if as_json:
        print(json.dumps(asdict(found)))
    else:
        _show(found)


def _show(found: Answer) -> None:
    console = Console()
    size, outcome = found.size, found.outcome
    cost = "unknown" if found.usd_per_month is None else f"{found.usd_per_month:,.0f} USD a month"
    console.print(
        f"{found.orders_per_second:g} orders a second: {size.web_instances} × {found.plan},"
        f" PostgreSQL with {size.database_cores} vCores, {outcome.functions} instances of functions;"
        f" {cost}."
    )
    console.print(
        f"An order is placed within {outcome.post_p99_s * 1000:.0f} ms (p99), confirmed within"
        f" {outcome.confirmed_p99_s:.1f} s. Storefront {outcome.web_load:.0%} busy, database"
        f" {outcome.database_load:.0%}."
    )
    table = Table("full at", "what", "what moves it")
    for wall in found.walls:
        table.add_row(f"{wall.orders_per_second:,.0f}/s", wall.what, wall.switch)
    console.print(table)
