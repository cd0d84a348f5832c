"""`./lonja down`: stops what `up` started here, and nothing else."""

import os
import signal
import time

import typer

from lonja.local.places import Places
from lonja.local.record import Identity, Running, end, family, is_supervised, load
from lonja.local.trouble import Trouble

app = typer.Typer()

LONGEST_STOP_S = 60


@app.command()
def down() -> None:
    """Stop everything that runs from this checkout."""
    places = Places.here()
    run = load(places.record)
    if not is_supervised(places.lock):
        left = [] if run is None else _left(run.services, mark=str(places.state))
        if left:
            end(left, by=signal.SIGINT, within_s=20)
            places.record.unlink(missing_ok=True)
            print("A killed run had left processes; they are stopped.")
        else:
            print("Nothing was running.")
        return
    if run is None or not run.identity().is_alive():
        raise Trouble("Lonja is just being started here by another command.")
    os.kill(run.pid, signal.SIGTERM)
    until = time.monotonic() + LONGEST_STOP_S
    while is_supervised(places.lock):
        if time.monotonic() > until:
            raise Trouble(f"Process {run.pid} does not stop.", todo=f"See {places.logs}.")
        time.sleep(0.05)
    print("Stopped.")


def _left(services: list[Running], *, mark: str) -> list[Identity]:
    return [
        member
        for service in services
        for member in family(Identity(service.pid, service.started), mark=mark)
    ]
