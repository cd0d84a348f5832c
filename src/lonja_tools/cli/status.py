"""`./lonja status`: what runs, and whether it can serve."""

import asyncio
import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from lonja_tools.laptop import health, topology
from lonja_tools.laptop.record import Identity, Run, Running, is_supervised, load
from lonja_tools.places import Places

app = typer.Typer()

FINE = {"ready", "on demand"}
"""Of a service on demand nobody needs more: it comes with its work and goes after it."""


@app.command()
def status(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Show what runs here; exit code 3 when nothing does, 1 when something is not ready."""
    places = Places.here()
    run = load(places.record) if is_supervised(places.lock) else None
    if run is None:
        print(json.dumps({"state": "stopped"}) if as_json else "Lonja is not running here.")
        raise typer.Exit(3)
    states = asyncio.run(_states(run))
    for service, state in zip(run.services, states, strict=True):
        service.state = state
    if as_json:
        print(json.dumps(asdict(run)))
    else:
        _show(run)
    if run.state != "running" or not set(states) <= FINE:
        raise typer.Exit(1)


async def _states(run: Run) -> list[str]:
    return list(await asyncio.gather(*(_state(service, run.port_base) for service in run.services)))


async def _state(running: Running, base: int) -> str:
    service = topology.named(running.name)
    lives = Identity(running.pid, running.started).is_alive()
    if lives and (service is topology.POSTGRES or await health.is_ready(service, base)):
        return "ready"
    if service.queue:
        return "on demand"
    return "not ready" if lives else "restarting"


def _show(run: Run) -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("Service", "State", "Process", "Restarts", "Address"):
        table.add_column(column)
    for service in run.services:
        colour = "green" if service.state in FINE else "red"
        state = f"[{colour}]{service.state}[/]"
        table.add_row(
            service.title, state, str(service.pid), str(service.restarts), service.url or "–"
        )
    Console().print(table, highlight=False)
