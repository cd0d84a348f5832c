"""`./lonja etl run`: bring the warehouse up to the shop now."""

import json
import time
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from lonja.etl.records import Run, Settings
from lonja_tools.cli.environment import peak_mib, settings_here
from lonja_tools.user_error import UserError

app = typer.Typer(no_args_is_help=True)
WAIT_S = 600


@app.callback()
def _etl() -> None:
    """The data warehouse."""


@app.command()
def run(
    *,
    full: Annotated[bool, typer.Option("--full", help="Read the whole shop again.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Load what changed, check it to the cent; exit code 1 when the shop and the warehouse differ."""
    import psycopg

    from lonja.etl.run import run as run_etl

    shop_settings = settings_here()
    settings = Settings(
        shop_url=shop_settings.database_url,
        warehouse_url=shop_settings.warehouse_url,
    )
    console = Console(stderr=as_json)
    with console.status("starting …") as status:
        until = time.monotonic() + WAIT_S
        while True:
            try:
                done = run_etl(settings, full=full, step=lambda name: status.update(f"{name} …"))
            except psycopg.OperationalError as error:
                raise UserError(f"A database does not answer: {error}") from error
            if done.state != "busy":
                break
            if time.monotonic() > until:
                raise UserError("Another run of the ETL has been running for ten minutes.")
            status.update("another run is in progress; waiting for it …")
            time.sleep(1)
    if as_json:
        print(json.dumps({**asdict(done), "peak_mib": peak_mib()}, default=str))
    else:
        _show(done, console)
    if done.state != "done":
        raise typer.Exit(1)


def _show(done: Run, console: Console) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("Entity", "Read", "Loaded", "Dropped by rule", "Seconds"):
        table.add_column(
            heading, justify="left" if heading in {"Entity", "Dropped by rule"} else "right"
        )
    for name, one in done.entities.items():
        dropped = ", ".join(f"{rule} {rows:,}" for rule, rows in one.dropped.items())
        table.add_row(name, f"{one.read:,}", f"{one.loaded:,}", dropped, f"{one.seconds:.2f}")
    console.print(table, highlight=False)
    why = f" ({done.reason})" if done.reason else f", {done.changed_keys:,} keys changed"
    console.print(f"Run {done.id}: {done.mode}{why}, {done.state} in {done.seconds:.1f} s.")
    for difference in done.differences[:20]:
        facts = ", ".join(f"{name} {value}" for name, value in difference.facts.items())
        console.print(f"[red]{difference.check}[/]: {facts}", highlight=False)
    if done.differences:
        console.print("The warehouse keeps what the run before this one built.")
