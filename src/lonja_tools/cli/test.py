"""`./lonja test [pytest's arguments]`: the whole suite, with what it needs."""

import asyncio
import os
import sys
from collections.abc import Sequence

import typer
from rich.console import Console

from lonja_tools.laptop import azurite, browser, spa
from lonja_tools.laptop.guard import run_with_us
from lonja_tools.laptop.progress import Terminal, step
from lonja_tools.places import Places

app = typer.Typer()

# Each has a PostgreSQL and an Azurite of its own.
MOST_WORKERS = 8
NUMBER_OF_WORKERS = ("-n", "--numprocesses", "--tx", "no:xdist", "-pno:xdist", "--pdb")

NO_BROWSER = (
    "No browser is here, and none may be installed: the e2e tests are not run."
    " To run them: install Chromium (Debian: sudo apt-get install chromium), or name one with"
    " LONJA_BROWSER=/path/to/chrome, then ./lonja test tests/e2e."
)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(arguments: typer.Context) -> None:
    """Run the whole suite, or what pytest's arguments choose; --quick: what most changes need."""
    places = Places.here()
    places.make()
    asyncio.run(_prepare(places))
    chrome = _browser(places)
    environment = {name: value for name, value in os.environ.items() if not _is_ours(name)}
    words = [*_workers(arguments.args, places), *arguments.args]
    if chrome is None:
        words += ["-m", "not e2e"] if "-m" not in words else []
    else:
        environment["LONJA_BROWSER"] = str(chrome)
    code = run_with_us(
        [sys.executable, "-m", "pytest", *words], cwd=places.checkout, env=environment
    )
    if chrome is None:
        print(NO_BROWSER, flush=True)
    raise typer.Exit(code)


def _workers(words: Sequence[str], places: Places) -> list[str]:
    """One more than cores, unless a number is given, or the paths are files.

    The longest groups, proofs and whole shops, wait much of their time.
    """
    chosen = any(word.startswith(NUMBER_OF_WORKERS) for word in words)
    paths = [places.checkout / word for word in words if "/" in word and not word.startswith("-")]
    if chosen or not all(path.is_dir() for path in paths):
        return []  # pytest reports a missing path, its workers do not
    return ["-n", str(min((os.process_cpu_count() or 1) + 1, MOST_WORKERS))]


def _is_ours(name: str) -> bool:
    """Settings of a shop that runs here must not leak into the tests."""
    exempt = {"LONJA_TERRAFORM", "LONJA_BROWSER", "LONJA_PROGRAM"}
    return name.startswith("LONJA_") and name not in exempt


async def azurite_installed(places: Places) -> None:
    """What tests and proofs need as well, brought where it is missing."""
    if not azurite.PACKAGE.is_installed(places):
        with step(Terminal(Console(stderr=True)), "Installing Azurite", "Azurite installed"):
            await azurite.PACKAGE.install(places)


async def _prepare(places: Places) -> None:
    await azurite_installed(places)
    progress = Terminal(Console(stderr=True))
    if spa.exists(places) and not spa.is_built(places):
        with step(progress, "Building the back office's pages", "Back office built"):
            await spa.build(places)


def _browser(places: Places) -> os.PathLike[str] | None:
    chrome = browser.find()
    if chrome is not None:
        return chrome
    progress = Terminal(Console(stderr=True))
    with step(progress, "Looking for a browser", "Browser"):
        return browser.install(places.tools / "browser-install.log")
