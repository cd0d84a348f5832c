"""`./lonja down`: stops what `up` started here, and nothing else."""

import os
import signal
import time

import typer

from lonja_tools.laptop.record import is_supervised, load
from lonja_tools.laptop.recovery import end_all, left_behind
from lonja_tools.places import Places
from lonja_tools.user_error import UserError

app = typer.Typer()

LONGEST_STOP_S = 60


@app.command()
def down() -> None:
    """Stop everything that runs from this checkout."""
    places = Places.here()
    run = load(places.record)
    if not is_supervised(places.lock):
        left = left_behind(places)
        if left:
            end_all(left)
            places.record.unlink(missing_ok=True)
            print("A killed run had left processes; they are stopped.")
        else:
            print("Nothing was running.")
        return
    if run is None or not run.identity().is_alive():
        raise UserError("Another command is starting Lonja here.")
    os.kill(run.pid, signal.SIGTERM)
    until = time.monotonic() + LONGEST_STOP_S
    while is_supervised(places.lock):
        if time.monotonic() > until:
            raise UserError(f"Process {run.pid} did not stop.", todo=f"See {places.logs}.")
        time.sleep(0.05)
    print("Stopped.")
