"""`./lonja prove [NAME]`: run the proofs and print their figures."""

import asyncio
import importlib
import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from lonja_tools.cli.test import azurite_installed
from lonja_tools.places import Places
from lonja_tools.proofs import Broken, Figures

PROOFS = {
    "oversell": "the last 20 units go to 20 of 200 buyers; a code is spent once; a cart is charged rightly",
    "idempotency": "one checkout posted 50 times at once is one order",
    "kills": "a functions host killed 20 times while 300 orders are confirmed loses and doubles nothing",
    "campaign": "a functions host killed while a campaign goes to 300 readers loses and doubles nobody",
    "availability": "one client that pays nothing takes little from all others, who keep buying",
    "crash": "web processes and the database are killed under load; every accepted order ends",
    "warehouse": "an ETL that is killed, doubled, restored or in another time zone builds what one full run builds",
    "money": "a functions host killed 100 times while 1,000 orders are paid in every way, refunded, returned,"
    " edited: the provider's books, ours, the documents and the warehouse agree to the cent",
    "races": "100,000 attempts at the last of gift cards, codes, units sold ahead; at carts and orders that"
    " change meanwhile: never one too many",
    "sales": "a sales history reaches the warehouse to the cent, explained to the line (FILE: your own)",
}

app = typer.Typer(help="Prove, through real processes, what we promise about orders and mails.")


@app.command()
def prove(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(PROOFS)}; all by default.")] = "",
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="Of the proof `sales`.")
    ] = None,
    *,
    seed: Annotated[int, typer.Option(help="The same seed does the same things.")] = 1,
    orders: Annotated[
        int | None, typer.Option(min=1, max=100_000, help="Of the proof `money`: 1,000 if none.")
    ] = None,
    attempts: Annotated[
        int | None,
        typer.Option(min=1, max=10_000_000, help="Of the proof `races`: 100,000 if none."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a proof.")] = False,
) -> None:
    """Run one proof, or all; the exit code is 1 when a promise was broken."""
    if name and name not in PROOFS:
        sys.stderr.write(f"There is no proof {name!r}; there are {', '.join(PROOFS)}.\n")
        raise typer.Exit(2)
    own: dict[str, dict[str, object]] = {
        "sales": {"file": file},
        "money": {"orders": orders},
        "races": {"attempts": attempts},
    }
    for owner, options in own.items():
        if name != owner and any(value is not None for value in options.values()):
            sys.stderr.write(f"Only the proof `{owner}` takes {', '.join(options)}.\n")
            raise typer.Exit(2)
    asyncio.run(azurite_installed(Places.here()))
    broken = False
    for one in [name] if name else PROOFS:
        started = time.monotonic()
        said = {key: value for key, value in own.get(one, {}).items() if value is not None}
        figures, failure = _run(one, seed, said)
        broken = broken or failure is not None
        seconds = round(time.monotonic() - started, 1)
        if as_json:
            print(json.dumps({"proof": one, "seed": seed, "holds": failure is None,
                              "failure": failure, "seconds": seconds, "figures": figures}))  # fmt: skip
        else:
            _show(one, seed, figures, failure, seconds)
    raise typer.Exit(1 if broken else 0)


def _run(name: str, seed: int, options: Mapping[str, object]) -> tuple[Figures, str | None]:
    module = importlib.import_module(f"lonja_tools.proofs.{name}")
    try:
        figures: Figures = module.prove(seed, **options)
    except Broken as broken:
        return {}, str(broken)
    return figures, None


def _show(name: str, seed: int, figures: Figures, failure: str | None, seconds: float) -> None:
    print(f"{name} (seed {seed}, {seconds} s): {PROOFS[name]}")
    for key, value in figures.items():
        text = value
        if isinstance(value, dict):
            text = ", ".join(f"{inner} {number}" for inner, number in value.items())
        if isinstance(value, list):
            text = "".join(f"\n    {line}" for line in value)
        print(f"  {key.replace('_', ' ')}: {text}")
    print(f"  BROKEN: {failure}" if failure else "  holds")
