"""`./lonja check`: static checks of the code."""

import asyncio
import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from lonja_tools.laptop import spa
from lonja_tools.laptop.checks import Outcome, all_checks, run
from lonja_tools.places import Places

app = typer.Typer()
# The output of `./lonja infra validate` without Terraform, which fails with --strict only.
NOT_CHECKED = "Terraform not checked"


@app.command()
def check(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Lint, types, layers, generated files, the SPA's own check; exit code 1 when one fails."""
    places = Places.here()
    places.make()
    console = Console(stderr=as_json)
    if spa.exists(places):
        asyncio.run(spa.install(places, with_checks=True))
    with console.status("") as status:
        checks = all_checks(places)
        outcomes = list(run(checks, before=lambda name: status.update(f"{name} …")))
    if as_json:
        print(json.dumps([asdict(outcome) for outcome in outcomes]))
    else:
        _show(console, outcomes)
    if not all(outcome.passed for outcome in outcomes):
        raise typer.Exit(1)


def _show(console: Console, outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        if not outcome.passed:
            console.rule(outcome.name)
            console.print(outcome.output, markup=False, highlight=False)
    table = Table(box=None, pad_edge=False)
    for column in ("Check", "Result", "Seconds"):
        table.add_column(column)
    for outcome in outcomes:
        result = "[green]passed[/]" if outcome.passed else "[red]failed[/]"
        missing = [line for line in outcome.output.splitlines() if line.startswith(NOT_CHECKED)]
        if outcome.passed and missing:
            console.print(*missing, markup=False, highlight=False)
            result = "[yellow]not checked[/]"
        table.add_row(outcome.name, result, f"{outcome.seconds:.1f}")
    console.print(table, highlight=False)
