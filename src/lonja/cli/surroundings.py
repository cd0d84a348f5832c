"""Which shop a command speaks to: the one that the environment names, else this checkout's own."""

import os

from lonja.bootstrap import read_settings
from lonja.kernel.settings import Settings
from lonja.local import topology
from lonja.local.places import Places
from lonja.local.record import is_supervised, load
from lonja.local.trouble import Trouble


def settings_here() -> Settings:
    """Raise `Trouble` when there is neither."""
    if not os.environ.get("LONJA_DATABASE_URL"):
        places = Places.here()
        run = load(places.record) if is_supervised(places.lock) else None
        if run is None:
            raise Trouble("Lonja is not running here.", todo="Start it: ./lonja up --detach")
        os.environ.update(topology.settings(places, run.port_base))
    return read_settings()
