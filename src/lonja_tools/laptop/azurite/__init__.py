"""Azurite, the storage emulator: installed once from the lock file beside this module."""

from pathlib import Path
from typing import Final

from lonja_tools.laptop import topology
from lonja_tools.laptop.tools import NpmPackage, node
from lonja_tools.places import Places

PACKAGE: Final = NpmPackage("azurite", "Azurite (the storage emulator)", Path(__file__).parent)

# Without it node keeps 370 MiB after 2,500 uploaded pictures, with it 126 MiB.
_SMALL_HEAP = "--optimize-for-size"


def command(places: Places, base: int, *, in_memory: bool = False) -> list[str]:
    """Its command line; the first option allows SDKs newer than the emulator."""
    entry = PACKAGE.home(places) / "node_modules" / "azurite" / "dist" / "src" / "azurite.js"
    storage = ["--inMemoryPersistence"] if in_memory else ["--location", str(places.storage)]
    ports = {
        "blob": topology.port("blobs", base),
        "queue": topology.port("queues", base),
        "table": 0,
    }
    listening = [
        option
        for service, number in ports.items()
        for option in (f"--{service}Host", topology.HOST, f"--{service}Port", str(number))
    ]
    quiet = ["--silent", "--skipApiVersionCheck", "--disableTelemetry"]
    return [str(node(places)), _SMALL_HEAP, str(entry), *quiet, *listening, *storage]
