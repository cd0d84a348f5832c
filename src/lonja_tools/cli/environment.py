"""Which shop a command works on, and how much memory the command used."""

import os
import resource
import sys
from pathlib import Path

from lonja.kernel.settings import Settings
from lonja_tools.laptop import topology
from lonja_tools.laptop.record import is_supervised, load
from lonja_tools.places import Places
from lonja_tools.user_error import UserError


def settings_here() -> Settings:
    """The settings from the environment, else of the shop running here; `UserError` without either.

    Read here and not by `bootstrap`, whose adapters would be most of a small command's memory.
    """
    if not os.environ.get("LONJA_DATABASE_URL"):
        places = Places.here()
        run = load(places.record) if is_supervised(places.lock) else None
        if run is None:
            raise UserError("Lonja is not running here.", todo="Start it: ./lonja up --detach")
        os.environ.update(topology.settings(places, run.port_base))
    return Settings()


def peak_mib() -> int:
    """Peak memory of this process; `getrusage` would include its parent's."""
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) // 1024
    except (OSError, IndexError, ValueError):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most // (1024**2 if sys.platform == "darwin" else 1024)
