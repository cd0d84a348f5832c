"""`./lonja package`: a zip for each app that Azure runs."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from lonja_tools.laptop import spa
from lonja_tools.laptop.progress import Terminal, step
from lonja_tools.places import Places
from lonja_tools.user_error import UserError

if TYPE_CHECKING:
    from lonja_tools.deployment.packaging.zips import Package

app = typer.Typer()


@app.command()
def package(
    *,
    only: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="This one alone; may be repeated.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the zips.")] = None,
    azd: Annotated[
        str | None,
        typer.Option(metavar="ENVIRONMENT", help="Only write what azd reads beside the stacks."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Write a zip for each app: what it imports and reads, with its locked requirements."""
    if azd is not None:
        _for_azd(azd, as_json=as_json)
        return
    from lonja_tools.deployment.packaging import zips
    from lonja_tools.deployment.packaging.deployables import NAMES, named

    chosen = only or list(NAMES)
    for name in chosen:
        if name not in NAMES:
            raise UserError(f"{name} is not one of {', '.join(NAMES)}.", code=2)
    places = Places.here()
    places.make()
    if "spa" in chosen:
        build_pages(places)
    folder = out or places.checkout / ".lonja" / "packages"
    written = [zips.write(named(name), checkout=places.checkout, folder=folder) for name in chosen]
    if as_json:
        print(json.dumps([asdict(one) for one in written]))
    else:
        _show(written, folder)


def _for_azd(environment: str, *, as_json: bool) -> None:
    from lonja_tools.deployment.azd import write
    from lonja_tools.deployment.environment import environments

    checkout = Places.here().checkout
    names = environments(checkout)
    if environment not in names:
        raise UserError(
            f"{environment} is not one of {', '.join(names)}.",
            todo="Call azd's environment as ours is called: azd env new NAME.",
            code=2,
        )
    written = [str(path.relative_to(checkout)) for path in write(checkout, environment)]
    print(json.dumps(written) if as_json else "\n".join(written))


def build_pages(places: Places) -> None:
    """Build the back office's pages, which are part of a package, if their sources changed."""
    if not spa.is_built(places):
        progress = Terminal(Console(stderr=True))
        with step(progress, "Building the back office's pages", "Back office built"):
            asyncio.run(spa.build(places))


def _show(written: "list[Package]", folder: Path) -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("Package", "Release", "KiB", "Modules", "Requirements"):
        table.add_column(column, justify="left" if column in {"Package", "Release"} else "right")
    for one in written:
        facts = (one.bytes // 1024, one.modules, one.requirements)
        table.add_row(Path(one.path).name, one.release, *map(str, facts))
    console = Console()
    console.print(table, highlight=False)
    console.print(f"In {folder}", highlight=False, soft_wrap=True)
