"""Which shop a command speaks to, and what the command itself took."""

import os
import resource
import sys
from pathlib import Path

from lonja.kernel.settings import Settings
from lonja_tools.laptop import topology
from lonja_tools.laptop.record import is_supervised, load
from lonja_tools.places import Places
from lonja_tools.trouble import Trouble


def settings_here() -> Settings:
    """Of the shop that the environment names, else of this checkout's; `Trouble` without either.

    Read here and not by `bootstrap`, whose adapters would be most of a small command's memory.
    """
    if not os.environ.get("LONJA_DATABASE_URL"):
        places = Places.here()
        run = load(places.record) if is_supervised(places.lock) else None
        if run is None:
            raise Trouble("Lonja is not running here.", todo="Start it: ./lonja up --detach")
        os.environ.update(topology.settings(places, run.port_base))
    return Settings()


def peak_mib() -> int:
    """The most memory this process has held; `getrusage` would count what its parent held."""
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) // 1024
    except (OSError, IndexError, ValueError):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most // (1024**2 if sys.platform == "darwin" else 1024)
