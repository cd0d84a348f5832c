"""Azurite, the storage emulator: installed once from the lock file beside this module."""

import shutil
from pathlib import Path

from lonja_tools.laptop import topology
from lonja_tools.laptop.tools import fingerprint, node, node_environment, one_at_a_time, run_tool
from lonja_tools.places import Places

_LOCKED = Path(__file__).parent
_PACKAGE = ("package.json", "package-lock.json")

# Without it node keeps 370 MiB after 2,500 uploaded pictures, with it 126 MiB.
_SMALL_HEAP = "--optimize-for-size"


def _home(places: Places) -> Path:
    return places.tools / "azurite"


def _stamp(places: Places) -> Path:
    return _home(places) / "installed"


def is_installed(places: Places) -> bool:
    stamp = _stamp(places)
    return stamp.exists() and stamp.read_text() == fingerprint(_LOCKED / name for name in _PACKAGE)


async def install(places: Places) -> None:
    """Install it into `.lonja/tools/azurite`, unless it is installed."""
    with one_at_a_time(places.tools / "azurite.lock"):
        if is_installed(places):
            return
        home = _home(places)
        home.mkdir(parents=True, exist_ok=True)
        for name in _PACKAGE:
            shutil.copyfile(_LOCKED / name, home / name)
        await run_tool(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            what="Azurite (the storage emulator)",
            cwd=home,
            log=places.tools / "azurite-install.log",
            env=node_environment(places),
        )
        _stamp(places).write_text(fingerprint(_LOCKED / name for name in _PACKAGE))


def command(places: Places, base: int, *, in_memory: bool = False) -> list[str]:
    """Its command line; the first option allows SDKs newer than the emulator."""
    entry = _home(places) / "node_modules" / "azurite" / "dist" / "src" / "azurite.js"
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
