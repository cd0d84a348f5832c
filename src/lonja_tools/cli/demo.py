"""`./lonja demo`: the demo shop in the database of this machine: load it, start it over, look."""

import asyncio
import contextlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Self

import typer
from psycopg.errors import UndefinedColumn, UndefinedTable
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from lonja.bootstrap import read_settings
from lonja.kernel.errors import Unavailable
from lonja.kernel.settings import Settings
from lonja_tools.demo import loading
from lonja_tools.laptop.record import is_supervised, load
from lonja_tools.laptop.topology import settings as service_settings
from lonja_tools.places import Places
from lonja_tools.user_error import UserError

app = typer.Typer(no_args_is_help=True, help="The demo shop: load it, start it over, look at it.")

Seed = Annotated[int, typer.Option(help="Another number makes another shop.")]
Anchor = Annotated[
    datetime | None,
    typer.Option(
        "--until", formats=["%Y-%m-%d"], help="The day on which its story ends; today if not given."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="For a program.")]


@app.command("load")
def load_shop(
    *, seed: Seed = loading.DEFAULT_SEED, until: Anchor = None, as_json: AsJson = False
) -> None:
    """Fill an empty shop; one that is full stays as it is."""
    settings = _settings()
    with _Bar(quiet=as_json) as bar, _as_sentences():
        loaded = asyncio.run(
            loading.ensure_rows(
                settings.database_url,
                seed=seed,
                anchor=_day(until),
                secret_key=settings.secret_key,
                progress=bar,
            )
        )
    if loaded is None:
        raise UserError(
            "This database holds a shop that is not the demo's, so nothing was loaded.",
            todo="To empty it and load the demo: ./lonja demo reset --yes (deletes its contents).",
        )
    _show(loaded, as_json=as_json)


@app.command()
def reset(
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    seed: Annotated[int | None, typer.Option(help="Another number makes another shop.")] = None,
    until: Anchor = None,
    as_json: AsJson = False,
) -> None:
    """Empty the whole shop, orders and all, and fill it again."""
    if not yes:
        raise UserError(
            "This empties the shop: products, customers, orders, staff, all of it.",
            todo="If that is meant: ./lonja demo reset --yes",
        )
    settings = _settings()
    with _Bar(quiet=as_json) as bar, _as_sentences():
        loaded = asyncio.run(
            loading.replace_rows(
                settings.database_url,
                seed=seed,
                anchor=_day(until),
                secret_key=settings.secret_key,
                progress=bar,
            )
        )
    _show(loaded, as_json=as_json, is_new=True)


@app.command()
def pictures(*, as_json: AsJson = False) -> None:
    """Draw and upload the pictures that are missing; `./lonja up` does it by itself."""
    from lonja_tools.demo.drawing import ensure_pictures

    settings = _settings()
    with _Bar(quiet=as_json) as bar:
        drawn, whole = asyncio.run(
            ensure_pictures(settings.database_url, settings.storage_connection, bar)
        )
    if as_json:
        print(json.dumps({"made": drawn, "pictures": whole}))
    else:
        print(f"{whole} pictures are there; {drawn} of them were made now.")


@app.command()
def status(*, as_json: AsJson = False) -> None:
    """Which demo shop the database holds; exit code 3 when there is none."""
    loaded = asyncio.run(loading.look(_settings().database_url))
    if loaded is None:
        print(json.dumps({"state": "none"}) if as_json else "There is no demo shop here.")
        raise typer.Exit(3)
    _show(loaded, as_json=as_json)


def _settings() -> Settings:
    """The settings of the running shop, unless LONJA_DATABASE_URL names another database."""
    settings = read_settings()
    if "database_url" in settings.model_fields_set:
        return settings
    places = Places.here()
    run = load(places.record) if is_supervised(places.lock) else None
    if run is None:
        raise UserError(
            "Lonja is not running here, so there is no database to fill.",
            todo="Start it (./lonja up --detach), or name a database in LONJA_DATABASE_URL.",
        )
    ours = service_settings(places, run.port_base)
    return Settings(**{name.removeprefix("LONJA_").lower(): value for name, value in ours.items()})  # type: ignore[arg-type]


@contextlib.contextmanager
def _as_sentences() -> Iterator[None]:
    try:
        yield
    except Unavailable as error:
        raise UserError("The database does not respond.", todo="Look at ./lonja status.") from error
    except (UndefinedColumn, UndefinedTable) as error:
        raise UserError(
            "The database has an older schema than this checkout.",
            todo="./lonja down, then ./lonja up brings it up to date.",
        ) from error


def _day(until: datetime | None) -> date | None:
    return None if until is None else until.date()


def _show(loaded: loading.Loaded, *, as_json: bool, is_new: bool = False) -> None:
    if as_json:
        facts = {
            "state": "loaded",
            "seed": loaded.seed,
            "version": loaded.version,
            "anchor": loaded.anchor.isoformat(),
            "loaded_at": loaded.loaded_at.isoformat(),
        }
        print(json.dumps(facts))
        return
    line = f"The demo shop of seed {loaded.seed}, version {loaded.version}: its story ends on {loaded.anchor}."
    print(line)
    if is_new:
        print("Pictures that are missing come with the next ./lonja up, or ./lonja demo pictures.")
    if loaded.is_old:
        print("It was made by an earlier version: ./lonja demo reset --yes makes today's.")


class _Bar:
    def __init__(self, *, quiet: bool) -> None:
        console = Console(stderr=True, quiet=quiet)
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=console, transient=True)
        self._task = self._progress.add_task("The demo shop", total=1.0)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def __call__(self, what: str, part: float) -> None:
        self._progress.update(self._task, description=what, completed=part)
