"""`./lonja bench [NAME]`: measure the shop beside its ceilings; `--write` renews docs/numbers.md."""

import subprocess
import sys
from typing import Annotated

import typer

from lonja_tools.places import CHECKOUT

app = typer.Typer(help="Measure the shop, each figure beside its ceiling of the same run.")


@app.command()
def bench(
    name: Annotated[
        str, typer.Argument(help="pages, search, checkout, etl or idle; all by default.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Write docs/numbers.md.")] = False,
) -> None:
    """Starts a shop of its own, measures it, and stops it."""
    words = [*([name] if name else []), *(["--json"] * as_json), *(["--write"] * write)]
    done = subprocess.run([sys.executable, "-m", "bench", *words], cwd=CHECKOUT, check=False)
    raise typer.Exit(done.returncode)
