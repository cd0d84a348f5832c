"""`./lonja up`: everything, on this machine."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from typing import Annotated, Any

import typer
from rich.console import Console

from lonja_tools.cli.display import show_next_steps, show_run
from lonja_tools.laptop.progress import Lines, Progress, Terminal
from lonja_tools.laptop.record import is_supervised, load, sole_supervisor
from lonja_tools.laptop.supervisor import PICTURES, Supervisor
from lonja_tools.laptop.topology import APPS, DEFAULT_PORT_BASE
from lonja_tools.places import Places
from lonja_tools.user_error import UserError

app = typer.Typer()


@app.command()
def up(
    *,
    detach: Annotated[bool, typer.Option("--detach", help="Return when the shop serves.")] = False,
    port_base: Annotated[
        int, typer.Option(envvar="LONJA_PORT_BASE", help="First of our ports.")
    ] = DEFAULT_PORT_BASE,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Start with an empty shop; deletes the present one.")
    ] = False,
    empty: Annotated[
        bool, typer.Option("--empty", help="Without the demo shop: products come by import.")
    ] = False,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without",
            help="A service that you run yourself, by its name in `status`; or the demo's `pictures`.",
        ),
    ] = None,
    stripe_test_server: Annotated[
        bool,
        typer.Option(
            "--stripe-test-server", help="Take cards at a local server that stands for Stripe."
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Addresses for a program.")] = False,
    background: Annotated[bool, typer.Option("--background", hidden=True)] = False,
) -> None:
    """Install what is missing, start everything, and show where it is. Ctrl-C stops it."""
    left_out = frozenset(without or ())
    _check_names(left_out)
    places = Places.here()
    places.make()
    if is_supervised(places.lock):
        _already_running(places, port_base=port_base, detach=detach, as_json=as_json)
        return
    if fresh and not background:
        _confirm(places, yes=yes)
    if detach:
        words = [*(["--fresh", "--yes"] if fresh else []), *(["--empty"] if empty else [])]
        words += [f"--without={name}" for name in sorted(left_out)]
        words += ["--stripe-test-server"] if stripe_test_server else []
        _detach(places, port_base=port_base, words=words, as_json=as_json)
        return
    if background:
        progress: Progress = _Both(Lines(sys.stdout), Terminal(Console(file=sys.stderr)))
    else:
        progress = _Foreground(places, as_json=as_json, empty=empty)
    with sole_supervisor(places.lock) as free:
        if not free:
            _already_running(places, port_base=port_base, detach=False, as_json=as_json)
        if fresh:
            _forget(places)
        try:
            asyncio.run(
                _supervise(
                    places,
                    port_base,
                    progress,
                    with_demo=not empty,
                    without=left_out,
                    with_stripe=stripe_test_server,
                )
            )
        except UserError as error:
            progress.report("failed", what=error.what, todo=error.todo, code=error.code)
            raise


async def _supervise(
    places: Places,
    port_base: int,
    progress: Progress,
    *,
    with_demo: bool,
    without: frozenset[str],
    with_stripe: bool,
) -> None:
    await Supervisor(
        places, port_base, progress, with_demo=with_demo, without=without, with_stripe=with_stripe
    ).run()


def _check_names(left_out: frozenset[str]) -> None:
    names = [*(service.name for service in APPS), PICTURES]
    for name in sorted(left_out.difference(names)):
        raise UserError(
            f"Nothing called {name} can be left out.", todo=f"{', '.join(names)}", code=2
        )


def _already_running(places: Places, *, port_base: int, detach: bool, as_json: bool) -> None:
    """Already running: success with --detach, an error otherwise."""
    run = load(places.record)
    if run is None:
        raise UserError("Another command is starting Lonja here.")
    if detach and run.port_base == port_base:
        show_run(run, as_json=as_json, title="Lonja already runs here")
        return
    show_run(run, as_json=False, title="Lonja already runs here", console=Console(stderr=True))
    other = "" if run.port_base == port_base else f" on ports from {run.port_base}"
    raise UserError(
        f"Lonja already runs in this checkout{other} (process {run.pid}).",
        todo="Stop it with ./lonja down, or run a second one beside it:"
        f" LONJA_STATE_DIR=.lonja/second ./lonja up --port-base {run.port_base + 1000}",
    )


def _confirm(places: Places, *, yes: bool) -> None:
    if yes or not places.database.exists():
        return
    if not sys.stdin.isatty():
        raise UserError("--fresh deletes the present shop.", todo="Say so with --yes.", code=2)
    typer.confirm("Delete the present shop, with its orders, pictures and mail?", abort=True)


def _forget(places: Places) -> None:
    for folder in (places.database, places.storage):
        shutil.rmtree(folder, ignore_errors=True)
    for file in places.state.glob("mail.sqlite*"):
        file.unlink()
    places.stripe.unlink(missing_ok=True)


def _detach(places: Places, *, port_base: int, words: list[str], as_json: bool) -> None:
    """Start ourselves in the background and relay its progress until it serves."""
    command = [sys.executable, "-m", "lonja_tools.cli.main", "up", "--background"]
    command += ["--port-base", str(port_base), *words]
    terminal = Terminal(Console(stderr=as_json), quiet=as_json)
    with (places.logs / "up.log").open("ab") as log:
        behind = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
            cwd=places.checkout,
            env={**os.environ, "LONJA_STATE_DIR": str(places.state)},
        )
    assert behind.stdout is not None
    try:
        for line in behind.stdout:
            report: dict[str, Any] = json.loads(line)
            event = report.pop("event")
            terminal.report(event, **report)
            if event == "failed":
                behind.wait()
                raise UserError(report["what"], todo=report["todo"], code=report["code"])
            if event == "ready":
                run = load(places.record)
                assert run is not None
                show_run(run, as_json=as_json, title="Lonja runs in the background")
                if "--empty" in words and not as_json:
                    show_next_steps(run)
                return
    except KeyboardInterrupt:
        behind.send_signal(signal.SIGTERM)
        behind.wait()
        raise
    finally:
        behind.stdout.close()
    raise UserError("Lonja did not start.", todo=f"What happened: {places.logs / 'up.log'}")


class _Foreground(Terminal):
    """Progress on the terminal, the table when it serves; with --json only the JSON on stdout."""

    def __init__(self, places: Places, *, as_json: bool, empty: bool) -> None:
        super().__init__(Console(stderr=as_json), quiet=as_json)
        self._places, self._as_json, self._empty = places, as_json, empty

    def report(self, event: str, **facts: Any) -> None:
        super().report(event, **facts)
        if event == "ready":
            run = load(self._places.record)
            assert run is not None
            show_run(run, as_json=self._as_json, title="Lonja runs; Ctrl-C stops it")
            if self._empty and not self._as_json:
                show_next_steps(run)


class _Both:
    def __init__(self, *both: Progress) -> None:
        self._both = both

    def report(self, event: str, **facts: Any) -> None:
        for one in self._both:
            one.report(event, **facts)
