"""`./lonja bench [NAME]`: measure the shop beside its ceilings; `--write` renews docs/numbers.md."""

import sys
from typing import Annotated

import typer

from lonja_tools.laptop.guard import run_with_us
from lonja_tools.places import CHECKOUT

app = typer.Typer(help="Measure the shop, each figure beside its ceiling of the same run.")


@app.command()
def bench(
    name: Annotated[
        str,
        typer.Argument(
            help="pages, search, checkout, etl, idle (all by default), imports, reports, lighthouse or processes."
        ),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
    rows: Annotated[int, typer.Option(help="Of the file of the scenario imports.")] = 100_000,
    kind: Annotated[str, typer.Option(help="Of that file: products or stock.")] = "products",
    write: Annotated[bool, typer.Option("--write", help="Write docs/numbers.md.")] = False,
) -> None:
    """Starts a shop of its own, measures it, and stops it."""
    words = [
        *([name] if name else []),
        f"--rows={rows}",
        f"--kind={kind}",
        *(["--json"] * as_json),
        *(["--write"] * write),
    ]
    raise typer.Exit(run_with_us([sys.executable, "-m", "bench", *words], cwd=CHECKOUT))
