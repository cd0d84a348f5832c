"""`./lonja test [pytest's arguments]`: the whole suite, with what it needs."""

import asyncio
import os
import subprocess
import sys

import typer
from rich.console import Console

from lonja_tools.laptop import azurite, browser, spa
from lonja_tools.laptop.progress import Terminal, step
from lonja_tools.places import Places

app = typer.Typer()

NO_BROWSER = (
    "No browser is here, and none may be installed: the e2e tests are not run."
    " To run them: install Chromium (Debian: sudo apt-get install chromium), or name one with"
    " LONJA_BROWSER=/path/to/chrome, then ./lonja test tests/e2e."
)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(arguments: typer.Context) -> None:
    """Run the whole suite, or what pytest's arguments choose."""
    places = Places.here()
    places.make()
    asyncio.run(_prepare(places))
    found = _browser(places)
    environment = {name: value for name, value in os.environ.items() if not _is_ours(name)}
    words = list(arguments.args)
    if found is None:
        words += ["-m", "not e2e"] if "-m" not in words else []
    else:
        environment["LONJA_BROWSER"] = str(found)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words], cwd=places.checkout, env=environment, check=False
    )
    if found is None:
        print(NO_BROWSER, flush=True)
    raise typer.Exit(done.returncode)


def _is_ours(name: str) -> bool:
    """Settings of a shop that runs here must not reach the tests' own."""
    kept = {"LONJA_TERRAFORM", "LONJA_BROWSER", "LONJA_PROGRAM"}
    return name.startswith("LONJA_") and name not in kept


async def _prepare(places: Places) -> None:
    progress = Terminal(Console(stderr=True))
    if not azurite.is_installed(places):
        with step(progress, "Installing Azurite", "Azurite installed"):
            await azurite.install(places)
    if spa.exists(places) and not spa.is_built(places):
        with step(progress, "Building the back office's pages", "Back office built"):
            await spa.build(places)


def _browser(places: Places) -> os.PathLike[str] | None:
    found = browser.find()
    if found is not None:
        return found
    progress = Terminal(Console(stderr=True))
    with step(progress, "Looking for a browser", "Browser"):
        return browser.install(places.tools / "browser-install.log")
